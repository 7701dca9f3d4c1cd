"""A setting in every framework's words: the line, its defaults, and whether it is the same."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict
from urllib.parse import urlencode

from app.setting.link import decode, encode
from app.setting.setting import Setting
from app.sizes.meet import lab_setting
from app.sizes.typed import FIELDS, LAYER_WORDS, written
from core.arguments import GeometryError
from core.exports.calls import lines
from core.frameworks import FRAMEWORKS, padding_layer, resolve
from core.layer import Framework, Pair, Sides
from core.readings import possible
from core.translation import Translation, translate
from core.wording import listed

FIRST_SETTING: tuple[tuple[str, str], ...] = (
    ("op", "transposed"),
    ("fw", "pytorch"),
    ("i", "14x14"),
    ("k", "3"),
    ("s", "2"),
    ("p", "1"),
    ("o", "1"),
    ("d", "1"),
)
"""The usual step from 14 to 28 in PyTorch, which Keras cannot say without a crop of its own."""

_DEFAULTS: Mapping[Framework, tuple[str, str]] = {
    "pytorch": (
        "Defaults when left out: stride 1, padding 0, dilation 1, bias on. Pictures are (batch, "
        "channels, height, width).",
        "output_padding is 0, kernels are (in, out, height, width); a call's output_size chooses "
        "the output_padding.",
    ),
    "keras": (
        "Defaults when left out: strides 1, padding 'valid', dilation_rate 1, use_bias on, no "
        "activation, data_format channels last. The layer takes no number for padding: "
        "ZeroPadding2D before a convolution and Cropping2D after a transposed one say it.",
        "output_padding None is not 0: with 'same', None makes input·strides, and 0 makes "
        "(input − 1)·strides + kernel mod 2. Kernels are (height, width, out, in).",
    ),
    "onnx": (
        "Defaults when left out: strides 1, pads 0, dilations 1, auto_pad NOTSET, no bias. Pads "
        "are written all starts first, then all ends.",
        "output_padding is 0; output_shape without auto_pad cuts the larger part first.",
    ),
    "jax": (
        "Strides and padding have to be said; rhs_dilation is 1. No bias.",
        "Its pairs are the rings around the spread input, kernel − 1 wide where nothing is cut. "
        "Left out, transpose_kernel is False: the kernel is not turned, so other numbers come out; "
        "with True it is turned, and its layout is Keras': (height, width, out, in).",
    ),
}
"""Of each call what holds where nothing is said; then what concerns transposed ones alone."""


_LAYOUTS: Mapping[bool, tuple[tuple[str, ...], tuple[str, ...]]] = {
    True: (("in", "out", "height", "width"), ("height", "width", "out", "in")),
    False: (("out", "in", "height", "width"), ("height", "width", "in", "out")),
}
"""A kernel's axes, of transposed convolutions and of the others: PyTorch's, then Keras'."""

_CHANNELS_LAST: tuple[Framework, ...] = ("keras", "jax")


class Said(TypedDict):
    """The setting in one framework's words."""

    framework: Framework
    name: str
    own: bool
    """Whether these are the words that it was given in."""
    verdict: str
    """equal, cropped, padded or none."""
    says: str
    code: list[str]
    weights: str
    """The line that carries the kernel over; "" for the words that the setting was given in."""
    naive: str
    """What the same numbers with padding='same' would make, where that is something else."""
    defaults: str
    lab: str
    """Parameters of the lab's link; "" where it has no such setting."""
    compare: str
    """Those of the lab where it stands beside the setting; "" for the setting itself."""


class Words(TypedDict):
    """The whole answer."""

    fields: list[tuple[str, str, str]]
    """Parameter, its name, what it holds."""
    operation: str
    framework: Framework
    complaint: str
    remedy: str
    """The nearest setting that works, in words; "" where this one does, or none is near."""
    mend: dict[str, str]
    """What the remedy types into which fields."""
    size: str
    said: list[Said]


def in_words(parameters: Mapping[str, str]) -> Words:
    """Say a setting in every framework's words.

    Args:
        parameters: Of a lab's link, as ``app.sizes.typed`` leaves them.
    """
    setting, complaints = decode(parameters)
    held = written(setting)
    answer = Words(
        fields=[(name, LAYER_WORDS[name], held[name]) for name in FIELDS],
        operation=setting.operation,
        framework=setting.framework,
        complaint=" ".join(complaints),
        remedy="",
        mend={},
        size="",
        said=[],
    )
    try:
        made = resolve(setting.layer())
    except GeometryError as refused:
        answer["complaint"] = f"{refused}."
        answer["remedy"], answer["mend"] = _remedy(setting)
        answer["said"] = [_as_it_stands(setting, framework) for framework in FRAMEWORKS]
        return answer
    answer["size"] = f"{_sides(made.input_size)} becomes {_sides(made.output_size)}."
    answer["said"] = [_translated(setting, framework) for framework in FRAMEWORKS]
    return answer


def _sides(size: Pair) -> str:
    return "×".join(map(str, size))


def _remedy(setting: Setting) -> tuple[str, dict[str, str]]:
    """Return the nearest setting that works, in words, and what it types into which fields."""
    try:
        mended, fixes = setting.mended()
    except GeometryError:
        return "", {}
    before, after = (
        {"op": one.operation, "fw": one.framework, **written(one)} for one in (setting, mended)
    )
    changed = {name: text for name, text in after.items() if text != before[name]}
    return f"Take {listed([fix.text for fix in fixes])}", changed


