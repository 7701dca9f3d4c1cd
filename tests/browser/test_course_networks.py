"""The networks' lessons: the learner's drawing on the stage, the editor, the printed pixel.

Most run on a bare page: what the component reports becomes the next message, by the functions
that the page calls.
"""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.course import session
from app.course.chain import PRESETS
from app.course.learner import Learner, read_pixel
from app.course.session import Course
from app.drawing.drawn import Drawn, arrived, digit
from app.drawing.preparation import prepared
from tests.browser.classroom import PADS
from tests.browser.conftest import STORY
from tests.browser.mounted import give, mount
from tests.browser.pad import PHONE, draw, pixels
from tests.browser.visitors import LAPTOP
from tests.course.paper import Paper, read_number, torch_sum

Open = Callable[..., Page]


def message(course: Course, learner: Learner) -> dict[str, Any]:
    return {**session.message(course, learner), "pads": PADS}


def shown(
    open_page: Open, key: str, beat: int, learner: Learner | None = None, **options: Any
) -> Page:
    sent = message(Course(lesson=key, beat=beat), learner or Learner())
    html = "<div class='lab course'></div>"

    def told(page: Page) -> None:
        page.evaluate(f"localStorage.setItem('{STORY}', '1')")

    return mount(open_page, "course", html, sent, told, **options)


def answered(page: Page, key: str, learner: Learner) -> Learner:
    """Grant what the component reported last, as the page does, and send what follows."""
    page.wait_for_function("window.reports.length > 0")
    name, value = page.evaluate("window.reports.splice(0).pop()")
    if name == "pixel":
        learner = Learner(learner.digit, learner.several, read_pixel(value))
    else:
        learner = Learner(arrived(value), learner.several, learner.pixel)
    give(page, message(Course(lesson=key), learner))
    return learner


def test_the_ladder_shows_the_drawing_that_was_made_in_the_lesson(open_page: Open) -> None:
    page = shown(open_page, "code", 0)
    expect(page.locator(".layers .rungs canvas")).to_have_count(8)

    draw(page, [(0.3, 0.2), (0.7, 0.25), (0.4, 0.8)])
    learner = answered(page, "code", Learner())
    expect(page.locator('.layers [data-drawing="1"]')).to_be_visible()

    wanted = prepared(learner.digit).picture
    assert wanted is not None
    assert len(learner.digit.strokes) == 1
    painted = pixels(page.locator(".layers .rungs canvas").first)
    assert np.abs(painted - 255 * wanted).max() <= 1


