"""The course for a room, for handing out, on paper, and with a lesson of one's own."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.course import own, session
from app.course.library import lesson, sources
from app.course.script import script
from app.course.session import Course
from app.course.values import QuestionValue
from tests.browser.classroom import PADS, Classroom, focused
from tests.browser.mounted import frames, give, reports
from tests.browser.test_course_whole import plain

Open = Callable[..., Page]
KEPT = "transposed-convolution-lab.course"
DRAFT = "transposed-convolution-lab.lesson"
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
READ = "navigator.clipboard.readText()"


def asked(key: str, beat: int) -> QuestionValue:
    question = script(lesson(key))["beats"][beat]["question"]
    assert question is not None
    return question


def room(open_page: Open, key: str, beat: int = 0, **options: Any) -> Classroom:
    return Classroom(open_page, Course(lesson=key, beat=beat, teach=True), **options)


def test_a_key_shows_the_answer_and_others_wrong_ones_beside_it(open_page: Open) -> None:
    page = room(open_page, "cut").page
    question = asked("cut", 0)
    assert page.locator("input.field").count() == 0
    expect(page.locator("[data-panel='output covered']")).to_be_visible()

    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text(f"It is {question['said']}")
    for i, option in enumerate(question["wrong"][:4]):
        page.keyboard.press(str(i + 1))
        expect(page.locator(".said")).to_contain_text(plain(option["sentence"]))
        expect(page.locator(".said")).to_contain_text(f"It is {question['said']}")
        expect(page.locator("[data-panel=output] .name")).to_have_text("It is")
        side = option["said"][0]
        expect(page.locator("[data-panel=yours] .note")).to_have_text(f"{side}×{side}")


def test_a_clicker_turns_parts_and_a_click_shows_the_answer(open_page: Open) -> None:
    page = room(open_page, "cut").page
    page.keyboard.press("PageDown")
    expect(page.locator(".where span")).to_have_text("Part 2 of 5")
    page.keyboard.press("PageUp")
    expect(page.locator(".where span")).to_have_text("Part 1 of 5")
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator(".said")).to_contain_text("It is 4")


def test_a_number_after_g_leads_to_a_lesson(open_page: Open) -> None:
    class_ = room(open_page, "cut")
    page = class_.page
    for keys, key in (("G4", "stride"), ("g12", "phases"), ("g1Enter", "window")):
        for press in re.findall(r"Enter|.", keys):
            page.keyboard.press(press)
        wish = class_.grant()
        assert (wish["lesson"], wish["teach"]) == (key, True)
        expect(page.locator(".side h1")).to_have_text(lesson(key).title)
    page.keyboard.press("g")
    expect(page.locator(".typed")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".typed")).to_be_hidden()


def test_b_blanks_and_escape_leaves(open_page: Open) -> None:
    class_ = room(open_page, "cut", 1)
    page = class_.page
    page.keyboard.press("b")
    expect(page.locator(".blank-out")).to_be_visible()
    page.keyboard.press("PageDown")
    expect(page.locator(".blank-out")).to_be_hidden()
    expect(page.locator(".where span")).to_have_text("Part 2 of 5")
    page.keyboard.press("Escape")
    assert class_.grant() == {"n": 1, "lesson": "cut", "beat": 1, "teach": False}
    expect(page.locator("input.field")).to_be_visible()
    assert page.locator(".teaching").count() == 0


def told_of_the_tab(class_: Classroom) -> None:
    """Send what Python sends once the tab said what it holds: other switches, the same lesson."""
    give(class_.page, {**session.message(class_.course), "pads": {**PADS, "skipped": True}})
    frames(class_.page)


def test_a_room_is_left_while_the_tab_still_says_what_it_holds(open_page: Open) -> None:
    class_ = room(open_page, "cut")
    class_.page.keyboard.press("Escape")
    class_.page.wait_for_function("window.reports.length > 0")
    class_.course = session.after_wish(class_.course, reports(class_.page)[-1])
    told_of_the_tab(class_)

    expect(class_.page.locator("input.field")).to_be_visible()
    assert class_.page.locator(".teaching").count() == 0


def test_an_answer_that_was_begun_stays_when_the_tab_says_what_it_holds(open_page: Open) -> None:
    """That is half a second after the page has come: a quick learner's sizes were gone."""
    class_ = Classroom(open_page, Course(lesson="sizes"))
    page = class_.page
    page.get_by_role("button", name="7", exact=True).click()
    told_of_the_tab(class_)

    expect(page.get_by_role("button", name="7", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".said")).to_contain_text("There is more than one")


