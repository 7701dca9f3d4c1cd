"""Going through the steps: every button, the bar, the keys, time. The clock is the test's own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from app.setting.link import UNSAID
from core.contributions import Trace, trace
from tests.browser.lab import numbers, press, ready, sentence, steps

Play = Callable[..., Page]
S9 = UNSAID.trace()
LONG = trace([[1.0] * 9] * 9, [[1.0] * 2] * 2)
"""81 stamps."""


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def at(page: Page) -> int:
    """Return the step in hand, from 1."""
    return steps(page)[0]


@pytest.fixture
def timed(play: Play) -> Play:
    """Play a trace on a page whose time stands still until the test lets it run."""

    def open_timed(traced: Trace, **shown: object) -> Page:
        page = play(traced, before=lambda page: page.clock.install(), **shown)
        page.clock.pause_at("2030-01-01")
        return ready(page)

    return open_timed


def test_each_button_goes_where_its_name_says_and_stops_at_the_ends(play: Play) -> None:
    page = ready(play(S9))
    forward, back = (
        button(page, "One step on (right arrow)"),
        button(page, "One step back (left arrow)"),
    )
    first, last = button(page, "First step (Home)"), button(page, "Last step (End)")

    found = []
    for one in (back, forward, forward, back, last, forward, back, first):
        one.click()
        found.append(at(page))

    assert found == [1, 2, 3, 2, 4, 4, 3, 1]


def test_each_symbol_stands_in_the_middle_of_its_button(play: Play) -> None:
    page = ready(play(S9))
    off = page.locator(".player button:has(svg)").evaluate_all(
        """buttons => buttons.map((button) => {
          const [outer, inner] = [button, button.querySelector("svg")]
            .map((one) => one.getBoundingClientRect());
          return Math.abs(outer.x + outer.width / 2 - inner.x - inner.width / 2);
        })"""
    )
    assert len(off) >= 5
    assert max(off) < 1


def test_each_key_goes_where_its_button_does(play: Play) -> None:
    page = ready(play(S9))

    found = []
    for key in ("ArrowLeft", "ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "Home"):
        press(page, key)
        found.append(at(page))

    assert found == [1, 2, 3, 2, 4, 4, 1]


def test_the_bar_is_dragged_to_any_step_and_says_where_it_is(play: Play) -> None:
    page = ready(play(S9))
    bar = page.get_by_role("slider", name="Step")
    box = bar.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2

    page.mouse.move(box["x"] + 8, middle)
    page.mouse.down()
    found = []
    for part in (1.0, 2 / 3, 1 / 3, 0.0):
        page.mouse.move(box["x"] + 8 + part * (box["width"] - 16), middle)
        found.append((at(page), sentence(page)[:15], bar.get_attribute("aria-valuetext")))
    page.mouse.up()

    assert found == [
        (4, "Input [1,1] = 3", "step 4 of 4"),
        (3, "Input [1,0] = 2", "step 3 of 4"),
        (2, "Input [0,1] = 1", "step 2 of 4"),
        (1, "Input [0,0] = 0", "step 1 of 4"),
    ]


def test_the_bar_stands_at_the_step_that_is_shown(play: Play) -> None:
    page = ready(play(S9))
    bar = page.get_by_role("slider", name="Step")
    assert (bar.get_attribute("min"), bar.get_attribute("max")) == ("0", "3")
    press(page, "ArrowRight", 2)

    assert bar.input_value() == "2"
    done = float(bar.evaluate("bar => bar.style.getPropertyValue('--done')").rstrip("%"))
    assert done == pytest.approx(200 / 3)


def test_play_waits_half_a_second_then_takes_one_for_each_stamp(timed: Play) -> None:
    page = timed(S9)
    button(page, "Play (space)").click()

    page.clock.run_for(400)
    assert at(page) == 1
    page.clock.run_for(200)
    assert at(page) == 2
    page.clock.run_for(800)
    assert at(page) == 2
    page.clock.run_for(300)
    assert at(page) == 3


def test_play_stops_at_the_end_and_starts_over_from_there(timed: Play) -> None:
    page = timed(S9)
    button(page, "Play (space)").click()
    page.clock.run_for(6_000)
    assert at(page) == 4
    assert numbers(page, "output") == S9.result()[0].tolist()
    expect(button(page, "Play (space)")).to_be_visible()

    button(page, "Play (space)").click()

    assert at(page) == 1
    expect(button(page, "Pause (space)")).to_be_visible()
    page.clock.run_for(700)
    assert at(page) == 2


def test_the_space_bar_plays_and_pauses(timed: Play) -> None:
    page = timed(S9)
    # Away from Play, which has the focus at first: there it would be the button's own key.
    page.locator(".board svg").focus()
    press(page, " ")
    expect(button(page, "Pause (space)")).to_be_visible()
    page.clock.run_for(700)
    press(page, " ")
    page.clock.run_for(9_000)

    assert at(page) == 2
    expect(button(page, "Play (space)")).to_be_visible()


@pytest.mark.parametrize("held", ["Control", "Alt", "Meta"])
def test_keys_that_belong_to_the_browser_take_no_step(play: Play, held: str) -> None:
    page = ready(play(S9))
    page.locator(".lab").evaluate(
        """(lab, held) => lab.dispatchEvent(new KeyboardEvent("keydown", {
          key: "ArrowRight", bubbles: true, composed: true, [`${held}Key`]: true }))""",
        {"Control": "ctrl", "Alt": "alt", "Meta": "meta"}[held],
    )

    assert at(page) == 1


def test_the_space_bar_presses_the_button_in_focus_and_does_not_play_then(timed: Play) -> None:
    page = timed(S9)
    button(page, "One step on (right arrow)").focus()
    press(page, " ")
    page.clock.run_for(9_000)

    assert at(page) == 2


@pytest.mark.parametrize(
    "interruption",
    [
        lambda page: press(page, "ArrowLeft"),
        lambda page: press(page, "ArrowRight"),
        lambda page: press(page, "Home"),
        lambda page: button(page, "One step on (right arrow)").click(),
        lambda page: button(page, "One step back (left arrow)").click(),
        lambda page: button(page, "First step (Home)").click(),
        lambda page: page.get_by_role("slider", name="Step").fill("2"),
    ],
    ids=["left", "right", "home", "forward", "back", "first", "bar"],
)
def test_who_takes_a_step_by_hand_is_not_carried_on(
    timed: Play, interruption: Callable[[Page], None]
) -> None:
    page = timed(S9)
    button(page, "Play (space)").click()
    interruption(page)
    there = at(page)
    page.clock.run_for(9_000)

    assert at(page) == there
    expect(button(page, "Play (space)")).to_be_visible()


def test_the_speeds_go_round_and_each_is_kept_to(timed: Play) -> None:
    page = timed(LONG)
    found = []
    for _ in range(5):
        faster = page.get_by_label("Speed")
        press(page, "Home")
        page.locator(".player .play").click()
        page.clock.run_for(4_100)
        page.locator(".player .play").click()
        found.append((faster.text_content(), faster.get_attribute("aria-label"), at(page) - 1))
        faster.click()

    assert [speed for speed, _, _ in found] == ["1×", "2×", "4×", "0.5×", "1×"]
    assert [name for _, name, _ in found] == [f"Speed {speed}" for speed, _, _ in found]
    # At 0.5, 2.5, 4.5 s and so on; a step may be a frame or two late.
    for (speed, _, taken), (least, most) in zip(
        found, [(4, 4), (7, 8), (14, 16), (2, 2), (4, 4)], strict=True
    ):
        assert least <= taken <= most, speed


def test_a_slide_takes_less_time_than_a_stamp(timed: Play) -> None:
    page = timed(LONG, readings=("matrix",), walk="output")
    press(page, " ")
    page.clock.run_for(4_100)

    assert 5 <= at(page) - 1 <= 6


def test_nobody_watches_longer_than_a_minute_and_a_half(timed: Play) -> None:
    page = timed(trace([[1.0] * 20] * 20, [[1.0]]))
    assert steps(page) == (1, 400)
    press(page, " ")
    page.clock.run_for(9_500)

    # 90 s for 400 steps: 225 ms each, and no more than two frames late.
    assert 34 <= at(page) <= 42


def marks(page: Page) -> list[tuple[str, float]]:
    """Return the names under the bar, each with its part of it."""
    return [
        (name, float(steps))
        for name, steps in page.locator(".marks span").evaluate_all(
            "marks => marks.map(m => [m.textContent, m.style.flexGrow])"
        )
    ]


def test_the_bar_names_its_stamps_where_they_are_few(play: Play) -> None:
    page = ready(play(S9))

    assert marks(page) == [("0 × K", 1), ("1 × K", 1), ("2 × K", 1), ("3 × K", 1)]


def test_the_bar_names_its_phases_and_how_long_they_are(play: Play) -> None:
    page = ready(play(trace([[1, 2], [3, 4]], [[1, 2], [3, 4]], padding=1), readings=("slide",)))
    assert steps(page) == (1, 5)
    assert marks(page) == [("input", 1), ("ring", 1), ("trim", 1), ("turn", 1), ("slide", 1)]
    assert page.locator(".count").text_content() == "input · step 1 of 5"
    press(page, "End")
    assert page.locator(".count").text_content() == "step 5 of 5"


def test_short_phases_beside_many_slides_share_one_name(play: Play) -> None:
    page = ready(play(LONG, readings=("slide",)))

    assert marks(page) == [("prepare", 3), ("slide", 100)]


def test_a_walk_by_output_without_a_kernel_that_slides_names_its_outputs(play: Play) -> None:
    page = ready(play(S9, readings=("matrix",), walk="output"))

    assert marks(page) == [("outputs", 16)]


def test_plus_and_minus_change_the_speed_to_its_ends(play: Play) -> None:
    page = ready(play(S9))
    speed = page.locator(".player .speed")
    found = []
    for key in ("+", "+", "+", "-", "-", "-", "-"):
        press(page, key)
        found.append(speed.text_content())

    assert found == ["2×", "4×", "4×", "2×", "1×", "0.5×", "0.5×"]


def test_over_and_over_leads_from_the_end_to_the_beginning(timed: Play) -> None:
    page = timed(S9)
    press(page, "l")
    expect(button(page, "Over and over (l)")).to_have_attribute("aria-pressed", "true")
    press(page, "End")
    press(page, "ArrowLeft")
    press(page, " ")
    found = []
    for _ in range(4):
        found.append(at(page))
        page.clock.run_for(1000)

    assert found[0] == 3
    assert 4 in found
    assert 1 in found[found.index(4) :]
    expect(button(page, "Pause (space)")).to_be_visible()
