"""What the names of a lesson's sums stand for: a layer of the lab, or a network's table.

Every size, place and number is asked of ``core``; this module only says which name asks for
what.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, cached_property, lru_cache
from typing import Any

import numpy as np

from app.course.expressions import KERNELS, LARGEST, MISTAKES, LessonError, Value
from app.drawing.drawn import FIRST, Drawn, digit
from app.drawing.preparation import prepared
from app.setting.setting import LIMITS, WRONG, Numbers, Setting, plane
from app.shared import networks
from core.ambiguity import becoming, made
from core.arguments import GeometryError
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.codes.plane import density_of
from core.autoencoders.codes.sampling import sampling_outside, share_outside
from core.autoencoders.damage import shifted
from core.autoencoders.inference import rebuild
from core.autoencoders.layers import Layer as NetworkLayer
from core.autoencoders.weights import FOLDER, WeightsError, load_codes
from core.axes import pair, sides
from core.contributions import Numbers as Array
from core.contributions import Trace, trace_layer
from core.duality import counting
from core.formulas import size_formulas
from core.geometry import OUTSIDE, Axis, full_size
from core.mistakes import mistakes
from core.readings import matrix, overlap, spread, terms
from core.roundtrip import RoundTrip, round_trip

LARGEST_SIDE = 16
"""Rows and columns of a lesson's grids: more cannot be read, nor computed while one waits."""

MOST_PRODUCTS = 10_000
"""Multiplications of a lesson's layer, for the same two reasons."""

MOVED = -3
"""Columns that a lesson moves a drawing by: to the left."""

_KERNELS = {
    "turned": lambda kernel: kernel[..., ::-1, ::-1],
    "diagonal": lambda kernel: kernel.swapaxes(-1, -2),
    "antidiagonal": lambda kernel: kernel[..., ::-1, ::-1].swapaxes(-1, -2),
    "upside_down": lambda kernel: kernel[..., ::-1, :],
    "left_right": lambda kernel: kernel[..., ::-1],
}


