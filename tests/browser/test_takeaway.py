"""What leaves the page, opened and looked at: pictures, animation, player, table, code."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from app.setting.link import UNSAID
from app.setting.setting import PRESETS, Numbers, from_example
from app.shared.palette import tap_colours
from app.stage.notebook import notebook, show
from core.examples import BY_KEY
from core.exports.exercise import exercise
from core.exports.snippets import LANGUAGES, snippet
from core.exports.tikz import tikz
from tests.browser.axe import violations
from tests.browser.lab import WORKED, cell, example, numbers, press, ready, sentence, steps

Open = Callable[..., Page]
S9 = BY_KEY["S9"]
SVG = "{http://www.w3.org/2000/svg}"


def take_away(page: Page) -> Page:
    page.get_by_role("button", name="Take away").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


def download(page: Page, button: str, folder: Path) -> Path:
    """Press a button of the dialog and return the file that comes."""
    with page.expect_download() as coming:
        page.get_by_role("dialog").get_by_role("button", name=button, exact=True).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def test_a_step_is_a_drawing_that_needs_no_stylesheet(open_page: Open, tmp_path: Path) -> None:
    page = ready(open_page(WORKED))
    press(page, "ArrowRight", 2)
    said = sentence(page)
    drawing = ET.parse(download(take_away(page), "SVG", tmp_path)).getroot()

    texts = [text for node in drawing.iter(f"{SVG}text") if (text := "".join(node.itertext()))]
    assert drawing.findtext(f"{SVG}title") == said
    assert " ".join(texts).endswith(said)
    # Input, kernel, the stamps so far, what they sum to; then the caption.
    for number, times in {"4": 2, "6": 2}.items():
        assert texts.count(number) == times
    assert not drawing.findall(".//*[@class]")
    for shape in drawing.iter(f"{SVG}rect"):
        assert re.fullmatch(r"#[0-9a-f]{6}|none|url\(#\w+\)", shape.attrib["fill"])
    # Nothing that only a browser knows: no functions of colour, no variables.
    assert not re.search(r"oklab|oklch|color-mix|var\(", ET.tostring(drawing, "unicode"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_step_is_a_picture_on_the_theme_s_paper(
    open_page: Open, tmp_path: Path, scheme: str
) -> None:
    page = ready(open_page(color_scheme=scheme))
    press(page, "End")
    path = download(take_away(page), "PNG", tmp_path)
    picture = np.asarray(pixels(path).convert("RGB"))

    assert path.name == "transposed-convolution-step-4.png"
    paper = {"light": (251, 250, 246), "dark": (20, 22, 27)}[scheme]
    assert tuple(picture[0, 0]) == tuple(picture[-1, -1]) == paper
    assert picture.shape[1] > 1800
    different = (picture != paper).any(axis=2)
    assert 0.2 < different.mean() < 0.8
    # Cropped: something is drawn near each edge, within the margin.
    for axis in (0, 1):
        drawn = np.flatnonzero(different.any(axis=1 - axis))
        assert drawn[0] < 80
        assert picture.shape[axis] - drawn[-1] < 80


def pixels(path: Path) -> Image.Image:
    # Read at once: an open file would be complained about.
    return Image.open(io.BytesIO(path.read_bytes()))


def gif_frames(data: bytes) -> int:
    """Count a GIF's image blocks, as the format says they follow each other."""
    assert data[:6] == b"GIF89a"
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    frames = 0
    while data[at] != 0x3B:
        if data[at] == 0x2C:
            frames += 1
            flags = data[at + 9]
            at += 11 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
        else:
            assert data[at] == 0x21
            at += 2
        while data[at]:
            at += data[at] + 1
        at += 1
    assert at == len(data) - 1
    return frames


