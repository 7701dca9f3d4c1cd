"""Mounts the page of sizes: fields, lists and pictures in one component."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st


@cache
def _mounted() -> Any:
    """Register the component's files; only possible once Streamlit runs."""
    return st.components.v2.component(
        "transposed-convolution-lab.sizes",
        js="sizes.js",
        css="sizes.css",
        html="<div class='lab sizes'></div>",
    )


def sizes(
    message: Mapping[str, object], *, key: str, on_wish: Callable[[], None]
) -> dict[str, Any] | None:
    """Show the page.

    Args:
        message: What ``app.sizes.session.message`` returns.
        key: The component's identity.
        on_wish: Called before the run that follows a wish of the visitor's.

    Returns:
        The last wish; None before the first.
    """
    # A list, not a dict: Streamlit imports pandas to look at a dict's values.
    reply = _mounted()(data=[message], key=key, on_wish_change=on_wish, default={"wish": None})
    wish: dict[str, Any] | None = reply.wish
    return wish