class LayerFacts:
    """A layer with its numbers; what was drawn besides (a digit, a rung) stands in ``drawn``."""

    def __init__(
        self, setting: Setting, drawn: Mapping[str, float] | None = None, model: str = ""
    ) -> None:
        self.setting = setting
        self.drawn = drawn or {}
        self.model = model
        self._under: dict[str, LayerFacts] = {}

    def under(self, qualifier: str) -> "LayerFacts":
        """Return the facts of the same numbers under another rule, or with the kernel laid so."""
        if qualifier not in self._under:
            self._under[qualifier] = LayerFacts(variant(self.setting, qualifier))
        return self._under[qualifier]

    @cached_property
    def trace(self) -> Trace:
        """The operation on its numbers."""
        if max(self.setting.input_size) > LARGEST_SIDE:
            raise LessonError(f"a lesson's input has at most {LARGEST_SIDE} rows and columns")
        try:
            trace = self.setting.trace()
        except GeometryError as refused:
            raise LessonError(f"this layer is impossible: {refused}") from None
        if len(trace) > MOST_PRODUCTS:
            raise LessonError(f"a lesson's layer has at most {MOST_PRODUCTS:,} products")
        return trace

    @property
    def axis(self) -> Axis:
        """The horizontal axis: "how wide" asks for it."""
        return self.trace.geometry.width

    @cached_property
    def output(self) -> Array:
        """(C, H, W) float64, bias included."""
        return self.trace.result()

    @cached_property
    def uncut(self) -> Array:
        """(C, H, W) float64. The full output of a transposed convolution, nothing cropped."""
        if not self.trace.transposed:
            raise LessonError("only a transposed convolution has a full output, f[ ]")
        uncut = replace(self.trace.layer, framework="pytorch", padding=(0, 0), output_padding=None)
        return trace_layer(
            uncut,
            self.trace.image,
            self.trace.kernel,
            groups=self.trace.groups,
            bias=self.trace.bias,
        ).result()

    @cached_property
    def trip(self) -> RoundTrip:
        """There and back again; only for a convolution."""
        if self.trace.transposed:
            raise LessonError("a round trip starts with a convolution")
        return round_trip(self.trace)

    @cached_property
    def counts(self) -> Array:
        """(H, W) float64. How many products each output cell is made of, per input channel."""
        return overlap(self.trace).astype(np.float64)

    @cached_property
    def table(self) -> Array:
        """(outputs, inputs) float64. The operation as a matrix."""
        try:
            return matrix(self.trace)
        except ValueError as large:
            raise LessonError(str(large)) from None

    @property
    def formula(self) -> str:
        """The output's size as a sum of numbers: "(3 − 1)·2 + 2 − 2·1"."""
        return size_formulas(self.trace.layer, self.trace.geometry)[1].numbers

    @cached_property
    def _wrong(self) -> dict[str, Array | None]:
        return {str(made.key): made.wrong for made in mistakes(self.trace)}

    def output_of(self, qualifier: str) -> Array:
        """Return (C, H, W) what comes out under a qualifier: a mistake, a rule, a kernel."""
        if not qualifier:
            return self.output
        if qualifier in MISTAKES:
            wrong = self._wrong.get(qualifier)
            if wrong is None:
                raise LessonError(f"nobody can make the mistake “{qualifier}” here")
            return wrong
        return self.under(qualifier).output

    def name(self, name: str, qualifier: str) -> Value:
        """Return the value of a plain name; see ``Facts``."""
        if name in self.drawn:
            return self.drawn[name]
        if qualifier:
            return self._qualified(name, qualifier)
        setting = self.setting
        match name:
            case "i":
                return float(setting.input_size[1])
            case "k":
                return float(pair(setting.kernel_size)[1])
            case "s":
                return float(pair(setting.stride)[1])
            case "p" if not isinstance(setting.padding, str):
                before, after = sides(setting.padding)[1]
                if before != after:
                    raise LessonError("padding differs by side: ask for before and after")
                return float(before)
            case "o":
                return float(pair(setting.output_padding)[1])
            case "d":
                return float(pair(setting.dilation)[1])
            case "inputs" | "outputs":
                return float(setting.channels[name == "outputs"])
            case "full" | "extent" | "before" | "after":
                return float(getattr(self.axis, name))
            case "size":
                return float(self.output.shape[2])
            case "slid":
                return float(self._slid())
            case "ring":
                return float(self._ring())
            case "places":
                return tuple(float(place) for place in self.axis.places()[:, 0])
            case "dot":
                return counting(self.output)
            case "rank" if self.trip.rank is not None:
                return float(self.trip.rank)
        raise LessonError(f"“{name}” says nothing of this layer")

    def _qualified(self, name: str, qualifier: str) -> float:
        if name == "size":
            return float(self.output_of(qualifier).shape[2])
        if name == "dot":
            return counting(self.output_of(qualifier))
        if qualifier in MISTAKES:
            raise LessonError(f"“{qualifier}” stands before a cell or size, not “{name}”")
        axis = self.under(qualifier).axis
        return float(axis.before if name == "before" else axis.after)

    def _slid(self) -> int:
        if not self.trace.transposed:
            return len(self.axis.frame())
        return int(spread(self.trace).read().shape[2])

    def _ring(self) -> int:
        """Return how wide the ring is over which the kernel slides; below 0 it is cut into."""
        if not self.trace.transposed:
            return self.axis.before
        grid = self.axis.spread()
        return int(np.argmax(grid.kind >= 0) - np.argmax(grid.kept))

    def cell(self, grid: str, places: tuple[int, ...], qualifier: str) -> float:
        """Return the number in a cell; see ``Facts``."""
        if grid == "y":
            return _at(self.output_of(qualifier), places, "y")
        if qualifier:
            raise LessonError(f"“{qualifier}” stands before y[ ], not before {grid}[ ]")
        match grid:
            case "x":
                return _at(self.trace.image, places, "x")
            case "w":
                return _at(self.trace.kernel, places, "w")
            case "f":
                return _at(self.uncut, places, "f")
            case "count":
                return _at(self.counts, places[-2:], "count")
            case "back":
                return _at(self.trip.back.result(), places, "back")
            case "found" if self.trip.found is not None:
                return _at(self.trip.found, places, "found")
            case "m":
                return float(self.table[self.entry(places)])
        raise LessonError(f"this layer has no {grid}[ ]")

    def entry(self, places: tuple[int, ...]) -> tuple[int, int]:
        """Return row and column of the matrix for an output cell and an input cell."""
        sizes = (*self.trace.output_shape[1:], *self.trace.input_shape[1:])
        if len(places) != 4 or not all(
            0 <= at < size for at, size in zip(places, sizes, strict=True)
        ):
            raise LessonError(f"the matrix has no entry [{','.join(map(str, places))}]")
        return places[0] * sizes[1] + places[1], places[2] * sizes[3] + places[3]

    def call(self, function: str, argument: Value | str) -> Value:
        """Return ``full``, ``size`` and ``sizes`` of a number, ``sum`` of a grid."""
        if isinstance(argument, str):
            grid = {"w": self.trace.kernel, "x": self.trace.image, "y": self.output}[argument]
            return float(grid.sum())
        if isinstance(argument, tuple) or not argument.is_integer():
            raise LessonError(f"{function}( ) takes one whole number")
        cells = int(argument)
        if function == "sizes":
            return self._sizes(cells)
        if not 1 <= cells <= LIMITS["input_size"][1]:
            raise LessonError(f"{function}( ) is asked for {cells} cells")
        if function == "full":
            numbers = (self.setting.kernel_size, self.setting.stride, self.setting.dilation)
            return float(full_size(cells, *(pair(number)[1] for number in numbers)))
        size = made(self.setting.layer(), 1, cells)
        if size is None:
            raise LessonError(f"{cells} cells make no output here")
        return float(size)

    def _sizes(self, wanted: int) -> tuple[float, ...]:
        """Return all input sizes that become ``wanted``."""
        sizes = becoming(self.setting.layer(), 1, wanted, range(1, 2 * LARGEST_SIDE + 1))
        return tuple(map(float, sizes))

    def fact(self, of: str, which: str, figure: str) -> float:
        """Return a figure of a network; see ``Facts``."""
        number = f"{self.drawn[which]:g}" if which in self.drawn else which
        return network_fact(self.model, of, number, figure)


