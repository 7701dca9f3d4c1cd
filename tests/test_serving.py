"""What ``make serve`` starts: nginx' configuration, the packed files, processes kept running."""

import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from app.shared.files import COMPONENTS, LASTING, read
from app.shared.headers import HEADERS
from serving import trees
from serving.children import Child, end
from serving.proxy import MISSING, command, configuration, own_user

ROOT = Path(__file__).parents[1]


def has_nginx() -> bool:
    try:
        command(Path("/nginx.conf"))
    except FileNotFoundError:
        return False
    return True


with_nginx = pytest.mark.skipif(not has_nginx(), reason=MISSING)


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


def patiently(done: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


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


@contextmanager
def serving(tmp_path: Path, *options: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "serving", "--port", f"{port}", "--replicas", "2", *options],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        patiently(lambda: "2 processes at" in (tmp_path / "log").read_text(), 90)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


def answer(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as found:
            lower = {name.lower(): value for name, value in found.headers.items()}
            return found.status, lower, found.read()
    except urllib.error.HTTPError as refused:
        return refused.code, {}, refused.read()


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


@with_nginx
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks processes up in /proc")
def test_two_replicas_serve_one_dies_and_returns_and_ctrl_c_ends_all(tmp_path: Path) -> None:
    with serving(tmp_path, "--base", "below") as (address, process):
        assert answer(f"{address}/below/ready")[2] == b"ready"
        status, headers, _ = answer(f"{address}/below/")
        place = re.search(r"lab_place=\w+", headers["set-cookie"])
        assert (status, headers["cache-control"]) == (200, "no-cache")
        assert place
        assert "lab_place" not in answer(f"{address}/below/", Cookie=place[0])[1].get(
            "set-cookie", ""
        )
        version = read().version
        ours = f"{address}/below{COMPONENTS}{version}/transposed-convolution-lab.stage/stage.js"
        _, headers, packed = answer(ours, **{"Accept-Encoding": "gzip"})
        assert headers["cache-control"] == LASTING
        assert b"export default" in gzip.decompress(packed)
        for name, said in HEADERS.items():
            assert headers[name.lower()] == said

        ports = re.findall(r"--server.port=(\d+)", " ".join(map(command_of, children(process.pid))))
        assert len(ports) == 2
        dies = next(pid for pid in children(process.pid) if ports[0] in command_of(pid))
        os.kill(dies, signal.SIGKILL)
        # With one of two gone every visitor is still answered, whatever the place.
        for number in range(8):
            assert answer(f"{address}/below/ready", Cookie=f"lab_place={number}")[0] == 200
        patiently(lambda: "is started again" in (tmp_path / "log").read_text())

    assert process.returncode == 0
    assert "Traceback" not in (tmp_path / "log").read_text()
    assert not any(living(f"--server.port={port}") for port in ports)
    assert "ended" in (tmp_path / "log").read_text().splitlines()[-1]


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
