"""Streamlit's message about the theme, made once per process instead of at every run.

Streamlit reads six sections of its settings, some two thousand comparisons, whenever a visitor
moves anything: 3 ms, a third of what a change of the lab costs without it. It has no setting for
this, so one of its functions is exchanged; where a newer Streamlit has no such function, all
stays as it is. Reconsider when Streamlit keeps the message itself.
"""

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


def keep() -> None:
    """Make the message once from now on: changed settings are seen after a restart only."""
    made = getattr(app_session, "_populate_theme_msg", None)
    if made is None:
        return
    kept: dict[str, bytes] = {}

    def populate(msg: CustomThemeConfig, section: str = "theme") -> None:
        if section not in kept:
            fresh = CustomThemeConfig()
            made(fresh, section)
            kept[section] = fresh.SerializeToString()
        # Nothing said is not the same as an empty theme.
        if kept[section]:
            msg.MergeFromString(kept[section])

    app_session._populate_theme_msg = populate
