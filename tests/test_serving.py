"""What ``make serve`` starts: nginx' configuration, the packed files, processes kept running."""

import asyncio
import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from app.shared.files import COMPONENTS, LASTING, read
from app.shared.headers import HEADERS
from bench.visitor import Visitor
from serving import trees
from serving.__main__ import GRACE_S
from serving.children import Child, end
from serving.ports import free_ports
from serving.proxy import command, configuration, own_user
from tests.served import answer, command_of, patiently, serving, with_nginx


def written(folder: Path, **more: object) -> str:
    options = {"listen": "8501", "replicas": ["127.0.0.1:1", "127.0.0.1:2"], "trees": folder}
    return configuration(**(options | {"folder": folder, "user": own_user()} | more))  # type: ignore[arg-type]


@pytest.mark.parametrize("base", ["", "/below/it"])
@pytest.mark.parametrize("brotli", [False, True])
def test_every_name_of_the_template_is_filled_in(tmp_path: Path, base: str, brotli: bool) -> None:
    text = written(tmp_path, base=base, brotli=brotli)

    assert not re.search(r"@[A-Z]+@", text)
    assert (" br;" in text) == brotli
    assert f"Path={base}/;" in text
    assert text.count("server 127.0.0.1:") == 2


@with_nginx
@pytest.mark.parametrize("base", ["", "/below/it"])
def test_nginx_takes_the_configuration(tmp_path: Path, base: str) -> None:
    path = tmp_path / "nginx.conf"
    path.write_text(written(tmp_path, base=base, brotli=True))

    tried = subprocess.run([*command(path), "-t"], capture_output=True, text=True)

    assert tried.returncode == 0, tried.stderr