def test_the_animation_has_one_frame_per_step(open_page: Open, tmp_path: Path) -> None:
    page = ready(open_page(WORKED))
    path = download(take_away(page), "GIF", tmp_path)
    still = pixels(download(page, "PNG", tmp_path)).convert("RGB")
    page.get_by_role("button", name="Close").click()

    assert gif_frames(path.read_bytes()) == steps(page)[1] == 4
    animation = pixels(path)
    frames, waits = [], []
    for frame in range(4):
        animation.seek(frame)
        frames.append(np.asarray(animation.convert("RGB")).astype(int))
        waits.append(animation.info["duration"])
    assert waits == [1000, 1000, 1000, 2500]
    for one, other in pairwise(frames):
        assert (one != other).any()
    # The first frame is the first step, digit for digit: the still picture at half its size.
    half = np.asarray(still.resize((animation.width, animation.height), Image.Resampling.BOX))
    assert np.abs(frames[0] - half).mean() < 3


def test_an_animation_can_be_cancelled(open_page: Open) -> None:
    page = take_away(ready(open_page("/?i=6x6&k=3&s=1&r=slide")))
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="GIF").click()
    expect(dialog.get_by_role("progressbar")).to_have_attribute("value", re.compile("[1-9]"))
    dialog.get_by_role("button", name="Cancel").click()

    expect(dialog.get_by_role("status")).to_have_text("Cancelled.")
    expect(page.locator(".sheet")).to_have_count(0)


