"""A trace as the component receives it: the whole contract between Python and JavaScript.

A scene holds, per axis, finished lists. The component pairs the lists of the two axes,
multiplies the numbers it looks up in ``input`` and ``kernel``, adds them in row order and
draws. It computes no index and no size.

Everything is plain lists and numbers, ready for JSON. ``None`` is a place that is no cell,
or a step that never comes.
"""

from collections.abc import Iterator, Sequence
from typing import TypedDict

import numpy as np

from app.shared.glossary import marked
from app.shared.palette import tap_hues
from app.stage.phrases import lighting
from core import ambiguity
from core.activations import ACTIVATIONS, ActivationKey
from core.contributions import Numbers, Trace
from core.duality import Duality, duality
from core.formulas import SizeFormula, size_formulas
from core.geometry import OUTSIDE, Axis, Indices, Operation
from core.mistakes import Mistake
from core.phases import Phase, phases, steps_in_words
from core.phases import in_words as phases_in_words
from core.readings import READING, READINGS, ReadingKey, Subject, stepped, walks
from core.roundtrip import RoundTrip, round_trip
from core.terms import Part
from core.timeline import Life, Step, Timeline, Walk, names, timeline
from core.unrolling import Unrolled, unrolled

Place = int | None
Grid = list[list[float]]


class LifeScene(TypedDict):
    """When each place of an axis is to be seen; see ``core.timeline.Life``."""

    since: list[int]
    until: list[Step]
    again: list[Step]


class SpreadScene(TypedDict):
    """One axis of a transposed convolution's spread grid."""

    cells: list[int]
    """Per place: the input cell there, -1 for an inserted zero, -2 for ring."""
    life: LifeScene
    names: list[int]
    """Per place: its index in the grid that the kernel meets, -1 where it meets none."""
    windows: list[list[int]]
    """Per output cell and tap: the place it reads."""


class AxisScene(TypedDict):
    """One axis of the operation."""

    lands: list[list[Place]]
    """Per coarse cell and tap: the fine cell, or None: cropped, or in the ring."""
    places: list[list[int]]
    """Per coarse cell and tap: the place in ``frame``."""
    frame: list[Place]
    """The fine side with padding or crop around it: per place its cell, or None."""
    life: LifeScene
    """Of the places in ``frame``."""
    taps: list[Place]
    """The kernel as it lies, with gaps (None) where it is dilated."""
    turned: list[Place]
    """The same turned by 180 degrees."""
    spread: SpreadScene | None
    """Only for a transposed convolution."""


class FormulaScene(TypedDict):
    """The size formula of one axis; see ``core.formulas.SizeFormula``."""

    words: str
    """As HTML, the glossary's words marked."""
    numbers: str
    zero: str
    """Words that follow where the numbers can be moved: of an output padding of 0. Or nothing."""
    parts: list[list[str]]
    """The numbers in pieces, such a 0 among them; one that is a parameter's with its name, and
    which end of it. None where the size was asked for."""
    result: int
    alike: str
    """As HTML, which sizes share their output; see ``core.ambiguity``. Or nothing."""


class ActivatedScene(TypedDict):
    """What follows the sum."""

    name: str
    output: list[Grid]
    """What it makes of the finished sums."""


class PhaseScene(TypedDict):
    """Some steps of the timeline; see ``core.timeline.Phase``."""

    name: str
    steps: int
    sentences: list[str]


class MistakeScene(TypedDict):
    """A mistake made on purpose; see ``core.mistakes.Mistake``."""

    title: str
    who: str
    says: str
    """As HTML, the glossary's words marked."""
    wrong: list[Grid] | None
    differs: list[list[list[bool]]] | None


class TypedScene(TypedDict):
    """Which cells were typed, where others beside them are filled."""

    input: list[list[int]]
    """Channel, row, column."""
    kernel: list[list[int]]
    """First and second index of the plane, row, column."""
    says: str
    """As HTML: how typed cells are marked, and what stands in the others."""


class NamesScene(TypedDict):
    """Under which numbers a network knows the cells of a part, by axis."""

    input: list[list[int]]
    """Channels, rows, columns."""
    kernel: list[list[int]]
    """First and second index of the plane, rows and columns of the taps."""
    output: list[list[int]]
    """Channel, row, column: one each."""


