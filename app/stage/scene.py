"""A trace as the component receives it: the whole contract between Python and JavaScript.

A scene holds, per axis, finished lists. The component pairs the lists of the two axes,
multiplies the numbers it looks up in ``input`` and ``kernel``, adds them in row order and
draws. It computes no index and no size.

Everything is plain lists and numbers, ready for JSON. ``None`` is a place that is no cell.
"""

from typing import TypedDict

from app.palette import tap_hues
from core.contributions import Trace
from core.formulas import SizeFormula, size_formulas
from core.geometry import OUTSIDE, Axis, Indices, Operation
from core.timeline import Reading, phases

Place = int | None
Grid = list[list[float]]


class SpreadScene(TypedDict):
    """One axis of a transposed convolution's spread grid."""

    cells: list[int]
    """Per place: the input cell there, -1 for an inserted zero, -2 for ring."""
    state: str
    """Per place a letter: k kept, r removed by padding, a appended."""
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
    sentence: str


class Scene(TypedDict):
    """Everything the stage needs to play one setting."""

    operation: Operation
    reading: Reading
    input: Grid
    kernel: Grid
    result: Grid
    y: AxisScene
    x: AxisScene
    phases: list[PhaseScene]
    formulas: list[FormulaScene]
    hues: list[int]


def scene(trace: Trace, reading: Reading) -> Scene:
    """Turn a trace of one channel into a scene.

    Args:
        trace: One input channel, one output channel.
        reading: How a transposed convolution is shown.

    Raises:
        ValueError: the trace has several channels.
    """
    if trace.kernel.shape[:2] != (1, 1):
        raise ValueError(f"the stage shows one channel, got a kernel {trace.kernel.shape}")
    if not trace.transposed:
        reading = "slide"
    formulas = size_formulas(trace.layer, trace.geometry)
    return Scene(
        operation=trace.geometry.operation,
        reading=reading,
        input=trace.image[0].tolist(),
        kernel=trace.kernel[0, 0].tolist(),
        result=trace.result()[0].tolist(),
        y=_axis(trace.geometry.height, transposed=trace.transposed),
        x=_axis(trace.geometry.width, transposed=trace.transposed),
        phases=[
            PhaseScene(name=phase.name, steps=phase.steps, sentence=phase.sentence)
            for phase in phases(trace, reading)
        ],
        formulas=[_formula(f) for f in formulas[: 1 if formulas[0] == formulas[1] else 2]],
        hues=tap_hues(trace.kernel[0, 0].size),
    )


def _axis(axis: Axis, *, transposed: bool) -> AxisScene:
    taps: list[Place] = [None] * axis.extent
    taps[:: axis.dilation] = range(axis.kernel)
    return AxisScene(
        lands=[_places(row) for row in axis.lands()],
        places=axis.places().tolist(),
        frame=_places(axis.frame()),
        taps=taps,
        turned=taps[::-1],
        spread=_spread(axis) if transposed else None,
    )


def _spread(axis: Axis) -> SpreadScene:
    spread = axis.spread()
    return SpreadScene(
        cells=spread.kind.tolist(),
        state="".join(
            "a" if appended else "k" if kept else "r"
            for kept, appended in zip(spread.kept, spread.appended, strict=True)
        ),
        windows=spread.windows.tolist(),
    )


def _places(places: Indices) -> list[Place]:
    return [None if place == OUTSIDE else place for place in places.tolist()]


def _formula(formula: SizeFormula) -> FormulaScene:
    return FormulaScene(words=formula.words, numbers=formula.numbers, result=formula.result)