def test_a_drawing_in_the_lesson_reaches_the_page_of_drawings_too(course: Open) -> None:
    """Once through Streamlit: there is one drawing for all pages."""
    page = course("?l=code")
    page.get_by_role("button", name="Ready-made digit 7").click()
    expect(page.locator('.layers [data-drawing="1"]')).to_be_visible()

    wanted = prepared(digit(7)).picture
    assert wanted is not None
    painted = pixels(page.locator(".layers .rungs canvas").first)
    assert np.abs(painted - 255 * wanted).max() <= 1
    page.get_by_role("link", name="Draw a digit", exact=True).click()
    expect(page.get_by_role("button", name="Ready-made digit 7")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_phrase_lights_its_rung(open_page: Open) -> None:
    page = shown(open_page, "code", 0)
    expect(page.locator(".layers figure")).to_have_count(8)

    page.locator(".phrase", has_text="code").hover()
    expect(page.locator(".layers figure.lit")).to_contain_text("the code")


def test_turning_and_answering_ask_nobody(open_page: Open) -> None:
    page = shown(open_page, "code", 0)
    expect(page.locator(".layers .rungs canvas")).to_have_count(8)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.locator(".field").fill("3872")
    page.keyboard.press("Enter")
    expect(page.locator(".said b").first).to_have_text("Yes. ")
    for cards in (2, 5, 3):
        page.locator(".turn button").last.click()
        expect(page.locator(".card")).to_have_count(cards)

    # Pictures are part of the message; nothing else was wanted.
    assert [url for url in asked if not url.startswith("data:")] == []
    assert page.evaluate("window.reports") == []


@pytest.mark.parametrize(("key", "beat"), [("code", 3), ("code", 4), ("phases", 5)])
def test_what_would_tell_is_covered_until_answered(open_page: Open, key: str, beat: int) -> None:
    page = shown(open_page, key, beat)
    covered = page.locator(".cards .unknown")
    expect(covered.first).to_be_visible()
    count = covered.count()
    told = page.locator(".cards dd").all_inner_texts()
    assert told.count("?") >= 2
    pictures = page.locator(".cards img").count()

    page.locator(".question .showme").first.click()
    expect(covered).to_have_count(0)
    expect(page.locator(".cards img")).to_have_count(pictures + count)
    assert "?" not in page.locator(".cards dd").all_inner_texts()


def test_an_answer_follows_the_learner_s_own_digit(open_page: Open) -> None:
    """Another drawing is another question: its reason names that drawing's errors."""
    page = shown(open_page, "code", 4)
    page.locator(".question .showme").first.click()
    before = page.locator(".said").inner_text()

    page.get_by_role("button", name="Ready-made digit 1").click()
    answered(page, "code", Learner())
    expect(page.locator(".said")).to_have_count(0)
    page.locator(".question .showme").first.click()
    expect(page.locator(".said")).not_to_have_text(before)


def rung(page: Page, number: int) -> Any:
    return page.locator(f".floor[data-rung='{number}']")


def test_the_editor_says_what_is_missing_and_turns_green_at_a_legal_chain(open_page: Open) -> None:
    page = shown(open_page, "capstone", 1)
    expect(rung(page, 1)).to_have_class(re.compile("misses"))
    expect(rung(page, 1)).to_contain_text("1 short of 14: output_padding 1 would meet it.")
    expect(rung(page, 2)).to_contain_text("3 short of 28")

    for number in (1, 2):
        page.get_by_label(f"Rung {number}, output_padding").fill("1")
        expect(rung(page, number)).to_have_class(re.compile("meets"))
        expect(rung(page, number)).to_contain_text(f"Meets {14 * number}.")
    expect(page.locator(".decoder")).to_have_attribute("data-met", "true")
    expect(page.locator(".verdict")).to_have_text("7 → 14 → 28: every level meets the encoder's.")

    page.get_by_label("Rung 1, output_padding").fill("2")
    expect(rung(page, 1)).to_contain_text("Impossible: PyTorch wants output_padding smaller")
    expect(page.locator(".decoder")).to_have_attribute("data-met", "false")


def test_each_decoder_to_compare_is_one_click_away_and_rungs_come_and_go(open_page: Open) -> None:
    page = shown(open_page, "capstone", 1)
    for name in list(PRESETS)[1:]:
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator(".decoder")).to_have_attribute("data-met", "true")

    page.get_by_role("button", name="Add a rung").click()
    expect(rung(page, 3)).to_contain_text("Stays at 28.")
    page.get_by_role("button", name="Take rung 2 away").click()
    expect(page.locator(".floor")).to_have_count(2)
    expect(rung(page, 2)).to_contain_text("Stays at 14.")
    expect(page.locator(".verdict")).to_have_text("7 → 14 → 14: not yet up to 28.")


def test_the_editor_covers_its_sizes_until_the_question_is_answered(open_page: Open) -> None:
    page = shown(open_page, "capstone", 0)
    expect(page.locator(".floor .own")).to_have_text(["?", "?"])
    assert "short of" not in page.locator(".decoder").inner_text()

    page.locator(".field").fill("25")
    page.keyboard.press("Enter")
    expect(page.locator(".floor .own")).to_have_text(["25", "13"])


def test_the_printed_pixel_s_sum_is_torch_s(open_page: Open) -> None:
    """Of a digit chosen in the lesson, at a pixel chosen there."""
    learner = Learner(digit=digit(8))
    page = shown(open_page, "capstone", 5, learner)
    page.evaluate("() => { window.print = () => {}; }")
    field = page.locator(".field-of-pixels")
    expect(field).to_be_visible()
    field.click(position={"x": 9 * 16 + 4, "y": 9 * 11 + 4})
    learner = answered(page, "capstone", learner)
    assert learner.pixel == (11, 16)
    expect(page.locator(".sum h3")).to_contain_text("row 11, column 16")

    page.locator(".print").click()
    paper = Paper()
    paper.feed(page.locator("iframe.printed").get_attribute("srcdoc") or "")
    largest, rest, bias, total, _ = map(read_number, paper.lines)
    picture = prepared(learner.digit).picture
    assert picture is not None
    assert total == pytest.approx(torch_sum(picture, 7, [0, 11, 16]), abs=1e-4)
    assert largest + rest + bias == pytest.approx(total, abs=2e-5)
    assert len(paper.products) >= 288


def test_the_printed_page_is_one_sheet_of_paper(open_page: Open) -> None:
    page = shown(open_page, "capstone", 5)
    page.evaluate("() => { window.print = () => {}; }")
    page.locator(".print").click()
    document = page.locator("iframe.printed").get_attribute("srcdoc") or ""

    page.set_content(document)
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_the_sum_is_covered_until_its_products_are_counted(open_page: Open) -> None:
    page = shown(open_page, "capstone", 3)
    expect(page.locator(".sum .unknown")).to_be_visible()
    assert "288" not in page.locator(".tables").inner_text()
    expect(page.locator(".print")).to_have_count(0)

    page.locator(".field").fill("288")
    page.keyboard.press("Enter")
    expect(page.locator(".sum")).to_contain_text("the other 287 products")


