"""The visitors of ``make load`` speak Streamlit's language, and the server answers them."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from bench.load import CLASS, kinds_of, meet
from bench.visitor import Visitor, fetch


def run(visit: Coroutine[Any, Any, Any]) -> Any:
    """Run a visit in a thread of its own: where Playwright is at work, this one has a loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, visit).result()


def test_visitors_of_every_kind_come_act_and_leave_without_an_error(address: str) -> None:
    kinds = [replace(kind, pause=(0.1, 0.3)) for kind in kinds_of(8, CLASS)]

    measured = run(meet(kinds, [address], 1, ["/", "/_stcore/health"]))

    assert measured.errors == []
    assert len(measured.joins) == 8
    kinds_of_change = {"control", "slider taken", "stroke", "stroke, all models", "lesson"}
    assert set(measured.changes) == kinds_of_change


def test_a_visitor_s_change_is_granted(address: str) -> None:
    """Not only answered: the second answer shows what the first change asked for."""

    async def visit() -> str:
        visitor = Visitor(address)
        await visitor.arrive()
        controls = visitor.widgets["stage"].message["controls"] | {"stride": 3}
        wish = {"n": 1, "moved": "stride", "commit": True, "controls": controls, "edits": []}
        visitor.widgets["stage"].message = None
        await visitor.change("stage", json_value={"wish": wish})
        await visitor.leave()
        again: str = visitor.widgets["stage"].message["link"]
        return again

    assert "s=3" in run(visit())


def test_a_file_that_is_not_there_is_an_error(address: str) -> None:
    with pytest.raises(OSError, match="404"):
        run(fetch(address, ["/_stcore/bidi-components/nothing/x.js"]))


def test_of_eight_people_five_move_controls() -> None:
    kinds = kinds_of(8, CLASS)

    assert [kinds.count(kind) for kind in CLASS] == [5, 1, 1, 1]