def _as_it_stands(setting: Setting, framework: Framework) -> Said:
    """Say what a framework's own rules make of numbers that another one refuses."""
    layer = replace(setting.layer(), framework=framework)
    try:
        size = _sides(resolve(layer).output_size)
    except GeometryError as refused:
        none = Translation(framework, "none", None, why_not=f"{refused}.")
        return _said(none, setting, "refuses these numbers", compare="")
    taken = Translation(framework, "equal", layer)
    return _said(taken, setting, f"takes these numbers: {size} comes out", compare="")


def _translated(setting: Setting, framework: Framework) -> Said:
    found = translate(setting.layer(), framework)
    own = framework == setting.framework
    compare = "" if own else urlencode(encode(_beside(setting, framework)))
    return _said(found, setting, _verdict(found, own=own), compare=compare)


def _said(found: Translation, setting: Setting, says: str, *, compare: str) -> Said:
    lab = None if found.layer is None else lab_setting(found.layer)
    return Said(
        framework=found.framework,
        name=FRAMEWORKS[found.framework].name,
        own=found.framework == setting.framework,
        verdict=found.verdict,
        says=says,
        code=_code(found),
        weights=_weights(setting, found.framework),
        naive=_naive(setting, found.framework),
        defaults=" ".join(_DEFAULTS[found.framework][: 1 + (setting.operation == "transposed")]),
        lab=urlencode(encode(lab)) if lab is not None else "",
        compare=compare,
    )


def _weights(setting: Setting, framework: Framework) -> str:
    """Return the line that makes one framework's kernel of another's."""
    if framework == setting.framework:
        return ""
    layouts = _LAYOUTS[setting.operation == "transposed"]
    before, after = (layouts[one in _CHANNELS_LAST] for one in (setting.framework, framework))
    if before == after:
        return f"# The kernel as it is: ({', '.join(after)})."
    places = tuple(before.index(axis) for axis in after)
    return f"w = np.transpose(w, {places})  # ({', '.join(after)})"


def _naive(setting: Setting, framework: Framework) -> str:
    """Say what a port by the word 'same' makes, where it has the size and not the numbers."""
    layer = setting.layer()
    if framework == setting.framework or not FRAMEWORKS[framework].size_first:
        return ""
    port = replace(
        layer, framework=framework, padding="same", output_padding=None, output_size=None
    )
    try:
        wanted, made = resolve(layer), resolve(port)
    except GeometryError:
        return ""
    if wanted == made or wanted.output_size != made.output_size:
        return ""
    ends = [
        f"{one.height.before} at the start and {one.height.after} at the end"
        for one in (made, wanted)
    ]
    does = "cuts" if setting.operation == "transposed" else "puts zeros:"
    return (
        f"padding='same' alone makes {_sides(made.output_size)}, too, but not the same numbers: of "
        f"the rows it {does} {ends[0]}, not {ends[1]}."
    )


def _beside(setting: Setting, framework: Framework) -> Setting:
    reading = possible(setting.readings, setting.operation)
    return replace(setting, readings=reading, beside=f"say.{framework}")


def _verdict(found: Translation, *, own: bool) -> str:
    if found.verdict == "equal":
        if own:
            return "as it was given"
        beside = found.layer is not None and padding_layer(found.layer)
        where = "after" if found.layer and found.layer.operation == "transposed" else "before"
        return f"equal, with {beside} {where} it" if beside else "equal, cell by cell"
    if found.verdict == "cropped":
        appends = min(*found.sides[0], *found.sides[1]) < 0
        return "equal after zeros are put on" if appends else f"equal without {_cut(found.sides)}"
    if found.verdict == "padded":
        return "equal after zeros are put around the input"
    return "cannot be said"


def _cut(sides: Sides) -> str:
    """Say which rows and columns are cut away.

    >>> _cut(((1, 0), (0, 2)))
    'its first row and its last 2 columns'
    """
    return listed(
        f"its {end} {many} {noun}s" if many > 1 else f"its {end} {noun}"
        for noun, axis in zip(("row", "column"), sides, strict=True)
        for end, many in zip(("first", "last"), axis, strict=True)
        if many
    )


def _code(found: Translation) -> list[str]:
    """Return the lines: the call, and the cut or the zeros where some are needed."""
    if found.layer is None:
        return [found.why_not]
    code = list(lines(found.layer))
    if found.verdict == "equal":
        return code
    last = found.framework in ("keras", "jax")
    if found.verdict == "padded":
        return [f"x = {_pad('x', found.sides, last=last)}", *code]
    outward: Sides = tuple((max(-b, 0), max(-a, 0)) for b, a in found.sides)  # type: ignore[assignment]
    if any(map(any, outward)):
        code.append(f"y = {_pad('y', outward, last=last)}")
    cuts = [f"{max(b, 0) or ''}:{-a if a > 0 else ''}" for b, a in found.sides]
    if cuts != [":", ":"]:
        places = [":", *cuts, ":"] if last else [":", ":", *cuts]
        code.append(f"y = y[{', '.join(places)}]")
    return code


def _pad(name: str, sides: Sides, *, last: bool) -> str:
    around = [(0, 0), *sides, (0, 0)] if last else [(0, 0), (0, 0), *sides]
    return f"np.pad({name}, {around})"