def test_on_a_projector_text_and_stage_grow_with_the_window(open_page: Open) -> None:
    sizes = []
    for width, height in ((1366, 768), (1920, 1080)):
        page = room(open_page, "cut", viewport={"width": width, "height": height}).page
        cell = page.locator("[data-panel=input] .cell").first.bounding_box()
        line = page.locator(".question h2").bounding_box()
        assert cell is not None
        assert line is not None
        sizes.append((cell["height"], line["height"]))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    (small_cell, small_line), (cell_height, line_height) = sizes
    # 1080/768 = 1.41
    assert cell_height > 1.3 * small_cell
    assert line_height > 1.3 * small_line
    assert cell_height > 60


def test_a_room_s_link_holds_no_teacher_and_covers_the_answers(open_page: Open) -> None:
    page = room(open_page, "cut", query="/course?l=cut&teach=1&seed=41", **CLIPBOARD).page
    page.get_by_role("button", name="Copy a link without answers").click()
    expect(page.locator(".keys")).to_contain_text("no secret")

    link = page.evaluate(READ)
    assert link.endswith("/course?l=cut&seed=41&answers=0")


def test_without_answers_an_answer_is_noted_and_nothing_told(open_page: Open) -> None:
    page = Classroom(open_page, Course(lesson="cut", answers=False)).page
    assert page.get_by_role("button", name="show me").count() == 0
    page.locator("input.field").fill("4")
    page.keyboard.press("Enter")

    expect(page.locator(".hint")).to_contain_text("told later")
    expect(page.locator("input.field")).to_have_value("4")
    expect(page.locator("[data-panel='output covered']")).to_be_visible()
    assert page.locator(".said").count() == 0
    page.locator(".turn button").last.click()
    expect(page.locator(".cell.veiled").first).to_be_visible()
    for _ in range(4):
        page.locator(".turn button").last.click()
    assert page.locator(".keep").count() == 0


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


def test_a_lesson_is_printed_on_one_page_and_its_answers_on_the_last(open_page: Open) -> None:
    page = Classroom(open_page, Course(lesson="cut", paper=True)).page
    leaves = page.locator(".leaf")
    expect(leaves).to_have_count(2)
    expect(leaves.first.locator(".picture svg").first).to_be_visible()

    assert pages_of(page.pdf()) == 2
    assert pages_of(page.pdf(format="A4")) == 2
    first, last = leaves.all()
    for i, beat in enumerate(script(lesson("cut"))["beats"]):
        if question := beat["question"]:
            reason = plain(question["reason"])
            assert reason not in first.inner_text(), i
            assert reason in last.inner_text(), i
            assert plain(question["prompt"])[:12] in first.inner_text()
    assert first.locator(".field").count() == 3
    assert set(first.locator(".cell.veiled text").all_text_contents()) == {"?"}
    page.emulate_media(media="print")
    expect(page.locator(".paper-bar")).to_be_hidden()
    breaks = [leaf.evaluate("leaf => getComputedStyle(leaf).breakAfter") for leaf in (first, last)]
    assert breaks == ["page", "auto"]


