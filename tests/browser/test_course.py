"""The course as a learner meets it: asked, wrong and right, by keyboard and on a phone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.course.library import lesson, sources
from app.course.script import script
from app.course.values import AnswerValue, QuestionValue
from tests.browser.axe import violations
from tests.browser.visitors import LAPTOP

Open = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
KEYS = list(sources())


def asked(key: str, beat: int) -> QuestionValue:
    question = script(lesson(key))["beats"][beat]["question"]
    assert question is not None
    return question


def give(page: Page, question: QuestionValue, answer: AnswerValue) -> None:
    """Answer as a person does, with pointer and keys."""
    kind = question["kind"]
    if kind in ("number", "size"):
        number = answer["low"]
        assert number is not None
        page.locator(".field").fill(f"{number:g}")
        page.keyboard.press("Enter")
    elif kind == "pick":
        page.locator(".lines .line").nth(answer["choice"]).click()
    elif kind == "chips":
        for chip in answer["chips"]:
            page.get_by_role("button", name=f"{chip:g}", exact=True).click()
        page.get_by_role("button", name="Answer").click()
    else:
        for cell in answer["cells"]:
            name = ",".join(map(str, (0, *cell)))
            page.locator(f'[data-cell="mark:{name}"]').click()
        page.get_by_role("button", name="Answer").click()


def plain(sentence: list[Any]) -> str:
    return "".join(run["text"] for run in sentence)


def go_on(page: Page) -> None:
    page.locator(".turn button").last.click()


def pointed_at(page: Page) -> list[str]:
    """Point at every cell on the stage, and return what is said each time."""
    said: list[str] = page.evaluate(
        """() => {
          const hosts = [...document.querySelectorAll("*")].map((one) => one.shadowRoot);
          const root = hosts.find((one) => one?.querySelector(".course"));
          const svg = root.querySelector(".board svg");
          const cells = [...svg.querySelectorAll("[data-cell]")].map((one) => one.dataset.cell);
          const said = [];
          for (const name of new Set(cells.filter(Boolean))) {
            const cell = svg.querySelector(`[data-cell="${name}"] rect`);
            cell?.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
            const heard = svg.getAttribute("aria-label");
            said.push(`${root.querySelector(".sentence").textContent} | ${heard}`);
          }
          svg.dispatchEvent(new PointerEvent("pointerleave"));
          return said;
        }"""
    )
    return said


def test_the_first_page_lists_the_lessons_in_reading_order(course: Open) -> None:
    page = course()

    names = page.locator(".lessons .name").all_inner_texts()
    assert names == [lesson(key).title for key in KEYS]
    assert page.locator(".lessons .core").count() == sum(lesson(key).core for key in KEYS)
    page.get_by_role("button", name="Start with lesson 1").click()
    expect(page.locator(".side h1")).to_have_text(lesson("window").title)
    assert "l=window" in page.url


KINDS = (("window", 1), ("cut", 0), ("stride", 2), ("sizes", 0), ("edge", 2))


@pytest.mark.parametrize(("key", "beat"), KINDS)
def test_a_wrong_answer_gets_its_own_sentence_and_a_right_one_its_reason(
    course: Open, key: str, beat: int
) -> None:
    page = course(f"?l={key}&b={beat}")
    question = asked(key, beat)
    wrong = question["wrong"][-1] if question["kind"] == "pick" else question["wrong"][0]

    give(page, question, wrong["answers"][0])
    expect(page.locator(".said")).to_contain_text(plain(wrong["sentence"]))
    expect(page.locator(".said")).to_contain_text(plain(question["reason"]))
    if question["kind"] == "mark":
        page.get_by_role("button", name="Mark again").click()
    elif question["kind"] == "chips":
        for chip in wrong["answers"][0]["chips"]:
            page.get_by_role("button", name=f"{chip:g}", exact=True).click()
    give(page, question, question["answer"])
    expect(page.locator(".said b").first).to_have_text("Yes. ")


def test_a_wrong_size_stands_beside_the_right_one(course: Open) -> None:
    page = course("?l=cut")
    give(page, asked("cut", 0), {"low": 8, "high": 8})

    expect(page.locator("[data-panel=yours] .note")).to_have_text("8×8")
    expect(page.locator("[data-panel=output] .note")).to_have_text("4×4")
    assert page.locator("[data-panel=yours] .zero").count() == 8 * 8 - 6 * 6


def test_after_an_answer_about_a_phase_that_very_phase_is_framed(course: Open) -> None:
    page = course("?l=phases&b=1")
    give(page, asked("phases", 1), asked("phases", 1)["answer"])

    framed = page.locator(".panel:has(.cell:is(.main, .lit))[data-panel^=part]")
    expect(framed).to_have_count(1)
    expect(framed).to_have_attribute("data-panel", "part 2")


def test_the_matrix_is_made_step_by_step_before_it_is_asked_about(course: Open) -> None:
    page = course("?l=matrix")

    expect(page.locator(".sentence")).to_contain_text("Row 3 of C")
    page.locator(".turn button").last.click()
    expect(page.locator(".sentence")).to_contain_text("tips over its diagonal")


def test_a_wrong_number_stands_in_the_output_that_it_comes_from(course: Open) -> None:
    page = course("?l=slide")
    give(page, asked("slide", 0), {"low": 4321, "high": 4321})

    # The same input under the kernel as it lies: 4·1000 + 3·100 + 2·10 + 1 in the middle.
    middle = page.locator("[data-panel=yours] .cell").nth(4)
    expect(middle.locator("text")).to_have_text("4321")
    expect(page.locator('[data-panel=output] [data-cell="out:0,1,1"] text')).to_have_text("1234")


def test_a_second_miss_that_nobody_foresaw_gets_the_sum(course: Open) -> None:
    page = course("?l=cut&b=1")
    for guess in (777, 778):
        page.locator(".field").fill(str(guess))
        page.keyboard.press("Enter")

    expect(page.locator(".worked")).to_contain_text("4·2 = 8")


def test_what_is_no_number_is_asked_for_again(course: Open) -> None:
    page = course("?l=cut")
    page.locator(".field").fill("many")
    page.keyboard.press("Enter")

    expect(page.locator(".hint")).to_contain_text("no number")
    expect(page.locator(".said")).to_have_count(0)


NUMBERS = (
    ("window", 1, "y[0,1]"),
    ("stamp", 2, "y[2,1]"),
    ("cut", 1, "y[1,0]"),
    ("sizes", 2, "y[3,3]"),
)


@pytest.mark.parametrize(("key", "beat", "name"), NUMBERS)
def test_a_covered_number_is_told_nowhere(course: Open, key: str, beat: int, name: str) -> None:
    page = course(f"?l={key}&b={beat}")
    question = asked(key, beat)
    cells = [
        cell for pin in question["veil"]["cells"] if pin["target"] == "out" for cell in pin["cells"]
    ]

    expect(page.locator("[data-panel=output] .veiled")).to_have_count(len(cells))
    for press in ("Home", *["ArrowRight"] * 6):
        page.keyboard.press(press)
        assert all(name not in said for said in pointed_at(page))
        assert page.locator(".cell.veiled text").all_text_contents().count("?") >= len(cells)
        for cell in cells:
            assert page.locator(f'[data-cell="out:{",".join(map(str, cell))}"]').count() == 0
    assert question["said"] not in re.findall(r"\d+", page.locator(".beat").inner_text())
    page.get_by_role("button", name="show me").click()
    expect(page.locator(".said")).to_contain_text(question["said"])
    assert page.locator(".cell.veiled").count() == 0


SIZES = (("cut", 0), ("edge", 3), ("sizes", 1))


@pytest.mark.parametrize(("key", "beat"), SIZES)
def test_a_covered_size_is_told_nowhere(course: Open, key: str, beat: int) -> None:
    page = course(f"?l={key}&b={beat}")
    said = asked(key, beat)["said"]

    expect(page.locator("[data-panel='output covered'] .note")).to_have_text("? × ?")
    assert page.locator("[data-panel=output]").count() == 0
    expect(page.locator(".formula")).to_have_text("output size = ?")
    page.keyboard.press("End")
    assert {text.split(" | ")[0] for text in pointed_at(page)} <= {
        "What comes of this is covered until you answer."
    }
    assert page.locator("[data-panel='output covered']").count() == 1
    page.get_by_role("button", name="show me").click()
    expect(page.locator("[data-panel=output] .note")).to_have_text(f"{said}×{said}")


def test_cells_to_be_marked_hold_no_number(course: Open) -> None:
    page = course("?l=stride&b=2")

    assert set(page.locator("[data-panel=marks] .cell").all_text_contents()) == {""}
    assert page.locator("[data-panel^=plane]").count() == 0
    assert {text.split(" | ")[0] for text in pointed_at(page)} == {
        "What comes of this is covered until you answer."
    }


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(90):
        found = page.evaluate(
            """(selector) => {
              let e = document.activeElement;
              while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
              return Boolean(e?.matches(selector));
            }""",
            selector,
        )
        if found:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def test_a_lesson_can_be_done_by_keyboard_alone(course: Open) -> None:
    page = course("?l=stride")
    beats = script(lesson("stride"))["beats"]
    for i, beat in enumerate(beats):
        question = beat["question"]
        if question is not None and question["kind"] == "mark":
            tab_to(page, ".board svg")
            for row in range(5):
                page.keyboard.press("ArrowDown" if row else "ArrowRight")
                for _ in range(4):
                    page.keyboard.press("ArrowLeft")
                for column in range(5):
                    if column:
                        page.keyboard.press("ArrowRight")
                    if [row, column] in question["answer"]["cells"]:
                        page.keyboard.press("Space")
            tab_to(page, ".ask button[type=submit]")
            page.keyboard.press("Enter")
            expect(page.locator(".said b").first).to_have_text("Yes. ")
        elif question is not None:
            tab_to(page, ".field")
            page.keyboard.type(question["said"])
            page.keyboard.press("Enter")
            expect(page.locator(".said b").first).to_have_text("Yes. ")
        if i + 1 < len(beats):
            tab_to(page, ".turn button:last-of-type")
            page.keyboard.press("Enter")
            expect(page.locator(".where span")).to_have_text(f"Part {i + 2} of {len(beats)}")


def test_a_right_answer_is_asked_why(course: Open) -> None:
    page = course("?l=window&b=1")
    question = asked("window", 1)
    give(page, question, question["answer"])
    page.get_by_role("button", name="Mark them").click()
    assert question["why"] is not None
    for cell in question["why"]["answer"]["cells"]:
        page.locator(f'[data-panel=input] [data-cell="in:{",".join(map(str, cell))}"]').click()
    page.get_by_role("button", name="These").click()

    expect(page.locator(".why")).to_have_text("Just so.")


def test_a_phrase_lights_its_cells_and_a_click_pins_them(course: Open) -> None:
    page = course("?l=window")
    phrase = page.locator(".phrase", has_text="one output cell")
    lit = page.locator('[data-panel=output] [data-cell="out:0,0,0"].main')
    phrase.hover()
    expect(lit).to_have_count(1)
    phrase.click()
    page.mouse.move(700, 700)
    expect(phrase).to_have_attribute("aria-pressed", "true")
    expect(lit).to_have_count(1)


def test_a_term_explains_itself_to_pointer_and_keyboard(course: Open) -> None:
    page = course("?l=window")
    page.locator(".term.new").first.hover()
    expect(page.locator(".means")).to_be_visible()
    page.mouse.move(700, 700)
    expect(page.locator(".means")).to_be_hidden()
    page.locator(".term.new").first.focus()
    expect(page.locator(".means")).to_contain_text(".")


def test_a_beat_leaves_its_control_to_the_learner(course: Open) -> None:
    page = course("?l=stride")
    expect(page.locator("[data-panel=output] .note")).to_have_text("4×4")
    page.get_by_role("group", name="Stride").get_by_role("button", name="3").click()
    expect(page.locator("[data-panel=output] .note")).to_have_text("5×5")
    expect(page.locator(".formula")).to_contain_text("(2 − 1)·3 + 2 − 2·0 = 5")
    go_on(page)
    expect(page.locator("[data-panel=output] .note")).to_have_text("4×4")


def test_other_numbers_are_asked_with_help_that_fades(course: Open) -> None:
    page = course("?l=cut&seed=41")
    question = asked("cut", 0)
    give(page, question, question["answer"])
    page.get_by_role("button", name="Ask me again").click()
    expect(page.locator(".help")).to_be_visible()
    fresh = script(lesson("cut"), 41, 1)["beats"][0]["question"]
    assert fresh is not None
    give(page, fresh, fresh["answer"])
    expect(page.locator(".said b").first).to_have_text("Yes. ")


def test_a_beat_has_an_address_and_progress_stays(course: Open) -> None:
    page = course("?l=cut")
    go_on(page)
    expect(page.locator(".where span")).to_have_text("Part 2 of 5")
    assert "b=1" in page.url
    page.reload()
    expect(page.locator(".where span")).to_have_text("Part 2 of 5")
    page.get_by_role("button", name="All lessons").click()
    expect(page.locator(".lessons li.seen .state")).to_contain_text("2 of 5 parts read")


def test_turning_beats_and_answering_ask_no_server(course: Open) -> None:
    page = course("?l=cut")
    page.wait_for_timeout(1500)
    sent: list[object] = []
    # The browser asks for the page's icon whenever the address changes.
    page.on("request", lambda r: sent.append(r.url) if not r.url.endswith("favicon.png") else None)
    page.evaluate(
        """() => {
          window.sent = 0;
          const send = WebSocket.prototype.send;
          WebSocket.prototype.send = function (...all) {
            window.sent += 1;
            return send.apply(this, all);
          };
        }"""
    )
    give(page, asked("cut", 0), {"low": 8, "high": 8})
    for _ in range(3):
        go_on(page)

    assert sent == []
    assert page.evaluate("window.sent") == 0


def test_the_story_comes_once_and_leads_to_lesson_1(course: Open) -> None:
    page = course(told=False)
    story = page.locator(".story")
    expect(story).to_be_visible()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Lesson 1", exact=True).click()
    expect(page.locator(".side h1")).to_have_text(lesson("window").title)

    other = course(told=False)
    expect(other.locator(".story")).to_be_visible()
    other.keyboard.press("Escape")
    expect(other.locator(".story")).to_be_hidden()
    other.reload()
    expect(other.locator(".list")).to_be_visible()
    expect(other.locator(".story")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(course: Open, scheme: str) -> None:
    page = course(color_scheme=scheme)
    assert violations(page) == []
    # All kinds of questions have the same colours.
    for key, beat in (*(KINDS if scheme == "light" else KINDS[:2]), ("code", 0)):
        page = course(f"?l={key}&b={beat}", color_scheme=scheme)
        page.wait_for_timeout(500)
        assert violations(page) == [], key
        question = asked(key, beat)
        give(page, question, question["wrong"][0]["answers"][0])
        expect(page.locator(".said")).to_be_visible()
        page.wait_for_timeout(500)
        assert violations(page) == [], f"{key}, answered"


@pytest.mark.parametrize("key", ["window", "stride", "cut", "trip", "matrix", "same", "code"])
def test_on_a_phone_stage_and_question_fit(course: Open, key: str) -> None:
    page = course(f"?l={key}", viewport=PHONE, has_touch=True)

    # Streamlit's own part of the page is what scrolls.
    scrolled = page.get_by_test_id("stMain")
    assert scrolled.evaluate("main => main.scrollWidth") <= PHONE["width"]
    stage = page.locator(".main :is(.board, .tables):visible").first.bounding_box()
    title = page.locator(".side h1").bounding_box()
    assert stage is not None
    assert title is not None
    assert stage["y"] < title["y"]


@pytest.mark.thorough
@pytest.mark.parametrize("key", KEYS)
def test_every_beat_is_drawn_and_every_question_answered(course: Open, key: str) -> None:
    page = course(f"?l={key}")
    beats = script(lesson(key))["beats"]
    for i, beat in enumerate(beats):
        shown = (
            ".board svg .cell, .board svg .painting"
            if beat["stage"]["setting"] is not None
            else ".tables h2"
        )
        expect(page.locator(shown).first).to_be_attached()
        question = beat["question"]
        if question is not None:
            give(page, question, question["answer"])
            expect(page.locator(".said b").first).to_have_text("Yes. ")
        if i + 1 < len(beats):
            more = page.locator(".turn button", has_text="More")
            (more if more.count() else page.locator(".turn button").last).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_a_desk_nor_in_a_room(course: Open, scheme: str) -> None:
    page = course("?write=1", color_scheme=scheme)
    expect(page.locator(".preview h1")).to_be_visible()
    assert violations(page) == []
    page = course("?l=cut&teach=1", color_scheme=scheme)
    expect(page.locator("[data-panel='output covered']")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("2")
    expect(page.locator(".said")).to_be_visible()
    page.wait_for_timeout(500)
    assert violations(page) == []


def test_a_room_covers_the_whole_window_and_is_left_by_escape(course: Open) -> None:
    page = course("?l=cut&teach=1")
    expect(page.locator(".keys")).to_contain_text("Enter shows the answer")
    box = page.locator(".teaching").bounding_box()
    assert box == {"x": 0, "y": 0, **LAPTOP}
    page.keyboard.press("Escape")
    expect(page.locator("input.field")).to_be_visible()
    assert "teach" not in page.url
