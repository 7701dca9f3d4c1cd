"""Every question's answers once more: by torch, or by loops that a reader can follow.

Nothing here asks the engine: a layer's link is read into plain numbers, and each function
below computes the right answer and all listed wrong ones of one question by itself, in the
order of its file.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import conv2d, conv_transpose2d

import core.autoencoders.weights as weights
from app.setting.link import decode
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.codes.plane import density_of
from core.autoencoders.digits import ready_made
from core.autoencoders.drawing import prepare
from core.autoencoders.training.modules import with_weights

Grid = NDArray[np.float64]
Answers = tuple[Any, list[Any]]
Cells = set[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Told:
    """A layer as numbers: input x (C, H, W), kernel w in PyTorch's layout, and the rest."""

    x: Grid
    w: Grid
    b: Grid
    i: int
    k: int
    s: int
    p: int
    o: int
    d: int


def told(link: dict[str, str]) -> Told:
    """Read a link; a padding in words counts as 0, its rule is each question's own."""
    setting, complaints = decode(link)
    assert not complaints
    return Told(
        x=setting.image_grid(),
        w=setting.kernel_grid(),
        b=np.array(setting.bias_numbers()),
        i=setting.input_size[1],
        k=setting.kernel_size,
        s=setting.stride,
        p=setting.padding if isinstance(setting.padding, int) else 0,
        o=setting.output_padding,
        d=setting.dilation,
    )


def convolved(t: Told, x: Grid | None = None, w: Grid | None = None) -> Grid:
    """Return torch's convolution, (C, H, W)."""
    image, kernel = (
        torch.tensor(a.copy()) for a in (t.x if x is None else x, t.w if w is None else w)
    )
    done: Grid = conv2d(image[None], kernel, torch.tensor(t.b), t.s, t.p, t.d)[0].numpy()
    return done


def stamped(t: Told, x: Grid | None = None, w: Grid | None = None, **changed: int) -> Grid:
    """Return torch's transposed convolution of one map, (H, W)."""
    image, kernel = (
        torch.tensor(a.copy()) for a in (t.x if x is None else x, t.w if w is None else w)
    )
    s, p, o = changed.get("s", t.s), changed.get("p", t.p), changed.get("o", t.o)
    done: Grid = conv_transpose2d(image[None], kernel, None, s, p, o, 1, t.d)[0, 0].numpy()
    return done


def full(t: Told, x: Grid | None = None, w: Grid | None = None) -> Grid:
    """Return all stamps added, by loops: nothing is cut."""
    image, kernel = t.x[0] if x is None else x[0], t.w[0, 0] if w is None else w[0, 0]
    side = [(n - 1) * t.s + (t.k - 1) * t.d + 1 for n in image.shape]
    grid = np.zeros(side)
    for (y, x_), (a, b) in product(np.ndindex(*image.shape), np.ndindex(*kernel.shape)):
        grid[y * t.s + a * t.d, x_ * t.s + b * t.d] += image[y, x_] * kernel[a, b]
    return grid


def reached(t: Told) -> Counter[tuple[int, int]]:
    """Count the products of each cell of the full output, by loops."""
    return Counter(
        (y * t.s + a * t.d, x * t.s + b * t.d)
        for y, x, a, b in product(range(t.i), range(t.i), range(t.k), range(t.k))
    )


def fits(i: int, k: int, s: int) -> int:
    """Count the places of a kernel in a row of cells, one by one."""
    return sum(1 for start in range(0, i, s) if start + k <= i)


def half_turned(w: Grid) -> Grid:
    """Turn a kernel by 180 degrees, tap by tap."""
    turned = np.empty_like(w)
    k = w.shape[-1]
    for a, b in product(range(k), range(k)):
        turned[..., k - 1 - a, k - 1 - b] = w[..., a, b]
    return turned


