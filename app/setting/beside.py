"""What can stand beside the lab's setting: the other side of a comparison, as records in one list.

A is what the controls say. B is made from it, so a link holds both by naming how:

    vs=fw.keras        the same in Keras' words, or the nearest that it has
    vs=say.keras       Keras' call for the very same numbers, cut where it has to be
    vs=set.stride.1    the same with one number changed
    vs=act.relu        the same sums with another activation after them
    vs=back            the other direction of the same wiring
    m=unturned         what comes out of a mistake; links said so before there was a B

Both sides share whatever numbers of A they can, so typing into A changes B.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from app.setting.setting import LIMITS, WRONG, Setting
from core.activations import ACTIVATIONS, ActivationKey
from core.arguments import GeometryError
from core.axes import Padding, written
from core.comparison import Comparison, Names, both_ways, compare, moved, why, why_after
from core.contributions import Numbers as Array
from core.contributions import Trace, trace_layer
from core.exports.calls import ends, lines
from core.frameworks import FRAMEWORKS, padding_layer
from core.geometry import OPERATIONS
from core.layer import Layer, Pair
from core.mistakes import mistake, titles
from core.readings import READING, READINGS, ReadingKey, possible, stepped
from core.roundtrip import turned_over
from core.timeline import Walk
from core.translation import Translation, carried, translate

PARAMETERS: Mapping[str, str] = {
    "stride": "Stride",
    "padding": "Padding",
    "output_padding": "Output padding",
    "dilation": "Dilation",
    "kernel_size": "Kernel",
}
"""Of which one number may differ, each with its name on a button."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Beside:
    """A and B, each a trace on finished numbers.

    Attributes:
        a: What the controls say.
        b: What stands beside it; None where there is none, or no one operation computes it.
        numbers: (C, H, W) B's output where no one operation computes it; else None.
        names: What each is called.
        words: What each says otherwise than the other, in short.
        says: What differs and why, in sentences.
        shift: Rows and columns by which B's cells are farther on than A's that they stand for.
        crossed: Whether B leads back: its output stands for A's input, its input for A's output.
        spare: Whether B's cells without a partner are cut away afterwards, so that they count
            for no difference.
        follows: What follows the sums of A and of B.
    """

    a: Trace
    b: Trace | None
    names: Names
    words: Names
    says: str
    numbers: Array | None = None
    shift: Pair = (0, 0)
    crossed: bool = False
    spare: bool = False
    follows: tuple[ActivationKey, ActivationKey] = ("", "")

    def sums(self) -> Array | None:
        """Return what B adds up to; None without a B."""
        return self.numbers if self.b is None else self.b.result()

    def sides(self) -> tuple[Array, Array] | None:
        """Return what each comes to, its activation included: that is what is compared.

        Where B leads back, it is A's input that B's output stands for. None without a B.
        """
        sums = self.sums()
        if sums is None:
            return None
        first, second = self.follows
        own = self.a.image if self.crossed else _after(self.a.result(), first)
        return own, _after(sums, second)

    def compared(self) -> Comparison | None:
        """Return which cells of the two sides differ; None without a B."""
        sides = self.sides()
        return None if sides is None else compare(*sides, self.shift)

    def cuts(self) -> list[list[int]] | None:
        """Return what each keeps of the full output that both share; None where they share none.

        Returns:
            Top, left, height and width of A's output in it, then of B's.
        """
        a, b = self.a, self.b
        if b is None or self.crossed or not a.transposed or not b.transposed:
            return None
        # What follows the sums needs the room, and no longer stands in the full output.
        if any(self.follows):
            return None
        if moved(a.geometry, b.geometry) is None or not _same_numbers(a, b):
            return None
        axes = [(one.geometry.height, one.geometry.width) for one in (a, b)]
        # Zeros beyond the full output have no place in it.
        if min(end for pair in axes for axis in pair for end in (axis.before, axis.after)) < 0:
            return None
        return [[h.before, w.before, h.fine, w.fine] for h, w in axes]

    def readings(self, setting: Setting) -> tuple[tuple[ReadingKey, Walk], ...]:
        """Return which reading each side shows, and by which cells it is walked: A's, then B's.

        The first of those chosen that can stand beside another. Both are walked by the cells that
        they share: of two directions, those of the coarse side.
        """
        chosen = [key for key in setting.shown if not READING[key].whole]
        wanted = chosen[0] if chosen else possible(_ABREAST, self.a.geometry.operation)[0]
        if self.b is None or self.b.geometry.operation == self.a.geometry.operation:
            walk = stepped((wanted,), self.a.geometry.operation, setting.walk)
            return (wanted, walk), (wanted, walk)
        if not self.crossed:
            both = wanted if len(READING[wanted].operations) > 1 else _SLIDE
            return (both, "output"), (both, "output")
        ways: list[tuple[ReadingKey, Walk]] = []
        for one in (self.a, self.b):
            if one.transposed:
                ways.append((_STAMP if READING[wanted].slides else wanted, "input"))
            else:
                ways.append((possible((wanted,), "convolution")[0], "output"))
        return tuple(ways)


