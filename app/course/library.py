"""The lessons that come with the app, in reading order, and how a text becomes one."""

from functools import cache
from importlib.resources import files

from app.course.expressions import LessonError
from app.course.lesson import Lesson, read_lesson
from app.course.script import check


def load(text: str, key: str = "own") -> Lesson:
    """Read a lesson and play it once, so that whatever is wrong with it is said at once.

    Args:
        text: The file's text, from anybody.
        key: Its name in addresses.

    Raises:
        LessonError: one sentence, with its line.
    """
    lesson = read_lesson(text, key)
    for earlier in lesson.again:
        if earlier not in sources():
            lines = enumerate(text.split("\n"), 1)
            line = next(i for i, one in lines if one.strip().startswith("again:"))
            raise LessonError(f"there is no lesson “{earlier[:20]}” to ask again from", line)
    try:
        check(lesson)
    except RecursionError:
        raise LessonError("this lesson nests too deeply") from None
    return lesson


@cache
def sources() -> dict[str, str]:
    """Return the text of every lesson that comes with the app, by key, in reading order."""
    folder = files("app.course") / "lessons"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".lesson"))
    # 06-cut.lesson: the number orders, the word is the key of addresses and of progress.
    return {
        name.removesuffix(".lesson").partition("-")[2]: (folder / name).read_text("utf-8")
        for name in names
    }


@cache
def lesson(key: str) -> Lesson:
    """Return one of the app's lessons.

    Raises:
        KeyError: there is no such lesson.
    """
    return read_lesson(sources()[key], key)
