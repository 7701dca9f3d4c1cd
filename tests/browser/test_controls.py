"""Every control of the lab: the value it shows, the picture, the link, and what Python says."""

import io
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from app.setting.link import UNSAID
from app.setting.setting import Numbers
from core.examples import BY_KEY
from tests.browser.lab import (
    WORKED,
    cell,
    drawn,
    example,
    formula,
    lit,
    numbers,
    press,
    ready,
    sentence,
    steps,
    title,
)

Open = Callable[..., Page]
Play = Callable[..., Page]
HOLD = "new Event('input', {bubbles: true})"
"""A control is being moved, and not let go of."""


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def in_link(name: str, value: str) -> re.Pattern[str]:
    return re.compile(rf"[?&]{name}={re.escape(value)}(&|$)")


@pytest.mark.parametrize(
    ("label", "box", "letter", "value", "said", "output"),
    [
        ("Kernel", "kernel_size", "k", "3", "(2 − 1)·2 + 3 − 2·0 + 0 = 5", 25),
        ("Stride", "stride", "s", "1", "(2 − 1)·1 + 2 − 2·0 + 0 = 3", 9),
        ("Padding", "padding", "p", "1", "(2 − 1)·2 + 2 − 2·1 + 0 = 2", 16),
        ("Output pad.", "output_padding", "o", "1", "+ 1 = 5", 25),
        ("Dilation", "dilation", "d", "2", "= 5", 25),
        ("Input", "height", "i", "3", "(3 − 1)·2 + 2 − 2·0 + 0 = 6", 36),
    ],
    ids=["kernel", "stride", "padding", "output padding", "dilation", "input"],
)
def test_a_slider_and_its_box_show_one_value_and_all_else_follows(
    open_page: Open, label: str, box: str, letter: str, value: str, said: str, output: int
) -> None:
    page = ready(open_page(WORKED))
    slider = page.get_by_role("slider", name=label, exact=True)
    field = page.locator(f"#lab-{box}")
    assert slider.input_value() == field.input_value()

    slider.focus()
    press(page, "ArrowLeft" if int(value) < int(field.input_value()) else "ArrowRight")
    assert (slider.input_value(), field.input_value()) == (value, value)
    expect(page.locator(".formula")).to_contain_text(said)
    expect(page.locator('[data-panel="output"] .cell')).to_have_count(output)
    expect(page).to_have_url(in_link(letter, f"{value}x{value}" if letter == "i" else value))


