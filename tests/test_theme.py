"""The theme's message that is kept is the one that Streamlit makes."""

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from app.shared import theme


def whole() -> CustomThemeConfig:
    """Return the message as a session makes it, with its parts."""
    message = CustomThemeConfig()
    app_session._populate_theme_msg(message)
    parts = ((message.light, "light"), (message.dark, "dark"), (message.sidebar, "sidebar"))
    for part, section in parts:
        app_session._populate_theme_msg(part, f"theme.{section}")
    return message


def test_the_kept_theme_is_streamlit_s_own_at_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_session, "_populate_theme_msg", app_session._populate_theme_msg)
    own = whole()
    theme.keep()

    assert [whole(), whole()] == [own, own]
    assert own.light.primary_color == config.get_option("theme.light.primaryColor") != ""
    assert not own.HasField("sidebar")


def test_without_that_function_all_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(app_session, "_populate_theme_msg")

    theme.keep()

    assert not hasattr(app_session, "_populate_theme_msg")
