"""The files of our components, under an address that says what is in them.

Streamlit asks for a component's script and style by plain names and serves them without any
word about how long they last, so that a browser asks again for each of some seventy modules at
each visit. Here the plain name of a script answers with one line that leads to the same file
below a *version*, made of the contents of all files together:

    .stage/stage.js              ->  export { default } from "../9f3c.../....stage/stage.js";
    9f3c.../....stage/stage.js   ->  the file, good for a year

Modules import each other by relative addresses, so all others follow below the same version.
Only the plain names, one script and one style per component, are asked about again.
"""

import gzip
import mimetypes
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

COMPRESSION = 6
COMPONENTS = "/_stcore/bidi-components/"
LASTING = "public, max-age=31536000, immutable"
ASKED_AGAIN = "no-cache"

_APP = Path(__file__).parents[1]
_VERSION = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class File:
    """One file of a component.

    Attributes:
        content: Its bytes.
        media_type: As a header names it.
    """

    content: bytes
    media_type: str

    # Once per server, not once per visitor. A frozen dataclass without slots has room for it.
    @cached_property
    def gzipped(self) -> bytes:
        """Return the content as gzip."""
        return gzip.compress(self.content, COMPRESSION, mtime=0)

    @property
    def tag(self) -> str:
        """Return what changes with the content."""
        return f'"{sha256(self.content).hexdigest()[:16]}"'


@dataclass(frozen=True)
class Files:
    """All components' files at one moment.

    Attributes:
        version: Made of all names and contents.
        of: Each file by the component's name and its own, with a slash between.
    """

    version: str
    of: Mapping[str, File]

    def way(self, name: str) -> File:
        """Return the script that leads from a script's plain name to its version."""
        back = "../" * name.count("/")
        address = f'"{back}{self.version}/{name}"'
        lines = [f"export * from {address};"]
        if re.search(rb"^export default", self.of[name].content, re.MULTILINE):
            lines.append(f"export {{ default }} from {address};")
        return File("\n".join(lines).encode(), "text/javascript")


def folders(app: Path = _APP) -> dict[str, Path]:
    """Return where each component's files lie, by its whole name."""
    told = tomllib.loads((app / "pyproject.toml").read_text(encoding="utf-8"))
    return {
        f"{told['project']['name']}.{one['name']}": app / one["asset_dir"]
        for one in told["tool"]["streamlit"]["component"]["components"]
    }


def read(app: Path = _APP) -> Files:
    """Read all files of all components."""
    found, version = {}, sha256()
    for component, folder in sorted(folders(app).items()):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = f"{component}/{path.relative_to(folder).as_posix()}"
            kind = "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(name)[0]
            found[name] = File(path.read_bytes(), kind or "application/octet-stream")
            version.update(f"{name}\0{len(found[name].content)}\0".encode())
            version.update(found[name].content)
    return Files(version.hexdigest()[:16], found)


class ComponentFiles:
    """ASGI middleware that answers for our components' files, and passes on all else."""

    def __init__(self, app: ASGIApp, base: str = "", of: Path = _APP) -> None:
        """Answer below ``base``, the path at which the app lies, for the components of an app."""
        self._app = app
        self._path = base + COMPONENTS
        self._of = of
        self._ours = tuple(f"{name}/" for name in folders(of))
        self._seen: object = None
        self._files = Files("", {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass a request on."""
        answer = self._answer(scope) if scope["type"] == "http" else None
        await (answer or self._app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        path: str = scope["path"]
        if not path.startswith(self._path) or scope["method"] not in ("GET", "HEAD"):
            return None
        version, _, name = path.removeprefix(self._path).partition("/")
        if not _VERSION.fullmatch(version):
            version, name = "", path.removeprefix(self._path)
        if not name.startswith(self._ours):
            return None
        if not version or version != self._files.version:
            self._look()
        file = self._files.of.get(name)
        if file is None:
            return PlainTextResponse("not found", status_code=404)
        if not version and name.endswith(".js"):
            file = self._files.way(name)
        # Another version than ours comes from another edition's page: it gets what there is.
        lasting = version and version == self._files.version
        return _response(file, LASTING if lasting else ASKED_AGAIN, Headers(scope=scope))

    def _look(self) -> None:
        """Read the files again if one of them was changed: whoever writes one reloads the page."""
        now = [
            (path, path.stat().st_mtime_ns)
            for folder in folders(self._of).values()
            for path in folder.rglob("*.*")
        ]
        if now != self._seen:
            self._seen, self._files = now, read(self._of)


def _response(file: File, lasts: str, asked: Headers) -> Response:
    headers = {"Cache-Control": lasts, "ETag": file.tag, "Vary": "Accept-Encoding"}
    if asked.get("if-none-match") == file.tag:
        return Response(status_code=304, headers=headers)
    if "gzip" not in asked.get("accept-encoding", ""):
        return Response(file.content, headers=headers, media_type=file.media_type)
    headers["Content-Encoding"] = "gzip"
    return Response(file.gzipped, headers=headers, media_type=file.media_type)
