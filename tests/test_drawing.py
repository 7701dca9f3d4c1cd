"""Drawings become MNIST's kind of picture: a line to redo by hand, then laws, then odd cases."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.autoencoders import networks, weights
from core.autoencoders.codes.naming import by_neighbours
from core.autoencoders.digits import PEN, ready_made
from core.autoencoders.drawing import (
    BOX_SIDE,
    MNIST_CENTRE,
    MNIST_PEN,
    MOST_POINTS,
    Drawing,
    DrawingError,
    Picture,
    Points,
    as_scene,
    centre_of_mass,
    prepare,
    read,
)
from core.autoencoders.inference import encode
from core.autoencoders.training.mnist import Mnist
from core.autoencoders.training.typical import of_training_pictures
from core.autoencoders.typical import MNIST, Typical, typical

coordinates = st.floats(0, 1, width=32)
strokes = st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=6)

# Thin enough that three scribbles cannot cover the canvas.
pens = st.floats(0.03, 0.05)


def _as_drawn(drawing: Drawing) -> Picture:
    return prepare(drawing).as_drawn


def _centred(drawing: Drawing) -> Picture:
    return prepare(drawing).centred


@st.composite
def drawings(draw: st.DrawFn) -> Drawing:
    points = draw(st.lists(strokes, min_size=1, max_size=3))
    # At least a fifth of the canvas, so that a copy of a third of the size is no dot.
    assume(np.ptp(np.concatenate([np.array(stroke) for stroke in points]), axis=0).max() > 0.2)
    return Drawing(tuple(np.array(stroke) for stroke in points), draw(pens))


def test_an_upright_line_becomes_a_line_of_mnists_width_in_the_middle() -> None:
    """A pen of 2.4 around x = 14.5 covers pixel 14, and 0.7 of either neighbour.

    Pixel 13's centre is 1 from the line, the pen's edge 1.2: 1.2 - 1 + 0.5 = 0.7. The line is
    19.2 long, from 4.9 to 24.1: pixels 4 and 24, whose centres are 0.4 beyond its ends, get a
    tenth of the ink, as much as they are covered.
    """
    drawing = Drawing((np.array([[0.3, 0.2], [0.3, 0.8]]),), pen=0.1)

    picture = prepare(drawing).centred

    assert MNIST_PEN == 2.4
    np.testing.assert_allclose(picture[14, 12:17], [0, 0.7, 1, 0.7, 0], atol=1e-6)
    np.testing.assert_allclose(picture[3:6, 14], [0, 0.1, 1], atol=1e-6)
    np.testing.assert_allclose(picture[23:26, 14], [1, 0.1, 0], atol=1e-6)


def test_as_drawn_keeps_place_and_pen() -> None:
    """Here x = 0.25 is pixel column 7; a pen of 1/7 is 4 pixels: columns 5 to 8."""
    drawing = Drawing((np.array([[0.25, 0.1], [0.25, 0.9]]),), pen=1 / 7)

    row = prepare(drawing).as_drawn[14]

    np.testing.assert_allclose(row[4:10], [0, 1, 1, 1, 1, 0], atol=1e-6)


@given(drawings(), st.floats(0.4, 1), st.tuples(coordinates, coordinates))
def test_size_and_place_on_the_canvas_do_not_matter(
    drawing: Drawing, size: float, place: tuple[float, float]
) -> None:
    moved = tuple(stroke * size + np.array(place) * (1 - size) for stroke in drawing.strokes)

    again = prepare(Drawing(moved, drawing.pen))

    np.testing.assert_allclose(again.centred, prepare(drawing).centred, atol=1e-4)


@given(drawings(), pens)
def test_the_pens_width_does_not_matter(drawing: Drawing, pen: float) -> None:
    again = prepare(Drawing(drawing.strokes, pen))

    np.testing.assert_array_equal(again.centred, prepare(drawing).centred)


@pytest.mark.parametrize("pen", [0.003, 0.3])
@pytest.mark.parametrize("digit", range(10))
def test_hairlines_and_very_thick_pens_become_the_same_picture(digit: int, pen: float) -> None:
    """A pen of 0.08 pixels of 28, and one of 8.4; the canvas keeps the difference."""
    usual = ready_made(digit)

    stages = prepare(Drawing(usual.strokes, pen))

    np.testing.assert_array_equal(stages.centred, prepare(usual).centred)
    if pen < 0.1:
        assert 0 < stages.as_drawn.max() <= 28 * pen + 1e-6
    else:
        assert stages.as_drawn.mean() > 0.25


@given(drawings())
def test_ink_lies_between_0_and_1_and_the_fitted_drawing_in_its_box(drawing: Drawing) -> None:
    stages = prepare(drawing)

    for picture in (stages.as_drawn, stages.fitted, stages.centred):
        assert picture.shape == (28, 28)
        assert picture.dtype == np.float32
        assert picture.min() >= 0
        assert picture.max() <= 1
    outside = stages.fitted.copy()
    outside[4:24, 4:24] = 0
    assert outside.max() < 1e-5
    inked = np.argwhere(stages.fitted > 1e-5)
    assert np.ptp(inked, axis=0).max() == BOX_SIDE - 1


@given(drawings())
def test_the_centre_of_mass_is_pixel_14_unless_ink_would_leave(drawing: Drawing) -> None:
    stages = prepare(drawing)
    needed = MNIST_CENTRE - centre_of_mass(stages.fitted)
    # 4.4 pixels is the margin around the ink: the drawing may go no further.
    within = np.abs(needed) < 4.3

    off = np.abs(centre_of_mass(stages.centred) - MNIST_CENTRE)

    assert off[within].max(initial=0) < 0.15


@pytest.mark.parametrize("digit", range(10))
def test_a_ready_made_digit_has_mnists_amount_of_ink(digit: int) -> None:
    """MNIST's mean is 0.13; a one has half of that."""
    picture = prepare(ready_made(digit)).centred

    low, high = (0.05, 0.09) if digit == 1 else (0.09, 0.16)
    assert low < picture.mean() < high
    np.testing.assert_allclose(centre_of_mass(picture), MNIST.centre, atol=0.02)