def test_height_and_width_go_together_until_they_are_let_apart(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    expect(page.locator("#lab-width")).to_be_hidden()
    link = page.get_by_role("button", name=re.compile("^Input: height and width"))
    link.click()
    expect(page.locator("#lab-width")).to_be_visible()
    assert page.get_by_text("Height", exact=True).is_visible()
    page.get_by_role("slider", name="Width").focus()
    press(page, "ArrowRight")
    expect(page).to_have_url(in_link("i", "2x3"))
    expect(page.locator('[data-panel="input"] .cell')).to_have_count(6)
    page.get_by_role("slider", name="Input").focus()
    press(page, "ArrowRight", 2)
    expect(page).to_have_url(in_link("i", "4x3"))
    assert formula(page) == (
        "height = (input − 1)·stride + kernel − 2·padding + output_padding = "
        "(4 − 1)·2 + 2 − 2·0 + 0 = 8\n"
        "width = (3 − 1)·2 + 2 − 2·0 + 0 = 6"
    )

    link.click()
    expect(page).to_have_url(in_link("i", "4x4"))
    expect(page.locator("#lab-width")).to_be_hidden()


def test_all_fields_of_the_groups_look_alike_and_a_group_keeps_its_title(open_page: Open) -> None:
    page = ready(open_page("/?k=3&y=6"))
    summaries = page.locator(".maps summary")
    expect(summaries.nth(1)).to_have_text("1-D, output size, activation: to 6×6")
    for summary in summaries.all():
        summary.click()

    looks = page.locator(".maps :is(input, select):visible").evaluate_all(
        """fields => fields.map((field) => {
          const names = ["fontFamily", "fontSize", "color", "backgroundColor", "borderTopColor",
            "borderTopLeftRadius", "display"];
          const style = getComputedStyle(field);
          const label = field.closest("label");
          const text = document.createRange();
          text.selectNode(label.firstChild);
          const above = text.getBoundingClientRect().bottom <= field.getBoundingClientRect().top;
          return [above, ...names.map((name) => style[name])].join(" ");
        })"""
    )
    assert len(looks) == 7
    assert len(set(looks)) == 1
    assert looks[0].startswith("true")

    # Back from a row, height and width are together as before.
    dimensions = page.get_by_role("combobox", name="Dimensions")
    dimensions.select_option("1")
    expect(summaries.nth(1)).to_have_text("1-D, output size, activation: 1-D, to 6")
    expect(page.locator('[data-panel="input"] .cell')).to_have_count(2)
    dimensions.select_option("2")
    expect(page.locator('[data-panel="input"] .cell')).to_have_count(4)
    expect(page.locator("#lab-width")).to_be_hidden()


@pytest.mark.parametrize(("touch", "least"), [(False, 24), (True, 36)], ids=["mouse", "touch"])
def test_whether_height_and_width_differ_is_pressed_without_aim_and_moves_no_slider(
    open_page: Open, touch: bool, least: int
) -> None:
    page = ready(open_page("/", has_touch=touch, is_mobile=touch))
    chain = page.get_by_role("button", name=re.compile("^Kernel: height and width"))
    slider = page.get_by_role("slider", name=re.compile("^Kernel"))
    box, before = chain.bounding_box(), slider.first.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= least
    expect(chain).to_have_attribute("title", "Height and width together; press to set them apart")

    middle = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    page.mouse.click(middle["x"] - 8, middle["y"] - 8)
    expect(page.locator("#lab-kernel_size-1")).to_be_visible()
    expect(chain).to_have_attribute("title", "Height and width apart; press to set them together")
    assert slider.first.bounding_box() == before


def test_a_link_with_two_sizes_lets_them_apart(open_page: Open) -> None:
    page = ready(open_page("/?i=2x3"))

    assert [page.locator(f"#lab-{side}").input_value() for side in ("height", "width")] == [
        "2",
        "3",
    ]
    apart = button(page, "Input: height and width apart; press to set them together")
    expect(apart).to_have_attribute("aria-pressed", "false")


def test_padding_by_a_word_is_taken_back_by_a_second_press(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    button(page, "Keras").click()
    same, valid = button(page, "SAME"), button(page, "VALID")
    same.click()
    expect(page).to_have_url(in_link("p", "same"))
    expect(same).to_have_attribute("aria-pressed", "true")
    assert page.locator("#lab-padding").input_value() == ""
    expect(page.locator(".row", has=page.locator("#lab-padding"))).to_have_class("row off")
    valid.click()
    expect(page).to_have_url(in_link("p", "valid"))
    expect(same).to_have_attribute("aria-pressed", "false")
    valid.click()

    expect(page).to_have_url(in_link("p", "0"))
    expect(valid).to_have_attribute("aria-pressed", "false")
    assert page.locator("#lab-padding").input_value() == "0"


def test_operation_and_framework_are_chosen_one_at_a_time(open_page: Open) -> None:
    page = ready(open_page("/?i=4x4&k=3&s=1"))
    pressed = page.locator(".controls > .choice button[aria-pressed=true]")
    assert pressed.all_text_contents() == ["Transposed", "PyTorch"]
    button(page, "Convolution").click()
    expect(page).to_have_url(in_link("op", "convolution"))
    expect(page.locator('[data-panel="output"] .cell')).to_have_count(4)
    assert title(page, "middle") == "Input under the kernel"
    button(page, "ONNX").click()
    expect(page).to_have_url(in_link("fw", "onnx"))
    assert pressed.all_text_contents() == ["Convolution", "ONNX"]
    # A convolution has no stamps, and no choice of the walk.
    expect(button(page, "Stamp")).to_be_hidden()
    expect(page.get_by_role("group", name="Steps go through")).to_be_hidden()

    button(page, "Transposed").click()
    expect(page.locator('[data-panel="output"] .cell')).to_have_count(36)
    expect(button(page, "Stamp")).to_be_visible()


def test_an_answer_leaves_a_count_that_is_being_typed(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    page.get_by_text("Channels, groups, bias").click()
    field = page.get_by_label("Output channels")
    field.fill("4")  # and not yet Enter
    # What Python answers to another control shows every control anew.
    page.get_by_role("slider", name="Stride", exact=True).evaluate(
        f"range => {{ range.value = 1; range.dispatchEvent({HOLD});"
        " range.dispatchEvent(new Event('change')); }"
    )
    expect(page).to_have_url(in_link("s", "1"))
    assert field.input_value() == "4"
    field.press("Enter")
    expect(page).to_have_url(in_link("c", "1x4"))


def test_channels_groups_and_bias_are_typed_and_named_in_their_heading(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    heading = page.locator(".maps summary").first
    assert heading.text_content() == "Channels, groups, bias"
    heading.click()
    for label, value, letter, written in (
        ("Input channels", "2", "c", "2x1"),
        ("Output channels", "4", "c", "2x4"),
        ("Groups", "2", "g", "2"),
        ("Bias, one number per output channel", "1, 0, -2", "b", "1%2C0%2C-2"),
    ):
        field = page.get_by_label(label)
        field.fill(value)
        field.press("Enter")
        expect(page).to_have_url(
            re.compile(rf"[?&]{letter}={written}(&|$)".replace("%2C", "(%2C|,)"))
        )
    expect(heading).to_have_text("Channels 2 → 4, 2 groups, bias 1, 0, -2, 0")
    ids = page.locator(".panel").evaluate_all("panels => panels.map(p => p.dataset.panel)")
    assert sorted(one for one in ids if one.startswith("output")) == [
        f"output {d}" for d in range(4)
    ]
    assert sorted(one for one in ids if one.startswith("input")) == ["input 0", "input 1"]
    assert sorted(one for one in ids if one.startswith("kernel")) == [
        f"kernel {a},{b}" for a in (0, 1) for b in (0, 1)
    ]


def test_a_bias_of_one_number_is_in_every_cell_and_every_sum(open_page: Open) -> None:
    page = ready(open_page("/?b=10"))
    before = numbers(page, "output")
    press(page, "End")
    assert numbers(page, "output")[3][3] == 3 * 3 + 10
    assert before[0][0] == 0
    cell(page, "output", 3, 3).hover()
    assert sentence(page) == "y[3,3] = 3·3 + 10 (bias) = 19"
    button(page, "Slide").click()
    press(page, "End")
    assert numbers(page, "output")[3][3] == 19


@pytest.mark.parametrize(
    ("label", "value", "said", "stays"),
    [
        ("lab-stride", "40", "Stride goes from 1 to 32 in whole steps: 32 it is.", "32"),
        ("lab-kernel_size", "0", "Kernel goes from 1 to 28 in whole steps: 1 it is.", "1"),
        ("lab-height", "65", "Input goes from 1 to 64 in whole steps: 64 it is.", "64"),
    ],
    ids=["stride", "kernel", "input"],
)
def test_a_number_out_of_range_becomes_the_nearest_and_says_so(
    open_page: Open, label: str, value: str, said: str, stays: str
) -> None:
    page = ready(open_page(WORKED))
    page.locator(f"#{label}").fill(value)
    page.locator(f"#{label}").press("Enter")

    expect(page.locator(".banner p").first).to_have_text(said)
    expect(page.locator(f"#{label}")).to_have_value(stays)
    # The next change takes the sentence away.
    page.locator("#lab-dilation").fill("2")
    page.locator("#lab-dilation").press("Enter")
    expect(page.locator(".banner")).to_be_empty()


def test_an_emptied_field_waits_for_its_number_until_it_is_left(
    open_page: Open,
) -> None:
    page = ready(open_page(WORKED))
    stride = page.locator("#lab-stride")
    stride.fill("")
    # An answer comes meanwhile.
    page.get_by_role("slider", name="Kernel").evaluate(
        f"s => {{ s.value = 3; s.dispatchEvent({HOLD}); }}"
    )
    expect(page.locator(".formula")).to_contain_text("(2 − 1)·2 + 3")
    assert stride.input_value() == ""
    stride.press("Tab")

    expect(stride).to_have_value("2")


def test_a_field_and_a_list_keep_their_own_keys(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    page.locator("#lab-stride").focus()
    press(page, "End")
    press(page, "ArrowRight")
    assert steps(page)[0] == 1
    page.get_by_role("combobox", name="Compare: what stands beside it").focus()
    press(page, "End")
    assert steps(page)[0] == 1


def test_fills_presets_and_reset_set_the_numbers(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    fills = page.get_by_role("group", name="Fill the Fill input")
    expect(fills).to_be_hidden()
    button(page, "Edit numbers").click()
    fills.get_by_role("button", name="ones").click()
    expect(page).to_have_url(re.compile("x=ones"))
    expect(cell(page, "input", 1, 1)).to_have_text("1")
    expect(fills.get_by_role("button", name="ones")).to_have_attribute("aria-pressed", "true")
    assert numbers(page, "input") == [[1, 1], [1, 1]]
    kernel = page.get_by_role("group", name="Fill the Fill kernel")
    kernel.get_by_role("button", name="1 2 3").click()
    expect(cell(page, "kernel", 1, 1)).to_have_text("4")
    assert numbers(page, "kernel") == [[1, 2], [3, 4]]
    for seed in (1, 2):
        kernel.get_by_role("button", name="random").click()
        expect(page).to_have_url(re.compile(rf"w=random\.{seed}"))
        drawn = Numbers(fill="random", seed=seed).grid([0], 2, 2)[0]
        for (y, x), number in np.ndenumerate(drawn):
            expect(cell(page, "kernel", y, x)).to_have_text(f"{number:g}")

    page.get_by_role("combobox", name="Kernel that does something").select_option("nearest")
    expect(cell(page, "kernel", 1, 0)).to_have_text("1")
    assert numbers(page, "kernel") == [[1, 1], [1, 1]]
    assert page.get_by_role("combobox", name="Kernel that does something").input_value() == ""
    button(page, "Reset").click()
    expect(page.locator('[data-example="S7b"]')).to_have_attribute("aria-pressed", "true")
    assert numbers(page, "input") == BY_KEY["S7b"].image
    assert numbers(page, "kernel") == BY_KEY["S7b"].kernel


def test_an_example_begins_at_its_first_step_in_its_own_reading(open_page: Open) -> None:
    """From the middle of the slide to an example of stamps; its button again begins it again."""
    page = ready(open_page("/?i=3x3&r=slide&step=7"))
    expect(page.locator(".count")).to_contain_text("step 8 of")

    for _ in range(2):
        example(page, "S8")
        expect(page.locator(".count")).to_have_text("step 1 of 4")
        expect(button(page, "Stamp")).to_have_attribute("aria-pressed", "true")
        press(page, "End")
        expect(page.locator(".count")).to_have_text("step 4 of 4")


def test_examples_stand_under_questions_of_which_one_is_open(open_page: Open) -> None:
    """The group of the one that is shown; another opens it once it is chosen."""
    page = ready(open_page())
    first, padding = (
        page.locator("details", has=page.locator(f'[data-example="{key}"]'))
        for key in ("S7b", "S14")
    )
    expect(first).to_have_attribute("open", "")
    expect(first.locator("button[aria-pressed=true]")).to_contain_text("Stamps that overlap by one")
    assert first.locator("svg.transposed .covered").count() == 4 * 4
    assert first.locator("svg .kept").count() == 4

    padding.locator("summary").click()
    expect(padding).to_have_attribute("open", "")
    expect(first).not_to_have_attribute("open", "")
    page.locator('[data-example="S14"]').click()
    expect(page.locator(".about:not(.more)")).to_contain_text(
        "From K. Garg, “Transposed Convolutions”"
    )
    expect(page.locator('[data-example="S14"]')).to_have_attribute("aria-pressed", "true")


def test_typed_cells_are_underlined_where_the_fill_holds_for_others(open_page: Open) -> None:
    """0 1 / 2 3 typed, a third row and column from the fill; a fill takes all cells again."""
    page = ready(open_page(f"{WORKED}&i=3x3&x=count:0,1;2,3"))
    marked = page.locator('[data-panel="input"] .cell.typed')
    assert marked.locator("text").all_text_contents() == ["0", "1", "2", "3"]
    assert "underline" in marked.first.locator("text").evaluate(
        "text => getComputedStyle(text).textDecorationLine"
    )
    expect(page.locator(".about:not(.more)")).to_contain_text(
        "Underlined numbers of the input were typed"
    )

    button(page, "Edit numbers").click()
    fill = page.get_by_role("group", name="Fill the Fill input").get_by_role("button", name="1 2 3")
    expect(fill).to_have_attribute("aria-pressed", "mixed")
    assert page.locator(".editor input.typed").count() == 4
    fill.click()
    expect(fill).to_have_attribute("aria-pressed", "true")
    expect(marked).to_have_count(0)
    expect(page.locator(".about:not(.more)")).to_be_empty()


def test_an_example_is_pressed_and_explained_until_a_number_changes(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    button(page, "Got it").click()
    example(page, "S12")
    expect(page.locator(".about:not(.more)")).not_to_be_empty()
    pressed = page.locator(".examples button[aria-pressed=true]")
    assert pressed.count() == 1
    page.locator("#lab-stride").fill("3")
    page.locator("#lab-stride").press("Enter")

    expect(page.locator(".about:not(.more)")).to_be_empty()
    expect(pressed).to_have_count(0)


def test_letters_are_a_button_that_says_whether_it_is_on(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    letters = button(page, "Letters instead of numbers")
    expect(letters).to_have_attribute("aria-pressed", "false")
    letters.click()
    expect(letters).to_have_attribute("aria-pressed", "true")
    assert cell(page, "input", 1, 0).text_content() == "c"
    assert page.locator(".marks span").first.text_content() == "0 × K"
    letters.click()
    assert cell(page, "input", 1, 0).text_content() == "2"


def test_side_by_side_shows_all_and_one_more_press_the_first_alone(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    together = button(page, "Side by side")
    expect(together).to_have_attribute("aria-pressed", "false")
    together.click()
    expect(page).to_have_url(re.compile("r=stamp(,|%2C)slide(,|%2C)matrix"))
    expect(together).to_have_attribute("aria-pressed", "true")
    # Each can be taken out and put back.
    button(page, "Slide").click()
    expect(page.locator('[data-panel="middle"]')).to_have_count(0)
    expect(button(page, "Slide")).to_have_attribute("aria-pressed", "false")
    assert page.locator(".signs text").all_text_contents() == ["="]
    button(page, "Slide").click()
    expect(page.locator('[data-panel="middle"]')).to_have_count(1)
    together.click()
    expect(page).to_have_url(re.compile("r=stamp(&|$)"))
    expect(together).to_have_attribute("aria-pressed", "false")


def test_the_walk_is_chosen_where_readings_leave_a_choice(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    walk = page.get_by_role("group", name="Steps go through")
    expect(walk).to_be_hidden()
    button(page, "Matrix").click()
    expect(walk).to_be_visible()
    press(page, "ArrowRight", 2)
    assert steps(page) == (3, 4)
    button(page, "by output").click()
    expect(page).to_have_url(re.compile("by=output"))
    expect(page.locator(".count")).to_contain_text("of 16")
    # Another walk begins at its first step.
    assert steps(page)[0] == 1
    button(page, "Slide").click()
    expect(walk).to_be_hidden()
    button(page, "Side by side").click()
    expect(walk).to_be_visible()
    expect(button(page, "by output")).to_have_attribute("aria-pressed", "true")
    button(page, "by input").click()
    expect(page.locator(".count")).to_contain_text("of 4")


def test_stamps_stand_all_together_one_at_a_time_or_in_a_row(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    planes = page.locator('[data-panel^="plane"]')
    signs = page.locator(".signs text")
    expect(button(page, "all")).to_have_attribute("aria-pressed", "true")
    assert planes.count() == 4
    assert signs.all_text_contents() == ["+", "+", "+", "→"]
    button(page, "one").click()
    assert planes.evaluate_all("p => p.map(one => one.dataset.panel)") == ["plane 0,0,0 0"]
    press(page, "ArrowRight", 2)
    assert planes.evaluate_all("p => p.map(one => one.dataset.panel)") == ["plane 0,1,0 0"]
    button(page, "in a row").click()
    assert planes.count() == 4
    assert signs.all_text_contents() == ["+", "+", "+", "="]
    headings = page.locator('[data-panel^="plane"] .title').evaluate_all(
        """all => all.map((heading) => [heading.parentNode.dataset.panel,
          heading.getAttribute("x"), heading.getAttribute("y")])"""
    )
    across = [float(left) for _, left, _ in sorted(headings)]
    assert across == sorted(set(across))
    assert len({top for _, _, top in headings}) == 1

    # Where they do not fit there is nothing to choose.
    page.locator("#lab-height").fill("8")
    page.locator("#lab-height").press("Enter")
    expect(page.get_by_role("group", name="Stamps")).to_be_hidden()
    assert planes.count() == 1


def test_who_looks_at_the_end_stays_there_when_a_size_changes(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    press(page, "End")
    page.locator("#lab-height").fill("3")
    page.locator("#lab-height").press("Enter")
    expect(page.locator(".count")).to_have_text("step 9 of 9")
    button(page, "First step (Home)").click()
    press(page, "ArrowRight", 2)
    page.locator("#lab-stride").fill("3")
    page.locator("#lab-stride").press("Enter")
    expect(page.locator(".formula")).to_contain_text("(3 − 1)·3")
    assert steps(page) == (3, 9)


def test_a_fix_keeps_what_was_moved_and_the_picture_is_pale_until_then(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    main = page.locator("section.main")
    page.locator("#lab-padding").fill("4")
    page.locator("#lab-padding").press("Enter")
    expect(page.locator(".banner")).to_contain_text(
        "The picture shows the last setting that works."
    )
    expect(main).to_have_class("main stale")
    assert formula(page).endswith("(2 − 1)·2 + 2 − 2·0 + 0 = 4")
    fix = page.locator(".banner .fix")
    wanted = fix.text_content() or ""
    fix.click()

    expect(page.locator(".banner")).to_be_empty()
    expect(main).to_have_class("main")
    assert page.locator("#lab-padding").input_value() == "4"
    assert wanted.startswith("Use ")
    expect(page).to_have_url(in_link("p", "4"))


def test_what_was_sent_ahead_is_not_used_once_another_control_differs(open_page: Open) -> None:
    """Both controls move before Python can answer: the neighbours it sent are of no use."""
    page = ready(open_page("/?i=4x4&k=2&s=1"))
    expect(page.locator(".formula")).to_contain_text("= 5")
    page.locator(".lab").evaluate(
        f"""lab => {{
          lab.querySelector('[data-value="convolution"]').click();
          const stride = lab.querySelector('[aria-label="Stride"]');
          stride.value = 2;
          stride.dispatchEvent({HOLD});
        }}"""
    )

    # A convolution with stride 2, not the transposed one that was sent ahead for stride 2.
    expect(page.locator('[data-panel="output"] .cell')).to_have_count(4)
    assert formula(page).endswith("= 2")


# A second stage on the page of a player, whose answers the test gives by hand.
_BY_HAND = """async (script) => {
  const { default: stage } = await import("stage/stage.js");
  const first = JSON.parse(document.getElementById("message").textContent);
  const host = document.body.appendChild(document.createElement("div"));
  const root = host.attachShadow({mode: "open"});
  root.innerHTML = '<div class="lab"></div>';
  const wishes = [];
  const view = {hide: [], lock: false, alone: false};
  const answer = (n, change) => stage({
    data: [{...first, id: "by hand", ahead: null, view, n,
      controls: {...first.controls, ...change}}],
    parentElement: root,
    setStateValue: (_, wish) => wishes.push(JSON.parse(JSON.stringify(wish))),
  });
  answer(0, {});
  const stride = root.querySelector("#lab-stride");
  const set = (value) => {
    stride.value = value;
    stride.dispatchEvent(new Event("change"));
  };
  const press = (name) => [...root.querySelectorAll("button")]
    .find((button) => button.textContent === name).click();
  return eval(script)({ answer, set, press, stride, wishes });
}"""


def test_a_server_that_was_started_anew_is_told_what_this_page_holds(play: Play) -> None:
    """It answers for less than was answered before, and knows the link at most."""
    page = play(UNSAID.trace())
    found = page.evaluate(
        _BY_HAND,
        """({ answer, set, press, wishes }) => {
          answer(0, {});
          set(3);
          answer(1, { stride: 3 });
          press("My drawing");
          answer(2, { stride: 3 });
          answer(0, { stride: 3 });
          return wishes;
        }""",
    )

    assert [wish["n"] for wish in found] == [1, 2, 3]
    assert found[-1]["controls"]["stride"] == 3
    assert found[-1]["edits"] == [[2, {"kind": "drawing"}]]


def test_a_server_that_knows_all_is_told_nothing(play: Play) -> None:
    page = play(UNSAID.trace())
    found = page.evaluate(
        _BY_HAND,
        """({ answer, set, wishes }) => {
          set(3);
          answer(1, { stride: 3 });
          answer(0, { stride: 3 });
          return wishes;
        }""",
    )

    assert len(found) == 1


def test_a_late_answer_moves_no_knob_back(play: Play) -> None:
    page = play(UNSAID.trace())
    found = page.evaluate(
        _BY_HAND,
        """({ answer, set, stride, wishes }) => {
          set(3);
          set(4);
          answer(1, {stride: 3});
          const late = stride.value;
          answer(2, {stride: 4});
          const own = stride.value;
          answer(2, {stride: 1});  // A link was opened, or Back was pressed.
          return [wishes.map(({n, moved, commit, controls}) => [n, moved, commit, controls.stride]),
            late, own, stride.value];
        }""",
    )

    assert found == [[[1, "stride", True, 3], [2, "stride", True, 4]], "4", "4", "1"]


def test_an_edit_is_sent_with_each_wish_until_it_is_answered(play: Play) -> None:
    page = play(UNSAID.trace())
    found = page.evaluate(
        _BY_HAND,
        """({ answer, set, press, wishes }) => {
          press("ones");
          set(3);
          press("Reset");
          answer(1, {});
          set(4);
          return wishes.map(({ edits }) => edits.map(([n, { kind }]) => `${n} ${kind}`));
        }""",
    )

    assert found == [["1 fill"], ["1 fill"], ["1 fill", "3 reset"], ["3 reset"]]


def test_what_is_being_typed_is_not_overwritten_by_an_answer(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    button(page, "Edit numbers").click()
    field = page.get_by_role("textbox", name="input 0,0")
    expect(field).to_be_focused()
    page.keyboard.type("12")
    page.get_by_role("slider", name="Kernel").evaluate(
        f"s => {{ s.value = 3; s.dispatchEvent({HOLD}); }}"
    )
    button(page, "ONNX").evaluate("b => b.click()")
    expect(page).to_have_url(in_link("fw", "onnx"))
    assert field.input_value() == "12"
    press(page, "Enter")

    expect(cell(page, "input", 0, 0)).to_have_text("12")
    # Everything else follows the setting: the kernel has grown by fields of its own.
    expect(page.get_by_role("textbox", name="kernel 2,2")).to_be_attached()


def test_fields_follow_the_setting_and_lie_over_their_cells(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    button(page, "Edit numbers").click()
    expect(page.get_by_role("textbox", name="input 1,1")).to_have_value("3")
    example(page, "S6b")
    expect(page.get_by_role("textbox", name="input 0,1")).to_have_value("141")
    for name, place in (("input 1,0", ("input", 1, 0)), ("kernel 0,2", ("kernel", 0, 2))):
        field = page.get_by_role("textbox", name=name).bounding_box()
        under = cell(page, *place).bounding_box()
        assert field
        assert under
        assert abs(field["x"] - under["x"]) < 3
        assert abs(field["y"] - under["y"]) < 3
    button(page, "Done editing").click()
    expect(page.locator(".editor")).to_be_hidden()


def test_the_arrows_of_a_field_go_to_its_neighbours(open_page: Open) -> None:
    page = ready(open_page("/?i=3x3"))
    button(page, "Edit numbers").click()
    found = []
    for pressed in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft"):
        # A number is selected as a whole at first; its ends are reached by Home and End.
        press(page, "Home" if pressed == "ArrowLeft" else "End")
        press(page, pressed)
        found.append(
            page.locator(".editor input:focus").evaluate(
                "field => field.getAttribute('aria-label')"
            )
        )

    assert found == ["input 1,0", "input 1,1", "input 1,2", "input 0,2", "input 0,1"]


def test_a_double_click_types_into_that_very_cell(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    cell(page, "kernel", 1, 0).dblclick()
    expect(page.get_by_role("textbox", name="kernel 1,0")).to_be_focused()
    page.keyboard.type("8")
    press(page, "Enter")
    expect(page).to_have_url(re.compile(r"w=count(:|%3A)0(,|%2C)1(;|%3B)8(,|%2C)3"))
    press(page, "Escape")
    expect(page.locator(".editor")).to_be_hidden()
    expect(cell(page, "kernel", 1, 0)).to_have_text("8")
    assert numbers(page, "kernel") == [[0, 1], [8, 3]]


def test_a_typed_number_of_the_second_plane_goes_there(open_page: Open) -> None:
    page = ready(open_page("/?c=2x2&i=2x2&k=2"))
    button(page, "Edit numbers").click()
    for name, value in (("input 1,0,1", "77"), ("kernel 1,0,0,1", "88")):
        field = page.get_by_role("textbox", name=name)
        field.fill(value)
        field.press("Enter")
    expect(page.locator('[data-panel="kernel 1,0"] [data-cell="tap:1,0,0,1"]')).to_have_text("88")
    assert drawn(page, "input 1")["in:1,0,1"].text == "77"
    assert "77" not in {one.text for one in drawn(page, "input 0").values()}


def test_a_link_opens_at_its_step_with_its_pin_and_its_letters(open_page: Open) -> None:
    page = ready(open_page(f"{WORKED}&step=2&pin=tap,0,0,1,0&symbols=1"))

    expect(page.locator(".sentence")).to_contain_text("w[1,0] = w2 is used 4 times")
    assert steps(page) == (3, 4)
    assert lit(page, "kernel") == {"tap:0,0,1,0"}
    # Older links say row and column alone; what is no cell is no pin.
    older = ready(open_page(f"{WORKED}&pin=out,1,2"))
    expect(older.locator(".sentence")).to_contain_text("y[1,2] = 1·2 = 2")
    wrong = ready(open_page(f"{WORKED}&pin=out,0,9,9&step=1"))
    expect(wrong.locator(".sentence")).to_contain_text("Input [0,1] = 1 times")


@pytest.mark.parametrize(
    ("hidden", "gone"),
    [
        ("controls", [".controls"]),
        ("examples", [".examples"]),
        ("readings", ['[aria-label="Reading"]', ".together"]),
        ("share", [".share >> nth=0", ".share >> nth=1"]),
    ],
    ids=["controls", "examples", "readings", "share"],
)
def test_a_link_hides_just_what_it_names(open_page: Open, hidden: str, gone: list[str]) -> None:
    page = ready(open_page(f"/?hide={hidden}"))
    everything = {
        ".controls",
        ".examples",
        '[aria-label="Reading"]',
        ".together",
        ".share >> nth=0",
        ".share >> nth=1",
    }
    within = {".examples"} if hidden == "controls" else set()
    for part in everything:
        if part in gone or part in within:
            expect(page.locator(part)).to_be_hidden()
        else:
            expect(page.locator(part)).to_be_visible()


def test_a_lock_leaves_letters_steps_and_pointing(open_page: Open) -> None:
    page = ready(open_page(f"{WORKED}&lock=1"))
    free = page.locator(".controls :is(button, input, select):not([disabled])")
    assert free.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))") == [
        "Letters instead of numbers"
    ]
    cell(page, "output", 3, 3).hover()
    assert sentence(page) == "y[3,3] = 3·3 = 9"
    button(page, "Letters instead of numbers").click()
    assert cell(page, "input", 0, 0).text_content() == "a"


def test_a_locked_lab_says_so_hints_at_no_slider_and_opens_free_at_its_step(
    open_page: Open,
) -> None:
    page = ready(open_page(f"{WORKED}&lock=1&step=2"))
    said = page.get_by_text("The controls are locked by this link.")
    expect(said).to_be_visible()
    expect(page.locator(".welcome")).to_contain_text("Point at any number")
    expect(page.get_by_text("Drag a slider")).to_be_hidden()
    assert steps(page)[0] == 3
    press(page, "ArrowRight")

    page.get_by_role("link", name="Open it free").click()
    expect(page).not_to_have_url(re.compile("lock"))
    ready(page)
    expect(page.locator("#lab-stride")).to_be_enabled()
    expect(said).to_be_hidden()
    assert steps(page)[0] == 4


def test_a_comparison_can_be_taken_back(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    compares = page.get_by_role("combobox", name="Compare: what stands beside it")
    compares.select_option("wrong.unturned")
    expect(page.locator('[data-panel="b.b-result"]')).to_have_count(1)
    expect(compares).to_have_class(re.compile(r"\bon\b"))
    expect(compares).to_have_value("wrong.unturned")
    page.get_by_role("button", name="Close").click()
    expect(page.locator('[data-panel="b.b-result"]')).to_have_count(0)
    expect(compares).not_to_have_class(re.compile(r"\bon\b"))


def picture(width: int, height: int, pixels: list[tuple[int, int, int]] | None = None) -> Any:
    """Return a PNG as a file that is chosen."""
    made = Image.new("RGB", (width, height), "white")
    if pixels:
        made.putdata(pixels)
    written = io.BytesIO()
    made.save(written, "PNG")
    return {"name": "p.png", "mimeType": "image/png", "buffer": written.getvalue()}


def test_an_image_file_becomes_grey_numbers_row_by_row(open_page: Open) -> None:
    """Luma: 0.299 red, 0.587 green, 0.114 blue, of 255, rounded to hundredths by Python."""
    page = ready(open_page(WORKED))
    chosen = page.get_by_label("Image file")
    red, green, blue = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    white, black, grey = (255, 255, 255), (0, 0, 0), (128, 128, 128)
    chosen.set_input_files(picture(3, 2, [red, green, blue, white, black, grey]))

    expect(page.locator('[data-panel="input"] .cell')).to_have_count(6)
    assert numbers(page, "input") == [[0.3, 0.59, 0.11], [1, 0, 0.5]]
    assert [page.locator(f"#lab-{side}").input_value() for side in ("height", "width")] == [
        "2",
        "3",
    ]


def test_a_large_image_is_scaled_to_28_cells_along_its_longer_side(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    page.get_by_label("Image file").set_input_files(picture(56, 20))

    expect(page.locator("#lab-width")).to_have_value("28")
    expect(page.locator("#lab-height")).to_have_value("10")


def test_a_file_that_is_no_image_changes_nothing_and_says_which(open_page: Open) -> None:
    """Too large, damaged, no picture, lines instead of pixels: a sentence each."""
    page = ready(open_page(WORKED))
    chosen, said = page.get_by_label("Image file"), page.locator(".banner p")
    before = numbers(page, "input")
    damaged = "The image file is damaged, or of a kind this browser does not read: "
    cut_off = picture(40, 40)["buffer"][:60]
    line = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L9 9"/></svg>'
    for name, kind, content, why in (
        ("p.png", "image/png", b"no picture", damaged),
        ("p.txt", "text/plain", b"no picture", "That file is no image: "),
        ("p.png", "image/png", cut_off, damaged),
        ("p.svg", "image/svg+xml", line, "SVG is not read: save the drawing as PNG or JPEG. "),
        ("p.png", "image/png", b"", damaged),
        ("p.mp3", "audio/mpeg", b"ID3", "That file is no image: "),
    ):
        chosen.set_input_files({"name": name, "mimeType": kind, "buffer": content})
        expect(said).to_contain_text(why)
        expect(said).to_contain_text("he input stays as it was.")
    # Made in the page: it need not travel there. 20 MB are still read, and then found damaged.
    for size, why in (
        (20_000_001, "The image file is larger than 20 MB: "),
        (20_000_000, damaged),
    ):
        chosen.evaluate(
            """(input, size) => {
              const files = new DataTransfer();
              files.items.add(new File([new Uint8Array(size)], "p.png", { type: "image/png" }));
              input.files = files.files;
              input.dispatchEvent(new Event("change"));
            }""",
            size,
        )
        expect(said).to_contain_text(why)
    assert numbers(page, "input") == before


def test_my_drawing_is_the_canvas_of_the_drawing_page(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    button(page, "Edit numbers").click()
    button(page, "My drawing").click()

    expect(page.locator("#lab-height")).to_have_value("28")
    expect(page.locator("#lab-width")).to_have_value("28")
