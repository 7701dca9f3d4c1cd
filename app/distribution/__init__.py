"""The module of the distribution's name; it holds nothing, and nothing imports it.

Streamlit looks for the components' ``pyproject.toml`` beside the module that is called as the
distribution is, and one folder up. Installed in place that is this file, and the folder is app/;
in a wheel Streamlit finds the file by the wheel's own list.
"""