def window(t: Told, _: Any) -> Answers:
    """window/1: the second window; turned, swapped, the one before, its plain sum."""
    y, wrong = convolved(t)[0], convolved(t, w=half_turned(t.w))[0]
    return y[0, 1], [wrong[0, 1], y[1, 0], y[0, 0], t.x[0, 0:3, 1:4].sum()]


def window_size(t: Told, _: Any) -> Answers:
    """window/2."""
    moves = fits(t.i, t.k, 1) - 1
    return fits(t.i, t.k, 1), [len(full_row(t.i, t.k, 1)), t.i, moves, t.i // t.k]


def full_row(i: int, k: int, s: int) -> set[int]:
    """Return the cells that a row of stamps reaches."""
    return {start * s + tap for start in range(i) for tap in range(k)}


def zeros(t: Told, _: Any) -> Answers:
    """edge/2: TensorFlow's SAME, one zero at a time: first below, then above."""
    above = below = 0
    while fits(t.i + above + below, t.k, t.s) < -(-t.i // t.s):
        below, above = (below, above + 1) if below > above else (below + 1, above)
    lines = ["Below and on the right only", "A ring, the same on every side"]
    lines.append("Above and on the left only")
    right = lines[0] if below > above else lines[1]
    return right, [line for line in lines if line != right]


def per_side(t: Told, _: Any) -> Answers:
    """edge/3."""
    size = convolved(t).shape[-1]
    return size, [fits(t.i + t.p, t.k, t.s), t.i, fits(t.i + 2 * t.p, t.k, 1)]


def two_stamps(t: Told, _: Any) -> Answers:
    """stamp/2."""
    x, w = t.x[0], t.w[0, 0]
    return stamped(t)[2, 1], [x[1, 0] * w[1, 0] + x[1, 1] * w[1, 1], x[1, 1] * w[1, 0]]


def stamps_size(t: Told, _: Any) -> Answers:
    """stamp/3."""
    side = stamped(t).shape[-1]
    return side, [t.i * t.k, side + 1, t.i, fits(t.i, t.k, 1)]


def stride_size(t: Told, _: Any) -> Answers:
    """stride/1."""
    at_one = len(full_row(t.i, t.k, 1))
    return stamped(t).shape[-1], [t.i * t.s, at_one + 1, t.i * t.k, fits(t.i, t.k, t.s)]


def shared(t: Told, _: Any) -> Answers:
    """stride/2: sharing along rows and columns, told apart by loops."""
    columns = Counter(x * t.s + b for x in range(t.i) for b in range(t.k))
    cells = list(reached(t))
    right = {cell for cell in cells if reached(t)[cell] > 1}
    corners = {cell for cell in cells if columns[cell[0]] > 1 and columns[cell[1]] > 1}
    return right, [corners, {cell for cell in cells if columns[cell[1]] > 1}, set()]


def slid(t: Told, _: Any) -> Answers:
    """slide/0: the middle cell, the four products laid out by hand."""
    (a, b), (c, d) = t.x[0]
    (p, q), (r, u) = t.w[0, 0]
    right = a * u + b * r + c * q + d * p
    assert right == stamped(t)[1, 1]
    return right, [
        a * p + b * q + c * r + d * u,
        a * u + b * q + c * r + d * p,
        a * p + b * r + c * q + d * u,
        a * q + b * p + c * u + d * r,
        a * r + b * u + c * p + d * q,
    ]


def slid_over(t: Told, _: Any) -> Answers:
    """slide/4: as many cells as a kernel needs to have that many places."""
    side = next(n for n in range(1, 99) if fits(n, t.k, 1) == stamped(t).shape[-1])
    spread = len(range(0, 2 * t.i - 1))
    return side, [spread + 2 * (t.k - 1), stamped(t).shape[-1], t.i]


def cut_size(t: Told, _: Any) -> Answers:
    """cut/0."""
    padded = np.pad(t.x, ((0, 0), (t.p, t.p), (t.p, t.p)))
    side = full(t).shape[-1]
    around = np.pad(full(t), t.p).shape[-1]
    return stamped(t).shape[-1], [full(t, x=padded).shape[-1], around, side - t.p, side]


def cut_cell(t: Told, _: Any) -> Answers:
    """cut/1."""
    return stamped(t)[1, 0], [full(t)[1, 0], full(t)[2 * t.p + 1, 2 * t.p]]


def ring(t: Told, _: Any) -> Answers:
    """cut/3: the ring that gives torch's size when an unpadded kernel slides."""
    spread = (t.i - 1) * t.s + 1
    size = stamped(t).shape[-1]
    width = next(r for r in range(-9, 10) if spread + 2 * r - t.k + 1 == size)
    return width, [-t.p, t.p, t.k - 1, t.k - 1 + t.p]


def shape_back(t: Told, _: Any) -> Answers:
    """trip/0: torch's way back has the shape, and other numbers."""
    back = conv_transpose2d(torch.tensor(convolved(t))[None], torch.tensor(t.w), stride=t.s)[
        0
    ].numpy()
    assert back.shape == t.x.shape
    assert not np.array_equal(back, t.x)
    grid = f"{t.i}×{t.i} cells with"
    return f"{grid} other numbers", [f"{grid} the same numbers", "A grid of another size"]


def middle_back(t: Told, _: Any) -> Answers:
    """trip/1."""
    y = convolved(t)
    back = conv_transpose2d(torch.tensor(y)[None], torch.tensor(t.w), stride=t.s)[0, 0].numpy()
    return back[1, 1], [t.x[0, 1, 1], back[1, 1] / 4, y[0, 1, 1]]


def becoming(t: Told) -> list[int]:
    """Return all input sizes that become the size that this one becomes."""
    wanted = fits(t.i + 2 * t.p, t.k, t.s)
    return [i for i in range(1, 40) if fits(i + 2 * t.p, t.k, t.s) == wanted]


def sizes(t: Told, _: Any) -> Answers:
    """sizes/0."""
    alike = becoming(t)
    return set(alike), [{alike[0]}, {alike[1]}]


def given_back(t: Told, _: Any) -> Answers:
    """sizes/1."""
    without = stamped(t, o=0).shape[-1]
    return stamped(t).shape[-1], [without, without + 2 * t.o]


def corner(t: Told, _: Any) -> Answers:
    """sizes/2: torch's corner; zeros; what a crop by one less on both sides has there."""
    y = stamped(t)
    both = full(t)[t.p - t.o :, t.p - t.o :]
    last = len(y) - 1
    return y[last, last], [0, both[last, last]]


def folded(t: Told, _: Any) -> Answers:
    """sizes/4."""
    return len(becoming(t)), [1, len(becoming(t)) - 1]


def by_units(t: Told) -> Grid:
    """Return the matrix, column by column: what a single one at each input cell becomes."""
    columns = []
    for at in range(t.x.size):
        one = np.zeros(t.x.size)
        one[at] = 1
        columns.append(stamped(t, x=one.reshape(t.x.shape)).ravel())
    return np.stack(columns, axis=1)


def entry(t: Told, _: Any) -> Answers:
    """matrix/3: row [1,1] of 3×3, columns [0,1] and [0,0] of 2×2."""
    table = by_units(t)
    return table[4, 1], [half_turned(t.w)[0, 0, 1, 0], table[4, 0]]


def which_library(t: Told, _: Any) -> Answers:
    """matrix/5: the convolution on one side of the bracket, both libraries on the other."""
    u = np.arange(1.0, 10).reshape(1, 3, 3)
    there = (convolved(t, x=u) * t.x).sum()
    assert there == (u[0] * stamped(t)).sum()
    assert there != (u[0] * stamped(t, w=half_turned(t.w))).sum()
    return "B's layer", ["A's layer", "Neither: both are called transposed"]


def bump(t: Told, _: Any) -> Answers:
    """matrix/6: the convolution's outputs, before and after."""
    u = np.arange(1.0, 10).reshape(1, 3, 3)
    bumped = u.copy()
    bumped[0, 1, 2] += 1
    grown = convolved(t, x=bumped) - convolved(t, x=u)
    return grown.sum(), [t.w.sum(), (grown != 0).sum()]


def keras_cuts(t: Told, _: Any) -> Answers:
    """same/0: what is too much goes one by one, at the end first."""
    above = below = 0
    while full(t).shape[-1] - above - below > t.i * t.s:
        below, above = (below, above + 1) if below > above else (below + 1, above)
    assert below > above
    others = ["The same on every side", "More above and on the left"]
    return "More below and on the right", others


def two_corners(t: Told, _: Any) -> Answers:
    """same/1."""
    return stamped(t)[0, 0], [full(t)[0, 0]]


def same_size(t: Told, _: Any) -> Answers:
    """same/2: SAME backwards is the largest size that its convolution turns into this one."""
    back = max(size for size in range(1, 99) if -(-size // t.s) == t.i)
    return back, [t.i, full(t).shape[-1], -(-t.i // t.s)]


def counted(t: Told, _: Any) -> Answers:
    """overlap/0."""
    at = t.k - 1
    along = sum(1 for start in range(t.i) if start * t.s <= at < start * t.s + t.k)
    return reached(t)[at, at], [along, t.k * t.k]


def holes(t: Told, _: Any) -> Answers:
    """overlap/3."""
    side = stamped(t).shape[-1]
    empty = {cell for cell in np.ndindex(side, side) if cell not in reached(t)}
    first = set(range(t.k, t.s))
    return empty, [set(), {cell for cell in empty if cell[0] in first and cell[1] in first}]


def dilated(t: Told, _: Any) -> Answers:
    """overlap/4: where a single one lands."""
    one = np.zeros(t.x.shape)
    one[0, 0, 0] = 1
    lands = stamped(t, x=one, w=np.ones(t.w.shape))
    return set(map(tuple, np.argwhere(lands).tolist())), [
        {(0, 0), (0, 1), (1, 0), (1, 1)},
        set(),
    ]


def flat(t: Told, _: Any) -> Answers:
    """phases/0."""
    return stamped(t)[2, 2], [t.w.sum() / t.s**2, t.w.sum()]


def phase(t: Told, _: Any) -> Answers:
    """phases/1: a tap alone shows which rows and columns it makes."""
    makes = []
    for at in range(16):
        one = np.zeros(16)
        one[at] = 1
        lit = np.argwhere(stamped(t, w=one.reshape(1, 1, 4, 4)))
        if all(row % 2 == 1 and column % 2 == 0 for row, column in lit):
            makes.append(t.w.ravel()[at])
    return " ".join(f"{tap:g}" for tap in makes), ["9 10 13 14", "2 4 10 12"]


def started_alike(t: Told, _: Any) -> Answers:
    """phases/4: what one phase makes, its cells repeated."""
    repeated = stamped(t, w=t.w[..., ::2, ::2], s=1).repeat(2, axis=0).repeat(2, axis=1)
    assert (repeated == stamped(t)).all()
    return repeated[2, 5], [repeated[2, 3], t.w.sum()]


def figures(name: str) -> dict[str, Any]:
    """Return the figures of a committed record."""
    read: dict[str, Any] = json.loads((weights.FOLDER / f"{name}.json").read_text())["figures"]
    return read


def checkerboards(_: Told | None, __: Any) -> Answers:
    """phases/5: one of the four has a pattern of at most one."""
    lines = {
        "resize": "Repeat pixels, then convolve",
        "k4": "Transposed convolution, kernel of four",
        "shuffle": "Pixel shuffle",
        "k3": "Transposed convolution, kernel of three",
    }
    calm = [n for n in lines if figures(f"upsample_{n}")["checkerboard_untrained"] <= 1]
    assert calm == ["resize"]
    return lines.pop("resize"), list(lines.values())


def two_maps(t: Told, _: Any) -> Answers:
    """channels/0."""
    y = convolved(t)
    first, second = (t.x[c, 0, 1] * t.w[2, c, 0, 0] for c in (0, 1))
    return y[2, 0, 1], [first + second, first + t.b[2]]


def parameters(_: Told | None, layer: Any) -> Answers:
    """channels/1: torch counts."""
    made = torch.nn.Conv2d(layer["inputs"], layer["outputs"], layer["k"])
    weight, bias = made.weight.numel(), made.bias.numel()
    one_map = torch.nn.Conv2d(1, layer["outputs"], layer["k"])
    small = sum(part.numel() for part in one_map.parameters())
    return weight + bias, [weight, small, weight + layer["inputs"]]


def weight_shape(_: Told | None, layer: Any) -> Answers:
    """channels/2."""
    shape = (layer["inputs"], layer["outputs"], layer["k"])
    made = torch.nn.ConvTranspose2d(*shape).weight.shape
    convolution = torch.nn.Conv2d(*shape).weight.shape
    tensorflow = (shape[2], shape[2], shape[1], shape[0])
    said = [f"({', '.join(str(n) for n in s)})" for s in (made, convolution, tensorflow)]
    return said[0], said[1:]


def code_size(_: Told | None, __: Any) -> Answers:
    """code/0: three convolutions without padding, run."""
    picture = torch.zeros(1, 1, 28, 28)
    for maps in (32, 16, 8):
        picture = torch.nn.Conv2d(picture.shape[1], maps, 3)(picture)
    one_map = picture[0, 0].numel()
    return picture.numel(), [one_map, (1, one_map - 1), (one_map + 1, 28 * 28 - 1)]


def better(_: Told | None, __: Any) -> Answers:
    """code/3."""
    assert figures("dense_2")["mse"] < figures("conv_cae_2")["mse"]
    return "The fully connected one", ["The convolutional one", "Both alike"]


@cache
def doubled(name: str, number: int) -> bool:
    """Tell whether torch's error of a digit more than doubles three pixels to the left.

    Errors are parts of a blank page's, which is the sum of the squares.
    """
    loaded = weights.load(name)
    module = with_weights(loaded.architecture, loaded.tensors)
    digit = torch.from_numpy(prepare(ready_made(number)).centred)[None, None]
    moved = torch.nn.functional.pad(digit, (0, 3))[..., 3:]
    errors = []
    for picture in (digit, moved):
        with torch.no_grad():
            rebuilt = module.feature_maps(picture)[-1]
        errors.append(float(((rebuilt - picture) ** 2).sum() / (picture**2).sum()))
    return errors[1] > 2 * errors[0]


def shifted_digit(_: Told | None, __: Any, moves: dict[str, str]) -> Answers:
    """code/4: for the digit that was drawn by lot, else the ready-made 3."""
    number = int(moves.get("digit", "3"))
    twos = doubled("conv_cae_2", number) + doubled("dense_2", number)
    lines = [
        "Both nets with a code of two",
        "Nobody's",
        "Only one of the nets with a code of two",
        "The net with the long code, too",
    ]
    right = 3 if doubled("keras_cae", number) else {2: 0, 0: 1, 1: 2}[twos]
    return lines[right], [line for i, line in enumerate(lines) if i != right]


def missed(name: str, points: Grid) -> int:
    """Return how many of a hundred points lie where no codes are dense."""
    dense = density_of(weights.load_codes(name).points).is_dense(points)
    return round(100 * float(1 - dense.mean()))


def cloud(_: Told | None, __: Any) -> Answers:
    """plane/0: another cloud than the one the lesson draws."""
    points = np.random.default_rng(7).standard_normal((50_000, 2))
    own = weights.load_codes("conv_cae_2").points
    plain, variational, itself = (
        missed("conv_cae_2", points),
        missed("vae_2", points),
        missed("conv_cae_2", own),
    )
    return f"About {plain}", [f"About {variational}", f"About {itself}"]


def made_up(_: Told | None, __: Any) -> Answers:
    """plane/2: fewer points of the cloud miss, the code is as long, the error is larger."""
    points = np.random.default_rng(7).standard_normal((50_000, 2))
    assert missed("vae_2", points) < missed("conv_cae_2", points)
    assert ARCHITECTURES["vae_2"].code.values == ARCHITECTURES["conv_cae_2"].code.values
    assert figures("vae_2")["mse"] > figures("dense_2")["mse"]
    return "Its codes lie where the points are taken", [
        "Its code is longer",
        "It rebuilds better",
    ]


def classes(_: Told | None, __: Any) -> Answers:
    """plane/5."""
    last = ARCHITECTURES["segment"].layers[-1]
    made = torch.nn.ConvTranspose2d(last.in_channels, last.out_channels, last.kernel)
    return made.weight.shape[1], [10, 1]


def mirrored(t: Told, _: Any) -> Answers:
    """capstone/0: two of torch's layers, one after the other."""

    def after(first: int, second: int) -> int:
        between = stamped(t, x=np.ones((1, t.i, t.i)), o=first)
        return int(stamped(t, x=between[None], o=second).shape[-1])

    return after(0, 0), [t.i * 4, after(0, 1), after(1, 0)]


def inside(layer: int) -> Callable[[Told | None, Any], Answers]:
    """Return a question about a value of keras_cae: its products, counted by a layer of ones."""

    def products(_: Told | None, __: Any) -> Answers:
        table = ARCHITECTURES["keras_cae"].layers[layer - 1]
        ones = torch.ones(1, table.in_channels, table.in_size, table.in_size)
        if table.kind == "conv":
            weight = torch.ones(1, table.in_channels, 3, 3)
            made = conv2d(ones, weight, padding=table.padding)
        else:
            weight = torch.ones(table.in_channels, 1, 3, 3)
            made = conv_transpose2d(ones, weight)
        middle, at_corner = int(made[0, 0, 14, 14]), int(made[0, 0, 0, 0])
        if layer == 7:
            return middle, [9, middle + 1]
        return middle, [at_corner, 9 * table.out_channels]

    return products


REFEREE: dict[str, Callable[[Any, Any], Answers]] = {
    "window/1": window,
    "window/2": window_size,
    "edge/2": zeros,
    "edge/3": per_side,
    "stamp/2": two_stamps,
    "stamp/3": stamps_size,
    "stride/1": stride_size,
    "stride/2": shared,
    "slide/0": slid,
    "slide/4": slid_over,
    "cut/0": cut_size,
    "cut/1": cut_cell,
    "cut/3": ring,
    "trip/0": shape_back,
    "trip/1": middle_back,
    "sizes/0": sizes,
    "sizes/1": given_back,
    "sizes/2": corner,
    "sizes/4": folded,
    "matrix/3": entry,
    "matrix/5": which_library,
    "matrix/6": bump,
    "same/0": keras_cuts,
    "same/1": two_corners,
    "same/2": same_size,
    "overlap/0": counted,
    "overlap/3": holes,
    "overlap/4": dilated,
    "phases/0": flat,
    "phases/1": phase,
    "phases/4": started_alike,
    "phases/5": checkerboards,
    "channels/0": two_maps,
    "channels/1": parameters,
    "channels/2": weight_shape,
    "code/0": code_size,
    "code/3": better,
    "plane/0": cloud,
    "plane/2": made_up,
    "plane/5": classes,
    "capstone/0": mirrored,
    "capstone/3": inside(7),
    "capstone/4": inside(6),
}
"""By question."""

OF_A_DIGIT: dict[str, Callable[[Any, Any, dict[str, str]], Answers]] = {"code/4": shifted_digit}
"""Questions about a drawing: the stage's moves say which."""
