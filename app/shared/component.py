"""How every component of ours comes onto a page: its files and its HTML."""

from functools import cache
from typing import Any

import streamlit as st


@cache
def mounted(name: str, html: str = "", *, css: bool = True, isolate_styles: bool = True) -> Any:
    """Register a component's files; only possible once Streamlit runs.

    Give what this returns its data in a list, not a dict: Streamlit imports pandas to look at a
    dict's values.

    Args:
        name: As ``app/pyproject.toml`` has it; its files are ``name.js`` and ``name.css``.
        html: What stands in its place until its script runs.
        css: Whether it has styles.
        isolate_styles: Whether the page's styles stay outside.
    """
    return st.components.v2.component(
        f"transposed-convolution-lab.{name}",
        js=f"{name}.js",
        css=f"{name}.css" if css else None,
        html=html,
        isolate_styles=isolate_styles,
    )
