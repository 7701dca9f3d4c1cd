"""From a pixel to its multiplications in Chromium: draw, click, read the sum, and back."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from app.shared import networks
from app.shared.address import Address, decode
from core.autoencoders import inference, weights
from core.autoencoders.drawing import prepare, read
from core.autoencoders.training.modules import with_weights
from tests.browser.lab import decoded_rows, sentence
from tests.browser.pad import PHONE, draw, go_to, picture, zero

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
    page.wait_for_timeout(300)
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
    page.wait_for_timeout(500)
    assert np.array_equal(picture(page, "rebuilt with every channel"), before)


def _pixel_of_a_zero(open_page: Open) -> Page:
    """Draw a zero on the draw page and click a pixel of what comes out."""
    page = open_page("/")
    go_to(page, "Draw a digit", page.locator(".results .mse"))
    draw(page, zero())
    expect(page.locator('.results[data-drawing="1"] .mse')).to_be_visible()
    page.wait_for_timeout(300)
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

    expect(page.locator(".formula")).to_contain_text("(2 − 1)·2 + 2")
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
