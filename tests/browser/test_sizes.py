"""The page of sizes as an engineer meets it: 27 or 28, Keras or PyTorch, my decoder."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.sizes import session
from app.sizes.presets import PRESETS
from app.sizes.session import Bench
from tests.browser.axe import violations
from tests.browser.lab import formula, ready
from tests.browser.mounted import give, mount, reports

Open = Callable[..., Page]
HTML = "<div class='lab sizes'></div>"
PHONE = {"width": 390, "height": 844}


def told(bench: Bench) -> dict[str, Any]:
    return session.message(bench)


@pytest.fixture
def opened(open_page: Open) -> Callable[..., Page]:
    def open_bench(bench: Bench, **options: Any) -> Page:
        return mount(open_page, "sizes", HTML, told(bench), **options)

    return open_bench


@pytest.fixture
def sizes(open_page: Open) -> Open:
    """Open a path below /sizes; at the end, fail on any error in the console."""

    def open_path(query: str = "", **options: Any) -> Page:
        page = open_page(f"/sizes{query}", **options)
        expect(page.locator(".sizes .place section")).to_be_visible()
        return page

    return open_path


def test_27_or_28_is_answered_and_opened_in_the_lab(sizes: Open) -> None:
    """Typed, chosen, opened: the lab shows 28, and its formula says why."""
    page = sizes()
    page.get_by_label("that are wanted").fill("27")
    expect(page.locator(".chosen .name")).to_have_text("kernel 3, stride 2")
    expect(page.locator(".chosen .back")).to_contain_text("output padding 1 returns 28")
    page.get_by_label("that are wanted").fill("28")
    expect(page.locator(".chosen .back")).to_contain_text("shrinks 28 and 29")
    row = page.locator(".settings > li", has_text="padding 1, output padding 1").first
    row.get_by_role("link", name="Open in the lab").click()

    assert "= 28" in formula(ready(page))


def test_my_decoder_is_pasted_explained_and_mended(sizes: Open) -> None:
    """Three steps from the page's address: the tab, the text, the mend."""
    page = sizes()
    page.get_by_role("button", name="A decoder's ladder").click()
    page.get_by_label("The layers, as a program").fill(
        "nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.ReLU()\n"
        "nn.ConvTranspose2d(8, 1, 3, stride=2, padding=1)"
    )
    expect(page.locator(".level.misses")).to_have_text(["27 ≠ 28, 1 short"])
    expect(page.locator(".remedy").first).to_contain_text("27 and 28 both shrink to 14")
    page.get_by_role("button", name="Mend line 2").first.click()

    expect(page.locator(".level.meets")).to_have_count(1)
    expect(page.locator(".drawn h2")).to_have_text("28 goes in, 28 comes out")


def test_keras_and_pytorch_are_told_apart_from_the_page_s_address(sizes: Open) -> None:
    """Two steps: the tab, the size that Keras makes."""
    page = sizes()
    page.get_by_role("button", name="In another framework").click()
    keras = page.locator(".said-in", has_text="Keras")
    expect(keras.first.locator(".verdict")).to_have_text("equal, with Cropping2D after it")
    page.get_by_role("group", name="Whose rules hold").get_by_role("button", name="Keras").click()
    page.get_by_label("padding", exact=True).fill("same")
    page.get_by_label("output padding").fill("")

    pytorch = page.locator(".said-in", has_text="PyTorch").first
    expect(pytorch.locator(".verdict")).to_have_text(
        "equal without its last row and its last column"
    )


def test_another_framework_gives_other_settings_and_the_address_says_so(sizes: Open) -> None:
    page = sizes("?from=7&to=14&fw=pytorch")
    expect(page.locator(".answer")).to_contain_text("30 settings of PyTorch do it.")
    page.get_by_role("button", name="Keras").click()

    expect(page.locator(".answer")).to_contain_text("5 settings of Keras do it.")
    expect(page).to_have_url(re.compile("fw=keras"))


def test_what_is_typed_is_asked_at_once(opened: Callable[..., Page]) -> None:
    page = opened(Bench())
    page.get_by_label("that are wanted").fill("27")

    wish = reports(page)[-1]
    assert (wish["size"], wish["wanted"]) == ("14", "27")
    give(page, told(Bench(wanted="27", answered=wish["n"])))
    expect(page.locator(".answer")).to_contain_text("settings of PyTorch do it")
    expect(page.locator(".chosen .name")).to_be_visible()


