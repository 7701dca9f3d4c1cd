"""What is typed into the fields of a setting: read as people write it, or refused in a sentence."""

from collections.abc import Mapping
from dataclasses import replace

from app.setting.link import decode, encode
from app.setting.numbers import read_axes
from app.setting.setting import LIMITS, WORDS, Setting
from core.frameworks import FRAMEWORKS
from core.layer import Framework

LAYER_WORDS: Mapping[str, str] = {
    "op": "operation",
    "fw": "framework",
    "i": "input",
    "k": "kernel",
    "s": "stride",
    "p": "padding",
    "o": "output padding",
    "d": "dilation",
    "z": "zero said",
}
"""The parameters of the lab's link that make a layer, each in words."""

FIELDS = {
    "i": "input_size",
    "k": "kernel_size",
    "s": "stride",
    "p": "padding",
    "o": "output_padding",
    "d": "dilation",
}
"""Those that are typed, and whose limits they have."""

LONGEST = 16
"""Characters of a field."""

_LEFT_OUT = {"s": "1", "p": "0", "d": "1"}
_NONE = "None"
_OTHER_WORDS = {"same_upper": "same"}
"""How a framework writes a word that all have."""


def read_setting(parameters: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return those parameters of a lab's link that make a layer, short texts only."""
    return tuple(
        (name, value[:LONGEST])
        for name in LAYER_WORDS
        if isinstance(value := parameters.get(name, ""), str) and value
    )


def written(setting: Setting) -> dict[str, str]:
    """Return what stands in each field of a setting.

    An output padding that is left out is "None" where a framework tells that from 0.
    """
    link = encode(setting)
    fields = {name: link[name] for name in FIELDS}
    if FRAMEWORKS[setting.framework].size_first and not (setting.output_padding or "z" in link):
        fields["o"] = _NONE
    return fields


def retyped(
    before: tuple[tuple[str, str], ...], change: Mapping[object, object]
) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return a setting with fields typed anew, and a sentence about each that is refused.

    Args:
        before: As ``read_setting`` leaves it.
        change: Parameter and text, from anybody.
    """
    setting, _ = decode(dict(before))
    refused = []
    for name, text in change.items():
        if not isinstance(name, str) or not isinstance(text, str):
            continue
        if name in ("op", "fw"):
            setting, _ = decode(_layer(setting) | {name: text})
        elif name in FIELDS:
            words = _words(name, text[:LONGEST], setting.framework)
            if words is None:
                stays = written(setting)[name]
                refused.append(f"{_refusal(name, text, setting.framework)} It stays {stays}.")
            else:
                others = {other: said for other, said in _layer(setting).items() if other != "z"}
                setting, _ = decode({**others, **words} if name == "o" else _layer(setting) | words)
    return read_setting(_layer(setting)), " ".join(refused)


def _layer(setting: Setting) -> dict[str, str]:
    plain = replace(setting, beside="")
    return {name: text for name, text in encode(plain).items() if name in LAYER_WORDS}


def _words(name: str, text: str, framework: Framework) -> dict[str, str] | None:
    """Return the parameters that say what is typed into a field; None where nothing does."""
    plain = text.strip().strip("\"'").lower()
    plain = _OTHER_WORDS.get(plain, plain)
    if name == "o" and plain in ("", _NONE.lower()):
        # Nothing typed is 0 where there is no None.
        knows = FRAMEWORKS[framework].size_first or not plain
        return {"o": "0"} if knows else None
    if not plain and name in _LEFT_OUT:
        return {name: _LEFT_OUT[name]}
    if name == "p" and plain in WORDS:
        return {"p": plain}
    axes = read_axes(plain)
    ends = [end for axis in axes for end in axis]
    low, high = LIMITS[FIELDS[name]]
    most = 2 if name == "p" else 1
    if not ends or max(map(len, axes)) > most or not all(n in range(low, high + 1) for n in ends):
        return None
    said = {name: "x".join(",".join(f"{int(end)}" for end in axis) for axis in axes)}
    return {**said, "z": "1"} if said == {"o": "0"} else said


def _refusal(name: str, text: str, framework: Framework) -> str:
    words, (low, high) = LAYER_WORDS[name], LIMITS[FIELDS[name]]
    shown = f"“{text[:LONGEST]}”" if text.strip() else "Nothing"
    if name == "o" and text.strip().lower() == _NONE.lower():
        return (
            f"{shown} is Keras' word for no {words}: {FRAMEWORKS[framework].name} takes a number."
        )
    either = ", one for each side (0,1x2,3), same or valid" if name == "p" else ""
    return (
        f"{shown} is no {words}: it takes a whole number from {low} to {high}, "
        f"height and width (1x2){either}."
    )
