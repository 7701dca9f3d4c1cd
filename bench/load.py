"""A class on this machine: ``make load`` opens N real visitors and says how long they wait.

Of the visitors an eighth draw, an eighth look at all models on what they draw, an eighth take
lessons, and the others move the lab's controls and change its numbers. Beside it a bare Streamlit
slider stands under the same load, in the same run. It ends by itself.

    make load PEOPLE="30 200" REPLICAS="1 2" SECONDS=40
    make load SECONDS=1800 STAY=60      a soak: everybody leaves after a minute and comes again;
                                        memory after 1, 2, 5, 10, ... minutes, the lab alone

Visitors and servers share the machine's cores, so a server alone would do better. Numbers of one
run can be compared, those of two machines or of two hours cannot.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from playwright.sync_api import sync_playwright

from app.drawing.drawn import digit
from app.setting.setting import LIMITS, REACH
from bench.processes import family, megabytes, seconds
from bench.visitor import ServerError, Visitor, fetch, get
from serving.ports import free_ports
from tests.browser.chromium import launch

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"
JOIN_S = 4.0
"""All come within this time, evenly."""

_LONGEST_S = 3600
_MINUTES = (1, 2, 5, 10, 20, 30, 40, 60)
"""When the memory is read while visitors come and go."""

_FREE = ("stride", "dilation", "kernel_size", "padding")


@dataclass
class Measured:
    """What visitors waited for, in seconds.

    Attributes:
        joins: From opening the line until the page was all there.
        changes: By kind, from the change until the last word of its answer.
        errors: What went wrong, a sentence each.
        last: When the last one had joined, from the first one's coming.
        received: Bytes over the websockets.
    """

    joins: list[float] = field(default_factory=list)
    changes: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    last: float = 0.0
    received: int = 0


Times = dict[str, float]
"""Seconds by what was waited for."""

Action = Callable[[Visitor, random.Random, int], Awaitable[Times]]


@dataclass(frozen=True)
class Kind:
    """What a part of the class does.

    Attributes:
        page: Where.
        act: One change.
        pause: Shortest and longest time to think, in seconds.
        share: How many of eight visitors.
    """

    page: str
    act: Action
    pause: tuple[float, float]
    share: int


async def _control(visitor: Visitor, chance: random.Random, number: int) -> Times:
    """Take a slider in hand, let it go at another value, and change a number."""
    stage = visitor.widgets["stage"].message
    controls, name = stage["controls"], chance.choice(_FREE)
    # A setting of one's own: what was told to somebody else is of no use.
    link = f"i=4x4&k={controls['kernel_size']}&x=random.{chance.randint(1, 9_999_999)}"
    taken = await get(visitor.address, f"/ahead/{name}?{link}")
    controls[name] = chance.randint(LIMITS[name][0], min(REACH[name], 4))
    grid = {"kind": "cell", "grid": "kernel", "y": 0, "x": 0, "text": f"{chance.randint(-9, 9)}"}
    wish = {"n": number, "moved": name, "commit": True, "controls": controls}
    took = await visitor.change("stage", json_value={"wish": wish | {"edits": [[number, grid]]}})
    return {"slider taken": taken, "control": took}


async def _stroke(visitor: Visitor, chance: random.Random, number: int) -> Times:
    """Draw another stroke on one of the ready-made digits."""
    strokes = [list(stroke) for stroke in digit(chance.randrange(10)).strokes]
    strokes.append([round(chance.uniform(0.2, 0.8), 3) for _ in range(24)])
    drawing = {"strokes": strokes, "pen": 0.06, "number": number}
    took = await visitor.change("canvas", json_value={"drawing": drawing})
    return {"stroke, all models" if visitor.page == "models" else "stroke": took}


async def _lesson(visitor: Visitor, chance: random.Random, number: int) -> Times:
    """Open a lesson, or ask for fresh numbers in one."""
    lessons = visitor.widgets["course"].message["lessons"]
    wish = {"n": number, "lesson": chance.choice(lessons)["key"], "beat": 0}
    return {"lesson": await visitor.change("course", json_value={"wish": wish})}


async def _slide(visitor: Visitor, chance: random.Random, _: int) -> Times:
    value = {"data": [chance.randint(0, 1000)]}
    return {"slider": await visitor.change("Number", double_array_value=value)}


CLASS = (
    Kind("", _control, (1, 3), 5),
    Kind("draw", _stroke, (4, 6), 1),
    Kind("models", _stroke, (4, 6), 1),
    Kind("course", _lesson, (5, 15), 1),
)
SLIDER = (Kind("", _slide, (1, 3), 8),)


Columns = dict[str, dict[str, float | str]]
"""What was measured, by what stood under the load."""


def kinds_of(people: int, kinds: Sequence[Kind]) -> list[Kind]:
    """Return what each visitor does, as near to the shares as people can be."""
    eighths = [kind for kind in kinds for _ in range(kind.share)]
    # Steps of three go round eight, so that few people are of several kinds, too.
    return [eighths[3 * number % len(eighths)] for number in range(people)]


async def _visit(
    kind: Kind,
    address: str,
    number: int,
    measured: Measured,
    *,
    comes: float,
    until: float,
    files: Sequence[str],
    stay: float,
) -> None:
    chance = random.Random(number)
    loop = asyncio.get_running_loop()
    await asyncio.sleep(comes)
    while True:
        leaves = min(until, loop.time() + stay * chance.uniform(0.5, 1.5))
        await _stay(kind, address, measured, chance, comes=comes, leaves=leaves, files=files)
        if loop.time() + stay > until:
            return


async def _stay(
    kind: Kind,
    address: str,
    measured: Measured,
    chance: random.Random,
    *,
    comes: float,
    leaves: float,
    files: Sequence[str],
) -> None:
    """Come, act until it is time to leave, leave."""
    visitor = Visitor(address, kind.page)
    loop = asyncio.get_running_loop()
    try:
        start = time.perf_counter()
        if files:
            await fetch(address, files)
        await visitor.arrive()
        measured.joins.append(time.perf_counter() - start)
        measured.last = max(measured.last, comes + measured.joins[-1])
        wish = 0
        while loop.time() + (pause := chance.uniform(*kind.pause)) < leaves:
            await asyncio.sleep(pause)
            wish += 1
            for name, took in (await kind.act(visitor, chance, wish)).items():
                measured.changes.setdefault(name, []).append(took)
    except (OSError, ServerError, TimeoutError, KeyError) as wrong:
        measured.errors.append(f"{kind.page or 'lab'}: {type(wrong).__name__}: {wrong}")
    measured.received += visitor.received
    with suppress(OSError):
        await visitor.leave()


async def meet(
    kinds: Sequence[Kind],
    addresses: Sequence[str],
    seconds_: float,
    files: Sequence[str],
    stay: float = _LONGEST_S,
) -> Measured:
    """Let visitors come, act and leave; return what they waited for."""
    measured = Measured()
    until = asyncio.get_running_loop().time() + JOIN_S + seconds_
    visits = (
        _visit(
            kind,
            addresses[number % len(addresses)],
            number,
            measured,
            comes=JOIN_S * number / len(kinds),
            until=until,
            files=files,
            stay=stay,
        )
        for number, kind in enumerate(kinds)
    )
    await asyncio.gather(*visits)
    return measured


def _row(pids: Sequence[int], run: Callable[[], Measured], people: int) -> dict[str, float | str]:
    """Run visitors against servers and all that these started; return what it came to."""
    before, memory = seconds(family(pids)), megabytes(family(pids))
    started = time.perf_counter()
    with _memory_by_minute(pids) as by_minute:
        measured = run()
    took = time.perf_counter() - started
    used = seconds(family(pids)) - before
    # What a hand that takes a slider asks belongs to the change that follows.
    actions = sum(len(times) for name, times in measured.changes.items() if name != "slider taken")
    full = megabytes(family(pids))
    row: dict[str, float | str] = {
        "joined": len(measured.joins),
        "last joined after, s": measured.last,
        "join, median ms": _middle(measured.joins),
        "actions per s": actions / took,
    }
    # Who only comes makes a change or none: nothing to divide by.
    if actions > people:
        for name, times in sorted(measured.changes.items()):
            row[f"{name}, median ms"] = _middle(times)
            row[f"{name}, 95 %, ms"] = _late(times)
        row["CPU per action, ms"] = 1000 * used / actions
        row["kB per action"] = measured.received / 1000 / actions
    row |= {
        "errors": len(measured.errors),
        "of one core, %": 100 * used / took,
        "memory, MB": full,
        "memory per visitor, MB": (full - memory) / people,
        "load of the machine": os.getloadavg()[0],
        **by_minute,
    }
    for wrong in sorted(set(measured.errors))[:5]:
        print(f"    {wrong}")
    return row


@contextmanager
def _memory_by_minute(pids: Sequence[int]) -> Iterator[dict[str, float]]:
    """Read what processes hold after each of ``_MINUTES``, in a thread of its own."""
    found: dict[str, float] = {}
    ended = threading.Event()
    started = time.monotonic()

    def read() -> None:
        for minute in _MINUTES:
            if ended.wait(started + 60 * minute - time.monotonic()):
                return
            found[f"memory after {minute} min, MB"] = megabytes(family(pids))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield found
    finally:
        ended.set()
        reader.join()


def _middle(times: Sequence[float]) -> float:
    return 1000 * statistics.median(times) if times else float("nan")


def _late(times: Sequence[float]) -> float:
    return 1000 * sorted(times)[min(len(times) - 1, int(0.95 * len(times)))] if times else 0.0


def measure(people: int, replicas: int, seconds_: float, stay: float = _LONGEST_S) -> Columns:
    """Return what a class of this size met, with and without files, and with a bare slider.

    Where visitors come and go (a soak), the lab is measured alone.
    """
    found = {}
    with _served(replicas) as (pids, address):
        files = first_visit(address)
        kinds = kinds_of(people, CLASS)
        # Nobody measures the first second of a process: models and lessons are read in it.
        asyncio.run(meet(_hasty(kinds_of(8, CLASS)), [address], 1, ()))
        found["the lab"] = _row(
            pids, lambda: asyncio.run(meet(kinds, [address], seconds_, (), stay)), people
        )
        if stay < seconds_:
            return found
        found["the lab, empty caches"] = _row(
            pids, lambda: asyncio.run(meet(kinds, [address], 0, files)), people
        )
    with _bare(replicas) as (pids, addresses):
        bare = kinds_of(people, SLIDER)
        asyncio.run(meet(_hasty(bare[:8]), addresses, 1, ()))
        found["a bare slider"] = _row(
            pids, lambda: asyncio.run(meet(bare, addresses, seconds_, ())), people
        )
    return found


def _hasty(kinds: Sequence[Kind]) -> list[Kind]:
    return [replace(kind, pause=(0.1, 0.3)) for kind in kinds]


def first_visit(address: str) -> list[str]:
    """Return the paths that a browser with an empty cache asks for until the stage is drawn."""
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        page.on("response", lambda answer: asked.append(answer.url) if answer.ok else None)
        page.goto(address)
        page.locator("[data-panel=output] :is(.cell, image)").first.wait_for(timeout=60_000)
        browser.close()
    return [url.removeprefix(address) for url in asked if url.startswith(address)]


@contextmanager
def _served(replicas: int) -> Iterator[tuple[list[int], str]]:
    """Run ``make serve``; yield its process and its address."""
    [port] = free_ports(1)
    command = ["-m", "serving", "--host", "127.0.0.1", "--port", f"{port}"]
    address = f"http://127.0.0.1:{port}"
    with _running([[*command, "--replicas", f"{replicas}"]], [f"{address}/ready"]) as pids:
        yield pids, address


@contextmanager
def _bare(replicas: int) -> Iterator[tuple[list[int], list[str]]]:
    """Run as many Streamlits with one slider; yield them and their addresses."""
    ports = free_ports(replicas)
    own = ["--server.headless=true", "--server.fileWatcherType=none", "--server.address=127.0.0.1"]
    commands = [
        ["-m", "streamlit", "run", "bench/slider.py", *own, f"--server.port={port}"]
        for port in ports
    ]
    addresses = [f"http://127.0.0.1:{port}" for port in ports]
    with _running(commands, [f"{one}/_stcore/health" for one in addresses]) as pids:
        yield pids, addresses


@contextmanager
def _running(commands: Sequence[Sequence[str]], probes: Sequence[str]) -> Iterator[list[int]]:
    running = [
        subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL)
        for command in commands
    ]
    try:
        for probe in probes:
            _wait_for(probe)
        yield [process.pid for process in running]
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait(timeout=30)


def _wait_for(probe: str) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(probe, timeout=2):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{probe} did not answer within 90 s")


def all_of(
    people: Sequence[int],
    replicas: Sequence[int],
    seconds_: float,
    stay: float = _LONGEST_S,
) -> dict[str, Columns]:
    """Measure classes of several sizes; print each one's table as it is there."""
    found = {}
    for processes in replicas:
        for count in people:
            title = f"{count} people, {processes} process{'es' * (processes > 1)}"
            print(f"\n{title}", flush=True)
            found[title] = measure(count, processes, seconds_, stay)
            _print(found[title])
    return found


