"""What the lab's user has chosen: one immutable value, valid once it exists.

A setting may still be one that its framework refuses (``core.fixes`` says so); it never
holds a number outside the lab's ranges.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, get_args

import numpy as np

from core.activations import ActivationKey
from core.arguments import Fix, GeometryError
from core.axes import Padding, PerAxis, pair, short, short_padding, sides, written
from core.contributions import Numbers as Array
from core.contributions import Trace, trace_layer
from core.examples import BY_KEY, CHANNELS_BY_KEY, ChannelExample, Example
from core.fixes import nearest_fixes, resolve_or_fix
from core.frameworks import FRAMEWORKS, resolve
from core.geometry import Geometry, Operation
from core.layer import Framework, Layer, Pair, Word
from core.mistakes import MistakeKey
from core.readings import ReadingKey, of_subject, possible, stepped
from core.terms import Part
from core.timeline import Walk

Fill = Literal["count", "ones", "random", "picture"]
Holds = Literal["all", "some", "none"]
GridName = Literal["image", "kernel"]
Typed = tuple[tuple[int, int, int, float], ...]
"""(plane, row, column, number) of cells that a person typed; they outlive a resize."""

LIMITS: dict[str, tuple[int, int]] = {
    "output_padding": (0, 31),
    "padding": (0, 16),
    "dilation": (1, 3),
    "kernel_size": (1, 28),
    "stride": (1, 32),
    "input_size": (1, 64),
    "output_size": (1, 512),
    "channels": (1, 8),
    "groups": (1, 8),
}
"""Lowest and highest value of each control."""

REACH = {
    "output_padding": 3,
    "padding": 4,
    "dilation": 3,
    "kernel_size": 5,
    "stride": 4,
    "input_size": 16,
}
"""How far a slider goes where its number is not larger; beyond, numbers are typed."""

MOST_CELLS = 320_000
"""Of the largest grid over all its channels, what is cut and the rings included."""

MOST_PRODUCTS = 4_000_000
"""Of an operation that is drawn."""

DIMENSIONS = (2, 1)

PER_AXIS = ("kernel_size", "stride", "output_padding", "dilation")
"""Controls of one number, or of two: height and width."""

LAYER_LIMITS = {name: LIMITS[name] for name in LIMITS if name not in ("channels", "groups")}
"""Those that are parameters of a ``Layer``; a fix stays within them."""

LARGEST_TYPED = 16
"""Rows and columns up to which an input is typed or pasted."""

WORDS: tuple[Word, ...] = ("same", "valid")
MISTAKES: tuple[MistakeKey, ...] = get_args(MistakeKey)
WRONG = "wrong."
"""What comes before the key of a mistake that stands beside a setting."""

LARGEST_NUMBER = 1e6
_MOST_ROUNDS = 4
HIGHEST_SEED = 9999
FIRST_EXAMPLE = "S7b"
"""Its stamps overlap and add up, and no product of it is 0."""

FIRST_READINGS: tuple[ReadingKey, ...] = ("stamp",)
FIRST_WALK: Walk = "input"


@dataclass(frozen=True)
class Numbers:
    """Where the numbers of a grid come from.

    Attributes:
        fill: What stands in the cells that nobody typed into: "count" from 1, "ones",
            "random" whole numbers from 0 to 9, or a "picture".
        seed: Which random numbers.
        pixels: The picture, row by row, each from 0 to 1; beyond it there are zeros.
        typed: Typed cells, also those that a smaller grid hides for now.
    """

    fill: Fill = "count"
    seed: int = 0
    typed: Typed = ()
    pixels: tuple[tuple[float, ...], ...] = ()

    def grid(self, planes: Sequence[int], height: int, width: int) -> Array:
        """Return the numbers of some planes, (planes, height, width)."""
        if self.fill == "picture":
            shown = np.array(self.pixels)[:height, :width]
            numbers = np.zeros((len(planes), height, width))
            numbers[:, : shown.shape[0], : shown.shape[1]] = shown
        else:
            numbers = _filled(self.fill, self.seed, tuple(planes), height, width).copy()
        place = {plane: i for i, plane in enumerate(planes)}
        for plane, y, x, number in self.typed:
            if plane in place and y < height and x < width:
                numbers[place[plane], y, x] = number
        return numbers

    def holds(self, planes: Sequence[int], height: int, width: int) -> Holds:
        """Tell of how many cells of some planes the fill says what stands in them."""
        typed = len(self.typed_in(planes, height, width))
        if typed == 0:
            return "all"
        return "some" if typed < len(planes) * height * width else "none"

    def typed_in(
        self, planes: Sequence[int], height: int, width: int
    ) -> list[tuple[int, int, int]]:
        """Return the (plane, row, column) of those typed cells that some planes show."""
        return [
            (plane, y, x)
            for plane, y, x, _ in self.typed
            if plane in planes and y < height and x < width
        ]

    def with_typed(self, cells: Typed) -> "Numbers":
        """Return the same with more cells typed; a later number replaces an earlier one."""
        merged = {cell[:3]: cell[3] for cell in (*self.typed, *cells)}
        return replace(self, typed=tuple((*cell, n) for cell, n in sorted(merged.items())))


# At most 402 kB each: 28 by 28 taps in 64 planes.
@lru_cache(maxsize=32)
def _filled(fill: Fill, seed: int, planes: tuple[int, ...], height: int, width: int) -> Array:
    shape = (len(planes), height, width)
    if fill == "count":
        return np.arange(1.0, np.prod(shape) + 1).reshape(shape)
    if fill == "ones":
        return np.ones(shape)
    side = LIMITS["input_size"][1]
    # One draw for the largest grid: a cell keeps its number when the grid is resized.
    drawn = [np.random.default_rng((seed, plane)).integers(0, 10, (side, side)) for plane in planes]
    return np.stack(drawn).astype(float)[:, :height, :width]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Every control of the lab.

    Attributes:
        operation: "transposed" or "convolution".
        framework: Whose rules hold.
        input_size: Height and width.
        kernel_size: One number for both axes, or (height, width), like the four below.
        stride: Keras: ``strides``.
        padding: "same", "valid", a number, one per axis, or (before, after) per axis.
        output_padding: 0 is the framework's default.
        dilation: Keras: ``dilation_rate``.
        image: The input's numbers; a plane is a channel.
        kernel: The kernel's numbers; see ``kernel_planes``.
        readings: Which of ``READINGS`` are side by side; see ``shown``.
        walk: By which cells to step where the readings leave a choice; see ``stepped``.
        channels: Of the input and of the output.
        groups: Into how many groups the channels are split, wired apart.
        bias: One number per output channel; what is missing is 0.
        beside: What stands beside it, by its name in links; see ``app.setting.beside``.
        dimensions: 2, or 1: one row, under a kernel of one row.
        output_size: A size that is asked for; None where it follows.
        zero_said: Whether an output padding of 0 is said, where that is not the default.
        activation: What follows the sum; "" for nothing.
        channels_first: Keras' ``data_format``, for its program.
    """

    operation: Operation
    framework: Framework
    input_size: Pair
    kernel_size: PerAxis
    stride: PerAxis
    padding: Padding
    output_padding: PerAxis
    dilation: PerAxis
    image: Numbers
    kernel: Numbers
    readings: tuple[ReadingKey, ...] = FIRST_READINGS
    walk: Walk = FIRST_WALK
    channels: Pair = (1, 1)
    groups: int = 1
    bias: tuple[float, ...] = ()
    beside: str = ""
    dimensions: Literal[1, 2] = 2
    output_size: PerAxis | None = None
    zero_said: bool = False
    activation: ActivationKey = ""
    channels_first: bool = False

    def __post_init__(self) -> None:
        for name in PER_AXIS:
            object.__setattr__(self, name, short(getattr(self, name)))
        object.__setattr__(self, "padding", short_padding(self.padding))
        if self.output_size is not None:
            object.__setattr__(self, "output_size", short(self.output_size))
        if not FRAMEWORKS[self.framework].size_first or self.output_padding:
            object.__setattr__(self, "zero_said", False)
        if self.dimensions == 1:
            self._flatten()

    def _flatten(self) -> None:
        """Make everything one row: what was said of both axes is said of the width."""
        object.__setattr__(self, "input_size", (1, self.input_size[1]))
        for name in (*PER_AXIS, "output_size"):
            number = getattr(self, name)
            if number is not None:
                height = 0 if name == "output_padding" else 1
                object.__setattr__(self, name, short((height, pair(number)[1])))
        if not isinstance(self.padding, str):
            both = short_padding(((0, 0), sides(self.padding)[1]))
            object.__setattr__(self, "padding", both)

    def said(self, name: str) -> PerAxis:
        """Return a number, which is no padding, as it is said: of a row, the width's alone."""
        number: PerAxis = getattr(self, name)
        return pair(number)[1] if self.dimensions == 1 else short(number)

    @property
    def mistake(self) -> str:
        """The key of the mistake that stands beside it, or ""; see ``core.mistakes``."""
        return self.beside.removeprefix(WRONG) if self.beside.startswith(WRONG) else ""

    @property
    def shown(self) -> tuple[ReadingKey, ...]:
        """The readings that this operation has; a convolution has no stamps."""
        return possible(self.readings, self.operation)

    @property
    def stepped(self) -> Walk:
        """By which cells the readings that are shown are walked."""
        return stepped(self.shown, self.operation, self.walk)

    @property
    def kernel_planes(self) -> tuple[int, int]:
        """First and second axis of the kernel: PyTorch's layout of each operation."""
        inputs, outputs = self.channels
        if self.operation == "transposed":
            return inputs, outputs // self.groups
        return outputs, inputs // self.groups

    def trace(self) -> Trace:
        """Return the operation on these numbers.

        Raises:
            GeometryError: the framework refuses the setting.
        """
        self.check()
        return trace_layer(
            self.layer(),
            self.image_grid(),
            self.kernel_grid(),
            groups=self.groups,
            bias=self.bias_numbers(),
        )

    def broken(self) -> GeometryError | None:
        """Return the error of a setting that its framework refuses, without looking for a fix."""
        try:
            geometry = resolve(self.layer())
        except GeometryError as impossible:
            return impossible
        inputs, outputs = self.channels
        if inputs % self.groups == 0 and outputs % self.groups == 0:
            return self._too_large(geometry)
        nearest = max(
            groups
            for groups in range(1, self.groups)
            if inputs % groups == 0 and outputs % groups == 0
        )
        return GeometryError(
            "groups",
            self.groups,
            f"groups must divide both channel counts: {self.groups} does not divide "
            f"{inputs} and {outputs}",
            Fix("groups", nearest, f"groups {nearest}"),
        )

    def _too_large(self, geometry: Geometry) -> GeometryError | None:
        """Return the error of a picture that is too large to be drawn, or None."""
        said = self._beyond(geometry)
        if not said:
            return None
        height, width = self.input_size
        for side in range(max(height, width) - 1, 0, -1):
            size = min(height, side), min(width, side)
            smaller = replace(self, input_size=size)
            try:
                fits = not smaller._beyond(resolve(smaller.layer()))
            except GeometryError:
                break
            if fits:
                fix = Fix("input_size", size, f"input_size {written(smaller.said('input_size'))}")
                return GeometryError("input_size", self.input_size, said, fix)
        return GeometryError("input_size", self.input_size, said)

    def _beyond(self, geometry: Geometry) -> str:
        """Say which of the bounds of a picture is exceeded; "" for none."""
        inputs, outputs = self.channels
        fine_channels = outputs if self.operation == "transposed" else inputs
        axes = geometry.height, geometry.width
        framed = math.prod(max(axis.full, axis.fine) for axis in axes) * fine_channels
        # Only a transposed convolution spreads its input; a convolution reads its frame.
        spread = math.prod(axis.full + axis.extent - 1 for axis in axes) * inputs
        cells = max(framed, spread) if self.operation == "transposed" else framed
        if cells > MOST_CELLS:
            return (
                f"The lab draws grids of up to {MOST_CELLS:,} cells, and here is one of {cells:,}"
            )
        pairs = math.prod(self.kernel_planes)
        products = math.prod(axis.coarse * axis.kernel for axis in axes) * pairs
        if products > MOST_PRODUCTS:
            return (
                f"The lab shows up to {MOST_PRODUCTS:,} multiplications, and here are {products:,}"
            )
        return ""

    def check(self, moved: str = "") -> None:
        """Raise the GeometryError of a setting that its framework refuses, with its fix."""
        resolve_or_fix(self.layer(), moved=moved, limits=LAYER_LIMITS)
        impossible = self.broken()
        if impossible is not None:
            raise impossible

    def mended(self, moved: str = "") -> tuple["Setting", tuple[Fix, ...]]:
        """Return the nearest setting that works, and the changes to it; none if this one does.

        A fix of the layer says nothing of the groups, so what it makes is checked again.

        Raises:
            GeometryError: nothing near enough works.
        """
        setting, changes = self, list[Fix]()
        for _ in range(_MOST_ROUNDS):
            impossible = setting.broken()
            if impossible is None:
                return setting, tuple(changes)
            near = (
                (impossible.fix,)
                if impossible.fix
                else nearest_fixes(setting.layer(), moved=moved, limits=LAYER_LIMITS)
            )
            if not near:
                raise impossible
            for fix in near:
                setting = setting.fixed(fix)
            changes += near
        raise GeometryError("", self, "There is no setting near this one that works")

    def fixed(self, fix: Fix) -> "Setting":
        """Return this setting with a fix applied."""
        if fix.parameter == "groups":
            return replace(self, **fix.fields)
        return self.with_layer(replace(self.layer(), **fix.fields))

    def within_limits(self) -> bool:
        """Tell whether the lab's controls can say every number of it."""
        known = not isinstance(self.padding, str) or self.padding in WORDS
        return known and all(
            LIMITS[name][0] <= number <= LIMITS[name][1]
            for name, some in self._numbers().items()
            for number in some
        )

    def within_reach(self) -> bool:
        """Tell whether sliders alone can say it: its cells are few, whatever is moved."""
        numbers = self._numbers()
        return all(number <= most for name, most in REACH.items() for number in numbers[name])

    def _numbers(self) -> dict[str, tuple[int, ...]]:
        """Return every number of the controls, by control."""
        ends = () if isinstance(self.padding, str) else sides(self.padding)
        return {
            "padding": tuple(end for both in ends for end in both),
            "input_size": self.input_size,
            "channels": self.channels,
            "groups": (self.groups,),
            "output_size": () if self.output_size is None else pair(self.output_size),
            **{name: pair(getattr(self, name)) for name in PER_AXIS},
        }

    def layer(self) -> Layer:
        """Return the layer that these controls describe."""
        return Layer(
            operation=self.operation,
            framework=self.framework,
            input_size=self.input_size,
            kernel_size=pair(self.kernel_size),
            stride=pair(self.stride),
            padding=pair(self.padding) if isinstance(self.padding, int) else self.padding,
            # The control's 0 is what every framework does when nothing is said. Keras
            # means something else by an explicit 0.
            output_padding=pair(self.output_padding)
            if self.output_padding or self.zero_said
            else None,
            dilation=pair(self.dilation),
            output_size=None if self.output_size is None else pair(self.output_size),
            dimensions=self.dimensions,
        )

    def with_layer(self, layer: Layer) -> "Setting":
        """Return this setting with the numbers of a layer, as a fix proposes them."""
        return replace(
            self,
            operation=layer.operation,
            framework=layer.framework,
            input_size=layer.input_size,
            kernel_size=layer.kernel_size,
            stride=layer.stride,
            padding=layer.padding,
            output_padding=layer.output_padding or 0,
            dilation=layer.dilation,
            output_size=layer.output_size,
            zero_said=layer.output_padding == (0, 0),
            dimensions=layer.dimensions,
        )

    def image_grid(self) -> Array:
        """Return the input's numbers, (channels, *input_size)."""
        return self.image.grid(range(self.channels[0]), *self.input_size)

    def kernel_grid(self) -> Array:
        """Return the kernel's numbers, (*kernel_planes, height, width)."""
        height, width = pair(self.kernel_size)
        grid = self.kernel.grid(self._kernel_plane_numbers(), height, width)
        return grid.reshape(*self.kernel_planes, height, width)

    def holds(self, grid: GridName) -> Holds:
        """Tell of how many cells of the input or the kernel its fill says what they hold."""
        numbers, planes, height, width = self._numbers_of(grid)
        return numbers.holds(planes, height, width)

    def typed_beside_filled(self, grid: GridName) -> list[tuple[int, int, int]]:
        """Return the (plane, row, column) of typed cells; none where no others are filled."""
        numbers, planes, height, width = self._numbers_of(grid)
        mixed = numbers.holds(planes, height, width) == "some"
        return numbers.typed_in(planes, height, width) if mixed else []

    def _numbers_of(self, grid: GridName) -> tuple[Numbers, Sequence[int], int, int]:
        """Return the numbers of a grid, its planes, its height and its width."""
        if grid == "image":
            return self.image, range(self.channels[0]), *self.input_size
        return self.kernel, self._kernel_plane_numbers(), *pair(self.kernel_size)

    def _kernel_plane_numbers(self) -> list[int]:
        first, second = self.kernel_planes
        return [plane(a, b) for a in range(first) for b in range(second)]

    def bias_numbers(self) -> list[float]:
        """Return one number per output channel."""
        outputs = self.channels[1]
        return [*self.bias, *[0.0] * outputs][:outputs]


