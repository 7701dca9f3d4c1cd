"""The stage: Python sends finished lists, the component draws them."""