def test_where_nginx_is_missing_one_sentence_says_what_helps(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("serving.proxy.shutil.which", lambda *_, **__: None)
    monkeypatch.setattr("serving.__main__.signal.signal", lambda *_: None)
    monkeypatch.setattr("serving.__main__._allow_many_files", lambda: None)
    from serving.__main__ import main

    assert main(["--port", "8599"]) == 1
    said = capfd.readouterr().out
    assert "apt-get install nginx-light" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("wrong", [["--port", "x"], ["--replicas", "0"], ["--replicas", "999"]])
def test_a_wrong_number_is_refused_in_a_sentence(
    wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from serving.__main__ import main

    with pytest.raises(SystemExit):
        main(wrong)
    assert f"not '{wrong[1]}'" in capsys.readouterr().err


def test_the_files_lie_ready_under_the_names_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [("static/js/x.js", b"x" * 1000), ("static/media/x.woff2", b"packed already")]
    monkeypatch.setattr(trees, "_streamlits", lambda: iter(few))
    files = read()
    name = "transposed-convolution-lab.stage/stage.js"

    earlier = tmp_path / f"1.66.0-{'0' * 16}-gzip"
    for folder in (earlier, tmp_path / "mine"):
        folder.mkdir()

    laid = trees.lay_out(tmp_path)

    # An earlier edition is thrown away, and nothing else that lies there.
    assert not earlier.exists()
    assert (tmp_path / "mine").exists()
    ours = f"{COMPONENTS.strip('/')}/{files.version}/{name}"
    assert (laid / "plain" / ours).read_bytes() == files.of[name].content
    assert gzip.decompress((laid / "gzip" / ours).read_bytes()) == files.of[name].content
    assert (laid / "gzip/static/js/x.js").stat().st_size < 100
    assert (laid / "plain/static/media/x.woff2").exists()
    assert not (laid / "gzip/static/media/x.woff2").exists()
    assert trees.lay_out(tmp_path) == laid


def test_whoever_will_not_wait_leaves_no_half_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "_streamlits", lambda: iter([]))
    stopped = Event()
    stopped.set()

    assert not trees.lay_out(tmp_path, stopped).exists()
    assert trees.lay_out(tmp_path).exists()


def test_what_dies_is_started_again_later_each_time_and_ends_when_told(tmp_path: Path) -> None:
    said: list[str] = []
    child = Child("one", [sys.executable, "-c", "pass"], os.environ, tmp_path)
    child.start()

    def again() -> bool:
        child.look(said.append)
        return child.starts == 3

    patiently(again)
    end([child], 5)

    assert said[0].endswith("ended with 0 and is started again in 1 s")
    assert said[1].endswith("in 2 s")
    assert not child.runs()


def test_who_does_not_end_when_told_is_ended(tmp_path: Path) -> None:
    deaf = (
        "import signal, time; signal.signal(15, signal.SIG_IGN); open('deaf', 'w'); time.sleep(60)"
    )
    child = Child("deaf", [sys.executable, "-c", deaf], os.environ, tmp_path)
    child.start()
    patiently((tmp_path / "deaf").exists)

    end([child], 0.2)

    assert not child.runs()


def living(word: str) -> list[int]:
    """Return the processes whose command has a word in it."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if word in (path / "cmdline").read_text():
                found.append(int(path.name))
        except OSError:
            continue
    return found


READS_PROC = pytest.mark.skipif(
    not Path("/proc/self/cmdline").exists(), reason="looks processes up in /proc"
)


@with_nginx
@READS_PROC
def test_two_replicas_serve_one_dies_and_returns_and_ctrl_c_ends_all(tmp_path: Path) -> None:
    with serving(tmp_path, "--base", "below/it") as served:
        below = f"{served.address}/below/it"
        assert answer(f"{below}/ready")[2] == b"ready"
        assert answer(f"{below}/_stcore/health")[2] == b"ok"
        # A replica that is not reached within two seconds counts as gone for two: on a busy machine
        # that may be both, and the visitor's page asks again by itself.
        patiently(lambda: answer(f"{below}/")[0] == 200)
        status, headers, _ = answer(f"{below}/")
        assert status == 200, served.log.read_text()
        assert headers["cache-control"] == "no-cache"
        place = re.search(r"lab_place=\w+", headers["set-cookie"])
        assert place
        assert "lab_place" not in answer(f"{below}/", Cookie=place[0])[1].get("set-cookie", "")
        version = read().version
        ours = f"{below}{COMPONENTS}{version}/transposed-convolution-lab.stage/stage.js"
        _, headers, packed = answer(ours, **{"Accept-Encoding": "gzip"})
        assert headers["cache-control"] == LASTING
        assert b"export default" in gzip.decompress(packed)
        for name, said in HEADERS.items():
            assert headers[name.lower()] == said

        commands = [command_of(one) for one in served.replicas()]
        ports = [re.findall(r"--server.port=(\d+)", one)[0] for one in commands]
        assert len(ports) == 2
        for one in commands:
            assert "--server.fileWatcherType=none" in one
            assert "--browser.gatherUsageStats=false" in one
        os.kill(served.replicas()[0], signal.SIGKILL)
        # With one of two gone every visitor is still answered, whatever the place.
        for number in range(8):
            assert answer(f"{below}/ready", Cookie=f"lab_place={number}")[0] == 200
        patiently(lambda: "is started again" in served.log.read_text())

    assert served.process.returncode == 0
    assert not any(living(f"--server.port={port}") for port in ports)
    said = served.log.read_text().splitlines()
    # A line for what happened, ours or nginx', and none for each visitor or request.
    assert all(re.match(r"(\d{4}/\d\d/\d\d )?\d\d:\d\d:\d\d [\w\[]", line) for line in said)
    assert len(said) < 10, said
    assert said[-1].endswith("ended")


@with_nginx
@READS_PROC
def test_it_ends_soon_and_in_good_order_while_a_visitor_looks(tmp_path: Path) -> None:
    """A replica that waits for its visitors to leave would be killed in the end."""
    with serving(tmp_path) as served:

        async def looked() -> float:
            visitor = Visitor(served.address)
            await visitor.arrive()
            start = time.monotonic()
            served.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(served.process.wait, 20)
            with suppress(OSError):
                await visitor.leave()
            return time.monotonic() - start

        took = asyncio.run(looked())

    assert served.process.returncode == 0
    assert took < GRACE_S, "somebody had to be killed"
    assert "Traceback" not in served.log.read_text()


class Replica(BaseHTTPRequestHandler):
    """Says to everybody that it is there."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"there")

    def log_message(self, *_: object) -> None:
        return


def listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def proxied(folder: Path, base: str = "", replica: int = 1) -> Iterator[str]:
    """Run nginx before a replica, which is away unless its port is said; yield the address."""
    [port] = free_ports(1)
    path = folder / "nginx.conf"
    options = {"listen": f"127.0.0.1:{port}", "replicas": [f"127.0.0.1:{replica}"]}
    path.write_text(written(folder, base=base, brotli=True, **options))
    nginx = subprocess.Popen(command(path), stderr=subprocess.DEVNULL)
    try:
        patiently(lambda: listens(port))
        yield f"http://127.0.0.1:{port}{base}"
    finally:
        nginx.terminate()
        nginx.wait(timeout=20)


SCRIPT, FONT = "static/js/x.Dq2Y.js", "static/media/x.Bt9V.woff2"


@with_nginx
@pytest.mark.parametrize("base", ["", "/below/it"])
def test_each_browser_gets_the_tree_that_it_reads_for_a_year(tmp_path: Path, base: str) -> None:
    for name, content in (
        (f"plain/{SCRIPT}", b"plain"),
        (f"gzip/{SCRIPT}", b"by gzip"),
        (f"br/{SCRIPT}", b"by brotli"),
        (f"plain/{FONT}", b"a font"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    with proxied(tmp_path, base) as address:
        for reads, packed, content in (
            ("gzip, deflate, br, zstd", "br", b"by brotli"),
            ("gzip, deflate", "gzip", b"by gzip"),
            ("identity", None, b"plain"),
        ):
            status, headers, found = answer(f"{address}/{SCRIPT}", **{"Accept-Encoding": reads})
            assert (status, found, headers.get("content-encoding")) == (200, content, packed)
            assert headers["content-type"] == "text/javascript"
            assert headers["vary"] == "Accept-Encoding"
            assert headers["cache-control"] == LASTING
        _, headers, found = answer(f"{address}/{FONT}", **{"Accept-Encoding": "gzip, br"})
        assert (found, headers.get("content-encoding")) == (b"a font", None)
        assert headers["cache-control"] == LASTING


@with_nginx
def test_who_comes_while_all_are_away_waits_on_a_page_that_asks_again(tmp_path: Path) -> None:
    with proxied(tmp_path) as address:
        status, headers, page = answer(f"{address}/draw")

    assert (status, headers["retry-after"], headers["cache-control"]) == (503, "2", "no-store")
    assert b"http-equiv=refresh" in page


@with_nginx
def test_the_cookie_is_a_place_and_marked_for_frames_where_the_line_is_safe(
    tmp_path: Path,
) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Replica) as replica:
        Thread(target=replica.serve_forever, daemon=True).start()
        with proxied(tmp_path, "/lab", replica.server_port) as address:
            said = answer(f"{address}/")[1]["set-cookie"]
            safe = answer(f"{address}/", **{"X-Forwarded-Proto": "https"})[1]["set-cookie"]
        replica.shutdown()

    assert re.fullmatch(r"lab_place=\w{32}; Path=/lab/; HttpOnly; SameSite=Lax", said)
    assert safe.endswith("; HttpOnly; SameSite=None; Secure; Partitioned")