_FIRST_CHANNELS = 4
"""As many as there were when links began to name planes by number: these keep their numbers."""


def plane(first: int, second: int) -> int:
    """Return the number of a kernel's plane: the same whatever the channel counts are."""
    if max(first, second) < _FIRST_CHANNELS:
        return first * _FIRST_CHANNELS + second
    most = LIMITS["channels"][1]
    return most * most + first * most + second


def plane_indices(number: int) -> tuple[int, int]:
    """Return first and second index of a kernel's plane, by its number."""
    if number < _FIRST_CHANNELS**2:
        return divmod(number, _FIRST_CHANNELS)
    most = LIMITS["channels"][1]
    return divmod(number - most * most, most)


def from_example(
    example: Example | ChannelExample,
    readings: tuple[ReadingKey, ...] = (),
    walk: Walk = FIRST_WALK,
) -> Setting:
    """Return the setting of a worked example.

    Args:
        example: The example.
        readings: Those shown; none given, the one that the example's note speaks of.
        walk: As in ``Setting``.
    """
    image, kernel = np.array(example.image, float), np.array(example.kernel, float)
    channels: Pair = (1, 1)
    bias: tuple[float, ...] = ()
    padding: Padding = 0
    framework: Framework = "pytorch"
    if isinstance(example, ChannelExample):
        first, second = kernel.shape[:2]
        channels = (first, second) if example.operation == "transposed" else (second, first)
        bias = tuple(float(number) for number in example.bias) if any(example.bias) else ()
    else:
        image, kernel = image[None], kernel[None, None]
        padding, framework = example.padding, example.framework
    return Setting(
        operation=example.operation,
        framework=framework,
        input_size=(image.shape[1], image.shape[2]),
        kernel_size=(kernel.shape[2], kernel.shape[3]),
        stride=example.stride,
        padding=padding,
        output_padding=0,
        dilation=1,
        image=_numbers(image, range(len(image))),
        kernel=_numbers(
            kernel.reshape(-1, *kernel.shape[2:]),
            [plane(a, b) for a in range(kernel.shape[0]) for b in range(kernel.shape[1])],
        ),
        readings=readings or (example.reading,),
        walk=walk,
        channels=channels,
        bias=bias,
    )


