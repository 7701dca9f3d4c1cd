"""One number of a network, written out, and the page that is printed: torch is the referee."""

import re

import numpy as np
import pytest

from app.course.learner import Learner, read_pixel
from app.course.pixel import Asked, asked, telling, written_out
from app.course.printed import number, printed
from app.drawing.drawn import digit
from app.drawing.preparation import prepared
from core.autoencoders.architectures import ARCHITECTURES
from tests.course.paper import MODEL, Paper, read_number, torch_sum


def seen(pixel: tuple[int, int] = (14, 14), name: int = 3) -> Asked:
    picture = prepared(digit(name)).picture
    assert picture is not None
    return asked(MODEL, picture, pixel)


@pytest.mark.parametrize("layer", [6, 7])
@pytest.mark.parametrize("pixel", [(14, 14), (7, 12), (20, 9)])
def test_a_number_written_out_is_torch_s_sum(layer: int, pixel: tuple[int, int]) -> None:
    made = seen(pixel)
    value = written_out(made, layer)

    assert value["sum"] == pytest.approx(
        torch_sum(made.made.picture, layer, value["cell"]), abs=1e-4
    )
    parts = value["largest"]["product"] + value["rest"] + value["bias"]
    assert parts == pytest.approx(value["sum"], abs=1e-4)
    assert value["value"] == pytest.approx(value["network"], abs=1e-5)


@pytest.mark.parametrize("name", range(10))
def test_the_pixel_shown_first_is_neither_black_nor_white(name: int) -> None:
    """Of a 1 the middle is white, of a 0 black: nothing is to be learned of their sigmoid."""
    made = seen(name=name).made
    row, column = telling(made.rebuilt, (14, 14))

    assert 0.2 < made.rebuilt[row, column] < 0.8
    assert 0 < row < 27
    assert 0 < column < 27
    nearer = (np.indices((28, 28)) - 14.0)[:, 1:-1, 1:-1]
    closest = np.square(nearer).sum(axis=0) < (row - 14) ** 2 + (column - 14) ** 2
    grey = made.rebuilt[1:-1, 1:-1]
    assert not ((grey > 0.2) & (grey < 0.8) & closest).any()


def test_of_a_picture_without_grey_the_wanted_pixel_stays() -> None:
    assert telling(np.zeros((28, 28), np.float32), (14, 9)) == (14, 9)


def test_every_product_stands_in_one_group_and_the_groups_add_up() -> None:
    value = written_out(seen(), 7)
    terms = [term for group in value["groups"] for term in group["terms"]]

    # 3·3 cells of each of 32 maps.
    assert len(terms) == value["count"] == 288
    assert sorted(group["map"] for group in value["groups"]) == list(range(32))
    for group in value["groups"]:
        assert sum(t["product"] for t in group["terms"]) == pytest.approx(group["sum"], abs=1e-4)
        assert {t["at"][0] for t in group["terms"] if t["at"]} == {group["map"]}
    sizes = [abs(group["sum"]) for group in value["groups"]]
    assert sizes == sorted(sizes, reverse=True)


def test_the_layer_before_is_asked_about_what_the_largest_product_reads() -> None:
    made = seen()
    largest = written_out(made, 7)["largest"]
    inner = written_out(made, 6)

    assert inner["cell"] == largest["at"]
    assert inner["value"] == pytest.approx(largest["input"], abs=1e-4)
    # Nine cells of each of 16 maps.
    assert inner["count"] == 144


def test_a_corner_pixel_reads_zeros_of_the_padding_too() -> None:
    value = written_out(seen((0, 0)), 7)
    outside = [t for g in value["groups"] for t in g["terms"] if t["at"] is None]

    # Of 3·3 cells five lie outside, in each of 32 maps.
    assert len(outside) == 5 * 32
    assert all(term["product"] == 0 for term in outside)


@pytest.mark.parametrize("pixel", [(14, 14), (9, 18)])
def test_the_printed_pixel_s_sum_is_torch_s(pixel: tuple[int, int]) -> None:
    """Largest product, the rest, the bias: their sum on paper is what torch adds up."""
    made = seen(pixel, name=8)
    value = written_out(made, 7)
    page = Paper()
    page.feed(printed(value, made, ARCHITECTURES[MODEL]))

    largest, rest, bias, total, after = map(read_number, page.lines)
    assert largest + rest + bias == pytest.approx(total, abs=2e-5)
    assert total == pytest.approx(torch_sum(made.made.picture, 7, value["cell"]), abs=1e-4)
    assert after == pytest.approx(1 / (1 + np.exp(-total)), abs=1e-5)
    products = [text for text in page.products if re.fullmatch(r"0|−?\d+\.\d{3}", text)]
    assert len(products) == 288
    assert sum(map(read_number, page.groups)) + bias == pytest.approx(total, abs=2e-4)
    assert sum(map(read_number, products)) + bias == pytest.approx(total, abs=288 * 5e-4)


def test_a_number_on_paper_has_the_true_minus() -> None:
    assert number(-1.5) == "−1.50000"


@pytest.mark.parametrize(
    "sent",
    [
        *(None, 3, "14", {}, {"row": 3}, {"row": True, "column": 2}),
        *({"row": 28, "column": 0}, {"row": -1, "column": 0}, {"row": 1.5, "column": 2}),
    ],
)
def test_what_is_no_pixel_is_none(sent: object) -> None:
    assert read_pixel(sent) is None
    assert Learner().pixel is None


def test_a_pixel_is_a_row_and_a_column() -> None:
    assert read_pixel({"row": 3, "column": 27}) == (3, 27)
