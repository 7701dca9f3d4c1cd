"""From a pixel to its multiplications in Chromium: draw, click, read the sum, and back."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from app.shared import networks
from app.shared.address import Address, decode
from app.value.message import message
from core.autoencoders import inference, weights
from core.autoencoders.drawing import prepare, read
from core.autoencoders.layers import Layer
from core.autoencoders.origins import Origin
from core.autoencoders.training.modules import with_weights
from core.contributions import trace
from core.terms import part, terms
from tests.browser.lab import decoded_rows, sentence
from tests.browser.mounted import mount
from tests.browser.pad import PHONE, draw, go_to, picture, settled, zero

Open = Callable[..., Page]


def _address(page: Page) -> Address:
    found, complaints = decode(dict(parse_qsl(urlsplit(page.url).query)))
    assert complaints == []
    return found


def _maps(address: Address) -> tuple[NDArray[np.float32], ...]:
    """Return what the network of a link makes of the drawing of that link."""
    drawing = prepare(read(address.drawing, address.pen))
    return inference.rebuild(networks.network(address.model), drawing.centred).maps


def _click(shown: Locator, row: int, column: int, rows: int = 28) -> None:
    box = shown.bounding_box()
    assert box
    shown.click(
        position={
            "x": (column + 0.5) * box["width"] / rows,
            "y": (row + 0.5) * box["height"] / rows,
        }
    )


def _arrived(page: Page, link: str) -> None:
    page.wait_for_url(re.compile(link))
    cell = ",".join(map(str, _address(page).cell))
    expect(page.locator(".sentence")).to_contain_text(f"y[{cell}] =")


def _sum(page: Page) -> list[float]:
    """Read the sum, and what the activation makes of it, off the page."""
    text = sentence(page).replace("−", "-")
    return [float(n) for n in re.findall(r"(?:\) = |makes it )(-?\d+(?:\.\d+)?(?:e-\d+)?)", text)]


def test_a_pixel_of_s17_is_explained_down_to_its_multiplications(open_page: Open) -> None:
    """Its last layer: kernel 28×28, stride 2, padding 13, 32 input maps."""
    page = open_page("/")
    go_to(page, "Models", page.locator(".lineup"))
    page.get_by_role("radio", name="Inside a model").click()
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name="Fully convolutional, code of 2 numbers").click()
    draw(page, zero())
    rebuilt = page.get_by_label("rebuilt with every channel")
    expect(page.locator('.inside[data-drawing="1"]').first).to_be_visible()
    settled(page)
    before = picture(page, "rebuilt with every channel")

    _click(rebuilt, 5, 14)

    _arrived(page, "model=conv_cae_2&layer=8&cell=0.5.14")
    address = _address(page)
    loaded = weights.load("conv_cae_2")
    module = with_weights(loaded.architecture, loaded.tensors)
    maps = _maps(address)
    with torch.inference_mode():
        entered = torch.tensor(np.ascontiguousarray(maps[6]))
        expected = module.layers[7](entered[None])[0, 0, 5, 14].item()
    assert _sum(page) == [pytest.approx(expected, rel=2e-5, abs=1e-6)]
    # Every product on the page, from numbers of the network.
    names = {row["input"][0]: row for row in decoded_rows(page) if row["output"]}
    assert len(names) == 2
    shown = sum(row["product"] for row in decoded_rows(page) if row["output"])
    others = re.search(r"\+ \(?(−?[\d.e−]+)\)? \([\d,]+ others\)", sentence(page))
    bias = float(loaded.tensors["layers.7.bias"][0])
    assert others
    rest = float(others[1].replace("−", "-"))
    assert shown + rest + bias == pytest.approx(expected, abs=2e-3)

    page.go_back()

    expect(page.locator('.inside[data-drawing="1"]').first).to_be_visible()
    expect(page.get_by_label("rebuilt with every channel")).to_be_visible()
    settled(page)
    assert np.array_equal(picture(page, "rebuilt with every channel"), before)


def test_negative_products_have_a_colour_of_their_own_and_all_numbers_one_size(
    open_page: Open,
) -> None:
    """They were as green as the positive ones, and 0.11 was written larger than −1.605."""
    page = _pixel_of_a_zero(open_page)
    products = page.locator('[data-panel^="products"]').first
    expect(products.locator(".cell.output").first).to_be_visible()

    cells = products.locator(".cell.output").evaluate_all(
        """all => all.map(cell => [
            cell.querySelector("text").textContent,
            cell.querySelector("text").getAttribute("font-size"),
            cell.classList.contains("taken"),
        ])"""
    )

    numbers = {text: float(text.replace("−", "-")) for text, _, _ in cells}
    assert {number < 0 for number in numbers.values()} == {True, False}
    assert all(taken == (numbers[text] < 0) for text, _, taken in cells)
    assert len({len(text) for text in numbers}) > 1
    assert len({size for _, size, _ in cells}) == 1
    fills = products.locator(".cell.output rect").evaluate_all(
        "all => all.map(one => getComputedStyle(one).getPropertyValue('--heat') > 0.2"
        " ? getComputedStyle(one).fill : '')"
    )
    by_sign: dict[bool, set[str]] = {True: set(), False: set()}
    for (_, _, taken), fill in zip(cells, fills, strict=True):
        by_sign[taken].add(fill)
    assert by_sign[True] & by_sign[False] <= {""}


def _pixel_of_a_zero(open_page: Open) -> Page:
    """Draw a zero on the draw page and click a pixel of what comes out."""
    page = open_page("/")
    go_to(page, "Draw a digit", page.locator(".results .mse"))
    draw(page, zero())
    expect(page.locator('.results[data-drawing="1"] .mse')).to_be_visible()
    settled(page)
    _click(page.get_by_label("rebuilt digit"), 14, 9)
    _arrived(page, "model=keras_cae&layer=7&cell=0.14.9")
    return page


def test_from_the_draw_page_to_the_code_and_back(open_page: Open) -> None:
    """Pixel, then an input of its sum, then an input of that one's; the button goes back."""
    page = _pixel_of_a_zero(open_page)
    expected = float(_maps(_address(page))[6][0, 14, 9])
    assert _sum(page)[-1] == pytest.approx(expected, rel=2e-5, abs=1e-6)

    first = page.locator('[data-panel="input 0"] .cell').nth(4)
    first.click()
    page.get_by_role("button", name=re.compile("Where does x")).click()
    _arrived(page, "model=keras_cae&layer=6")
    address = _address(page)
    assert _sum(page)[-1] == pytest.approx(
        float(_maps(address)[5][address.cell]), rel=2e-5, abs=1e-6
    )

    page.get_by_role("button", name="Back to the drawing").click()
    expect(page.locator('.results[data-drawing="1"] .mse')).to_be_visible()
    assert urlsplit(page.url).path == "/draw"