@pytest.mark.thorough
def test_the_whole_course_is_printed_a_page_a_lesson(open_page: Open) -> None:
    page = Classroom(open_page, Course(paper=True)).page
    leaves = page.locator(".leaf")
    expect(leaves).to_have_count(len(sources()) + 1)
    # Each leaf is drawn smaller until it fits.
    heights = [leaf.bounding_box() for leaf in leaves.all()[:-1]]
    assert all(box is not None and box["height"] < 1010 for box in heights)
    count = pages_of(page.pdf(format="A4"))

    assert len(sources()) + 1 <= count <= len(sources()) + 2
    assert page.locator(".answers li").count() == sum(
        beat.question is not None for key in sources() for beat in lesson(key).beats
    )


def kept(page: Page) -> Any:
    return json.loads(page.evaluate(f"localStorage.getItem('{KEPT}')") or "null")


def test_progress_goes_through_a_link_to_another_browser(open_page: Open) -> None:
    before = {
        "seen": {"window": [0, 1, 3], "cut": [0]},
        "first": {"window/1": True, "cut/0": False},
        "missed": ["M2"],
    }
    here = Classroom(open_page, Course(), storage={KEPT: json.dumps(before)}, **CLIPBOARD).page
    here.get_by_role("button", name="Copy my progress").click()
    expect(here.locator(".ways")).to_contain_text("Copied")
    link = here.evaluate(READ)
    assert link.endswith("?progress=window.b.2.0_cut.1.0.1~M2")

    query = "/course" + link[link.index("?") :]
    there = Classroom(open_page, Course(), query=query).page
    expect(there.locator(".note")).to_contain_text("was added")
    expect(there.locator(".lessons .seen")).to_have_count(2)
    assert kept(there) == before
    assert "progress" not in there.url


HOSTILE = (
    "nonsense",
    "nobody.1.0.0",
    "__proto__.1.0.0",
    "constructor.1.1.1",
    "window.g.0.0",
    "window.1.0",
    "window.fffff.0.0",
    "window.1.0.0~<script>",
    "window.1.0.0~M2~M3",
    "_".join(["window.1.0.0"] * 400),
    "%F0%9F%99%82",
)


def test_a_hostile_progress_gets_a_sentence_and_changes_nothing(open_page: Open) -> None:
    for text in HOSTILE:
        page = Classroom(open_page, Course(), query=f"/course?progress={text}").page
        expect(page.locator(".note")).to_contain_text("cannot be read")
        assert kept(page) is None, text
    more = Classroom(open_page, Course(), query="/course?progress=window.ffff.ffff.0").page
    expect(more.locator(".note")).to_contain_text("was added")
    # Four parts there are, and no more are believed.
    assert kept(more)["seen"] == {"window": [0, 1, 2, 3]}


@pytest.mark.parametrize(
    "spoilt", ["{", "7", '{"seen": 3}', '{"seen":{"cut":"x"},"first":{},"missed":[]}']
)
def test_a_spoilt_memory_is_none(open_page: Open, spoilt: str) -> None:
    page = Classroom(open_page, Course(), storage={KEPT: spoilt}).page

    expect(page.get_by_role("button", name="Start with lesson 1")).to_be_visible()


SHORT = "# Why so?\nstage: i=2x2&k=2\nkeep: So.\n---\nNothing more.\n"


def desk(open_page: Open, text: str = SHORT, **options: Any) -> Classroom:
    course = session.after_wish(Course(), {"n": 0, "lesson": "own", "own": text, "write": True})
    return Classroom(open_page, course, query=f"/course?write=1&own={own.to_link(text)}", **options)


def test_what_is_typed_is_seen_and_the_place_in_the_text_is_kept(open_page: Open) -> None:
    writing = desk(open_page)
    page = writing.page
    area = page.locator("textarea")
    expect(page.locator(".preview h1")).to_have_text("Why so?")
    area.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    page.keyboard.insert_text(" Why not?")
    sent = writing.grant()

    assert sent["own"].startswith("# Why so? Why not?\n")
    expect(page.locator(".preview h1")).to_have_text("Why so? Why not?")
    assert focused(page, "textarea")
    assert page.evaluate("document.querySelector('textarea').selectionStart") == 18
    assert "own=" not in page.url
    assert page.evaluate(f"localStorage.getItem('{DRAFT}')") == sent["own"]


