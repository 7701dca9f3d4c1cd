"""Mounts the stage: controls, player and picture in one component."""

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from app.stage.message import Message


@cache
def _mounted() -> Any:
    """Register the component's files; only possible once Streamlit runs."""
    return st.components.v2.component(
        "transposed-convolution-lab.stage",
        js="stage.js",
        css="stage.css",
        html="<div class='lab'></div>",
    )


def stage(message: Message, *, key: str, on_wish: Callable[[], None]) -> dict[str, Any] | None:
    """Show a message on the stage.

    Args:
        message: What it shows, and the number of the wish that it answers.
        key: The component's identity; its animation survives as long as the key does.
        on_wish: Called before the run that follows a wish of the user's.

    Returns:
        The last wish: what the user set, with a running number; None before the first.
    """
    # A list, not a dict: Streamlit imports pandas to look at a dict's values.
    reply = _mounted()(data=[message], key=key, on_wish_change=on_wish, default={"wish": None})
    wish: dict[str, Any] | None = reply.wish
    return wish