class ValueScene(TypedDict):
    """What turns an operation into the explanation of one value of a network."""

    names: NamesScene
    added: list[tuple[str, float]]
    """What the bias is made of: in words, and how much."""
    after: list[tuple[str, float]]
    """What follows the sum: the activation, and what it makes of it."""


class KernelPhaseScene(TypedDict):
    """A phase of the kernel with the small convolution's result; see ``core.phases``."""

    rows: list[int]
    """The output rows that its cells stand in."""
    columns: list[int]
    taps: list[list[int]]
    """The kernel's rows and columns that its taps stand in."""
    output: Grid
    hue: int


class TripScene(TypedDict):
    """There and back again; see ``core.roundtrip``."""

    there: list[Grid]
    """The output without its bias, which goes back."""
    back: list[Grid]
    difference: list[Grid]
    found: list[Grid] | None
    rank: int | None
    unknowns: int


class DualityScene(TypedDict):
    """Two sums that agree, and what one more at an input does; see ``core.duality``."""

    forth: float
    back: float
    grows: list[Grid]


class WindowScene(TypedDict):
    """One row of C; see ``core.unrolling.Window``."""

    places: list[int]
    taps: list[list[int]]
    """First and second index of the plane, row, column: the tap at each place."""


class UnrolledScene(TypedDict):
    """The convolution's matrix in the making; see ``core.unrolling``."""

    places: list[list[list[int]]]
    """Where in the column each cell of the grid stands."""
    windows: list[WindowScene]
    """Per output cell of the convolution, in row order."""


class Scene(TypedDict):
    """Everything the stage needs to play one setting."""

    operation: Operation
    readings: list[ReadingKey]
    """Those shown side by side."""
    offered: list[ReadingKey]
    """Those that can be chosen here."""
    lacking: list[list[str]]
    """Those for which the operation is too large, each with a sentence that says so."""
    slides: bool
    """Whether one of those shown slides the turned kernel over a prepared grid."""
    walk: Walk
    walks: list[Walk]
    """Those that can be chosen here."""
    input: list[Grid]
    kernel: list[list[Grid]]
    bias: list[float]
    output: list[int]
    """Channels, rows, columns of the output."""
    pairs: list[list[int]]
    """Wired channels: coarse, fine, first and second index of the kernel plane between."""
    y: AxisScene
    x: AxisScene | None
    """None where it equals ``y``."""
    phases: list[PhaseScene]
    turned: Step
    """The step from which the kernel is turned."""
    formulas: list[FormulaScene]
    dimensions: int
    """1 for a row of cells."""
    weighs: str
    """How many parameters it has, and what they are."""
    activated: ActivatedScene | None
    """None where nothing follows the sum."""
    hues: list[int]
    mistake: MistakeScene | None
    typed: TypedScene | None
    value: ValueScene | None
    """Only where the operation is part of a network's layer."""
    apart: list[KernelPhaseScene] | None
    """The kernel taken apart into its phases, where that is shown; like the next two."""
    trip: TripScene | None
    duality: DualityScene | None
    unrolled: UnrolledScene | None