_ABREAST = tuple(one.key for one in READINGS if "layer" in one.subjects and not one.whole)
_SLIDE = next(key for key in _ABREAST if READING[key].slides)
_STAMP = next(key for key in _ABREAST if READING[key].walk == "input")


def _after(sums: Array, follows: ActivationKey) -> Array:
    return np.asarray(ACTIVATIONS[follows].apply(sums), np.float64)


def _same_numbers(a: Trace, b: Trace) -> bool:
    return np.array_equal(a.image, b.image) and np.array_equal(a.kernel, b.kernel)


@dataclass(frozen=True)
class Kind:
    """One way to put something beside a setting.

    Attributes:
        key: How a link begins to name it.
        label: What the menu calls all of its kind.
        offers: What can be chosen, by the word after the dot, each with its name in the menu.
        makes: B, from the setting, its trace and that word.
        numbered: Whether a number follows, within the limits of what is chosen.
        follows: What follows the sums of A and of B, from the setting and that word.
        swaps: B as a setting with A beside it, from the setting and the whole name; None where the
            lab has no such setting.
    """

    key: str
    label: str
    offers: Mapping[str, str]
    makes: Callable[[Setting, Trace, str], Beside]
    numbered: bool = False
    follows: Callable[[Setting, str], tuple[ActivationKey, ActivationKey]] = lambda setting, _: (
        setting.activation,
        setting.activation,
    )
    swaps: Callable[[Setting, str], Setting | None] | None = None


def read(text: str) -> str | None:
    """Return the text if it names what can stand beside a setting; None for anything else.

    >>> read("fw.keras"), read("set.stride.3"), read("set.stride.99"), read("fw.caffe")
    ('fw.keras', 'set.stride.3', None, None)
    """
    kind, _, rest = text.partition(".")
    if kind not in KINDS:
        return None
    word, dot, number = rest.partition(".")
    if word not in KINDS[kind].offers:
        return None
    if not dot:
        return None if text.endswith(".") else text
    if not KINDS[kind].numbered or not (number.isascii() and number.isdecimal()):
        return None
    low, high = LIMITS[word]
    return text if len(number) < 4 and low <= int(number) <= high else None


def completed(key: str, setting: Setting) -> str:
    """Return the name of what stands beside a setting, with its number where one is to be said.

    The number is the next lower one, so that stride 2 gets stride 1 beside it.
    """
    kind, _, rest = key.partition(".")
    if not key or not KINDS[kind].numbered or "." in rest:
        return key
    low, high = LIMITS[rest]
    now = _now(setting, rest)
    other = low if not isinstance(now, int) else now - 1 if now > low else min(now + 1, high)
    return f"{key}.{other}"


def _now(setting: Setting, parameter: str) -> Padding:
    """Return a parameter's number as the controls say it."""
    return setting.padding if parameter == "padding" else setting.said(parameter)


def numbered(key: str) -> tuple[str, int] | None:
    """Return the parameter that differs and B's number of it; None where that is not the kind."""
    kind, _, rest = key.partition(".")
    parameter, _, number = rest.partition(".")
    return (parameter, int(number)) if KINDS[kind].numbered and number else None