def test_the_player_plays_without_network_by_hover_and_keyboard(
    open_page: Open, tmp_path: Path, open_offline: Callable[[str], Page]
) -> None:
    path = download(take_away(ready(open_page(WORKED))), "HTML player", tmp_path)

    page = ready(open_offline(path.as_uri()))

    assert steps(page) == (1, 4)
    press(page, "ArrowRight", 3)
    assert steps(page) == (4, 4)
    assert numbers(page, "output") == S9.expected
    cell(page, "output", 2, 3).hover()
    expect(page.locator('[data-panel="kernel"] .lit')).to_have_count(1)
    assert sentence(page) == "y[2,3] = 3·1 = 3"
    page.mouse.move(3, 300)
    press(page, "Home")
    press(page, " ")
    expect(page.locator(".count")).to_have_text(re.compile("step [23] of 4"))
    # The other readings came along.
    page.get_by_role("button", name="Side by side").click()
    press(page, "End")
    assert page.locator(".signs text").all_text_contents() == ["=", "="]
    assert numbers(page, "output matrix") == S9.expected
    for hidden in (".controls", ".share"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_a_notebook_s_frame_plays(open_offline: Callable[[str], Page], tmp_path: Path) -> None:
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<p>Out[1]:</p>{show(UNSAID.trace())._repr_html_()}")

    page = open_offline(notebook.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator('[data-panel="kernel"] .cell').first.click()
    page.keyboard.press("End")

    expect(frame.locator(".count")).to_have_text("step 4 of 4")


def test_table_code_and_tikz_are_core_s(open_page: Open, tmp_path: Path) -> None:
    page = ready(open_page(WORKED))
    press(page, "ArrowRight")
    take_away(page)
    trace = UNSAID.trace()
    output = np.zeros((4, 4))
    table = download(page, "CSV", tmp_path).read_text()
    for row in csv.DictReader(io.StringIO(table)):
        output[int(row["output_row"]), int(row["output_column"])] += float(row["product"])
    assert output.tolist() == S9.expected

    loaded = json.loads(download(page, "JSON", tmp_path).read_text())
    assert loaded["output"] == [S9.expected]
    assert len(loaded["rows"]) == len(trace)

    assert download(page, "Notebook", tmp_path).read_text() == notebook(trace)
    own_test = download(page, "Test my own program", tmp_path)
    assert (own_test.name, own_test.read_text()) == (
        "test_transposed_convolution.py",
        exercise(trace)[0],
    )
    written = tikz(trace, ["stamp"], "input", 1, colours=tap_colours(4))
    assert download(page, "TikZ", tmp_path).read_text() == written
    dialog = page.get_by_role("dialog")
    for language, name in LANGUAGES.items():
        dialog.get_by_role("button", name=name).click()
        expect(dialog.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        code = snippet(trace, language).code
        expect(dialog.locator("pre")).to_have_text(str(code), use_inner_text=False)
        assert dialog.locator("pre").text_content() == code
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    dialog.get_by_role("button", name="Copy code").click()
    expect(dialog.get_by_role("status")).to_have_text("The code is in the clipboard.")
    assert page.evaluate("navigator.clipboard.readText()") == code
    # Asking for texts left the setting, and so the picture, alone.
    page.keyboard.press("Escape")
    assert steps(page) == (2, 4)


def test_what_cannot_be_said_or_is_too_much_is_one_sentence(open_page: Open) -> None:
    page = take_away(ready(open_page("/?i=64x64&k=5&s=4&c=2x1")))
    dialog = page.get_by_role("dialog")
    status = dialog.get_by_role("status")

    dialog.get_by_role("button", name="CSV").click()
    expect(status).to_contain_text("rows is too long to be taken away; 200,000 are the most.")
    dialog.get_by_role("button", name="PyTorch").click()
    expect(status).to_contain_text("numbers are too many for a program")
    expect(dialog.locator("pre")).to_be_hidden()
    dialog.get_by_role("button", name="GIF").click()
    expect(status).to_contain_text("a GIF takes 200 at the most")


def test_a_text_that_got_lost_on_the_way_is_asked_for_again(open_page: Open) -> None:
    """Answers to older wishes may never arrive; the dialog asks until one is its own."""
    page = ready(open_page(WORKED))

    asked = page.evaluate(
        """async () => {
          const files = "/_stcore/bidi-components/transposed-convolution-lab.stage/";
          const { takeaway } = await import(files + "takeaway.js");
          const asked = [];
          const root = document.createElement("div");
          const stage = { look: () => ({ view: { opened: { steps: [] } } }), told: () => "",
            languages: [["numpy", "NumPy"]],
            ask: (request) => asked.push(request.what) + 6 };
          const dialog = takeaway(root, stage);
          const press = (name) => [...root.querySelectorAll("button")]
            .find((button) => button.textContent === name).click();
          press("NumPy");                                  // number 7
          dialog.receive({ n: 6, export: null });          // older: wait
          dialog.receive({ n: 8, export: null });          // newer and empty: ask again, 8
          dialog.receive({ n: 8, export: { n: 8, text: "y = 1", error: "" } });
          dialog.receive({ n: 9, export: null });          // answered: nothing to ask
          await new Promise((done) => setTimeout(done));
          return [asked, root.querySelector("pre").textContent];
        }"""
    )

    assert asked == [["numpy", "numpy"], "y = 1"]


def test_the_dialog_keeps_its_keys_and_gives_the_focus_back(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    button = page.get_by_role("button", name="Take away")
    button.focus()
    press(page, "Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    link = dialog.get_by_role("textbox", name="Link to this step")
    assert link.input_value().endswith("&r=stamp&step=0")
    link.focus()
    press(page, "ArrowRight")
    press(page, "End")
    press(page, "Escape")

    expect(dialog).to_be_hidden()
    assert steps(page) == (1, 4)
    expect(button).to_be_focused()


def test_the_dialog_s_link_holds_setting_step_pin_and_letters(open_page: Open) -> None:
    page = ready(open_page("/?s=1&step=2"))
    cell(page, "kernel", 1, 0).click()
    page.get_by_role("button", name="Letters instead of numbers").click()
    take_away(page)
    link = page.get_by_role("textbox", name="Link to this step").input_value()

    setting, _, place = link.partition("&step=")
    assert "&s=1&" in setting
    assert place == "2&pin=tap,0,0,1,0&symbols=1"


def test_a_link_with_locked_controls_is_copied_beside_the_free_one(open_page: Open) -> None:
    page = ready(open_page("/?s=1&step=2", permissions=["clipboard-read", "clipboard-write"]))
    take_away(page)
    status = page.get_by_role("dialog").locator(".status")
    page.get_by_role("button", name="Link with locked controls").click()
    expect(status).to_have_text("The link with locked controls is in the clipboard.")
    locked = page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("dialog").get_by_role("button", name="Copy link").click()
    expect(status).to_have_text("The link is in the clipboard.")

    assert locked == page.evaluate("navigator.clipboard.readText()") + "&lock=1"
    assert locked.endswith("&step=2&lock=1")


def test_copy_link_says_that_it_was_copied_and_the_clipboard_has_the_step(open_page: Open) -> None:
    page = ready(open_page(WORKED))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(page, "ArrowRight", 3)
    # It says so for a second and a half only.
    said = page.locator(".copy").evaluate(
        """button => new Promise((done) => {
          new MutationObserver(() => done(button.textContent)).observe(button, {childList: true});
          button.click();
        })"""
    )

    assert said == "Copied"
    assert page.evaluate("navigator.clipboard.readText()").endswith("&r=stamp&step=3")
    expect(page.locator(".copy")).to_have_text("Copy link")


@pytest.mark.parametrize(
    ("choice", "ending", "height"),
    [("0", "embed=true", 600), ("1", "hide=none&amp;lock=1", 720), ("2", "hide=none", 720)],
    ids=["hidden", "locked", "free"],
)
def test_the_embed_code_hides_locks_or_frees_the_controls(
    open_page: Open, choice: str, ending: str, height: int
) -> None:
    page = take_away(ready(open_page(WORKED)))
    page.get_by_role("combobox", name="Controls in the embedded lab").select_option(choice)
    frame = page.get_by_role("textbox", name="Code that embeds the lab").input_value()

    assert f'{ending}" title=' in frame
    assert f'height="{height}"' in frame
    assert "&embed" not in frame.replace("&amp;", "")


def test_a_drawing_leaves_out_what_is_hidden_and_strikes_what_is_cut(
    open_page: Open, tmp_path: Path
) -> None:
    page = ready(open_page("/?i=2x2&k=3&s=2&p=1&r=slide"))

    def zeros() -> list[ET.Element]:
        drawing = ET.parse(download(page, "SVG", tmp_path)).getroot()
        return [node for node in drawing.iter(f"{SVG}text") if "".join(node.itertext()) == "0"]

    take_away(page)
    first = len(zeros())
    press(page, "Escape")
    press(page, "ArrowRight", 4)
    take_away(page)
    struck = [node for node in zeros() if node.get("text-decoration") == "line-through"]

    # Labels are zeros, too: two of the input, two of the kernel, two of the output.
    assert first == 6
    # 7×7 less what is kept, 5×5.
    assert len(struck) == 49 - 25


def test_slides_are_shorter_than_stamps_in_the_animation_too(
    open_page: Open, tmp_path: Path
) -> None:
    page = take_away(ready(open_page("/?i=1x2&k=1&s=1&r=matrix&by=output")))
    animation = pixels(download(page, "GIF", tmp_path))
    waits = []
    for frame in range(2):
        animation.seek(frame)
        waits.append(animation.info["duration"])

    assert waits == [700, 2500]


def test_a_step_without_a_cell_is_written_with_what_it_cuts(
    open_page: Open, tmp_path: Path
) -> None:
    page = ready(open_page("/?i=2x2&k=3&s=2&p=1&step=4"))
    assert sentence(page).startswith("Padding cuts")
    take_away(page)
    setting = replace(UNSAID, kernel_size=3, padding=1, kernel=Numbers(), image=Numbers())

    written = tikz(setting.trace(), ["stamp"], "input", 4, colours=tap_colours(9))
    assert download(page, "TikZ", tmp_path).read_text() == written


def test_the_program_that_is_shown_is_the_one_that_is_saved(
    open_page: Open, tmp_path: Path
) -> None:
    page = take_away(ready(open_page(WORKED)))
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="NumPy").click()
    expect(dialog.locator("pre")).to_contain_text("numpy")
    path = download(page, "Save", tmp_path)

    assert path.suffix == ".py"
    assert path.read_text() == dialog.locator("pre").text_content()
    # Opened again, the dialog shows no program of another setting.
    press(page, "Escape")
    page.locator("#lab-stride").fill("3")
    page.locator("#lab-stride").press("Enter")
    expect(page).to_have_url(re.compile("s=3"))
    take_away(page)
    expect(dialog.locator("pre")).to_be_hidden()
    assert "&s=3&" in page.get_by_role("textbox", name="Link to this step").input_value()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_dialog_and_behind_a_lock(open_page: Open, scheme: str) -> None:
    page = take_away(ready(open_page("/?lock=1", color_scheme=scheme)))
    page.get_by_role("dialog").get_by_role("button", name="Keras").click()
    expect(page.locator(".takeaway pre")).to_be_visible()

    assert violations(page) == []
    press(page, "Escape")
    assert violations(page) == []


def test_on_a_phone_the_dialog_fits(open_page: Open) -> None:
    page = ready(open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True))
    page.get_by_role("button", name="Settings").tap()
    page.get_by_role("button", name="Take away").tap()
    dialog = page.get_by_role("dialog")

    dialog.get_by_role("button", name="NumPy").tap()

    expect(dialog.locator("pre")).to_be_visible()
    box = dialog.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")


def test_an_embedded_lab_hides_its_controls_and_keeps_what_the_link_says(open_page: Open) -> None:
    page = take_away(ready(open_page(WORKED)))
    snippet_ = page.get_by_role("textbox", name="Code that embeds the lab")
    frame = snippet_.input_value()
    assert 'title="Transposed convolution, 2×2 to 4×4, step by step"' in frame
    assert 'height="600"' in frame
    found = re.search(r'src="http://[^/]+(/[^"]+)"', frame)
    assert found

    embedded = ready(open_page(found[1].replace("&amp;", "&")))

    expect(embedded.locator(".controls")).to_be_hidden()
    expect(embedded.get_by_test_id("stHeader")).to_be_hidden()
    box = embedded.locator(".lab").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 1366, "height": 768}
    embedded.get_by_role("button", name="Slide", exact=True).click()
    expect(embedded).to_have_url(re.compile("r=slide"))
    expect(embedded).to_have_url(re.compile("embed=true"))
    expect(embedded.locator(".controls")).to_be_hidden()
    # Hints speak of controls; using what they speak of brings none of them back.
    press(embedded, "ArrowRight")
    expect(embedded.locator(".count")).to_contain_text("step 2 of")
    expect(embedded.locator(".welcome")).to_be_hidden()


def test_a_class_sees_what_the_link_leaves_it(open_page: Open) -> None:
    page = ready(open_page("/?hide=examples,share&lock=1"))

    expect(page.locator("#lab-stride")).to_be_disabled()
    expect(page.get_by_role("slider", name="Stride")).to_be_disabled()
    expect(page.get_by_role("button", name="Keras")).to_be_disabled()
    for hidden in (".examples", ".copy"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.get_by_role("button", name="Take away")).to_be_hidden()
    cell(page, "input", 0, 0).dblclick()
    expect(page.locator(".editor input")).to_have_count(0)
    page.get_by_role("button", name="One step on (right arrow)").click()
    assert steps(page) == (2, 4)
    page.get_by_role("button", name="Matrix", exact=True).click()

    expect(page).to_have_url(re.compile("r=matrix.*hide=examples%2Cshare&lock=1"))
    expect(page.locator("#lab-stride")).to_be_disabled()
    expect(page.locator(".examples")).to_be_hidden()


def test_a_picture_shows_what_is_pinned_and_all_readings(open_page: Open, tmp_path: Path) -> None:
    page = ready(open_page(WORKED))
    example(page, "S8")
    page.get_by_role("button", name="Side by side").click()
    expect(page.locator(".signs text")).to_have_count(2)
    press(page, "End")
    cell(page, "output", 1, 1).click()
    page.mouse.move(5, 400)
    drawing = ET.parse(download(take_away(page), "SVG", tmp_path)).getroot()

    texts = ["".join(node.itertext()) for node in drawing.iter(f"{SVG}text")]
    total = f"{from_example(PRESETS['S8']).trace().result()[0, 1, 1]:g}"
    assert texts.count("=") == 2
    assert drawing.findtext(f"{SVG}title", "").startswith("y[1,1] = ")
    assert texts.count(total) >= 3
