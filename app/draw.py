"""Draw a digit and see a trained autoencoder rebuild it."""

import streamlit as st


def draw_page() -> None:
    """Show the canvas."""
    st.write("draw")
