"""Which lesson treats what: the table of coverage, made from the lessons' own files.

python -m app.course.coverage        writes docs/coverage.md
"""

from collections.abc import Iterable
from pathlib import Path

from app.course.library import lesson, sources
from app.course.syllabus import ERRATA, MISCONCEPTIONS, SYSTEMS

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"


def treated() -> dict[str, list[int]]:
    """Return the numbers of the lessons that treat each topic, from 1."""
    found: dict[str, list[int]] = {}
    for number, key in enumerate(sources(), 1):
        for topic in lesson(key).topics:
            found.setdefault(topic, []).append(number)
    return found


def table() -> str:
    """Return docs/coverage.md."""
    found = treated()
    parts = [
        "# What the course covers",
        "",
        "Written by `python -m app.course.coverage` from the lessons' files; never edited.",
        "S and E are the systems and errata of the texts' index (E12 and E13 are ours), M the",
        "misconceptions that wrong answers are matched to.",
        "",
        "| | lesson |",
        "|--|--|",
        *(
            f"| {number} | {lesson(key).title}{' (core path)' if lesson(key).core else ''} |"
            for number, key in enumerate(sources(), 1)
        ),
    ]
    for title, topics in (
        ("Systems", SYSTEMS),
        ("Errata", ERRATA),
        ("Misconceptions", MISCONCEPTIONS),
    ):
        parts += ["", f"## {title}", "", "| | | lessons |", "|--|--|--|"]
        parts += [
            f"| {topic} | {words} | {_numbers(found.get(topic, []))} |"
            for topic, words in topics.items()
        ]
    return "\n".join(parts) + "\n"


def _numbers(lessons: Iterable[int]) -> str:
    return ", ".join(str(number) for number in lessons) or "none"


if __name__ == "__main__":
    PAGE.write_text(table(), "utf-8")