class NetworkFacts:
    """A network's stage, or one layer that is only counted: it has no numbers of its own.

    Of a drawing there are: the digit that was drawn by lot, else the learner's own.
    """

    def __init__(
        self,
        model: str,
        layer: NetworkLayer | None,
        drawn: Mapping[str, float] | None = None,
        drawing: Drawn | None = None,
    ) -> None:
        self.model = model
        self.layer = layer
        self.drawn = drawn or {}
        self.drawing = drawing

    def name(self, name: str, qualifier: str) -> Value:
        """Return the value of a plain name; see ``Facts``."""
        if name in self.drawn:
            return self.drawn[name]
        layer = self.layer
        if layer is not None and not qualifier:
            counted = {
                "inputs": layer.in_channels,
                "outputs": layer.out_channels,
                "k": layer.kernel,
                "weights": int(np.prod(layer.weight_shape)),
                "biases": sum(layer.bias_shape),
            }
            if name in counted:
                return float(counted[name])
        raise LessonError(f"“{name}” says nothing here: no layer of the lab is on the stage")

    def cell(self, grid: str, places: tuple[int, ...], qualifier: str) -> float:  # noqa: ARG002
        """Refuse: there are no grids."""
        raise LessonError(f"there is no {grid}[ ] here: no layer of the lab is on the stage")

    def call(self, function: str, argument: Value | str) -> Value:  # noqa: ARG002
        """Refuse: there are no grids."""
        raise LessonError(f"{function}( ) says nothing here: no layer of the lab is on the stage")

    def fact(self, of: str, which: str, figure: str) -> float:
        """Return a figure of a network; see ``Facts``."""
        if of == "rebuilt":
            return rebuilt_fact(which, figure, self._digit())
        number = f"{self.drawn[which]:g}" if which in self.drawn else which
        return network_fact(self.model, of, number, figure)

    def _digit(self) -> Drawn:
        lot = self.drawn.get("digit")
        if lot is None:
            return self.drawing or FIRST
        if lot not in range(10):
            raise LessonError(f"there is no ready-made digit {lot:g}")
        return digit(int(lot))


