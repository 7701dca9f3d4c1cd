"""The server: ``streamlit run app/server.py``."""

from streamlit.starlette import App

app = App("main.py")
