"""Numbers that differ by axis, a row, what follows the sum, and the largest that is drawn."""

import re
import time
from collections.abc import Callable

import numpy as np
import torch
from playwright.sync_api import Page, expect
from torch.nn.functional import conv_transpose1d, conv_transpose2d

from core.contributions import trace
from tests.browser.lab import decoded_rows, numbers, press, ready, sentence

Open = Callable[..., Page]
BUSY = 20_000


def test_a_kernel_let_apart_gives_pytorch_s_picture_and_core_s_rows(open_page: Open) -> None:
    page = ready(open_page("/?i=2x2&k=2&s=2&x=count&w=count"))
    expect(page.locator("#lab-kernel_size-1")).to_be_hidden()
    page.get_by_role("button", name="Kernel: height and width together").click()
    page.locator("#lab-kernel_size-1").fill("3")
    page.locator("#lab-kernel_size-1").press("Enter")

    expect(page.locator('[data-panel="output"] .cell')).to_have_count(4 * 5, timeout=BUSY)
    image, kernel = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 2, 3], [4, 5, 6]])
    expected = conv_transpose2d(
        torch.tensor(image)[None, None], torch.tensor(kernel)[None, None], stride=2
    )
    # In a field End is the field's own.
    page.locator("#lab-kernel_size-1").blur()
    press(page, "End")
    expect(page.locator('[data-panel="output"] .name')).to_have_text("Output", timeout=BUSY)
    assert numbers(page, "output") == expected[0, 0].tolist()
    rows = trace(image, kernel, stride=2).rows()
    assert sorted(row["product"] for row in decoded_rows(page)) == sorted(rows.product.tolist())
    expect(page).to_have_url(re.compile("k=2x3"), timeout=BUSY)


def test_height_and_width_typed_into_one_field_let_the_axes_apart(open_page: Open) -> None:
    page = ready(open_page("/?i=2x2&k=2&s=2&x=count&w=count"))
    kernel, width = page.locator("#lab-kernel_size"), page.locator("#lab-kernel_size-1")
    kernel.focus()
    page.keyboard.press("ArrowUp")
    expect(page).to_have_url(re.compile("k=3(&|$)"), timeout=BUSY)
    # Its answer comes while the rest is typed.
    kernel.press("End")
    kernel.press_sequentially("×5")
    kernel.press("Enter")

    expect(page).to_have_url(re.compile("k=3x5"), timeout=BUSY)
    expect(width).to_have_value("5", timeout=BUSY)
    expect(kernel).to_have_value("3")
    expect(page.locator(".formula")).to_contain_text("= 7", timeout=BUSY)
    rows, columns = page.locator("#lab-height"), page.locator("#lab-width")
    rows.fill("(1, 4)")
    rows.press("Enter")
    expect(columns).to_have_value("4", timeout=BUSY)
    expect(rows).to_have_value("1")
    # Both axes in one line: the words, which they share, stand there once.
    expect(page.locator(".formula > span")).to_have_text(
        [re.compile(r"^height = \(input.* = 3$"), "width = (4 − 1)·2 + 5 − 2·0 + 0 = 11"],
        timeout=BUSY,
    )
    tops = page.locator(".formula > span").evaluate_all("all => all.map((one) => one.offsetTop)")
    assert tops[0] == tops[1]

    width.fill("wide")
    width.press("Enter")
    expect(page.locator(".banner p")).to_have_text(
        "Kernel takes a whole number from 1 to 28, or height and width like 3x5, "
        "not “wide”: it stays 3×5.",
        timeout=BUSY,
    )
    expect(width).to_have_value("5")
    expect(page).to_have_url(re.compile("i=1x4.*k=3x5"))


def test_a_row_is_drawn_as_a_row_and_what_follows_the_sum_stands_beside_it(
    open_page: Open,
) -> None:
    page = ready(open_page("/?n=1&i=1x3&k=2&s=1&x=count&w=count:2,-3&a=relu"))
    sums = conv_transpose1d(torch.tensor([[[1.0, 2, 3]]]), torch.tensor([[[2.0, -3]]]))[0, 0]

    expect(page.locator(".formula")).to_contain_text("(3 − 1)·1 + 2 − 2·0 + 0 = 4")
    assert "lands on cells 0–1" in sentence(page)
    expect(page.locator('[data-panel^="plane"]')).to_have_count(3)
    press(page, "End")
    expect(page.locator('[data-panel="after"] .cell text').first).to_have_text("2", timeout=BUSY)
    assert numbers(page, "output") == [sums.tolist()]
    assert numbers(page, "after") == [torch.relu(sums).tolist()]
    page.locator('[data-panel="output"] [data-cell="out:0,0,1"]').hover()
    expect(page.locator(".sentence")).to_contain_text("and ReLU makes it 1", timeout=BUSY)


def test_a_kernel_of_28_with_stride_32_is_painted_at_once(open_page: Open) -> None:
    page = ready(open_page("/?i=4x4&k=2&s=2"))
    page.locator("#lab-stride").fill("32")
    page.locator("#lab-stride").press("Enter")
    began = time.monotonic()
    page.locator("#lab-kernel_size").fill("28")
    page.locator("#lab-kernel_size").press("Enter")

    expect(page.locator('[data-panel="output"] .note')).to_have_text("124×124", timeout=BUSY)
    # A second on a machine that does nothing else.
    assert time.monotonic() - began < 5
    expect(page.locator('[data-panel="output"] .painting')).to_be_visible()
    expect(page.locator('[data-panel="kernel"] .painting')).to_be_visible()


def test_keras_takes_a_crop_for_each_side_and_its_program_says_it(open_page: Open) -> None:
    """3 cells, kernel 3, stride 2: 7, less the first row and the last two columns."""
    page = ready(open_page("/?op=transposed&fw=keras&i=3x3&k=3&s=2&p=valid&x=count&w=count"))
    page.get_by_role("button", name="Padding: height and width together").click()
    page.get_by_role("button", name="Padding: height and width apart").click()
    for side, cells in (
        ("padding", "1"),
        ("padding-1", "0"),
        ("padding-2", "0"),
        ("padding-3", "2"),
    ):
        page.locator(f"#lab-{side}").fill(cells)
        page.locator(f"#lab-{side}").press("Enter")

    expect(page).to_have_url(re.compile("p=1(,|%2C)0x0(,|%2C)2"), timeout=BUSY)
    expect(page.locator(".formula")).to_contain_text(
        "(3 − 1)·2 + max(3, 2) − 1 − 0 = 6", timeout=BUSY
    )
    expect(page.locator(".formula")).to_contain_text("− 0 − 2 = 5", timeout=BUSY)
    whole = conv_transpose2d(
        torch.arange(1.0, 10).reshape(1, 1, 3, 3),
        torch.arange(1.0, 10).reshape(1, 1, 3, 3),
        stride=2,
    )
    # In a field End is the field's own.
    page.locator("#lab-padding-3").blur()
    press(page, "End")
    expect(page.locator(".sentence")).to_contain_text(
        "Cropping2D cuts the full output", timeout=BUSY
    )
    assert numbers(page, "output") == whole[0, 0, 1:, :-2].tolist()

    page.get_by_role("button", name="Take away").click()
    page.get_by_role("dialog").get_by_role("button", name="Keras").click()
    code = page.locator(".takeaway pre")
    expect(code).to_contain_text("crop = keras.layers.Cropping2D(", timeout=BUSY)
    expect(code).to_contain_text("cropping=((1, 0), (0, 2)),")