def scene(
    trace: Trace,
    readings: Sequence[ReadingKey],
    walk: Walk,
    mistake: Mistake | None = None,
    *,
    subject: Subject = "layer",
    typed: TypedScene | None = None,
    activation: ActivationKey = "",
    measured: bool = True,
) -> Scene:
    """Turn a trace into a scene.

    Args:
        trace: The operation.
        readings: Those that are shown side by side, all of which the operation has. One whose
            picture would be too large gives way to others.
        walk: By which cells the steps go, where the readings leave a choice.
        mistake: A mistake to show beside the right result.
        subject: Whether the operation is a layer of its own.
        typed: Which cells were typed; None where that needs no mark.
        activation: What follows the sum; "" for nothing.
        measured: Whether its size formula is to be said; it may have none, as the way back of a
            convolution that left cells unread.
    """
    operation = trace.geometry.operation
    known = [one for one in READINGS if subject in one.subjects and operation in one.operations]
    lacking = [[one.key, why] for one in known if (why := one.lacks(trace))]
    offered = [one.key for one in known if one.has(trace)]
    shown = [key for key in readings if key in offered] or offered[:1]
    walk = stepped(shown, operation, walk)
    slides = any(READING[key].slides for key in shown)
    whole = READING[shown[0]].whole
    unrolls = READING[shown[0]].unrolls
    steps = timeline(trace, walk, prepared=slides, unrolled=unrolls)
    extras = {READING[key].extra for key in shown if subject == "layer"}
    apart = phases(trace) if "phases" in extras else None
    trip = round_trip(trace) if "trip" in extras else None
    laid = [] if apart is None else steps_in_words(trace)
    said = ("" if apart is None else phases_in_words(trace)) + (
        "" if trip is None else trip.in_words()
    )
    # Most layers are alike along both axes: then formula and lists are made, and sent, once.
    alike = _alike(trace)
    formulas = [
        _formula(read, moved, ambiguity.in_words(trace.layer, i) if subject == "layer" else "")
        for i, (read, moved) in enumerate(_formulas(trace) if measured else ())
        # Of a row the width alone has one.
        if i in ((1,) if trace.layer.dimensions == 1 else (0,) if alike else (0, 1))
    ]
    vertical = _axis(trace, steps, 0)
    horizontal = None if alike else _axis(trace, steps, 1)
    return Scene(
        operation=operation,
        readings=shown,
        offered=offered,
        lacking=lacking,
        slides=slides,
        walk=walk,
        walks=list(walks(shown, operation)),
        input=trace.image.tolist(),
        kernel=trace.kernel.tolist(),
        bias=trace.bias.tolist(),
        output=list(trace.output_shape),
        pairs=trace.channel_pairs().tolist(),
        y=vertical,
        x=horizontal,
        # All of it is there at first; played, the phases are laid one by one.
        phases=[
            PhaseScene(name=name, steps=len(sentences), sentences=sentences)
            for name, sentences in (("whole", [said]), ("phase by phase", laid))
            if sentences
        ]
        if whole and not unrolls
        else [
            PhaseScene(name=phase.name, steps=phase.steps, sentences=list(phase.sentences))
            for phase in steps.phases
        ],
        turned=steps.turned,
        formulas=formulas[:1] if formulas[:1] == formulas[-1:] else formulas,
        dimensions=trace.layer.dimensions,
        weighs=_weighs(trace) if subject == "layer" else "",
        activated=activated(trace.result(), activation) if activation else None,
        hues=tap_hues(trace.kernel[0, 0].size),
        mistake=None if mistake is None else _mistake(mistake, trace.output_shape),
        typed=typed,
        value=None,
        apart=None if apart is None else [_apart(*pair) for pair in _hued(apart)],
        trip=None if trip is None else _trip(trip),
        duality=_duality(duality(trace)) if "duality" in extras else None,
        unrolled=_unrolled(unrolled(trace)) if "unrolled" in extras else None,
    )


def value_scene(shown: Part, whole: Trace | None, reading: ReadingKey, value: ValueScene) -> Scene:
    """Turn the part of a layer that one value is made of into a scene.

    Args:
        shown: The products to show.
        whole: The layer, whose size formula stands above the picture; None for none.
        reading: The one to show, which the operation has.
        value: Names, what is not shown, and what follows the sum.
    """
    made = scene(shown.trace, (reading,), READING[reading].walk or "output", subject="value")
    made["value"] = value
    made["formulas"] = [] if whole is None else [_formula(*_formulas(whole)[0], "")]
    return made


def _weighs(trace: Trace) -> str:
    """Count the parameters: "10 parameters: 3·3 weights + 1 bias"."""
    first, second, *taps = trace.kernel.shape
    planes = [first, second] if first * second > 1 else []
    factors = [*planes, *taps[2 - trace.layer.dimensions :]]
    biases = len(trace.bias) if trace.bias.any() else 0
    count = trace.kernel.size + biases
    said = f"{count:,} parameter{'' if count == 1 else 's'}"
    if len(factors) == 1 and not biases:
        return said
    weights = f"{'·'.join(map(str, factors))} weight{'' if trace.kernel.size == 1 else 's'}"
    return f"{said}: {weights}" + (
        f" + {biases} bias{'' if biases == 1 else 'es'}" if biases else ""
    )


def activated(sums: Numbers, activation: ActivationKey) -> ActivatedScene:
    """Return what an activation makes of finished sums, (C, H, W)."""
    follows = ACTIVATIONS[activation]
    return ActivatedScene(name=follows.name, output=follows.apply(sums).tolist())


