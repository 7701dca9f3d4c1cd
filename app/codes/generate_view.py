"""The variational autoencoder makes digits up: all over its plane, and around yours."""

import numpy as np
import streamlit as st

from app.codes.words import trouble_line, written
from app.drawing.preparation import Prepared
from app.shared import networks
from app.shared.glossary import explained
from app.shared.images import Values, img
from app.shared.markup import blank, cells
from core.autoencoders.architectures import PICTURE_SIDE
from core.autoencoders.codes.sampling import around, from_prior, quantile_grid
from core.autoencoders.inference import decode_all, distribution
from core.autoencoders.networks import Network
from core.autoencoders.weights import WeightsError

_MODEL = "vae_2"
_SAMPLES = 8
_SIZES = (10, 15, 20)


def generate_view(mine: Prepared) -> None:
    """Show the plane as a grid of digits, and samples around the drawing and from the prior.

    Args:
        mine: The drawing.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        size = st.segmented_control(
            "Digits along each side",
            _SIZES,
            default=_SIZES[1],
            required=True,
            key="generate_size",
            persist_state="session",
        )
        temperature = st.slider(
            "Temperature", 0.0, 2.0, 1.0, 0.1, key="generate_temperature", width=240,
            help="Multiplies the standard deviation that samples are drawn with: 0 gives the "
            "mean, 1 is what the model was trained for.",
            persist_state="session",
        )  # fmt: skip
        if st.button("Other samples", key="generate_again"):
            st.session_state["generate_seed"] = st.session_state.get("generate_seed", 0) + 1
    try:
        model = networks.network(_MODEL)
    except WeightsError as reason:
        st.html(f"<section>{trouble_line(str(reason))}</section>")
        return
    seed = st.session_state.get("generate_seed", 0)
    with st.container(horizontal=True, key="code_generate"):
        with st.container(key="code_grid", width=520):
            st.html(explained(_grid(model, size)))
        with st.container(key="code_samples", width="stretch"):
            st.html(
                explained(_yours(model, mine, temperature, seed) + _prior(model, temperature, seed))
            )


def _grid(model: Network, size: int) -> str:
    points = quantile_grid(size)
    pictures = _decoded(model, points).reshape(size, size, PICTURE_SIDE, PICTURE_SIDE)
    whole = pictures.transpose(0, 2, 1, 3).reshape(size * PICTURE_SIDE, -1)
    places = "".join(f'<i data-at="{written(*point)}"></i>' for point in points.tolist())
    picture = img(whole, alt=f"{size}×{size} digits, decoded all over the plane", zoom=1)
    return (
        f'<section class="results"><h2>The plane, decoded</h2><div class="grid">{picture}'
        f'<div style="grid-template-columns:repeat({size},1fr)">{places}</div></div>'
        "<p>At equal steps of the standard normal's probability along both axes, as Kingma and "
        "Welling drew it. Point at a digit to read its code.</p></section>"
    )


def _yours(model: Network, mine: Prepared, temperature: float, seed: int) -> str:
    words, drawn, mean_picture = trouble_line(mine.trouble), None, None
    if mine.picture is not None:
        mean, log_variance = (part.ravel() for part in distribution(model, mine.picture))
        spread = np.exp(log_variance / 2)
        words = (
            f'<p class="distribution">For the model your digit is no point but a cloud: mean '
            f"<b>{written(*mean.tolist())}</b>, log variance {written(*log_variance.tolist())}, "
            f"so standard deviation {written(*spread.tolist())}.</p>"
        )
        points = around(mean, log_variance, _SAMPLES, seed=seed, temperature=temperature)
        pictures = _decoded(model, np.concatenate([mean[None], points]))
        mean_picture, drawn = pictures[0], pictures[1:]
    return (
        f'<section class="results yours" data-drawing="{mine.number}"><h2>Your digit: mean and '
        f"sample</h2>{words}<div class='many'>"
        f"<figure>{cells(mine.picture, 'your digit', 2)}<figcaption>yours</figcaption></figure>"
        f"<figure>{cells(mean_picture, 'decoded from the mean', 2)}<figcaption>mean</figcaption>"
        f"</figure></div><p>{_SAMPLES} samples at temperature {temperature:.1f}:</p>"
        f"{_row(drawn, 'sample around your digit')}</section>"
    )


def _prior(model: Network, temperature: float, seed: int) -> str:
    points = from_prior(_SAMPLES, seed=seed, temperature=temperature)
    return (
        '<section class="results prior"><h2>Out of nothing</h2><p>Codes drawn from the normal '
        f"distribution around 0, standard deviation {temperature:.1f}: no picture went in.</p>"
        f"{_row(_decoded(model, points), 'sample out of nothing')}</section>"
    )


def _row(pictures: Values | None, alt: str) -> str:
    if pictures is None:
        frames = [blank((PICTURE_SIDE, PICTURE_SIDE), 2)] * _SAMPLES
    else:
        frames = [
            img(picture, alt=f"{alt} {number}", zoom=2)
            for number, picture in enumerate(pictures, start=1)
        ]
    return f"<div class='many'>{''.join(frames)}</div>"


def _decoded(model: Network, points: Values) -> Values:
    return decode_all(model, points[:, :, None, None])