def beside(setting: Setting) -> Beside:
    """Return A and B of a setting that has something beside it and that its framework accepts."""
    key, _, rest = completed(setting.beside, setting).partition(".")
    kind = KINDS[key]
    made = kind.makes(setting, setting.trace(), rest)
    sums = made.sums()
    if sums is None:
        return replace(made, follows=(setting.activation, ""))
    follows = kind.follows(setting, rest)
    after = "" if made.crossed else why_after(made.a.result(), sums, follows)
    return replace(made, follows=follows, says=" ".join(filter(None, (made.says, after))))


def swapped(setting: Setting) -> Setting | None:
    """Return B as the lab's setting with A beside it; None where there is no way back to A."""
    key = completed(setting.beside, setting)
    kind = KINDS.get(key.partition(".")[0])
    other = None if kind is None or kind.swaps is None else kind.swaps(setting, key)
    # The way back has to lead to A, or pressing twice would change what is compared.
    if other is None or other.broken() is not None or beside(other).b is None:
        return None
    back = KINDS[kind.key].swaps if kind else None
    return other if back and back(other, other.beside) == setting else None


def _framework_swapped(setting: Setting, key: str) -> Setting | None:
    framework = key.partition(".")[2]
    try:
        layer = carried(setting.layer(), framework)  # type: ignore[arg-type]
    except GeometryError:
        return None
    other = replace(setting.with_layer(layer), beside=f"fw.{setting.framework}")
    return other if other.layer() == layer else None


def _number_swapped(setting: Setting, key: str) -> Setting | None:
    parameter, number = numbered(key) or ("", 0)
    now = _now(setting, parameter)
    if not isinstance(now, int):
        return None
    fields: dict[str, Any] = {parameter: number, "beside": f"set.{parameter}.{now}"}
    return replace(setting, **fields)


def _activation_swapped(setting: Setting, key: str) -> Setting | None:
    word = key.partition(".")[2]
    return replace(
        setting, activation=_FOLLOWS[word], beside=f"act.{setting.activation or _NOTHING}"
    )


def _with_layer(a: Trace, layer: Layer) -> Trace:
    """Return another layer on the same numbers."""
    return trace_layer(layer, a.image, a.kernel, groups=a.groups, bias=a.bias)


def _carried(_: Setting, a: Trace, framework: str) -> Beside:
    try:
        layer = carried(a.layer, framework)  # type: ignore[arg-type]
    except GeometryError as refused:
        return _nothing(a, FRAMEWORKS[framework].name, f"{refused}.")  # type: ignore[index]
    b = _with_layer(a, layer)
    first, second = (FRAMEWORKS[one.framework].name for one in (a.layer, layer))
    return Beside(
        a=a,
        b=b,
        names=(first, second),
        words=(ends(a.layer), ends(layer)),
        says=why(a, b, (first, second) if first != second else ("A", "B")) + _unturned(layer),
    )


def _unturned(layer: Layer) -> str:
    """Say what a transposed convolution makes that is not told to turn its kernel."""
    rules = FRAMEWORKS[layer.framework]
    if rules.turned or layer.operation == "convolution":
        return ""
    return (
        f" Left out, transpose_kernel is False: {rules.name} then does not turn the kernel, and "
        "other numbers come out."
    )


def _translated(_: Setting, a: Trace, framework: str) -> Beside:
    found = translate(a.layer, framework)  # type: ignore[arg-type]
    name = FRAMEWORKS[found.framework].name
    if found.layer is None:
        return _nothing(a, name, f"{name} cannot say it: {found.why_not}")
    image = a.image
    if found.verdict == "padded":
        image = np.pad(a.image, [(0, 0), *found.sides])
    layer = replace(found.layer, input_size=(image.shape[1], image.shape[2]))
    b = trace_layer(layer, image, a.kernel, groups=a.groups, bias=a.bias)
    (top, _below), (left, _right) = found.sides
    cropped = found.verdict == "cropped"
    return Beside(
        a=a,
        b=b,
        names=(FRAMEWORKS[a.layer.framework].name, name),
        words=(ends(a.layer), ", ".join(lines(found.layer))),
        says=_verdict(found, name),
        shift=(top, left) if cropped else (0, 0),
        spare=cropped,
    )


