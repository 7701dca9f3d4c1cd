"""A trace as the component receives it: the whole contract between Python and JavaScript.

A scene holds, per axis, finished lists. The component pairs the lists of the two axes,
multiplies the numbers it looks up in ``input`` and ``kernel``, adds them in row order and
draws. It computes no index and no size.

Everything is plain lists and numbers, ready for JSON. ``None`` is a place that is no cell,
or a step that never comes.
"""

from collections.abc import Sequence
from typing import TypedDict

from app.shared.palette import tap_hues
from core.contributions import Trace
from core.formulas import SizeFormula, size_formulas
from core.geometry import OUTSIDE, Axis, Indices, Operation
from core.mistakes import Mistake
from core.readings import READING, READINGS, ReadingKey, Subject, walks
from core.terms import Part
from core.timeline import Life, Step, Timeline, Walk, names, timeline

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
    numbers: str
    result: int


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
    wrong: list[Grid] | None
    differs: list[list[list[bool]]] | None


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


class Scene(TypedDict):
    """Everything the stage needs to play one setting."""

    operation: Operation
    readings: list[ReadingKey]
    """Those shown side by side."""
    offered: list[ReadingKey]
    """Those that can be chosen here."""
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
    hues: list[int]
    mistake: MistakeScene | None
    value: ValueScene | None
    """Only where the operation is part of a network's layer."""


def scene(
    trace: Trace,
    readings: Sequence[ReadingKey],
    walk: Walk,
    mistake: Mistake | None = None,
    *,
    subject: Subject = "layer",
) -> Scene:
    """Turn a trace into a scene.

    Args:
        trace: The operation.
        readings: Those that are shown side by side, all of which the operation has. One whose
            picture would be too large is left out where there are others.
        walk: By which cells the steps go.
        mistake: A mistake to show beside the right result.
        subject: Whether the operation is a layer of its own.
    """
    operation = trace.geometry.operation
    slides = any(READING[key].slides for key in readings)
    steps = timeline(trace, walk, prepared=slides)
    offered = [one.key for one in READINGS if subject in one.subjects and one.has(trace)]
    fitting = [key for key in readings if key in offered]
    shown = fitting if len(readings) > 1 and fitting else list(readings)
    formulas = size_formulas(trace.layer, trace.geometry)
    vertical = _axis(trace, steps, 0)
    # Most layers are alike along both axes: then the lists are made, and sent, once.
    horizontal = None if _alike(trace) else _axis(trace, steps, 1)
    return Scene(
        operation=operation,
        readings=shown,
        offered=offered,
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
        phases=[
            PhaseScene(name=phase.name, steps=phase.steps, sentences=list(phase.sentences))
            for phase in steps.phases
        ],
        turned=steps.turned,
        formulas=[_formula(f) for f in formulas[: 1 if formulas[0] == formulas[1] else 2]],
        hues=tap_hues(trace.kernel[0, 0].size),
        mistake=None if mistake is None else _mistake(mistake),
        value=None,
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
    made["formulas"] = (
        [] if whole is None else [_formula(size_formulas(whole.layer, whole.geometry)[0])]
    )
    return made


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


def _formula(formula: SizeFormula) -> FormulaScene:
    return FormulaScene(words=formula.words, numbers=formula.numbers, result=formula.result)


def _mistake(mistake: Mistake) -> MistakeScene:
    return MistakeScene(
        title=mistake.title,
        who=mistake.who,
        says=mistake.says,
        wrong=None if mistake.wrong is None else mistake.wrong.tolist(),
        differs=None if mistake.differs is None else mistake.differs.tolist(),
    )