Facts = LayerFacts | NetworkFacts


class CellFacts:
    """The facts of a layer at one output cell: ``count``, ``row`` and ``column`` are its own."""

    def __init__(self, layer: LayerFacts, row: int, column: int) -> None:
        self.layer = layer
        self.own = {
            "count": float(layer.counts[row, column]),
            "row": float(row),
            "column": float(column),
        }

    def name(self, name: str, qualifier: str) -> Value:
        """Return the cell's own value, or the layer's."""
        return self.own[name] if name in self.own else self.layer.name(name, qualifier)

    def cell(self, grid: str, places: tuple[int, ...], qualifier: str) -> float:
        """Return the number in a cell."""
        return self.layer.cell(grid, places, qualifier)

    def call(self, function: str, argument: Value | str) -> Value:
        """Return a function of the layer."""
        return self.layer.call(function, argument)

    def fact(self, of: str, which: str, figure: str) -> float:
        """Return a figure of a network."""
        return self.layer.fact(of, which, figure)


def variant(setting: Setting, qualifier: str) -> Setting:
    """Return the setting that shows what a qualifier means.

    Raises:
        LessonError: there is none.
    """
    if not qualifier:
        return setting
    if qualifier in MISTAKES:
        return replace(setting, beside=f"{WRONG}{qualifier}")
    if qualifier in KERNELS:
        return replace(setting, kernel=_laid_otherwise(setting, qualifier))
    if qualifier == "pytorch":
        return _pytorch_same(setting)
    word = {"keras": ("keras", "same"), "onnx": ("onnx", "same"), "onnx_lower": ("onnx", None)}
    framework, padding = word[qualifier]
    fields: dict[str, Any] = {"framework": framework, "padding": padding or "same_lower"}
    return replace(setting, output_padding=0, beside="", **fields)


def _laid_otherwise(setting: Setting, how: str) -> Numbers:
    grid = _KERNELS[how](setting.kernel_grid())
    first, second = setting.kernel_planes
    return Numbers(
        fill=setting.kernel.fill,
        typed=tuple(
            (plane(a, b), y, x, float(grid[a, b, y, x])) for a, b, y, x in np.ndindex(*grid.shape)
        )
        if first * second
        else (),
    )


def _pytorch_same(setting: Setting) -> Setting:
    """Return PyTorch's nearest to SAME: the least padding that gives size times stride."""
    plain = replace(setting, framework="pytorch", beside="", padding=0, output_padding=0)
    same = replace(setting.layer(), framework="keras", padding="same", output_padding=None)
    cells = setting.input_size[1]
    wanted = made(same, 1, cells)
    for padding in range(LIMITS["padding"][1] + 1):
        for back in range(LIMITS["output_padding"][1] + 1):
            tried = replace(plain, padding=padding, output_padding=back)
            if made(tried.layer(), 1, cells) == wanted:
                return tried
    raise LessonError("PyTorch has no numbers for SAME here")


def _at(grid: Array, places: tuple[int, ...], name: str) -> float:
    full = (0,) * (grid.ndim - len(places)) + places
    if len(full) != grid.ndim or not all(
        0 <= at < size for at, size in zip(full, grid.shape, strict=True)
    ):
        raise LessonError(f"there is no cell {name}[{','.join(map(str, places))}]")
    value = float(grid[full])
    if not abs(value) <= LARGEST:
        raise LessonError(f"{name}[{','.join(map(str, places))}] is too large for a lesson")
    return value


def products(
    facts: LayerFacts, cell: tuple[int, int, int], qualifier: str = ""
) -> tuple[list[tuple[float, float]], float]:
    """Return the products (input, weight) that make an output cell, and its bias.

    Taps of weight 0 are left out, unless all are 0; so is what a ring of zeros adds.
    """
    if qualifier in MISTAKES:
        raise LessonError("the terms of a mistake are those of no layer")
    trace = facts.under(qualifier).trace if qualifier else facts.trace
    return terms_of(trace, cell)