def test_an_answer_to_what_was_typed_before_is_left_alone(opened: Callable[..., Page]) -> None:
    page = opened(Bench())
    field = page.get_by_label("that are wanted")
    field.fill("2")
    field.fill("27")
    late, last = reports(page)[-2:]
    give(page, told(Bench(wanted="27", answered=last["n"])))
    before = page.locator(".answer").inner_text()
    give(page, told(Bench(wanted="2", answered=late["n"])))

    expect(page.locator(".answer")).to_have_text(before)
    expect(field).to_have_value("27")


def test_both_sizes_in_one_field_stand_in_two_once_it_is_left(
    opened: Callable[..., Page],
) -> None:
    page = opened(Bench())
    page.get_by_label("that there are").fill("from 7 to 21")
    wish = reports(page)[-1]
    bench = session.after_wish(Bench(), wish)
    give(page, told(bench))
    page.get_by_label("that are wanted").focus()

    expect(page.get_by_label("that there are")).to_have_value("7")
    expect(page.get_by_label("that are wanted")).to_have_value("21")


def test_arrow_keys_choose_a_setting_and_enter_opens_it(opened: Callable[..., Page]) -> None:
    page = opened(Bench())
    rows = page.locator(".settings > li")
    expect(rows.first).to_have_class("chosen")
    page.locator(".chosen .name").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")

    chosen = page.locator(".chosen")
    expect(chosen.locator(".name")).to_have_text("kernel 3, stride 2")
    expect(chosen.locator(".name")).to_be_focused()
    expect(chosen.locator("code")).to_have_text(
        "nn.ConvTranspose2d(c_in, c_out, 3, stride=2, padding=1, output_padding=1)"
    )
    expect(chosen.locator(".back")).to_contain_text("output padding 1 returns 28")
    link = chosen.get_by_role("link", name="Open in the lab").get_attribute("href") or ""
    assert re.search(r"i=14x14&k=3&s=2&p=1&o=1", link)


def test_the_bars_are_drawn_as_they_were_sent(opened: Callable[..., Page]) -> None:
    """As many as there are cells, as high as they have products, the cut ones dashed."""
    page = opened(Bench(size="7", wanted="14"))
    for row, sent in enumerate(told(Bench(size="7", wanted="14"))["meet"]["rows"]):
        drawn = (
            page.locator(".settings > li")
            .nth(row)
            .locator("rect")
            .evaluate_all(
                "bars => bars.map(b => [Number(b.getAttribute('height')), b.getAttribute('class')])"
            )
        )
        kept = [round(height / 10) for height, kind in drawn if kind == "kept"]
        assert kept == [products for products, letter in sent["bars"] if letter != "c" and products]
        assert sum(kind == "cut" for _, kind in drawn) == sum(
            letter == "c" for _, letter in sent["bars"]
        )


def test_a_line_of_code_is_copied(opened: Callable[..., Page]) -> None:
    page = opened(Bench(framework="keras"), permissions=["clipboard-read", "clipboard-write"])
    page.locator(".settings > li").nth(1).get_by_role("button", name="Copy line").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == (
        'layers.Conv2DTranspose(filters, 4, strides=2, padding="same")'
    )


def test_the_ladder_marks_what_misses_and_mends_it(opened: Callable[..., Page]) -> None:
    page = opened(Bench(view="ladder"))
    text = page.get_by_label("The layers, as a program")
    expect(page.locator(".lines .missing")).to_have_text(["6", "8"])
    expect(page.locator(".level.misses")).to_have_text(["25 ≠ 28, 3 short", "13 ≠ 14, 1 short"])
    page.get_by_role("button", name="Mend lines 6 and 8").first.click()

    wish = reports(page)[-1]
    assert wish["source"].count("output_padding=1") == 2
    expect(text).to_have_value(wish["source"])
    give(page, told(session.after_wish(Bench(view="ladder"), wish)))
    expect(page.locator(".level.misses")).to_have_count(0)
    expect(page.locator(".level.meets")).to_have_count(2)
    expect(page.locator(".lines .missing")).to_have_count(0)
    expect(page.locator(".undone")).to_contain_text("Mended lines 6 and 8.")
    marked = "area => area.value.slice(area.selectionStart, area.selectionEnd)"
    assert text.evaluate(marked) == "output_padding=1"
    page.get_by_role("button", name="Undo").click()
    expect(text).to_have_value(PRESETS["short"].text)
    assert reports(page)[-1]["source"] == PRESETS["short"].text