def from_part(shown: Part) -> Setting | None:
    """Return the setting of the part of a layer that one value is made of.

    What is not shown becomes the bias, so the lab's one output is the value before its
    activation.

    Returns:
        None where the lab has no such setting: its grids are small.
    """
    trace, geometry = shown.trace, shown.trace.geometry
    height, width = geometry.height, geometry.width
    ends = (height.before, height.after), (width.before, width.after)
    first, second = trace.kernel.shape[:2]
    setting = Setting(
        operation=geometry.operation,
        # Of the frameworks that the lab knows by number, PyTorch alone pads both ends alike.
        framework="pytorch" if all(before == after for before, after in ends) else "onnx",
        input_size=geometry.input_size,
        kernel_size=(height.kernel, width.kernel),
        stride=(height.stride, width.stride),
        padding=ends,
        output_padding=0,
        dilation=(height.dilation, width.dilation),
        image=_numbers(trace.image, range(len(trace.image))),
        kernel=_numbers(
            trace.kernel.reshape(-1, height.kernel, width.kernel),
            [plane(a, b) for a in range(first) for b in range(second)],
        ),
        readings=possible(FIRST_READINGS, geometry.operation),
        channels=(trace.input_shape[0], 1),
        bias=(float(trace.bias[0]),),
    )
    small = max(setting.input_size) <= LARGEST_TYPED and setting.within_limits()
    return setting if small and setting.broken() is None else None


def _numbers(grid: Array, planes: Sequence[int]) -> Numbers:
    """Return numbers that count as typed only where counting up would not give them."""
    if np.array_equal(_filled("count", 0, tuple(planes), *grid.shape[1:]), grid):
        return Numbers()
    return Numbers(
        typed=tuple((planes[i], y, x, float(grid[i, y, x])) for i, y, x in np.ndindex(*grid.shape))
    )


PRESETS: dict[str, Example | ChannelExample] = {**BY_KEY, **CHANNELS_BY_KEY}
"""The worked examples that the lab can load, by key."""


def default_setting() -> Setting:
    """Return what the lab opens with."""
    return from_example(BY_KEY[FIRST_EXAMPLE])


FILLS: dict[Fill, str] = {"count": "1 2 3", "ones": "ones", "random": "random"}
"""Those that a link can name, each with its label; a picture is given, not filled in."""
READINGS = of_subject("layer")
WALKS: tuple[Walk, ...] = get_args(Walk)
