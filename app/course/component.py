"""Mounts the course: texts, questions and stage in one component."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app.shared.component import mounted

LEARNERS = ("digit", "several", "pixel")
"""What is the learner's own: two drawings and a pixel, each sent under its name."""


def course(
    message: Mapping[str, object],
    *,
    key: str,
    on_wish: Callable[[], None],
    on_learner: Callable[[str], None],
) -> dict[str, Any] | None:
    """Show the list of lessons, or a lesson.

    Args:
        message: What ``app.course.session.message`` returns.
        key: The component's identity.
        on_wish: Called before the run that follows a wish of the learner's.
        on_learner: The same for what the learner draws or chooses, by name: one of ``LEARNERS``.

    Returns:
        The last wish; None before the first.
    """
    component = mounted("course", "<div class='lab course'></div>")
    reply = component(
        data=[message],
        key=key,
        on_wish_change=on_wish,
        default={"wish": None, **dict.fromkeys(LEARNERS)},
        **{f"on_{name}_change": partial(on_learner, name) for name in LEARNERS},
    )
    wish: dict[str, Any] | None = reply.wish
    return wish