def test_pasted_layers_are_asked_a_moment_after_they_were_pasted(
    opened: Callable[..., Page],
) -> None:
    page = opened(Bench(view="ladder"))
    page.get_by_label("The layers, as a program").fill("nn.Conv2d(1, 8, 3)\nnn.Foo(3)")
    page.wait_for_function("window.reports.length > 0")
    give(page, told(session.after_wish(Bench(view="ladder"), reports(page)[-1])))

    expect(page.locator(".drawn h2")).to_have_text(
        "28 goes in, 26 comes out of the layers that are read"
    )
    expect(page.locator(".complaints li")).to_have_text(
        ["Line 2: Foo is not a layer that is known here."]
    )


def test_pointing_at_a_rung_lights_its_line(opened: Callable[..., Page]) -> None:
    page = opened(Bench(view="ladder"))
    page.get_by_role("link", name="Conv2d 16→32").hover()

    expect(page.locator(".lines .lit")).to_have_text("4")


def test_squares_are_to_scale_and_what_lacks_stands_behind_them(
    opened: Callable[..., Page],
) -> None:
    page = opened(Bench(view="ladder"))

    def side(selector: str, nth: int) -> float:
        box = page.locator(selector).nth(nth).bounding_box()
        assert box is not None
        return box["width"]

    whole, made = side(".square.in", 0), side(".square.out", 0)
    assert side(".frame .missing", 0) == pytest.approx(whole, abs=1)
    assert made / whole == pytest.approx(25 / 28, abs=0.01)
    assert side(".square.in", 1) / whole == pytest.approx(14 / 28, abs=0.01)


def test_keras_or_pytorch_is_answered_with_a_line_each(opened: Callable[..., Page]) -> None:
    page = opened(Bench(view="words"))
    expect(page.locator(".verdict")).to_have_text(
        [
            "as it was given",
            "equal, with Cropping2D after it",
            "equal, cell by cell",
            "equal, cell by cell",
        ]
    )
    page.get_by_label("kernel").fill("4")
    wish = reports(page)[-1]
    assert wish["setting"] == {"k": "4"}
    page.get_by_label("output padding").fill("0")
    wishes = [wish, reports(page)[-1]]
    bench = Bench(view="words")
    for wish in wishes:
        bench = session.after_wish(bench, wish)
    give(page, told(bench))

    expect(page.locator(".verdict")).to_have_text(["as it was given", *["equal, cell by cell"] * 3])
    expect(page.locator(".said-in pre").nth(1)).to_have_text(
        'layers.Conv2DTranspose(filters, 4, strides=2, padding="same")'
    )


def test_a_setting_stands_beside_its_translation_in_the_lab(sizes: Open) -> None:
    """The link of Compare is opened: Keras' numbers beside PyTorch's, and what is cut of them."""
    page = sizes("?view=words")
    keras = page.locator(".said-in", has=page.get_by_role("heading", name="Keras"))
    keras.get_by_role("link", name="Compare").click()

    ready(page)
    expect(page.locator(".pairbar .side")).to_have_count(2)
    expect(page.locator(".pairbar")).to_contain_text("PyTorch")
    expect(page.locator(".pairbar")).to_contain_text("Keras")
    expect(page.locator(".compared")).to_contain_text("Keras")
    expect(page.locator(".banner")).to_be_empty()
    expect(page).to_have_url(re.compile(r"vs=say\.keras"))


def answered(page: Page, bench: Bench) -> Bench:
    """Grant the last wish as the server does, and show what comes of it."""
    granted = session.after_wish(bench, reports(page)[-1])
    give(page, told(granted))
    return granted