def test_what_is_wrong_is_said_and_its_line_marked(open_page: Open) -> None:
    writing = desk(open_page)
    page = writing.page
    area = page.locator("textarea")
    area.fill(SHORT.replace("Nothing", "The 2 of them, and nothing"))
    writing.grant()

    expect(page.locator(".complaint")).to_contain_text("Line 5: the digit in")
    expect(page.locator(".mirror > .bad")).to_have_count(1)
    marked = page.locator(".mirror > .bad").evaluate(
        "one => [...one.parentNode.children].indexOf(one)"
    )
    assert marked == 4
    expect(page.locator(".preview h1")).to_have_text("Why so?")
    expect(page.get_by_role("button", name="Copy link")).to_be_disabled()
    page.get_by_role("button", name="Go there").click()
    chosen = "(area => area.value.slice(area.selectionStart, area.selectionEnd))"
    found = page.evaluate(f"{chosen}(document.querySelector('textarea'))")
    assert found == "The 2 of them, and nothing more."
    area.fill(SHORT)
    writing.grant()
    expect(page.locator(".complaint")).to_contain_text("It can be read")
    expect(page.locator(".mirror > .bad")).to_have_count(0)


def test_a_lesson_is_given_away_as_link_and_file_and_opened_again(
    open_page: Open, tmp_path: Path
) -> None:
    writing = desk(open_page, own.start(), **CLIPBOARD)
    page = writing.page
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate(READ)
    assert session.opened({"own": link.split("own=")[1]}).own == own.start()

    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "how-is-a-lesson-written.lesson"
    file = tmp_path / "mine.lesson"
    download.value.save_as(file)
    assert file.read_text("utf-8") == own.start()
    file.write_text(SHORT, "utf-8")
    page.locator("input[type=file]").set_input_files(file)
    writing.grant()
    expect(page.locator(".preview h1")).to_have_text("Why so?")
    file.write_text("a" * 30_000, "utf-8")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".complaint")).to_contain_text("too large for a lesson")


def test_a_draft_comes_back_at_the_next_visit(open_page: Open) -> None:
    start = session.opened({"write": "1"})
    writing = Classroom(open_page, start, query="/course?write=1", storage={DRAFT: SHORT})
    writing.grant()

    expect(writing.page.locator("textarea")).to_have_value(SHORT)
    expect(writing.page.locator(".preview h1")).to_have_text("Why so?")


def test_somebody_s_lesson_is_learnt_from_and_nothing_of_it_remembered(open_page: Open) -> None:
    course = session.opened({"own": own.to_link(own.start())})
    class_ = Classroom(open_page, course)
    page = class_.page
    expect(page.locator(".side h1")).to_have_text("How is a lesson written?")
    page.locator(".turn button").last.click()
    page.locator("input.field").fill("22")
    page.keyboard.press("Enter")
    # 1·3 + 2·4 + 3·1 + 4·2
    expect(page.locator(".said b").first).to_have_text("Yes. ")
    assert kept(page) is None
    page.get_by_role("button", name="How it is written").click()
    assert class_.grant()["write"] is True
    expect(page.locator("textarea")).to_have_value(own.start())


def test_a_faulty_link_says_so_and_shows_its_text(open_page: Open) -> None:
    faulty = SHORT.replace("---", "--")
    class_ = Classroom(open_page, session.opened({"own": own.to_link(faulty)}))
    expect(class_.page.locator(".note")).to_contain_text("cannot be shown. Line 4:")
    class_.page.get_by_role("button", name="See its text").click()
    class_.grant()
    expect(class_.page.locator("textarea")).to_have_value(faulty)

    broken = Classroom(open_page, session.opened({"own": "nonsense"}))
    expect(broken.page.locator(".note")).to_contain_text("cut off or damaged")
