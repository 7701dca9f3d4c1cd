"""Every trained model on one drawing: what it rebuilds, what it costs, how it works."""

import html
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from app.drawing.component import canvas, given, switches
from app.drawing.preparation import Prepared, stages_shown
from app.models import trainings
from app.models.comparison import ORDERS, Entry, compared, lineup, ordered
from app.models.denoising_view import denoise_view
from app.models.layers_view import inside_view
from app.models.segmentation_view import apart_view
from app.models.upsampling_view import upsamplers_view
from app.shared import networks
from app.shared.frame import chosen_view
from app.shared.glossary import explained
from core.autoencoders.architectures import ARCHITECTURES, Architecture
from core.autoencoders.comparison import taken_for, timed
from core.autoencoders.damage import WATCHED_NOISE
from core.autoencoders.inference import rebuild
from core.autoencoders.weights import WeightsError

_HERE = Path(__file__).parent
_STYLES = (_HERE.parent / "shared" / "pictures.css", _HERE / "page.css")
_STAGE_ZOOM = 3
"""Screen pixels per cell: three pictures side by side are as wide as the canvas."""


def gallery_page() -> None:
    """Show the canvas and one view of the models at a time."""
    with st.container(key="models"):
        for style in _STYLES:
            st.html(style)
        _workbench()
        _trainings()


@st.fragment
def _workbench() -> None:
    """Everything that changes with the drawing; only the chosen view is computed."""
    chosen_view(_VIEWS, "models_view")()


def _on_own_digit(view: Callable[[Prepared], None]) -> None:
    """Lay out the canvas with the preparation and, beside it, a view of one digit."""
    digit = given()
    left, right = st.columns(2)
    with left:
        st.html("<h1>One digit, every model</h1>")
        canvas(key="models_canvas")
        st.html(stages_shown(digit, _STAGE_ZOOM))
        switches()
    with right:
        view(digit)


def _every_model(digit: Prepared) -> None:
    models = [one for one in networks.present() if one.task != "segment"]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        words = (
            f"<section class='lead'><p><b>{len(models)} autoencoders</b>, all trained on MNIST, "
            "rebuild your digit, each "
            "from its own code. What a code of two numbers cannot hold is made up by the decoder; "
            "a code longer than the picture has nothing to leave out.</p></section>"
        )
        st.html(explained(words), width="stretch")
        order = st.selectbox(
            "Sort by", list(ORDERS), key="models_order", width=170, persist_state="session"
        )
    entries = [_entry(one, digit) for one in models]
    st.html(explained(lineup(digit.picture, ordered(entries, order), digit.number, _about(digit))))
    _why()
    missing = [name for name in ARCHITECTURES if ARCHITECTURES[name] not in networks.present()]
    if missing:
        st.html(
            f"<section><p>Not trained here yet: {', '.join(missing)}. <code>make train "
            f"MODEL={missing[0]}</code> trains one; it then appears by itself.</p></section>"
        )


def _about(digit: Prepared) -> str:
    """Say beside the picture what it is, or why there is none."""
    if digit.trouble:
        return f'<p class="trouble">{html.escape(digit.trouble)}</p>'
    if digit.proper is not None:
        return "<p>Not what MNIST has: compare each card's error with the one it had prepared.</p>"
    return "<p>Drawn again with MNIST's pen and centred. All models get exactly this.</p>"


def _entry(architecture: Architecture, digit: Prepared) -> Entry:
    name, picture = architecture.name, digit.picture
    try:
        model, record = networks.network(name), networks.record(name)
    except WeightsError as reason:
        return Entry(architecture, trouble=str(reason))
    expected = record["figures"]["mse"]
    if picture is None:
        return Entry(architecture, expected=expected)

    result, nearest = timed(model, picture), None
    proper = None if digit.proper is None else rebuild(model, digit.proper).nmse
    if architecture.has_map:
        try:
            code = result.made.maps[architecture.encoder_layers - 1]
            nearest = taken_for(code, networks.codes(name))
        except WeightsError:
            # The map is an extra: without it the card is whole but for one sentence.
            nearest = None
    return Entry(architecture, result, expected, nearest, proper=proper)


def _why() -> None:
    try:
        records = {name: networks.record(name) for name in ("dense_2", "conv_cae_2")}
    except WeightsError:
        # Their cards say so already.
        return
    st.html(explained(compared(records, ARCHITECTURES["conv_cae_2"])))


@st.fragment
def _trainings() -> None:
    # Outside what a new stroke runs again: charts are slow to make. And Plotly, larger than
    # everything else together, comes with the first chart that is opened.
    shown = st.expander(
        "How they were trained: all error curves, and what a longer code buys",
        key="models_training",
        on_change="rerun",
    )
    if not shown.open:
        return
    with shown:
        records = {}
        for one in networks.present():
            try:
                records[one.name] = networks.record(one.name)
            except WeightsError:
                # Its card says so already.
                continue
        left, right = st.columns(2)
        with left:
            st.write(
                "**Validation error after every epoch.** The denoising model's is measured at "
                f"noise {WATCHED_NOISE}; its input is harder."
            )
            st.plotly_chart(trainings.error_curves(records), key="models_curves")
        with right:
            st.write(
                "**The bottleneck:** what the fully convolutional network's error falls to as "
                "its code gets longer, and where the others stand."
            )
            st.plotly_chart(trainings.bottleneck(records), key="models_bottleneck")


def _inside(digit: Prepared) -> None:
    names = [one.name for one in networks.present() if one.task != "segment"]
    if not names:
        st.html("<section><p class='trouble'>No model is trained here yet.</p></section>")
        return
    inside_view(digit, names)


_VIEWS: dict[str, Callable[[], None]] = {
    "All models": lambda: _on_own_digit(_every_model),
    "Remove noise": lambda: _on_own_digit(
        lambda digit: denoise_view(digit.picture, digit.number, digit.trouble)
    ),
    "Four ways to enlarge": lambda: _on_own_digit(
        lambda digit: upsamplers_view(digit.picture, digit.number, digit.trouble)
    ),
    "Several digits": apart_view,
    "Inside a model": lambda: _on_own_digit(_inside),
}
