"""Write docs/performance.md: ``make performance``.

Every number of the page comes from this command. Most are ratios of two things that were measured
one after the other in the same process or the same minute: those hold on other machines, too.
"""

import argparse
import json
import os
import platform
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from bench import draw, engine, growth, lab, load, models
from tests.browser.chromium import launch
from tests.browser.server import served

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"

_OUTPUT = re.compile(r"output, (.+), ([\d,]+) rows: (\w+)")
_MODEL = re.compile(r"(\w+): (PyTorch's module alone|the network alone), ms")

Row = Sequence[str]


def main() -> None:
    """Measure everything and write the page."""
    reader = argparse.ArgumentParser(prog="python -m bench.report")
    reader.add_argument("--people", type=int, nargs="+", default=[1, 30, 100, 200])
    reader.add_argument("--replicas", type=int, nargs="+", default=[1, 2])
    reader.add_argument("--seconds", type=float, default=30)
    reader.add_argument(
        "--load", type=Path, nargs="*", help="written by `make load` here: not measured again"
    )
    reader.add_argument(
        "--soak", type=Path, help="written by `make load SECONDS=1800 STAY=60`: on the page, too"
    )
    wanted = reader.parse_args()
    started = os.getloadavg()[0]
    parts = [_engine(engine.measure()), _growth(growth.measure()), _pages(), _models()]
    if wanted.load is None:
        classes = load.all_of(wanted.people, wanted.replicas, wanted.seconds)
    else:
        classes = {}
        for path in wanted.load:
            found = json.loads(path.read_text(encoding="utf-8"))
            classes |= {title: one for title, one in found.items() if title != "machine"}
    parts.append(_classes(classes))
    if wanted.soak is not None:
        parts.append(_soak(json.loads(wanted.soak.read_text(encoding="utf-8"))))
    PAGE.write_text(_head(started) + "\n".join(parts), encoding="utf-8")
    print(f"written to {PAGE.relative_to(ROOT)}")


def _head(started: float) -> str:
    return (
        "# Performance\n\n"
        "Written by `make performance`; do not edit. Machines differ and are shared, so most "
        "numbers are ratios of two things measured in one run; milliseconds are there to tell "
        "the order of size.\n\n"
        f"Machine: {os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python "
        f"{platform.python_version()}, {time.strftime('%Y-%m-%d')}. Before the run {started:.1f} "
        "processes were waiting for a core (one minute's mean): the nearer that is to 0, the "
        "more the milliseconds are worth.\n\n"
    )


