"""Which digit is it? Answered from two numbers, by neighbours and by a linear probe."""

import numpy as np
import streamlit as st

from app.codes.charts import confusion_figure
from app.codes.map_view import choose_model
from app.codes.words import trouble_line
from app.drawing.preparation import Prepared
from app.shared import networks
from app.shared.densities import MAPPED, NAMERS, is_unlike_digits, namers, ready_made_named
from app.shared.glossary import explained
from core.autoencoders.architectures import ARCHITECTURES, NAMING
from core.autoencoders.codes.naming import USUAL
from core.autoencoders.inference import encode
from core.autoencoders.weights import WeightsError

_SAYS = {"neighbours": "say", "probe": "says"}
_KNOWS = {"neighbours": "know", "probe": "knows"}
_UNLIKE = (
    f"<p class='unlike'><b>Not like any digit it knows:</b> in the code of 16 numbers, {USUAL:.0%} "
    "of MNIST's digits are nearer to other digits than your drawing is.</p>"
)


def naming_view(mine: Prepared) -> None:
    """Show what each model's code says your digit is, and how far it can be trusted.

    Args:
        mine: The drawing.
    """
    st.html(
        explained(
            "<section><p>No model was told what a digit is. Is it in the code all the same? Two "
            "ways to read it, for a code of 16 numbers and for each code of two. The shares are of "
            "MNIST's digits; of what people draw here less is named rightly, because another hand "
            "writes with another pen.</p></section>"
        )
    )
    with st.spinner("Counting votes …"):
        unlike = _unlike(mine)
        cards = "".join(_cards(name, mine, unlike) for name in (NAMING, *MAPPED))
    st.html(
        f'<section class="results naming" data-drawing="{mine.number}">'
        f"{trouble_line(mine.trouble)}{_UNLIKE if unlike else ''}"
        f"<div class='ways'>{cards}</div></section>"
    )
    _confusion()


def _unlike(mine: Prepared) -> bool:
    """Tell whether the drawing is like no digit; without the codes to tell by, say nothing."""
    try:
        return mine.picture is not None and is_unlike_digits(mine.picture)
    except WeightsError:
        # Its card says so.
        return False


def _cards(name: str, mine: Prepared, unlike: bool) -> str:
    try:
        known, own = namers(name), ready_made_named(name)
        code = None
        if mine.picture is not None:
            code = encode(networks.network(name), mine.picture).reshape(1, -1)
    except WeightsError as reason:
        return f"<div><h2>{ARCHITECTURES[name].title}</h2>{trouble_line(str(reason))}</div>"
    parts = []
    for way, (namer, report) in known.items():
        shares = None if code is None else namer.shares(code)[0]
        says = "&nbsp;"
        if shares is not None:
            best = int(shares.argmax())
            says = f"{_SAYS[way]} <b>{best}</b>, {shares[best]:.0%}"
            if unlike:
                says = f"{_KNOWS[way]} no digit like it; nearest is {best}"
        parts.append(
            f"<div class='namer' data-model='{name}' data-way='{way}'>"
            f"<p class='says'>{NAMERS[way]} {says}</p>{_bars(shares)}"
            f"<p>right on <b class='accuracy'>{report.accuracy:.1%}</b> of {report.asked:,} "
            f"digits it did not learn from, on {own[way]} of our 10 ready-made ones</p></div>"
        )
    return f"<div><h2>{ARCHITECTURES[name].title}</h2>{''.join(parts)}</div>"


def _bars(shares: np.ndarray | None) -> str:
    heights = np.zeros(10) if shares is None else shares
    best = -1 if shares is None else int(heights.argmax())
    bars = "".join(
        f'<span class="{"top" if digit == best else ""}" style="--share:{share:.3f}" '
        f'title="{digit}: {share:.0%}">{digit}</span>'
        for digit, share in enumerate(heights.tolist())
    )
    said = ", ".join(f"{digit} {share:.0%}" for digit, share in enumerate(heights.tolist()))
    return f'<div class="bars" role="img" aria-label="{said}">{bars}</div>'


def _confusion() -> None:
    """Show what is taken for what, for one model and one way."""
    st.html(explained("<section><h2>What is taken for what</h2></section>"))
    with st.container(horizontal=True):
        name = choose_model("naming_model")
        way = st.segmented_control(
            "Way",
            list(NAMERS),
            default=next(iter(NAMERS)),
            required=True,
            format_func=NAMERS.__getitem__,
            key="naming_way",
            label_visibility="collapsed",
            persist_state="session",
        )
    try:
        _, report = namers(name)[way]
    except WeightsError:
        # Its card says so already.
        return
    with st.container(horizontal=True, key="code_numbers"):
        with st.container(key="code_confusion", width=560):
            st.plotly_chart(
                confusion_figure(report),
                theme=None,
                config={"displayModeBar": False},
                key="naming_confusion",
                alt="Confusion matrix: rows are the true digits, columns what they were called",
            )
        with st.container(key="code_how", width="stretch"):
            st.html(explained(_measured(report.accuracy, report.asked, _worst(report.confusion))))


def _worst(confusion: np.ndarray) -> tuple[int, int, int]:
    """Return the most frequent mistake: is, called, how often."""
    wrong = confusion - np.diag(np.diag(confusion))
    is_, called = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return int(is_), int(called), int(wrong[is_, called])


def _measured(accuracy: float, asked: int, worst: tuple[int, int, int]) -> str:
    is_, called, often = worst
    return (
        f"<section><p><b>How this was measured:</b> the first {asked:,} of the 12,000 validation "
        f"codes are what both ways learn from, the other {asked:,} are what they are asked: "
        f"{accuracy:.1%} of these are named rightly. The autoencoder was trained on 48,000 other "
        "pictures, without their labels.</p>"
        f"<p>The most frequent mistake: {often} times a {is_} was called a {called}.</p>"
        "<p>The probe may only draw straight borders through the plane; where neighbours do much "
        "better, the code holds the digit, but not plainly. The models' own records name a "
        "slightly different share for neighbours: theirs are the codes of all 48,000 training "
        "pictures.</p></section>"
    )
