"""Presenting: scenes are prepared, are one link, and are stepped through."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from app.setting.scenes import Scenes, change, written
from app.setting.setting import PRESETS, from_example
from tests.browser.axe import violations
from tests.browser.lab import WORKED, cell, press, ready, steps

Open = Callable[..., Page]
KEYS = ("S8", "S9", "S12", "S1", "S14")
PROJECTOR = {"width": 1920, "height": 1080}


def five() -> str:
    """Return the link that presents five scenes, each at a step of its own."""
    scenes = Scenes()
    for number, key in enumerate(KEYS, start=1):
        add = {"do": "add", "place": f"step={number}&pin=out,0,0,1"}
        scenes = change(scenes, add, from_example(PRESETS[key])).scenes
    return "/?" + urlencode({"scenes": written(scenes)["scenes"], "present": "1"}, safe="~")


def in_hand(page: Page, number: int) -> None:
    """Wait until a scene is shown, counted from 1."""
    expect(page.locator(f".stops button:nth-child({number})")).to_have_attribute(
        "aria-current", "true"
    )
    expect(page.locator(".count")).to_contain_text(f"step {number + 1} of")


def test_page_keys_step_through_five_scenes_and_escape_leaves(open_page: Open) -> None:
    page = ready(open_page(five(), viewport=PROJECTOR))
    expect(page.locator(".lab")).to_have_class(re.compile("presenting"))
    expect(page.locator(".stops button")).to_have_count(5)
    expect(page.locator(".controls")).to_be_hidden()
    expect(page.locator(".main > header")).to_be_hidden()
    assert page.locator(".lab").bounding_box() == {"x": 0, "y": 0, **PROJECTOR}

    in_hand(page, 1)
    for number in range(2, 6):
        press(page, "PageDown")
        in_hand(page, number)
    expect(page.locator("svg.pinned")).to_have_count(1)
    press(page, "PageDown")
    press(page, "PageUp")
    in_hand(page, 4)
    # Two at once: the second does not wait for the first one's answer.
    press(page, "PageUp", 2)
    in_hand(page, 2)
    press(page, "ArrowRight")
    assert steps(page)[0] == 4
    # The scene in hand once more: from its own step.
    page.locator(".stops button").nth(1).click()
    in_hand(page, 2)

    press(page, "b")
    expect(page.locator(".board")).to_be_hidden()
    press(page, "b")
    expect(page.locator(".board")).to_be_visible()
    press(page, "Escape")
    expect(page.locator(".main > header")).to_be_visible()
    expect(page.locator(".controls")).to_be_visible()
    expect(page.locator(".stops")).to_have_count(0)


def test_type_is_large_and_axe_finds_nothing(open_page: Open) -> None:
    page = ready(open_page(five(), viewport=PROJECTOR))
    in_hand(page, 1)

    box = cell(page, "output", 0, 0).bounding_box()
    assert box
    assert box["width"] >= 90
    letters = page.locator(".sentence").evaluate(
        "node => { const range = document.createRange(); range.selectNodeContents(node);"
        " return range.getClientRects()[0].height; }"
    )
    assert letters >= 40
    assert violations(page) == []


def test_a_list_is_prepared_put_in_order_and_opened_by_its_link(open_page: Open) -> None:
    page = ready(open_page(WORKED, permissions=["clipboard-read", "clipboard-write"]))
    page.get_by_role("button", name="Present").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Copy link")).to_be_disabled()
    dialog.get_by_role("button", name="Add this scene").click()
    expect(dialog.locator("li")).to_have_count(1)
    dialog.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Slide", exact=True).click()
    expect(page).to_have_url(re.compile("r=slide"))
    # The address is there before the picture is: three keys end a stamp of four steps.
    expect(page.locator('[data-panel="middle"]')).to_have_count(1)
    press(page, "ArrowRight", 3)
    page.get_by_role("button", name="Present").click()
    dialog.get_by_role("button", name="Add this scene").click()
    expect(dialog.locator("li .title")).to_have_text(
        [re.compile(r"^1\. Stamp: .*, step 1$"), re.compile(r"^2\. Slide: .*, step 4$")]
    )
    assert violations(page) == []

    dialog.get_by_role("button", name="Scene 2 earlier").click()
    expect(dialog.locator("li .title").first).to_have_text(re.compile(r"^1\. Slide"))
    dialog.get_by_role("button", name="Copy link").click()
    expect(dialog.locator(".status")).to_contain_text("opens presenting")
    link = page.evaluate("navigator.clipboard.readText()")
    dialog.get_by_role("button", name="Link with locked controls").click()
    expect(dialog.locator(".status")).to_contain_text("stay locked after Escape")
    locked = page.evaluate("navigator.clipboard.readText()")
    assert locked == link + "&lock=1"

    dialog.get_by_role("button", name="Remove scene 2").click()
    expect(dialog.locator("li")).to_have_count(1)
    dialog.get_by_role("button", name="Start").click()
    expect(page.locator(".lab")).to_have_class(re.compile("presenting"))
    assert steps(page)[0] == 4

    opened = ready(open_page(locked[locked.index("/?") :]))
    expect(opened.locator(".stops button")).to_have_count(2)
    expect(opened.locator('[data-panel="middle"]')).to_have_count(1)
    expect(opened.locator(".count")).to_contain_text("step 4 of")
    # To the next scene, which the server answers, and out: the lock holds.
    press(opened, "PageDown")
    expect(opened.locator(".stops button").nth(1)).to_have_attribute("aria-current", "true")
    press(opened, "Escape")
    expect(opened.locator(".lab")).not_to_have_class(re.compile("presenting"))
    expect(opened.get_by_text("The controls are locked by this link.")).to_be_visible()
    expect(opened.locator("#lab-stride")).to_be_disabled()


def test_a_damaged_list_is_one_sentence_and_the_picture_stays(open_page: Open) -> None:
    page = ready(open_page("/?v=1&r=slide&scenes=~AAAA&present=1"))

    expect(page.locator(".banner p")).to_have_count(1)
    expect(page.locator(".banner")).to_contain_text("cut off or damaged: it is left out.")
    expect(page.locator('[data-panel="middle"]')).to_have_count(1)


def test_the_embed_code_opens_at_the_step_and_the_pin_that_are_shown(open_page: Open) -> None:
    page = ready(open_page("/?v=1&step=2&pin=out,0,1,1"))
    expect(page.locator(".sentence")).to_contain_text("y[1,1] =")
    page.get_by_role("button", name="Take away").click()
    code = page.get_by_role("textbox", name="Code that embeds the lab").input_value()
    found = re.search(r'src="http://[^/]+(/[^"]+)"', code)
    assert found

    embedded = ready(open_page(found[1].replace("&amp;", "&")))

    expect(embedded.locator(".count")).to_contain_text("step 3 of")
    expect(embedded.locator(".sentence")).to_contain_text("y[1,1] =")
    expect(embedded.locator("svg.pinned")).to_have_count(1)