def test_a_link_shows_the_same_value_to_somebody_else(open_page: Open) -> None:
    page = _pixel_of_a_zero(open_page)
    said = sentence(page)

    other = open_page("/?" + urlsplit(page.url).query)
    expect(other.locator(".sentence")).to_contain_text("=")

    assert sentence(other) == said
    other.get_by_role("button", name="Back to the drawing").click()
    expect(other.locator(".results .mse")).to_be_visible()
    theirs = picture(other, "your digit as the model sees it")
    page.get_by_role("button", name="Back to the drawing").click()
    expect(page.locator(".results .mse")).to_be_visible()
    assert np.array_equal(theirs, picture(page, "your digit as the model sees it"))


_LINK = "/?model=conv_cae_2&layer=8&cell=0.12.14"


def test_back_from_a_link_is_no_trap(open_page: Open) -> None:
    page = open_page(_LINK)
    _arrived(page, "/value")

    page.go_back()

    expect(page.locator(".formula")).to_contain_text("(2 − 1)·2 + 3 − 2·0 + 0 = 5")
    assert urlsplit(page.url).path == "/"


def test_the_stage_shows_all_products_and_other_readings_on_request(open_page: Open) -> None:
    page = open_page(_LINK)
    expect(page.locator(".sentence")).to_contain_text("others")
    products = page.locator('[data-panel="summand 0"] .title')
    expect(products).to_have_text("50 products")

    page.get_by_text("products of these maps, not only").click()
    page.wait_for_url(re.compile("all=1"))
    expect(products).not_to_have_text("50 products")
    value = _sum(page)
    page.get_by_text("products of these maps, not only").click()
    expect(products).to_have_text("50 products")
    page.get_by_role("button", name="Slide", exact=True).click()

    page.wait_for_url(re.compile("reading=slide"))
    expect(page.locator('[data-panel="output"]')).to_be_attached()
    assert _sum(page) == value