def main() -> None:
    """Measure what the command line asks for; print the tables, write JSON."""
    reader = argparse.ArgumentParser(prog="python -m bench.load")
    reader.add_argument("--people", type=int, nargs="+", default=[200])
    reader.add_argument("--replicas", type=int, nargs="+", default=[2])
    reader.add_argument("--seconds", type=float, default=40)
    reader.add_argument("--stay", type=float, default=_LONGEST_S, help="seconds, about")
    wanted = reader.parse_args()
    if (
        not 0 < wanted.seconds <= _LONGEST_S
        or wanted.stay <= 0
        or not all(1 <= n <= 2000 for n in wanted.people)
    ):
        reader.error(f"1 to 2000 people, and at most {_LONGEST_S} seconds")
    found = all_of(wanted.people, wanted.replicas, wanted.seconds, wanted.stay)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"load-{time.strftime('%Y-%m-%d-%H%M%S')}.json"
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    path.write_text(json.dumps({"machine": machine, **found}, indent=2) + "\n")
    print(f"\nwritten to {path.relative_to(ROOT)}")


def _print(columns: Columns) -> None:
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    print(f"  {'':<28}" + "".join(f"{title:>24}" for title in columns))
    for name in names:
        cells = (column.get(name) for column in columns.values())
        print(f"  {name:<28}" + "".join(f"{_cell(one):>24}" for one in cells))


def _cell(number: float | str | None) -> str:
    return "" if number is None else f"{number:,.1f}" if isinstance(number, float) else f"{number}"


if __name__ == "__main__":
    main()