def table(heads: Row, rows: Iterable[Row]) -> str:
    """Return a table in Markdown."""
    lines = [heads, ["---", *(["---:"] * (len(heads) - 1))], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _times(ratio: float) -> str:
    return f"{ratio:.2f}×" if ratio < 10 else f"{ratio:,.0f}×"


def _engine(measured: Mapping[str, float]) -> str:
    layers: dict[tuple[str, str], dict[str, float]] = {}
    for name, milliseconds in measured.items():
        if found := _OUTPUT.fullmatch(name):
            layers.setdefault((found[1], found[2]), {})[found[3]] = milliseconds
    rows = []
    for (name, count), by in layers.items():
        loop = _times(by["loop"] / by["network"]) if "loop" in by else ""
        cells = (_times(by["network"] / by["torch"]), _times(by["trace"] / by["torch"]), loop)
        rows.append((name, count, f"{by['torch']:.3f}", *cells))
    heads = ("layer", "rows", "torch, ms", "a network's layer", "a trace's output", "loop / ours")
    return (
        "## The engine beside torch and a plain loop\n\n"
        "One output, one thread, against `torch.nn.functional` = 1: a prepared layer of a "
        "network (32 bits), and a trace that looks its wiring up each time (64 bits). The last "
        "column says how much slower a plain loop over the rows is than the network's layer.\n\n"
        + table(heads, rows)
    )


def _growth(measured: Mapping[int, Mapping[str, float]]) -> str:
    first = next(iter(measured.values()))
    rows = [
        (
            f"{side}×{side}",
            f"{found['rows']:,.0f}",
            _times(found["rows"] / first["rows"]),
            *(_times(found[what] / first[what]) for what in ("the output", "all rows")),
            _times(found["the scene"] / first["the scene"]),
            f"{found['the scene, kB']:.1f}",
        )
        for side, found in measured.items()
    ]
    heads = ("input", "rows", "of them", "output", "all rows", "scene", "scene, kB")
    return (
        "## Growth with the size\n\n"
        "Kernel 3×3, stride 2, padding 1; each against the smallest. The scene, which the stage "
        "draws from, is two axes and the numbers, not a list of rows: it grows more slowly.\n\n"
        + table(heads, rows)
    )


def _pages() -> str:
    with (
        TemporaryDirectory() as folder,
        served(Path(folder) / "log.txt") as address,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        stage, pen = lab.measure(address, browser), draw.measure(address, browser)
        all_models = draw.on_models_page(address, browser)
        browser.close()
    found: dict[str, dict[str, float]] = {}
    for name, number in stage.items():
        link, _, what = name.rpartition(": ")
        found.setdefault(link, {})[what] = number
    whats = (
        "page opened, empty cache, ms",
        "control dragged to picture painted, median ms",
        "the same, 95 %, ms",
        "hover to highlight painted, median ms",
        "bytes received per change",
    )
    rows = [(link, *(f"{by[what]:,.0f}" for what in whats)) for link, by in found.items()]
    heads = ("lab", "first picture", "dragged control", "95 %", "highlight", "bytes per change")
    return _on_pages(table(heads, rows), pen, all_models)


def _on_pages(shown: str, pen: Mapping[str, float], all_models: Mapping[str, float]) -> str:
    whole = all_models["pen up to all models' pictures, median ms"]
    return (
        "## The pages in Chromium\n\n"
        "Milliseconds until the frame is painted; the first picture with an empty cache.\n\n"
        f"{shown}\n"
        "A stroke, from lifting the pen until the rebuilt digit is painted: "
        f"{pen['median_ms']:,.0f} ms (95 %: {pen['p95_ms']:,.0f}), of which preparing and the "
        f"network take {pen['module_ms']:.1f}; all models on one page: {whole:,.0f} ms.\n"
    )


def _models() -> str:
    measured = models.measure()
    found: dict[str, dict[str, float]] = {}
    for name, number in measured.items():
        if matched := _MODEL.fullmatch(name):
            found.setdefault(matched[1], {})[matched[2]] = number
    rows = []
    for name, by in found.items():
        torch_ms, ours = by["PyTorch's module alone"], by["the network alone"]
        whole = measured[f"{name}: reconstruction with all maps and figures, ms"]
        rows.append((f"`{name}`", f"{torch_ms:.2f}", _times(ours / torch_ms), f"{whole:.2f}"))
    heads = ("model", "torch, ms", "ours / torch", "with maps and figures, ms")
    return (
        "## The models\n\nOne picture, one thread.\n\n"
        + table(heads, rows)
        + "\nA process that never imports torch, with all pages and all models used: "
        f"{measured['process with all pages and models, MB']:.0f} MB.\n"
    )


def _classes(measured: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    rows = []
    for title, columns in measured.items():
        ours, bare = columns["the lab"], columns["a bare slider"]
        empty = columns["the lab, empty caches"]

        def cell(name: str, by: Mapping[str, Any] = ours) -> str:
            return f"{by[name]:,.0f}" if by.get(name) is not None else ""

        rows.append(
            (
                title,
                f"{cell('control, median ms')} / {cell('control, 95 %, ms')}",
                f"{cell('slider, median ms', bare)} / {cell('slider, 95 %, ms', bare)}",
                f"{cell('stroke, median ms')} / {cell('stroke, 95 %, ms')}",
                f"{ours['last joined after, s']:.1f} / {empty['last joined after, s']:.1f}",
                " / ".join(f"{one.get('CPU per action, ms', 0):.1f}" for one in (ours, bare)),
                cell("memory, MB"),
                f"{ours['errors'] + empty['errors']}",
                f"{ours['load of the machine']:.0f}",
            )
        )
    heads = (
        "class",
        "control, ms",
        "bare slider, ms",
        "stroke, ms",
        "all joined, s",
        "CPU per action, ms",
        "memory, MB",
        "errors",
        "load",
    )
    return (
        "## A class\n\n"
        "`make load`: real visitors over real websockets, on the machine that also serves them. "
        "Median / 95 %; beside it a bare Streamlit slider under the same load, minutes later. "
        "All come within four seconds; the second time of *all joined* is with empty caches. "
        "*CPU per action* is the lab's / the slider's, joins included. *Load* is the mean "
        "number of processes that waited for a core meanwhile.\n\n" + table(heads, rows)
    )


def _soak(found: Mapping[str, Any]) -> str:
    [(title, columns)] = ((title, one) for title, one in found.items() if title != "machine")
    row = columns["the lab"]
    over_time = [
        (name.removeprefix("memory after ").removesuffix(" min, MB"), f"{number:,.0f}")
        for name, number in row.items()
        if name.startswith("memory after ")
    ]
    return (
        "## A soak\n\n"
        f"`make load SECONDS=1800 STAY=60`: {title}; everybody leaves after about a minute and "
        f"comes again as somebody new. {row['joined']:,} visits, {row['errors']} errors; on "
        f"average {row['load of the machine']:.0f} processes waited for a core at its end.\n\n"
        + table(("minute", "memory, MB"), over_time)
    )


if __name__ == "__main__":
    main()