def _alike(trace: Trace) -> bool:
    """Return whether everything of ``_axis`` is the same for both axes."""
    layer, geometry = trace.layer, trace.geometry
    pair = layer.output_padding or (0, 0)
    return geometry.height == geometry.width and pair[0] == pair[1]


def _axis(trace: Trace, steps: Timeline, i: int) -> AxisScene:
    axis = (trace.geometry.height, trace.geometry.width)[i]
    taps: list[Place] = [None] * axis.extent
    taps[:: axis.dilation] = range(axis.kernel)
    return AxisScene(
        lands=[_places(row) for row in axis.lands()],
        places=axis.places().tolist(),
        frame=_places(axis.frame()),
        life=_life(steps.frame(i)),
        taps=taps,
        turned=taps[::-1],
        spread=_spread(axis, steps.spread(i)) if trace.transposed else None,
    )


def _spread(axis: Axis, life: Life) -> SpreadScene:
    spread = axis.spread()
    return SpreadScene(
        cells=spread.kind.tolist(),
        life=_life(life),
        names=names(axis).tolist(),
        windows=spread.windows.tolist(),
    )


def _life(life: Life) -> LifeScene:
    return LifeScene(since=life.since, until=life.until, again=life.again)


def _places(places: Indices) -> list[Place]:
    return [None if place == OUTSIDE else place for place in places.tolist()]


def _formulas(trace: Trace) -> list[tuple[SizeFormula, SizeFormula]]:
    """Return of each axis the formula that is read, and the one whose numbers are moved."""
    layer, geometry = trace.layer, trace.geometry
    read, moved = size_formulas(layer, geometry), size_formulas(layer, geometry, zero=True)
    return list(zip(read, moved, strict=True))


def _formula(read: SizeFormula, moved: SizeFormula, alike: str) -> FormulaScene:
    return FormulaScene(
        words=marked(read.words),
        numbers=read.numbers,
        zero=marked(moved.words.removeprefix(read.words)),
        parts=[[word for word in part if word] for part in moved.parts()],
        result=read.result,
        alike=marked(alike),
    )


def _hued(apart: list[Phase]) -> Iterator[tuple[Phase, int]]:
    return zip(apart, tap_hues(len(apart)), strict=True)


def _apart(phase: Phase, hue: int) -> KernelPhaseScene:
    return KernelPhaseScene(
        rows=phase.rows.cells.tolist(),
        columns=phase.columns.cells.tolist(),
        taps=[phase.rows.taps.tolist(), phase.columns.taps.tolist()],
        output=phase.output.tolist(),
        hue=hue,
    )


def _trip(trip: RoundTrip) -> TripScene:
    return TripScene(
        there=trip.back.image.tolist(),
        back=trip.back.result().tolist(),
        difference=trip.difference.tolist(),
        found=None if trip.found is None else trip.found.tolist(),
        rank=trip.rank,
        unknowns=trip.there.image.size,
    )


def _duality(found: Duality) -> DualityScene:
    return DualityScene(forth=found.forth, back=found.back, grows=found.grows.tolist())


def _unrolled(made: Unrolled) -> UnrolledScene:
    planes = made.trace.kernel.shape
    return UnrolledScene(
        places=made.places.tolist(),
        windows=[
            WindowScene(
                places=window.places.tolist(),
                taps=np.stack(np.unravel_index(window.taps, planes), axis=1).tolist(),
            )
            for window in made.windows
        ],
    )


_LIT = 1024
"""Most cells that a sentence names one by one."""


def _outcome(mistake: Mistake, shape: tuple[int, ...]) -> str:
    """Return what is said of a mistake; where cells differ, the sentence lights them.

    Where they are thousands, the picture's own marks must do: each would be named in the text.
    """
    if mistake.differs is None or mistake.harmless or mistake.differs.shape != shape:
        return marked(mistake.says)
    if np.count_nonzero(mistake.differs) > _LIT:
        return marked(mistake.says)
    return lighting(mistake.says, "out", np.argwhere(mistake.differs).tolist())


def _mistake(mistake: Mistake, shape: tuple[int, ...]) -> MistakeScene:
    return MistakeScene(
        title=mistake.title,
        who=mistake.who,
        says=_outcome(mistake, shape),
        wrong=None if mistake.wrong is None else mistake.wrong.tolist(),
        differs=None if mistake.differs is None else mistake.differs.tolist(),
    )
