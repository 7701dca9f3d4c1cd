"""What became of each fault, as a table by file and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Outcome = Literal["caught", "survived", "not applicable"]
"""Not applicable: the listed place is not there, or there twice."""


@dataclass(frozen=True)
class Tried:
    """One fault and its outcome.

    Attributes:
        file: Below the root of the repository.
        line: Where the fault begins, from 1; 0 where it has no place.
        diff: The old lines with a minus, the new ones with a plus.
        outcome: What became of it.
        by: The test that failed, where one did.
    """

    file: str
    line: int
    diff: list[str]
    outcome: Outcome
    by: str | None = None


def table(tried: Sequence[Tried]) -> str:
    """Return the figures by file, and below them each fault that nobody noticed."""
    files = sorted({one.file for one in tried})
    rows = [_row(file, [one for one in tried if one.file == file]) for file in files]
    head = f"{'file':<44}{'tried':>7}{'caught':>8}{'survived':>10}"
    lines = [head, *rows, _row("all", tried)]
    for one in tried:
        if one.outcome != "caught":
            lines += ["", f"{one.outcome}: {one.file}:{one.line}", *(f"  {x}" for x in one.diff)]
    return "\n".join(lines)


def write(tried: Sequence[Tried], settings: dict[str, int], path: Path) -> None:
    """Write everything that was tried, with the settings that lead to the same faults."""
    path.parent.mkdir(exist_ok=True)
    found = {"settings": settings, "tried": [asdict(one) for one in tried]}
    path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")


def _row(name: str, tried: Sequence[Tried]) -> str:
    caught = sum(one.outcome == "caught" for one in tried)
    survived = sum(one.outcome == "survived" for one in tried)
    return f"{name:<44}{caught + survived:>7}{caught:>8}{survived:>10}"
