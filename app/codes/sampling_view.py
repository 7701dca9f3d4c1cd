"""An autoencoder beside a variational one: which of them can be sampled, and why."""

from functools import cache

import streamlit as st

from app.codes.map_view import choose_model
from app.codes.words import trouble_line
from app.drawing.preparation import Prepared
from app.shared import networks
from app.shared.densities import density
from app.shared.glossary import explained
from app.shared.images import Values, img
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.codes.naming import by_neighbours, rarest
from core.autoencoders.codes.plane import HELD
from core.autoencoders.codes.sampling import from_box, from_prior, sampling_outside
from core.autoencoders.inference import decode_all
from core.autoencoders.weights import WeightsError

_PLAIN = ("conv_cae_2", "dense_2")
_VARIATIONAL = "vae_2"
_SAMPLES = 24
_NAMED = 1000
"""Points that are named to see which digits a way of sampling leaves out."""


def sampling_view(mine: Prepared) -> None:
    """Draw points of the plane at random and decode them, by an AE and by the VAE.

    Args:
        mine: Not used: these digits are made of nothing.
    """
    del mine
    with st.container(horizontal=True, vertical_alignment="center"):
        plain = choose_model("sampling_model", _PLAIN)
        if st.button("Draw others", key="sampling_again"):
            st.session_state["sampling_seed"] = st.session_state.get("sampling_seed", 0) + 1
    seed = st.session_state.get("sampling_seed", 0)
    try:
        sides = [
            _side(
                plain,
                "drawn evenly from the box around its codes",
                from_box(networks.codes(plain).points, _SAMPLES, seed=seed),
            ),
            _side(
                _VARIATIONAL,
                "drawn from the standard normal, which it was trained towards",
                from_prior(_SAMPLES, seed=seed),
            ),
        ]
        st.html(
            explained(
                f"<section class='results sampling' data-seed='{seed}'><div class='ways'>"
                f"{''.join(sides)}</div></section>{_why(plain)}"
            )
        )
    except WeightsError as reason:
        st.html(f"<section>{trouble_line(str(reason))}</section>")


def _side(name: str, how: str, points: Values) -> str:
    pictures = decode_all(networks.network(name), points[:, :, None, None])
    frames = [
        f'<span class="{"" if dense else "outside"}">'
        f"{img(picture, alt=f'sample {number} of {name}', zoom=2)}</span>"
        for number, (picture, dense) in enumerate(
            zip(pictures, density(name).is_dense(points).tolist(), strict=True), start=1
        )
    ]
    return (
        f"<div><h2>{ARCHITECTURES[name].title}</h2><p>Codes {how}.</p>"
        f"<div class='many'>{''.join(frames)}</div></div>"
    )


@cache
def _outside(name: str) -> dict[str, float]:
    return sampling_outside(density(name), networks.codes(name).points)


@cache
def _rarest(name: str) -> tuple[int, float]:
    return rarest(by_neighbours(networks.codes(name)), from_prior(_NAMED, seed=0))


def _why(plain: str) -> str:
    rows = "".join(
        f"<tr><td>{ARCHITECTURES[name].title}</td>"
        + "".join(f"<td>{_outside(name)[way]:.1%}</td>" for way in ("prior", "box", "normal"))
        + "</tr>"
        for name in (*_PLAIN, _VARIATIONAL)
    )
    (rare, share), (missing, none) = _rarest(_VARIATIONAL), _rarest("dense_2")
    divergence = networks.record(_VARIATIONAL)["figures"]["divergence"]
    return (
        "<section class='why'><h2>Which one can be sampled?</h2><p><b>The variational one.</b> "
        "Its training pays for every code that strays from the standard normal "
        f"({divergence:.1f} nats per picture are left of that price), so points drawn from it "
        f"land among codes: {1 - _outside(_VARIATIONAL)['prior']:.0%} of them. Nobody told the "
        f"plain one where to put its codes; of the box around them "
        f"{_outside(plain)['box']:.0%} is empty (dashed), and there its decoder makes something "
        "up that it was never taught. A normal fitted to its codes afterwards does better, but "
        "only because somebody looked first.</p>"
        "<div class='scroll'><table class='table'><tr><th>points that miss the dense area</th>"
        "<th>standard normal</th><th>box around the codes</th><th>normal fitted to them</th></tr>"
        f"{rows}</table></div><p>Of 20,000 points each. The dense area holds {HELD:.0%} of the "
        "12,000 validation codes. A miss is not the whole story: from the standard normal the "
        f"variational decoder makes every digit, the rarest a {rare} ({share:.0%}); the fully "
        "connected model's codes spread so wide that such points stay in their middle, and its "
        f"rarest, a {missing}, gets {none:.1%}.</p></section>"
    )