def test_the_ready_made_digits_have_mnists_centre_extent_ink_and_width() -> None:
    """Half a pixel off in place, or one in size, was enough to name one digit in five wrongly.

    Ink and width of one hand may differ from the mean of many by 0.4 of the standard
    deviation between MNIST's pictures, which is 0.043 and 0.61.
    """
    ours = typical(np.stack([prepare(ready_made(digit)).centred for digit in range(10)]))

    assert ours.centre == pytest.approx(MNIST.centre, abs=0.02)
    assert ours.extent == pytest.approx(MNIST.extent, abs=0.6)
    assert ours.ink == pytest.approx(MNIST.ink, abs=0.4 * 0.043)
    assert ours.width == pytest.approx(MNIST.width, abs=0.4 * 0.61)


def test_mnists_figures_are_those_of_its_training_pictures(real: Mnist) -> None:
    """Centre of mass in pixel 14, whose centre is 14.5; ink in the outer four rings of most."""
    measured = of_training_pictures(real)

    for name, value in asdict(MNIST).items():
        assert getattr(measured, name) == pytest.approx(value, abs=0.0005), name
    assert measured.centre == pytest.approx((MNIST_CENTRE, MNIST_CENTRE), abs=0.01)
    assert measured.edge[-1] > 0.5


def test_a_square_s_figures_by_hand() -> None:
    """4×4 pixels of ink from row 2 and column 1 on: 16 of 784, centre (3, 4), no ring but one.

    Its border is 14 straight steps and one diagonal one of √2, where both axes change at once;
    so its width is 2 · 16 over that, about 2.
    """
    picture = np.zeros((1, 28, 28), np.uint8)
    picture[0, 2:6, 1:5] = 255

    assert typical(picture) == Typical(
        ink=pytest.approx(16 / 784),
        centre=(pytest.approx(3), pytest.approx(4)),
        extent=4,
        width=pytest.approx(32 / (14 + 2**0.5)),
        edge=(0, 1, 1, 1),
    )


def test_the_variational_model_names_all_ten_ready_made_digits() -> None:
    """Centred half a pixel up and left, two of them were taken for others."""
    model = networks.network(weights.load("vae_2"))
    drawn = np.stack([encode(model, prepare(ready_made(d)).centred).ravel() for d in range(10)])

    shares = by_neighbours(weights.load_codes("vae_2")).shares(drawn)

    assert shares.argmax(axis=1).tolist() == list(range(10))


def test_ready_made_digits_differ_from_each_other() -> None:
    pictures = [prepare(ready_made(digit)).centred for digit in range(10)]

    apart = [
        np.square(one - other).mean() for i, one in enumerate(pictures) for other in pictures[:i]
    ]

    assert min(apart) > 0.02