def test_a_point_of_the_plane_moves_and_the_decoder_answers(open_page: Open) -> None:
    page = shown(open_page, "plane", 1)
    canvas = page.locator(".plane canvas")
    expect(canvas).to_have_attribute("data-shows", "exact")
    assert canvas.get_attribute("data-at") == "0 0"
    before = pixels(canvas)

    page.locator(".field-of-codes svg").focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    expect(canvas).not_to_have_attribute("data-at", "0 0")
    expect(canvas).to_have_attribute("data-shows", "exact")
    assert np.abs(pixels(canvas) - before).max() > 20


def test_the_cloud_is_covered_until_its_points_are_guessed(open_page: Open) -> None:
    page = shown(open_page, "plane", 0)
    expect(page.locator(".field-of-codes circle.mine")).to_be_visible()
    expect(page.locator(".field-of-codes .missed")).to_have_count(0)

    page.locator(".question .showme").first.click()
    expect(page.locator(".counted")).to_have_text(re.compile("^Of 100 points"))
    crosses, dots = (page.locator(f".field-of-codes .{one}") for one in ("missed", "among"))
    assert crosses.count() + dots.count() == 100
    # What the colours mean stands in the picture.
    names = page.locator(".field-of-codes text.home").all_text_contents()
    assert sorted(names) == [str(digit) for digit in range(10)]


def test_noise_is_turned_without_asking(open_page: Open) -> None:
    page = shown(open_page, "plane", 4)
    noisy = page.locator(".levels img").nth(1)
    before = noisy.get_attribute("src")

    page.get_by_label("Noise").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".levels")).to_contain_text("with noise 0.6")
    assert noisy.get_attribute("src") != before
    assert page.evaluate("window.reports") == []


def test_an_empty_canvas_gets_its_sentence(open_page: Open) -> None:
    page = shown(open_page, "code", 2, Learner(digit=Drawn((), 0.07, 4)))

    expect(page.locator(".shown .trouble")).to_have_text(re.compile(r"\.$"))
    page.get_by_role("button", name="Ready-made digit 2").click()
    answered(page, "code", Learner())
    expect(page.locator(".card")).to_have_count(5)


@pytest.mark.parametrize("key", ["phases", "channels", "code", "plane", "capstone"])
def test_on_a_phone_nothing_is_wider_than_the_window(open_page: Open, key: str) -> None:
    last = len(session.lesson(key).beats) - 1
    size = PHONE["viewport"]
    page = shown(open_page, key, last if key != "channels" else 2, viewport=size, has_touch=True)

    expect(page.locator(".tables > h2")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def inside(page: Page, what: str, frame: str) -> None:
    """Wait until all of these lie within a frame that scrolls, and within the window."""
    page.wait_for_function(
        """([what, frame]) => {
          const around = document.querySelector(frame).getBoundingClientRect();
          const all = [...document.querySelectorAll(what)].filter((one) => one.offsetParent);
          return all.length && all.every((one) => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            return left >= around.left && right <= around.right + 1 && top >= around.top
              && bottom <= Math.min(around.bottom, innerHeight) + 1;
          });
        }""",
        arg=[what, frame],
    )


@pytest.mark.parametrize("size", [LAPTOP, PHONE["viewport"]], ids=["laptop", "phone"])
def test_all_four_decoders_are_in_sight_while_they_are_asked_about(
    open_page: Open, size: dict[str, int]
) -> None:
    page = shown(open_page, "phases", 5, viewport=size)
    expect(page.locator(".card")).to_have_count(4)

    inside(page, ".card", ".tables")
    page.locator(".tables").evaluate("tables => tables.scrollTo(0, 60)")
    page.locator(".turn button").last.click()
    # What this part was scrolled to is not what the next one is about.
    expect(page.locator(".card dt").first).to_have_text("checkerboard")
    inside(page, ".card", ".tables")


@pytest.mark.parametrize(("key", "beat"), [("code", 5), ("plane", 5), ("capstone", 3)])
def test_on_a_phone_the_canvas_is_in_sight_where_one_draws(
    open_page: Open, key: str, beat: int
) -> None:
    page = shown(open_page, key, beat, viewport=PHONE["viewport"], has_touch=True)
    expect(page.locator(".easel canvas")).to_be_visible()

    box = page.locator(".easel canvas").bounding_box()
    around = page.locator(".tables").bounding_box()
    assert box is not None
    assert around is not None
    assert around["y"] <= box["y"]
    assert box["y"] + box["height"] <= around["y"] + around["height"]
