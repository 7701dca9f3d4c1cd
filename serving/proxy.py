"""nginx in front of the replicas: its configuration, from a template, and its command."""

import getpass
import os
import re
import resource
import shutil
from collections.abc import Sequence
from pathlib import Path

from app.shared.files import LASTING
from app.shared.headers import HEADERS

TEMPLATE = Path(__file__).with_name("nginx.conf")

MISSING = (
    "nginx is not installed, and it shares the visitors out: install it with "
    "`apt-get install nginx-light` or `brew install nginx`, or serve with one process: `make run`."
)

_PLACEHOLDER = re.compile(r"@([A-Z]+)@")
_MOST_FILES = 65_536


def command(configuration: Path) -> list[str]:
    """Return the command that runs nginx in the foreground.

    Raises:
        FileNotFoundError: there is no nginx; the message says what helps.
    """
    # Debian puts it where only root's path leads.
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if nginx is None:
        raise FileNotFoundError(MISSING)
    # Before it has read its configuration, it would write to a log of the system's.
    return [nginx, "-e", "stderr", "-p", f"{configuration.parent}", "-c", f"{configuration}"]


def configuration(
    *,
    listen: str,
    replicas: Sequence[str],
    trees: Path,
    folder: Path,
    base: str = "",
    brotli: bool = False,
    user: str = "",
) -> str:
    """Return nginx' configuration.

    Args:
        listen: Address and port, or a port.
        replicas: Host and port of each Streamlit.
        trees: The files that lie ready; see ``serving.trees``.
        folder: For what nginx writes: its process' number and bodies of requests.
        base: The path below which the app lies, with a slash before it and none behind.
        brotli: Whether there is a tree packed by brotli.
        user: Whose files nginx may read, where root starts it.
    """
    # Two per visitor, one to the browser and one to the replica.
    files = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], _MOST_FILES)
    servers = "\n".join(f"    server {name} max_fails=1 fail_timeout=2s;" for name in replicas)
    # A location with headers of its own inherits none, so each one names them all.
    headers = "\n".join(f'      add_header {name} "{said}";' for name, said in HEADERS.items())
    filled = {
        "BASE": base,
        "BROTLI": r'    "~\.(js|css|svg|json|map|wasm) .*\bbr\b" br;' if brotli else "",
        "CONNECTIONS": f"{files // 2}",
        "FILES": f"{files}",
        "FOLDER": f"{folder}",
        "HEADERS": headers,
        "LASTING": LASTING,
        "LISTEN": listen,
        "REPLICAS": servers,
        "TREES": f"{trees}",
        "USER": f"user {user};" if user else "",
    }
    template = TEMPLATE.read_text(encoding="utf-8")
    return _PLACEHOLDER.sub(lambda found: filled[found[1]], template)


def own_user() -> str:
    """Return who nginx' worker has to be: root's would otherwise be nobody, who reads nothing."""
    return getpass.getuser() if os.geteuid() == 0 else ""