def _verdict(found: Translation, name: str) -> str:
    if found.verdict == "equal":
        beside = padding_layer(found.layer) if found.layer is not None else ""
        own = f", with {beside}, a layer of its own" if beside else ""
        return f"{name} can say it{own}: the very same numbers."
    sides = ", ".join(
        f"{abs(count)} {where}"
        for count, where in zip(
            (*found.sides[0], *found.sides[1]), ("above", "below", "left", "right"), strict=True
        )
        if count
    )
    if found.verdict == "padded":
        return f"{name} says it once zeros are put around the input: {sides}."
    if min(*found.sides[0], *found.sides[1]) < 0:
        return f"{name} says it once its output is changed at the ends: {sides}."
    return f"{name} says it once its output is cut: {sides}. What is left is equal."


def _changed(setting: Setting, a: Trace, rest: str) -> Beside:
    parameter, _, number = rest.partition(".")
    change: dict[str, Any] = {parameter: int(number), "beside": ""}
    said = PARAMETERS[parameter].lower()
    now = written(_now(setting, parameter))
    try:
        b = replace(setting, **change).trace()
    except GeometryError as refused:
        return _nothing(a, f"{said} {number}", f"{refused}.")
    return Beside(
        a=a,
        b=b,
        names=(f"{said} {now}", f"{said} {number}"),
        words=("", ""),
        says=why(a, b, ("A", "B")),
    )


def _activated(setting: Setting, a: Trace, word: str) -> Beside:
    first, second = (_THEN[one] for one in (setting.activation, _FOLLOWS[word]))
    return Beside(
        a=a,
        b=a,
        names=("sums", "sums"),
        words=(first, second),
        says="Both add up the same products.",
    )


def _back(_: Setting, a: Trace, _word: str) -> Beside:
    b = turned_over(a, a.result() - a.bias[:, None, None])
    return Beside(
        a=a,
        b=b,
        names=(OPERATIONS[a.geometry.operation], OPERATIONS[b.geometry.operation]),
        words=("forth", "and back"),
        says=both_ways(a, b),
        crossed=True,
    )


def _wrong(_: Setting, a: Trace, key: str) -> Beside:
    made = mistake(a, key)  # type: ignore[arg-type]
    title = titles()[key]  # type: ignore[index]
    if made is None:
        return _nothing(a, title, f"{title}: this setting gives no occasion for it.")
    # How many cells of one size differ is counted beside it.
    counted = made.wrong is not None and made.wrong.shape == a.output_shape and not made.harmless
    return Beside(
        a=a,
        b=made.trace,
        numbers=made.wrong if made.trace is None else None,
        names=("Right", "Wrong"),
        words=("", title[:1].lower() + title[1:]),
        says=made.who if counted else f"{made.says} {made.who}",
    )


def _nothing(a: Trace, name: str, says: str) -> Beside:
    return Beside(a=a, b=None, names=("A", name), words=("", ""), says=says)


_NOTHING = "none"
"""What a link calls no activation."""

_FOLLOWS: Mapping[str, ActivationKey] = {key or _NOTHING: key for key in ACTIVATIONS}
_THEN: Mapping[ActivationKey, str] = {
    key: f"then {one.name}" if key else "as they are" for key, one in ACTIVATIONS.items()
}
_AFTER: Mapping[str, str] = {
    word: ACTIVATIONS[key].name if key else "No activation" for word, key in _FOLLOWS.items()
}

_NAMES: Mapping[str, str] = {key: rules.name for key, rules in FRAMEWORKS.items()}

KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("fw", "In another framework", _NAMES, _carried, swaps=_framework_swapped),
        Kind("say", "Translated, the same numbers", _NAMES, _translated),
        Kind(
            "set", "One number changed", PARAMETERS, _changed, numbered=True, swaps=_number_swapped
        ),
        Kind(
            "act",
            "Another activation",
            _AFTER,
            _activated,
            follows=lambda setting, word: (setting.activation, _FOLLOWS[word]),
            swaps=_activation_swapped,
        ),
        Kind(
            "back",
            "Forth and back",
            {"": "The other direction"},
            _back,
            # The way back begins at the sums.
            follows=lambda setting, _: (setting.activation, ""),
        ),
        Kind(
            WRONG.rstrip("."),
            "A classic mistake",
            {str(key): title for key, title in titles().items()},
            _wrong,
        ),
    )
}
"""By key, in the order of the menu."""
