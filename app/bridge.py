"""From a value of a network to its sum in the lab."""

from collections.abc import Mapping
from typing import Any

import streamlit as st


def open_value(
    model: str,
    layer: int,
    cell: tuple[int, int, int],
    drawn: Mapping[str, Any],
    *,
    as_drawn: bool = False,
    random: bool = False,
    off: tuple[int, tuple[int, ...]] | None = None,
) -> None:
    """Go to the lab and show where one value comes from and what it paints.

    Args:
        model: The architecture's name.
        layer: Its place in the architecture's layers; -1 for the input.
        cell: Channel, row and column of that layer's output.
        drawn: What ``on_canvas`` returns.
        as_drawn: Whether the picture was not prepared.
        random: Whether the weights are random.
        off: A layer and its channels that are switched off.
    """
    st.toast(
        f"{model}, layer {layer}, cell {cell}, drawing {drawn['number']}, "
        f"as drawn: {as_drawn}, random: {random}, off: {off}"
    )