def terms_of(trace: Trace, cell: tuple[int, int, int]) -> tuple[list[tuple[float, float]], float]:
    """Return the products (input, weight) of one output cell of a trace, and its bias."""
    if not all(0 <= at < size for at, size in zip(cell, trace.output_shape, strict=True)):
        raise LessonError(f"there is no cell {list(cell)} to write out")
    rows = terms(trace, cell).landing()
    rows = rows.where(rows.input_cell != OUTSIDE)
    pairs = list(zip(rows.value.tolist(), rows.weight.tolist(), strict=True))
    seen = [pair for pair in pairs if pair[1] != 0] or pairs
    return seen, float(trace.bias[cell[0]])


# Networks


def network_fact(model: str, of: str, which: str, figure: str) -> float:
    """Return a number of a network's table, or of its committed record.

    Args:
        model: The model on the stage; "" for none.
        of: "model", "layer" (counted from 1), "record" or "figure".
        which: The layer's number, or the model's name.
        figure: What is asked.
    """
    if of in ("record", "figure"):
        if which not in ARCHITECTURES:
            raise LessonError(f"there is no model “{which}”")
        found = _record(which).get(figure) if of == "record" else measured(which).get(figure)
        if not isinstance(found, int | float):
            raise LessonError(f"the {of} of {which} holds no “{figure}”")
        return float(found)
    if model not in ARCHITECTURES:
        raise LessonError(f"no model is on the stage whose {of} could be asked")
    architecture = ARCHITECTURES[model]
    if of == "model":
        asked = {
            "code": architecture.code.values,
            "parameters": architecture.parameters,
            "layers": len(architecture.layers),
            "pixels": architecture.side**2,
            "classes": architecture.layers[-1].out_channels,
        }
    else:
        asked = _layer_figures(model, which)
    if figure not in asked:
        raise LessonError(f"“{figure}” is none of {', '.join(asked)}")
    return float(asked[figure])


def _layer_figures(model: str, which: str) -> dict[str, int]:
    layers = ARCHITECTURES[model].layers
    if not which.isdecimal() or not 1 <= int(which) <= len(layers):
        raise LessonError(f"{model} has layers 1 to {len(layers)}, not {which}")
    layer = layers[int(which) - 1]
    return {
        "in": layer.in_channels,
        "out": layer.out_channels,
        "kernel": layer.kernel,
        "size": layer.out_size,
        "from": layer.in_size,
        "values": layer.values,
        "parameters": layer.parameters,
    }


@lru_cache(maxsize=256)
def rebuilt_fact(model: str, figure: str, drawn: Drawn) -> float:
    """Return how well a network rebuilds a drawing.

    Args:
        model: One that rebuilds pictures.
        figure: ``error``, as a part of a blank page's; ``moved``, the same once the prepared
            picture is moved ``MOVED`` columns; ``doubled``, 1 if that is more than twice the
            other, else 0.
        drawn: What was drawn.
    """
    if model not in ARCHITECTURES or ARCHITECTURES[model].task == "segment":
        raise LessonError(f"no model “{model}” rebuilds a drawing")
    if figure not in ("error", "moved", "doubled"):
        raise LessonError(f"“{figure}” is none of error, moved, doubled")
    picture = prepared(drawn).picture
    if picture is None:
        raise LessonError("there is nothing on the canvas")
    try:
        network = networks.network(model)
    except WeightsError as reason:
        raise LessonError(str(reason).removesuffix(".")) from None
    error, moved = (rebuild(network, shown).nmse for shown in (picture, shifted(picture, MOVED)))
    return {"error": error, "moved": moved, "doubled": float(moved > 2 * error)}[figure]


@cache
def _record(name: str) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())["figures"]
    return figures


@cache
def measured(name: str) -> dict[str, float]:
    """Return the shares of points that miss a map's dense area, in hundredths.

    ``prior`` draws from the standard normal, ``normal`` from one fitted to the codes, ``box``
    from the smallest box around them (``core.autoencoders.codes.sampling``); 20,000 points each.
    ``own`` are the codes themselves.
    """
    try:
        points = load_codes(name).points
    except WeightsError:
        return {}
    density = density_of(points)
    outside = sampling_outside(density, points) | {"own": share_outside(density, points)}
    return {way: 100 * share for way, share in outside.items()}
