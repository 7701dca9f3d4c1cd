"""Mounts the stage: controls, player and picture in one component."""

from collections.abc import Callable
from typing import Any

from app.shared.component import mounted
from app.stage.message import Message


def stage(message: Message, *, key: str, on_wish: Callable[[], None]) -> dict[str, Any] | None:
    """Show a message on the stage.

    Args:
        message: What it shows, and the number of the wish that it answers.
        key: The component's identity; its animation survives as long as the key does.
        on_wish: Called before the run that follows a wish of the user's.

    Returns:
        The last wish: what the user set, with a running number; None before the first.
    """
    component = mounted("stage", "<div class='lab'></div>")
    reply = component(data=[message], key=key, on_wish_change=on_wish, default={"wish": None})
    wish: dict[str, Any] | None = reply.wish
    return wish
