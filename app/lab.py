"""The lab: one operation, every multiplication of it."""

import streamlit as st


def lab_page() -> None:
    """Show the stage."""
    st.write("lab")