def test_a_decoder_is_built_layer_by_layer_and_its_text_follows(
    opened: Callable[..., Page],
) -> None:
    """Nothing pasted: a number set, a layer added, moved and taken away."""
    bench = Bench(view="ladder")
    page = opened(bench)
    page.get_by_role("button", name="Layer by layer").click()
    rows = page.locator(".built li")
    expect(rows).to_have_count(8)
    field = page.get_by_label("output_padding of layer 5")
    field.fill("1")
    field.press("Tab")
    bench = answered(page, bench)
    expect(page.locator(".level.misses")).to_have_text(["27 ≠ 28, 1 short"])
    page.get_by_label("Add a layer").select_option("Conv2d")
    bench = answered(page, bench)
    expect(rows).to_have_count(9)
    page.get_by_label("Move layer 9 up").click()
    bench = answered(page, bench)
    expect(rows.nth(7).locator("select")).to_have_value("Conv2d")
    page.get_by_label("Remove layer 8").click()
    bench = answered(page, bench)
    expect(rows).to_have_count(8)
    page.get_by_role("button", name="As text").click()

    text = page.get_by_label("The layers, as a program")
    expect(text).to_have_value(bench.source)
    assert "nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1)" in bench.source


def test_a_row_that_cannot_be_written_so_says_why(opened: Callable[..., Page]) -> None:
    page = opened(Bench(view="ladder"))
    page.get_by_role("button", name="Layer by layer").click()
    field = page.get_by_label("kernel_size of layer 1")
    field.fill("three")
    field.press("Tab")
    answered(page, Bench(view="ladder"))

    expect(page.locator(".complaints")).to_contain_text("“three” is no whole number")
    expect(field).to_have_value("3")


def test_a_stack_s_checkerboard_goes_with_a_kernel_that_the_stride_divides(
    opened: Callable[..., Page],
) -> None:
    bench = Bench(view="stack")
    page = opened(bench)
    expect(page.locator(".stack-view .answer")).to_have_text(
        "A flat input gets a checkerboard, from 1 to 9 away from the borders."
    )
    for layer in (1, 2):
        for name, value in (("kernel", "4"), ("output padding", "")):
            # Height and width, as many people write them.
            typed = value and f"{value}, {value}"
            page.get_by_label(f"{name} of layer {layer}", exact=True).fill(typed)
            bench = answered(page, bench)

    expect(page.locator(".stack-view .answer")).to_have_text(
        "A flat input stays flat: 16 in every cell away from the borders."
    )
    expect(page.locator(".floors .uneven")).to_have_count(0)
    expect(page.locator(".pictures .repeats")).to_have_count(0)
    page.get_by_role("button", name="Random", exact=True).click()
    bench = answered(page, bench)
    expect(page.locator(".stack-view .answer")).to_contain_text("the weights that meet in a cell")


def test_a_stack_s_pictures_are_those_that_were_sent(opened: Callable[..., Page]) -> None:
    page = opened(Bench(view="stack"))
    sent = [one["address"] for one in told(Bench(view="stack"))["stack"]["pictures"]]
    images = page.locator(".pictures img")
    expect(images).to_have_count(3)

    assert images.evaluate_all("all => all.map((one) => one.src)") == sent
    assert images.evaluate_all("all => all.every((one) => one.naturalWidth > 0)")


def test_layers_are_added_to_a_stack_and_taken_away(opened: Callable[..., Page]) -> None:
    bench = Bench(view="stack", stack="4,2,1;3,2,1,1", weights="own", own=("1 2", "3 4"))
    page = opened(bench)
    rows = page.locator(".floors > li")
    page.get_by_role("button", name="Add a layer").click()
    bench = answered(page, bench)
    expect(rows).to_have_count(3)
    expect(page.get_by_role("button", name="Add a layer")).to_be_hidden()
    page.get_by_label("Remove layer 1").click()
    bench = answered(page, bench)

    expect(rows).to_have_count(2)
    expect(page.get_by_label("kernel of layer 1", exact=True)).to_have_value("3")
    expect(page.get_by_label("Kernel of layer 1", exact=True)).to_have_value("3 4")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", session.VIEWS)
def test_the_page_can_be_used_without_seeing_it_and_fits_a_phone(
    sizes: Open, view: str, scheme: str
) -> None:
    page = sizes(f"?view={view}", viewport=PHONE, color_scheme=scheme)
    drawn = {
        "meet": ".chosen .go",
        "ladder": ".square.code",
        "words": ".said-in >> nth=0",
        "stack": ".pictures img >> nth=0",
    }
    expect(page.locator(drawn[view])).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert violations(page) == []
