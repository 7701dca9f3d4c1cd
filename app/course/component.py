"""Mounts the course: texts, questions and stage in one component."""

from collections.abc import Callable, Mapping
from typing import Any

from app.shared.component import mounted


def course(
    message: Mapping[str, object], *, key: str, on_wish: Callable[[], None]
) -> dict[str, Any] | None:
    """Show the list of lessons, or a lesson.

    Args:
        message: What ``app.course.session.message`` returns.
        key: The component's identity.
        on_wish: Called before the run that follows a wish of the learner's.

    Returns:
        The last wish; None before the first.
    """
    component = mounted("course", "<div class='lab course'></div>")
    reply = component(data=[message], key=key, on_wish_change=on_wish, default={"wish": None})
    wish: dict[str, Any] | None = reply.wish
    return wish