@pytest.mark.parametrize(
    ("strokes", "pen", "sentence"),
    [
        ([], PEN, r"^The canvas is empty: draw a digit, or choose a ready-made one\.$"),
        ([[0.5, 0.5]], PEN, r"^That is only a dot: draw a digit"),
        ([[0.5, 0.5, 0.505, 0.5]], PEN, r"^That is only a dot"),
        ([[0.1, 0.1, float("nan"), 0.9]], PEN, r"^A stroke holds no numbers: clear the canvas"),
        ([[0.1, 0.1, None, 0.9]], PEN, r"^A stroke holds no numbers"),
        ([[0.1, 0.1, float("inf"), 0.9]], PEN, r"^A stroke holds no numbers"),
        ([[0.1, 0.1, 1.5, 0.9]], PEN, r"^A stroke leaves the canvas"),
        ([[0.1, 0.1, 0.9]], PEN, r"^The strokes cannot be read: clear the canvas, draw again\.$"),
        ([[]], PEN, r"^A stroke is no list of points"),
        ("scribble", PEN, r"^The strokes cannot be read"),
        (None, PEN, r"^The strokes cannot be read"),
        ([{"x": 1}], PEN, r"^The strokes cannot be read"),
        ([[0.1, 0.1, 0.9, 0.9]], "thick", r"^The strokes cannot be read"),
        ([[0.1, 0.1, 0.9, 0.9]], 0, r"^The pen's width must lie between"),
        ([[0.1, 0.1, 0.9, 0.9]], float("nan"), r"^The pen's width must lie between"),
        ([[0.1, 0.9] * (MOST_POINTS + 1)], PEN, r"^The drawing has more than 20,000 points"),
    ],
)
def test_what_is_no_drawing_is_refused_in_one_sentence(
    strokes: Any, pen: Any, sentence: str
) -> None:
    with pytest.raises(DrawingError, match=sentence):
        read(strokes, pen)


def test_a_covered_canvas_is_refused() -> None:
    """Lines 0.05 apart with a pen of 0.1 leave no paper."""
    rows: list[Points] = [np.array([[0.0, y], [1.0, y]]) for y in np.linspace(0, 1, 21)]

    with pytest.raises(DrawingError, match=r"^The canvas is covered with ink: clear it"):
        prepare(Drawing(tuple(rows), pen=0.1))


def test_a_dot_beside_a_line_counts_as_ink() -> None:
    """The point of an exclamation mark: a stroke of one point is no mistake."""
    line, dot = np.array([[0.5, 0.1], [0.5, 0.7]]), np.array([[0.5, 0.9]])

    stages = prepare(Drawing((line, dot), PEN))

    assert stages.as_drawn[25, 14] > 0.8
    assert stages.as_drawn[22, 14] == 0


@pytest.mark.parametrize("draw", [_as_drawn, as_scene])
def test_a_canvas_may_be_covered_up_to_85_parts_of_100(draw: Callable[[Drawing], Picture]) -> None:
    """A line from edge to edge covers as much of the canvas as its pen is wide."""

    def line(pen: float) -> Drawing:
        return Drawing((np.array([[0.0, 0.5], [1.0, 0.5]]),), pen)

    assert draw(line(0.849)).mean() == pytest.approx(0.849, abs=1e-3)
    with pytest.raises(DrawingError, match=r"^The canvas is covered with ink: clear it"):
        draw(line(0.851))


@pytest.mark.parametrize("parts", [26, 27, 54])
@pytest.mark.parametrize("draw", [_as_drawn, _centred, as_scene])
def test_a_long_stroke_is_drawn_from_its_first_segment_to_its_last(
    draw: Callable[[Drawing], Picture], parts: int
) -> None:
    """A zigzag of 19 lines, each in that many parts: 494, 513 and 1,026 segments."""
    corners = np.array([(0.1 + 0.04 * i, (0.2, 0.8)[i % 2]) for i in range(20)])
    places = np.linspace(0, 19, 19 * parts + 1)
    points = np.stack([np.interp(places, range(20), axis) for axis in corners.T], axis=1)

    whole, in_parts = (draw(Drawing((line,), 0.02)) for line in (corners, points))

    np.testing.assert_allclose(in_parts, whole, atol=1e-5)


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"points": MOST_POINTS}, False),
        ({"points": MOST_POINTS + 1}, True),
        ({"extent": 0.0201}, False),
        ({"extent": 0.0199}, True),
        ({"pen": 1.0}, False),
        ({"pen": 1.001}, True),
        ({"left": 0.0}, False),
        ({"left": -0.001}, True),
        ({"right": 1.0}, False),
        ({"right": 1.001}, True),
    ],
)
def test_a_drawing_may_reach_its_bounds_and_not_leave_them(
    changed: dict[str, Any], refused: bool
) -> None:
    left = changed.get("left", 0.5)
    right = changed.get("right", left + changed.get("extent", 0.4))
    points = np.linspace([left, 0.5], [right, 0.5], changed.get("points", 2))

    try:
        Drawing((points,), changed.get("pen", PEN))
    except DrawingError:
        assert refused
    else:
        assert not refused
