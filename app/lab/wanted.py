"""A size that is wanted in the lab: which settings near the present one give it."""

from collections.abc import Sequence
from typing import Any, TypedDict
from urllib.parse import urlencode

from app.setting.setting import LAYER_LIMITS, Setting
from app.stage.message import of_setting
from core.arguments import GeometryError
from core.frameworks import resolve
from core.wanted import Offer, wanted

LARGEST_SIZE = 4096
AXES: dict[str, tuple[int, ...]] = {"both": (0, 1), "0": (0,), "1": (1,)}
"""Which axes a size is wanted of, as an address names them."""


class OfferMessage(TypedDict):
    """One setting that gives the size."""

    text: str
    drawback: str
    controls: dict[str, Any]
    """Those that change."""


class WantedMessage(TypedDict):
    """What is offered for a wanted size; read by ``offers.js``."""

    says: str
    all: str
    """The page that lists all of them; "" where it has nothing to say."""
    offers: list[OfferMessage]
    takes: bool
    """Whether the first offer is taken at once: nothing but the size that is asked for changes."""


def answer(setting: Setting, size: int, axes: tuple[int, ...]) -> WantedMessage:
    """Return what gives an output of a size, the smallest change first.

    Args:
        setting: As the lab shows it.
        size: Cells wanted along some axes.
        axes: See ``AXES``.
    """
    try:
        setting = setting.mended()[0]
        now = resolve(setting.layer()).output_size[axes[0]]
        found = wanted(setting.layer(), size, axes, LAYER_LIMITS)
    except GeometryError as impossible:
        return _told(f"{impossible.rule}.")
    offers = [
        _offer(setting, offer) for offer in found.offers if _holds(setting, offer, size, axes)
    ]
    side = "Output" if len(axes) > 1 or setting.dimensions == 1 else ("Height", "Width")[axes[0]]
    if size == now:
        return _told(f"{side} {size} it is.")
    if not offers:
        near = " and ".join(map(str, found.near))
        nearest = f" What comes nearest is {near}." if near else ""
        return _told(
            f"No one or two other numbers give {size} within the lab's limits.{nearest}",
            all=_all(setting, size, axes),
        )
    if len(found.offers[0].changes) == 1 and found.offers[0].changes[0][0] == "output_size":
        return _told(f"{side} {size} is asked for.", offers=offers, takes=True)
    says = f"{side} {size} instead of {now}:"
    if setting.output_size is not None:
        says = f"{side} {size} cannot be asked for with these numbers alone:"
    return _told(says, all=_all(setting, size, axes), offers=offers)


def _told(
    says: str, *, all: str = "", offers: Sequence[OfferMessage] = (), takes: bool = False
) -> WantedMessage:
    return WantedMessage(says=says, all=all, offers=list(offers), takes=takes)


def _holds(setting: Setting, offer: Offer, size: int, axes: tuple[int, ...]) -> bool:
    """Tell whether the lab's controls can say an offer."""
    changed = setting.with_layer(offer.layer)
    try:
        made = resolve(changed.layer()).output_size
    except GeometryError:
        return False
    return changed.within_limits() and all(made[axis] == size for axis in axes)


def _offer(setting: Setting, offer: Offer) -> OfferMessage:
    controls: dict[str, Any] = dict(of_setting(setting.with_layer(offer.layer)))
    return OfferMessage(
        text=offer.text,
        drawback=offer.drawback,
        controls={name: controls[name] for name, _ in offer.changes},
    )


def _all(setting: Setting, size: int, axes: tuple[int, ...]) -> str:
    side = setting.input_size[axes[0]]
    query = {"from": f"{side}", "to": f"{size}", "fw": setting.framework}
    return f"./sizes?{urlencode(query)}"
