"""A ladder built by hand: its text changed layer by layer, in the ways in which people write it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sizes.build import builder, edited
from app.sizes.presets import PRESETS
from core.ladders.edits import (
    KINDS,
    EditError,
    added,
    argued,
    library_of,
    line_of,
    moved,
    removed,
    replaced,
)
from core.ladders.rungs import Shape
from core.ladders.source import LONGEST_TEXT, read
from tests.ladders.published import KERAS, TORCH

SEQUENTIAL = """\
nn.Sequential(
    nn.Conv2d(1, 16, 3, stride=2, padding=1),  # down
    nn.ReLU(),
    nn.ConvTranspose2d(16, 1, 3, 2),
)
"""
STATEMENTS = """\
class Net(nn.Module):
    def __init__(self):
        self.down = nn.Conv2d(1, 8, 3)
        self.up = nn.ConvTranspose2d(8, 1, 3)
"""
ADDS = 'model.add(layers.Conv2D(8, 3))\nmodel.add(layers.Conv2DTranspose(1, 3, padding="same"))\n'
ONE_LINE = "nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.ConvTranspose2d(8, 1, 3))"
FORMS = [SEQUENTIAL, STATEMENTS, ADDS, ONE_LINE]


def names(text: str) -> list[str]:
    return [call.name for call in read(text).calls]


def test_a_layer_is_added_on_a_line_of_its_own() -> None:
    assert added(read(SEQUENTIAL), 1, "nn.MaxPool2d(2)") == SEQUENTIAL.replace(
        "nn.ReLU(),\n", "nn.ReLU(),\n    nn.MaxPool2d(2),\n"
    )


def test_the_last_layer_gets_another_after_it_with_its_comma() -> None:
    text = "nn.Sequential(\n    nn.ReLU(),\n    nn.Conv2d(1, 8, 3)\n)"

    assert added(read(text), 1, "nn.ReLU()") == (
        "nn.Sequential(\n    nn.ReLU(),\n    nn.Conv2d(1, 8, 3),\n    nn.ReLU()\n)"
    )


def test_a_layer_that_goes_takes_its_line_along() -> None:
    assert removed(read(SEQUENTIAL), 1) == SEQUENTIAL.replace("    nn.ReLU(),\n", "")
    assert removed(read(ONE_LINE), 1) == ONE_LINE.replace("nn.ReLU(), ", "")
    assert "self.down" not in removed(read(STATEMENTS), 0)


def test_two_layers_change_places_and_comments_stay() -> None:
    assert moved(read(SEQUENTIAL), 0, 1) == (
        "nn.Sequential(\n    nn.ReLU(),  # down\n    nn.Conv2d(1, 16, 3, stride=2, padding=1),\n"
        "    nn.ConvTranspose2d(16, 1, 3, 2),\n)\n"
    )


def test_an_argument_is_written_over_added_and_taken_away() -> None:
    source = read(SEQUENTIAL)

    assert "nn.Conv2d(1, 16, 5, stride=2" in argued(source, 0, "kernel_size", "5")
    assert "3, 2, output_padding=1)" in argued(source, 2, "output_padding", "1")
    assert "nn.Conv2d(1, 16, 3, padding=1)" in argued(source, 0, "stride", "")
    assert "kernel_size" not in argued(source, 0, "kernel_size", "(3, 5)")
    assert 'padding="same"' in argued(source, 0, "padding", "same")
    assert argued(read("layers.UpSampling2D()"), 0, "size", "3") == "layers.UpSampling2D(size=3)"


@pytest.mark.parametrize(
    ("at", "name", "value", "said"),
    [
        (0, "kernel_size", "", "Conv2d needs kernel_size"),
        (0, "kernel_size", "__import__('os')", "is no whole number"),
        (0, "kernel_size", "3); evil(", "is no whole number"),
        (9, "kernel_size", "3", "There is no such layer"),
        (-1, "kernel_size", "3", "There is no such layer"),
    ],
)
def test_what_cannot_be_written_is_said(at: int, name: str, value: str, said: str) -> None:
    with pytest.raises(EditError, match=said):
        argued(read(SEQUENTIAL), at, name, value)


def test_layers_inside_each_other_change_no_places_but_one_can_go() -> None:
    text = "x = layers.Conv2D(8, 3)(layers.ZeroPadding2D(1)(inputs))"

    assert removed(read(text), 0) == "x = layers.Conv2D(8, 3)((inputs))"
    with pytest.raises(EditError):
        moved(read(text), 0, 1)


def test_a_layer_that_a_statement_cannot_do_without_is_left_alone() -> None:
    text = "for _ in range(3): layers.append(nn.Conv2d(1, 1, 3)); nn.ReLU()"

    with pytest.raises(EditError, match="edit it as text"):
        removed(read("if deep: nn.Conv2d(1, 1, 3)\nelse: nn.ReLU()"), 0)
    assert names(removed(read(text), 1)) == ["Conv2d"]


@pytest.mark.parametrize("text", FORMS)
def test_every_form_can_be_added_to_and_taken_from_at_every_place(text: str) -> None:
    source = read(text)
    before = names(text)
    line = "nn.ReLU()" if library_of(source) == "pytorch" else "layers.ReLU()"
    for at in range(len(before)):
        longer = added(source, at, line)
        assert names(longer) == [*before[: at + 1], "ReLU", *before[at + 1 :]]
        assert read(longer).complaints == source.complaints
        assert names(removed(read(longer), at + 1)) == before
        assert names(removed(source, at)) == before[:at] + before[at + 1 :]


@pytest.mark.parametrize("library", KINDS)
def test_every_kind_can_be_added_to_nothing_and_put_in_another_s_place(library: str) -> None:
    for kind in KINDS[library]:  # type: ignore[index]
        line = line_of(library, kind.name, Shape(8, (4, 4)))  # type: ignore[arg-type]
        assert names(added(read(""), 0, line)) == [kind.name]
        assert names(added(read("nn.Sequential(\n)"), 0, line)) == [kind.name]
        assert names(replaced(read(SEQUENTIAL), 1, line))[1] == kind.name


@pytest.mark.parametrize("one", [*TORCH, *KERAS], ids=lambda one: one.name)
def test_a_published_network_is_edited_or_left_alone(one: object) -> None:
    """Removed and added at each end: the other layers stay what they are."""
    text: str = one.text  # type: ignore[attr-defined]
    source = read(text)
    last = len(source.calls) - 1
    line = source.text[source.calls[last].start : source.calls[last].end + 1]

    longer = added(source, last, line)
    assert names(longer) == [*names(text), names(text)[-1]]
    assert names(removed(read(longer), last)) == names(text)


# Rows, and the edits that they ask for


def test_a_row_shows_what_is_written_and_what_holds_where_nothing_is() -> None:
    rows = builder(SEQUENTIAL, "")["rows"]

    assert [(row["name"], row["size"]) for row in rows] == [
        ("Conv2d", "16 × 14"),
        ("ReLU", "16 × 14"),
        ("ConvTranspose2d", "1 × 29"),
    ]
    assert [(one["label"], one["value"] or one["unsaid"]) for one in rows[0]["fields"]] == [
        ("in", "1"),
        ("out", "16"),
        ("kernel", "3"),
        ("stride", "2"),
        ("padding", "1"),
        ("dilation", "1"),
    ]


def test_a_ladder_is_built_without_pasting() -> None:
    """From nothing: down, up, and the wrong size mended by a number."""
    text = ""
    for edit in (
        {"do": "add", "at": -1, "kind": "Conv2d"},
        {"do": "set", "at": 0, "name": "stride", "value": "2"},
        {"do": "add", "at": 0, "kind": "ConvTranspose2d"},
        {"do": "kind", "at": 0, "kind": "MaxPool2d"},
        {"do": "add", "at": 1, "kind": "ReLU"},
        {"do": "move", "at": 2, "by": -1},
    ):
        text, refused = edited(text, "28", edit)
        assert refused == ""

    assert names(text) == ["MaxPool2d", "ReLU", "ConvTranspose2d"]
    assert [row["size"] for row in builder(text, "28")["rows"]] == ["1 × 14", "1 × 14", "1 × 28"]


def test_a_layer_that_is_added_takes_the_maps_that_come() -> None:
    text, _ = edited(SEQUENTIAL, "", {"do": "add", "at": 1, "kind": "Conv2d"})

    assert "nn.Conv2d(16, 16, 3, padding=1)" in text


def test_an_edit_that_is_refused_is_said_beside_the_ladder() -> None:
    assert edited(SEQUENTIAL, "", {"do": "set", "at": 0, "name": "kernel_size", "value": "x"}) == (
        SEQUENTIAL,
        "“x” is no whole number, no pair (3, 5) and no word that is known.",
    )


junk = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(
    preset=st.sampled_from(list(PRESETS)),
    edit=st.fixed_dictionaries(
        {
            "do": st.sampled_from(["add", "remove", "move", "kind", "set"]) | junk,
            "at": st.integers(-2, 12) | junk,
        },
        optional={
            "kind": st.sampled_from(["Conv2d", "ReLU"]) | junk,
            "by": junk,
            "name": junk,
            "value": junk,
        },
    ),
)
def test_nothing_that_a_browser_asks_for_makes_it_fail(preset: str, edit: object) -> None:
    text, refused = edited(PRESETS[preset].text, "", edit)

    assert not refused or text == PRESETS[preset].text
    assert len(text) <= LONGEST_TEXT
    builder(text, "")
