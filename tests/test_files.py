"""The components' files: by which address, for how long, and in how many bytes."""

import asyncio
import gzip
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.shared.files import ASKED_AGAIN, COMPONENTS, LASTING, ComponentFiles, folders, read

ROOT = Path(__file__).parents[1]
STAGE = "transposed-convolution-lab.stage/stage.js"


async def elsewhere(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"passed on"})


def asked(files: ComponentFiles, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": raw}
    asyncio.run(files(scope, None, send))  # type: ignore[arg-type]
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, sent[1]["body"]


@pytest.fixture
def files() -> ComponentFiles:
    return ComponentFiles(elsewhere)


def test_a_plain_name_leads_to_the_file_that_lasts_for_a_year(files: ComponentFiles) -> None:
    status, headers, way = asked(files, COMPONENTS + STAGE)
    assert (status, headers["cache-control"]) == (200, ASKED_AGAIN)

    found = re.search(rb'export \{ default \} from "\.\./(.+?)"', way)
    assert found
    status, headers, content = asked(files, COMPONENTS + found[1].decode())

    assert (status, headers["cache-control"]) == (200, LASTING)
    assert content == (ROOT / "app/stage/assets/stage.js").read_bytes()


def test_what_is_asked_about_again_and_is_the_same_is_not_sent(files: ComponentFiles) -> None:
    path = COMPONENTS + "transposed-convolution-lab.stage/stage.css"
    _, headers, _ = asked(files, path)

    assert asked(files, path, if_none_match=headers["etag"])[::2] == (304, b"")


def test_a_file_is_gzipped_for_whoever_reads_gzip(files: ComponentFiles) -> None:
    path = COMPONENTS + "transposed-convolution-lab.stage/stage.css"

    _, headers, packed = asked(files, path, accept_encoding="gzip, br")

    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == asked(files, path)[2]


def test_another_edition_s_page_gets_this_edition_s_file_but_keeps_nothing(
    files: ComponentFiles,
) -> None:
    status, headers, _ = asked(files, f"{COMPONENTS}{'0' * 16}/{STAGE}")

    assert (status, headers["cache-control"]) == (200, ASKED_AGAIN)


def test_a_file_that_is_not_there_is_not_found(files: ComponentFiles) -> None:
    assert asked(files, COMPONENTS + STAGE.replace("stage.js", "../../server.py"))[0] == 404
    assert asked(files, COMPONENTS + STAGE.replace("stage.js", "nothing.js"))[0] == 404


def test_what_is_not_ours_is_passed_on(files: ComponentFiles) -> None:
    assert asked(files, COMPONENTS + "another.component/x.js")[0] == 299
    assert asked(files, "/static/index.js")[0] == 299


def test_a_changed_file_changes_the_version_at_the_next_visit(tmp_path: Path) -> None:
    app = tmp_path / "app"
    for folder in {*folders().values()}:
        shutil.copytree(folder, app / folder.relative_to(ROOT / "app"))
    shutil.copy(ROOT / "app/pyproject.toml", app)
    files = ComponentFiles(elsewhere, of=app)
    before = asked(files, COMPONENTS + STAGE)[2]
    assert read(app).version.encode() in before

    (app / "stage/assets/stage.js").write_text("export default () => {};")

    after = asked(files, COMPONENTS + STAGE)[2]
    assert after != before
    assert read(app).version.encode() in after


def test_imports_between_components_hold_below_the_version() -> None:
    """A relative address that left the version would fetch a module twice, with two states."""
    found = read()
    for name, file in found.of.items():
        if name.endswith(".js"):
            for address in re.findall(rb'from "(\.[^"]+\.js)"', file.content):
                parts = f"{name.rpartition('/')[0]}/{address.decode()}".split("/")
                while ".." in parts:
                    at = parts.index("..")
                    parts[at - 1 : at + 1] = []
                assert "/".join(part for part in parts if part != ".") in found.of, (name, address)
