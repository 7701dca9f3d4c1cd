"""The least that Streamlit does: one slider and one number. ``make load`` compares with it."""

import streamlit as st

st.write(st.slider("Number", 0, 1000))