def test_pointing_at_a_product_lights_what_it_is_made_of(open_page: Open) -> None:
    page = open_page("/?model=keras_cae&layer=4&cell=3.10.11")
    expect(page.locator(".sentence")).to_contain_text("=")

    page.locator('[data-panel="products 0"] .cell').nth(2).hover()

    for panel, mark in (("input 0", ".lit"), ("weights 0", ".lit"), ("products 0", ".main")):
        expect(page.locator(f'[data-panel="{panel}"] .cell{mark}')).to_have_count(1)
    assert "reaches 1 output" in sentence(page)


def test_the_lab_is_as_it_was_left(open_page: Open) -> None:
    """The stage of a value is another one than the lab's."""
    page = open_page("/?i=3x3&k=2&s=1")
    expect(page.locator(".formula")).to_contain_text("(3 − 1)·1 + 2")
    go_to(page, "Draw a digit", page.locator(".results .mse"))
    _click(page.get_by_label("rebuilt digit"), 14, 9)
    _arrived(page, "cell=0.14.9")

    page.get_by_role("link", name="Lab", exact=True).click()

    expect(page.locator(".formula")).to_contain_text("(3 − 1)·1 + 2")
    expect(page.locator(".controls")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_cuts_nothing_off(open_page: Open, scheme: str) -> None:
    page = open_page(_LINK, color_scheme=scheme, **PHONE)
    expect(page.locator(".sentence")).to_contain_text("=")

    assert page.evaluate("document.documentElement.scrollWidth") == 390
    texts = page.locator('[data-panel^="weights"] .cell text').all_text_contents()
    assert len(texts) == 50
    assert all(texts), "every number can be read"


# The stage alone, with a value whose three maps can be added up by hand.

_IMAGE = [[[1, -2], [3, 0]], [[10, 0.125], [0.25, 1]], [[1, 1], [1, 1]]]
_KERNEL = [[[[0.5, 2], [-1, 7]], [[1, 8], [2, -0.0625]], [[0.25, 0.25], [0.25, 0.25]]]]
_PRODUCTS = {0: [0.5, -4, -3, 0], 1: [10, 1, 0.5, -0.0625]}
_BIAS, _OTHERS = 0.75, 4 * 0.25
_TOTAL = sum(_PRODUCTS[0]) + sum(_PRODUCTS[1]) + _OTHERS + _BIAS


def _by_hand(
    open_page: Open,
    image: Any = _IMAGE,
    kernel: Any = _KERNEL,
    bias: float = _BIAS,
    activation: Any = "sigmoid",
    shown: int = 2,
    dilation: int = 1,
    **options: Any,
) -> Page:
    """Show the value of a convolution that covers its input, its largest maps on the stage."""
    whole = trace(image, kernel, operation="convolution", bias=[bias], dilation=dilation)
    found = terms(whole, (0, 0, 0))
    cut = part(found, found.channels[:shown].tolist())
    assert cut is not None
    maps, (rows, _) = len(image), np.shape(kernel)[2:]
    layer = Layer("conv", maps, 1, len(image[0]), 1, activation, kernel=rows)
    made = 1 / (1 + np.exp(-found.total)) if activation == "sigmoid" else found.total
    origin = Origin(layer, found, float(made), float(made))
    sent = message(Address("keras_cae", 1, (0, 0, 0), ()), origin, cut, 0)
    page = mount(open_page, "stage", "<div class='lab'></div>", sent, **options)
    expect(page.locator(".sentence")).to_contain_text("y[0,0,0] =")
    return page


def _texts(page: Page, panel: str) -> list[str]:
    """Return what stands in each cell; a cell that never speaks has no text at all."""
    found: list[str] = page.locator(f'[data-panel="{panel}"] .cell').evaluate_all(
        "cells => cells.map((cell) => cell.querySelector('text')?.textContent ?? '')"
    )
    return found


def _summands(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.locator('[data-panel^="summand"]').evaluate_all(
        """all => all.map((panel) =>
          [panel.querySelector(".title").textContent, panel.querySelector(".cell").textContent])"""
    )
    return found


def test_the_terms_of_a_sentence_come_by_size_whatever_their_sign(open_page: Open) -> None:
    page = _by_hand(open_page)

    terms_of_it, _, rest = sentence(page).removeprefix("y[0,0,0] = ").partition(" + 1 × 0")

    assert terms_of_it.split(" + ") == [
        "10·1",
        "(−2)·2",
        "3·(−1)",
        "0.125·8",
        "0.25·2",
        "1·0.5",
        "1·(−0.0625)",
    ]
    assert rest == " + 1 (4 others) + 0.75 (bias) = 6.6875, and sigmoid makes it 0.998755"
    assert _TOTAL == 6.6875


def test_of_more_than_ten_terms_the_others_are_counted(open_page: Open) -> None:
    for count, more in ((10, ""), (11, " + 1 more"), (14, " + 4 more")):
        image = [[list(range(1, count + 1))]]
        page = _by_hand(open_page, image, [[[[1] * count]]], 0, "linear", 1)

        largest = [f"{n}·1" for n in range(count, count - 10, -1)]
        total = count * (count + 1) // 2
        assert sentence(page) == f"y[0,0,0] = {' + '.join(largest)}{more} = {total}"


def test_input_times_weight_is_product_map_by_map_and_all_is_added_up(open_page: Open) -> None:
    page = _by_hand(open_page)

    # The map with the larger sum, whatever its sign, comes first; each keeps its own number.
    assert page.locator('[data-panel^="input"] .title').all_text_contents() == [
        "Input, map 12×2",
        "Input, map 02×2",
    ]
    for place, channel in enumerate((1, 0)):
        numbers = [_texts(page, f"{grid} {place}") for grid in ("input", "weights", "products")]
        read, weights, products = ([float(n.replace("−", "-")) for n in one] for one in numbers)
        assert read == np.ravel(_IMAGE[channel]).tolist()
        assert weights == np.ravel(_KERNEL[0][channel]).tolist()
        assert products == _PRODUCTS[channel]
        note = page.locator(f'[data-panel="weights {place}"] .note')
        expect(note).to_have_text(f"w[0,{channel}]")
    together = page.locator('[data-panel^="products"] .note')
    assert together.all_text_contents() == ["together 11.438", "together −6.5"]
    assert _summands(page) == [
        ["8 products", "4.938"],
        ["+ 4 others", "1"],
        ["+ bias", "0.75"],
        ["= sum", "6.688"],
        ["→ sigmoid", "0.999"],
    ]


def test_what_is_not_there_is_not_added_up(open_page: Open) -> None:
    page = _by_hand(open_page, [[[3]]], [[[[2]]]], 0, "linear", 1)

    assert _summands(page) == [["1 product", "6"], ["= sum", "6"]]
    assert sentence(page) == "y[0,0,0] = 3·2 = 6"


def test_products_are_as_warm_as_they_are_large(open_page: Open) -> None:
    page = _by_hand(open_page)

    warmth = page.locator('[data-panel="products 1"] .cell rect').evaluate_all(
        "all => all.map((cell) => Number(cell.style.getPropertyValue('--heat')))"
    )

    assert warmth == pytest.approx([0.13, 1, 0.75, 0])


def test_cells_that_no_tap_reads_stay_empty(open_page: Open) -> None:
    image = [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]
    page = _by_hand(open_page, image, [[[[1, 10], [100, 1000]]]], 0, "linear", 1, dilation=2)

    assert _texts(page, "weights 0") == ["1", "", "10", "", "", "", "100", "", "1000"]
    assert _texts(page, "products 0") == ["1", "", "30", "", "", "", "700", "", "9000"]
    expect(page.locator('[data-panel="products 0"] .gap')).to_have_count(5)


def test_an_input_and_its_weight_and_product_light_each_other(open_page: Open) -> None:
    page = _by_hand(open_page)
    lit = {"input": ".lit", "weights": ".lit", "products": ".main"}
    for pointed in lit:
        page.locator(f'[data-panel="{pointed} 1"] .cell').nth(2).hover()

        for panel, mark in lit.items():
            marked = page.locator(f'[data-panel="{panel} 1"] .cell').evaluate_all(
                "(all, mark) => all.map((cell) => cell.matches(mark))", mark
            )
            assert marked == [False, False, True, False], (pointed, panel)
            expect(page.locator(f'[data-panel="{panel} 0"] .cell{mark}')).to_have_count(0)
    page.mouse.move(2, 2)
    expect(page.locator('[data-panel="products 1"] .main')).to_have_count(0)


def test_signs_stand_between_the_grids_and_the_sum_beside_them(open_page: Open) -> None:
    page = _by_hand(open_page)
    edges = page.locator("[data-panel]").evaluate_all(
        """all => Object.fromEntries(all.map((panel) => {
          const boxes = [...panel.querySelectorAll(".cell rect")].map((r) => r.getBoundingClientRect());
          return [panel.dataset.panel, [Math.min(...boxes.map((b) => b.left)),
            Math.max(...boxes.map((b) => b.right)), Math.min(...boxes.map((b) => b.top))]];
        }))"""  # noqa: E501
    )
    signs = page.locator("svg text").evaluate_all(
        """all => all.filter((text) => "×=".includes(text.textContent)).map((text) => {
          const box = text.getBoundingClientRect();
          return [text.textContent, (box.left + box.right) / 2, (box.top + box.bottom) / 2];
        })"""
    )

    assert [sign for sign, _, _ in signs] == ["×", "=", "×", "="]
    for place, (_, x, y) in enumerate(signs):
        line, second = divmod(place, 2)
        before, after = (("input", "weights"), ("weights", "products"))[second]
        assert edges[f"{before} {line}"][1] < x < edges[f"{after} {line}"][0]
        assert y > edges[f"input {line}"][2], "beside the cells, not above them"
    assert edges["summand 0"][0] > edges["products 0"][1]
    tops = [edges[f"summand {place}"][2] for place in range(5)]
    assert tops == sorted(tops)


@pytest.mark.parametrize(("columns", "written"), [(6, "−0.0625"), (7, "−.063")])
def test_numbers_are_shortened_from_the_seventh_column_on(
    open_page: Open, columns: int, written: str
) -> None:
    row = [-0.0625, *[0.0004] * (columns - 2), 12.75]
    page = _by_hand(open_page, [[row]], [[[[1] * columns]]], 0, "linear", 1)

    brief = columns == 7
    assert _texts(page, "input")[:2] == [written, "4e−4" if brief else "0.0004"]
    assert _texts(page, "input")[-1] == ("13" if brief else "12.75")
    assert _texts(page, "weights 0") == ["1"] * columns


def test_on_a_phone_grids_stand_two_by_two_and_the_sum_below(open_page: Open) -> None:
    page = _by_hand(open_page, viewport=PHONE["viewport"])
    assert _texts(page, "weights 0") == ["1", "8", "2", "−.063"]
    expect(page.locator("svg text").filter(has_text=re.compile("^[×=]$"))).to_have_count(0)
    boxes = {
        name: page.locator(f'[data-panel="{name}"]').bounding_box()
        for name in ("input 0", "weights 0", "products 0", "summand 0", "summand 3")
    }
    x, y = ({name: box[axis] for name, box in boxes.items() if box} for axis in ("x", "y"))

    assert x["weights 0"] > x["input 0"] + 100
    assert y["weights 0"] == y["input 0"]
    assert y["products 0"] > y["input 0"] + 100
    assert y["summand 0"] > y["products 0"]
    assert y["summand 3"] > y["summand 0"] + 50, "the fourth begins a second line"
