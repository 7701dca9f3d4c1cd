"""The page of sizes without a browser: links and wishes in, messages out."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.setting.link import decode
from app.sizes import session
from app.sizes.climb import Climb, climb, read_size
from app.sizes.meet import LARGEST_SIDE, SEARCHED, Meet, Row, lab_setting, meet, read_sizes
from app.sizes.presets import PRESETS
from app.sizes.session import Bench
from app.sizes.stack import STACKS
from app.sizes.words import FIRST_SETTING
from core.autoencoders.measures import finest_pattern
from core.contributions import trace_layer
from core.frameworks import FRAMEWORKS, resolve
from core.layer import Framework, Layer
from core.sizes import meetings


def shown(answer: Meet) -> list[Row]:
    return [*answer["rows"], *answer["more"]]


def test_27_or_28_is_answered_in_one_glance() -> None:
    """Kernel 3, stride 2, padding 1: both come from 14, output padding says which."""
    row = next(
        row for row in meet("14", "28", "pytorch")["rows"] if row["name"] == "kernel 3, stride 2"
    )

    assert row["note"] == "padding 1, output padding 1"
    assert row["code"] == (
        "nn.ConvTranspose2d(c_in, c_out, 3, stride=2, padding=1, output_padding=1)"
    )
    assert row["back"] == [
        "The convolution with the same numbers shrinks 27 and 28 both to 14.",
        "In PyTorch output padding 0 returns 27 and output padding 1 returns 28.",
    ]


def test_where_the_dilation_is_above_the_stride_no_size_needs_what_pytorch_allows() -> None:
    rows = shown(meet("4", "9", "pytorch"))
    row = next(row for row in rows if row["note"] == "output padding 1, dilation 2")

    assert row["back"][-1] == (
        "PyTorch also takes output padding 1, since dilation 2 is above stride 1; no size needs "
        "it: it makes 9, which the convolution turns into 5."
    )


def test_the_counts_are_said_and_the_limits_with_them() -> None:
    answer = meet("7", "14", "pytorch")

    assert answer["count"] == "30 settings of PyTorch do it."
    assert answer["best"] == "These 10 lose no input cell and leave no hole"
    assert answer["others"] == "20 more that lose cells or leave holes"
    assert "kernel up to 5, stride up to 4, padding up to 4" in answer["limits"]


@pytest.mark.parametrize(
    ("size", "wanted", "expected"),
    [
        ("7", "14", (7, 14)),
        ("from 7 to 14", "28", (7, 14)),
        ("", "14 → 28", (14, 28)),
        ("7x7 -> 14x14", "", (7, 14)),
        (" 7 ", "14 cells", (7, 14)),
        ("14 to 28", "", (14, 28)),
        ("7", "14->28", (14, 28)),
        ("(7, 7)", "14×14", (7, 14)),
    ],
)
def test_sizes_are_read_as_people_type_them(
    size: str, wanted: str, expected: tuple[int, int]
) -> None:
    assert read_sizes(size, wanted) == expected


@pytest.mark.parametrize(
    ("size", "wanted", "said"),
    [
        ("", "", "Type two whole numbers"),
        ("7", "", "Type two whole numbers"),
        ("seven", "14", "Type two whole numbers"),
        ("-7", "14", "Type two whole numbers"),
        ("7.5", "14", "Type two whole numbers"),
        ("0", "14", f"whole numbers from 1 to {LARGEST_SIDE}"),
        ("7", "9" * 50, f"whole numbers from 1 to {LARGEST_SIDE}"),
        ("7x5", "14x10", "From says 7×5, a height and a width"),
        ("7x5 to 14x10", "", "From says 7×5, a height and a width"),
        ("14", "27x30", "To says 27×30, a height and a width"),
        ("14", "(27, 30)", "To says 27×30, a height and a width"),
        ("14x28", "", "From says 14×28, a height and a width"),
        ("14x28", "28", "From says 14×28, a height and a width"),
        ("0,1x2,3", "14", "Type two whole numbers"),
        ("7 to 14", "14 to 28", "two sizes each"),
        ("1 to 2 to 3", "", "Type two whole numbers"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(size: str, wanted: str, said: str) -> None:
    answer = meet(size, wanted, "pytorch")

    assert said in answer["complaint"]
    assert shown(answer) == []
    assert (answer["size"], answer["wanted"]) == (size, wanted)


def test_a_size_that_is_out_of_reach_is_said_with_its_neighbours() -> None:
    answer = meet("7", "200", "pytorch")

    assert answer["complaint"] == ("Within the lab's limits no setting of PyTorch makes 200 of 7.")
    assert answer["near"] == [29]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(("size", "wanted"), [(7, 14), (14, 28), (7, 13), (28, 14), (5, 5)])
def test_every_row_opens_the_very_geometry_in_the_lab(
    framework: Framework, size: int, wanted: int
) -> None:
    """By the framework's own words, or by PyTorch's where the lab has no control for them."""
    rows = shown(meet(f"{size}", f"{wanted}", framework))
    found = meetings(size, wanted, framework, SEARCHED)

    for row, one in zip(rows, found, strict=False):
        if row["lab"]:
            setting, complaints = decode(dict(parse_qsl(row["lab"])))
            assert complaints == []
            assert setting.trace().geometry.height == one.axis
        else:
            # No control of the lab says SAME_LOWER.
            assert framework in ("onnx", "jax")
    assert any(row["lab"] for row in rows)


def test_the_bars_are_the_products_along_one_side() -> None:
    """Kernel 3, stride 2, three cells: 1 1 2 1 2 1 1; padding 1 cuts both ends, one returns."""
    rows = meet("3", "6", "pytorch")["rows"]
    row = next(row for row in rows if row["note"] == "padding 1, output padding 1")

    assert row["bars"] == [
        [1, "c"],
        [1, "k"],
        [2, "k"],
        [1, "k"],
        [2, "k"],
        [1, "k"],
        [1, "k"],
    ]
    assert (row["why"], row["cut"]) == (
        "One and two products in turn: a checkerboard",
        "1 cut at the start, none at the end",
    )


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("padding 1", "Every cell gets two products, fewer at the ends"),
        (
            "padding 4, dilation 3",
            "Every cell gets two products, fewer in some of the 4 cells next to each end",
        ),
    ],
)
def test_a_dip_beside_the_end_is_said_as_it_is_drawn(note: str, said: str) -> None:
    """Kernel 4, stride 2, dilation 3, padding 4: 1 1 2 1 2 2 ... from the end inwards."""
    rows = meet("14", "28", "pytorch")["rows"]
    row = next(row for row in rows if row["name"] == "kernel 4, stride 2" and row["note"] == note)
    kept = [products for products, letter in row["bars"] if letter != "c"]

    assert row["why"] == said
    assert kept[:5] == ([1, 1, 2, 1, 2] if "dilation" in note else [1, 2, 2, 2, 2])


def test_a_long_row_of_bars_leaves_its_middle_out() -> None:
    bars = meet("128", "256", "pytorch")["rows"][0]["bars"]

    assert bars[20] == [-1, "k"]
    assert len(bars) == 41


@pytest.mark.parametrize("framework", FRAMEWORKS)
@given(size=st.integers(1, 70), wanted=st.integers(1, 300))
def test_every_pair_of_sizes_gets_an_answer(framework: Framework, size: int, wanted: int) -> None:
    answer = meet(f"{size}", f"{wanted}", framework)

    assert bool(answer["complaint"]) != bool(answer["count"])
    for row in shown(answer):
        assert row["why"]
        assert row["code"]


def test_an_output_padding_of_0_is_said_in_the_lab_as_keras_says_it() -> None:
    """With 'same' it is no default: 7 becomes 13, and 14 without it."""
    layer = Layer(
        framework="keras",
        input_size=(7, 7),
        kernel_size=(3, 3),
        stride=(2, 2),
        padding="same",
        output_padding=(0, 0),
    )
    setting = lab_setting(layer)

    assert setting is not None
    assert (setting.framework, setting.padding, setting.zero_said) == ("keras", "same", True)
    assert resolve(setting.layer()) == resolve(layer)


# Links and wishes


@pytest.mark.parametrize(
    "bench",
    [
        Bench(),
        Bench(size="7", wanted="14", framework="keras"),
        Bench(size="abc", wanted=""),
        Bench(view="ladder", preset="S17"),
        Bench(view="ladder", source="nn.ReLU()\n# größer", given="32", goal="28x30"),
    ],
)
def test_a_link_opens_what_it_was_copied_from(bench: Bench) -> None:
    assert session.opened(session.link(bench)) == bench


@pytest.mark.parametrize(
    "parameters",
    [
        {"view": "nonsense"},
        {"fw": "theano"},
        {"preset": "../x"},
        {"view": "ladder", "t": "no base64 at all"},
        {"view": "ladder", "t": "eJw" * 5000},
        {"from": "7" * 5000},
        {"view": "ladder", "in": "x" * 500},
    ],
)
def test_a_strange_link_opens_the_page_all_the_same(parameters: dict[str, str]) -> None:
    session.message(session.opened(parameters))


def test_coming_back_finds_the_bench_as_it_was_left() -> None:
    bench = Bench(size="7", wanted="21", answered=4)

    assert session.opened({}, bench) == bench
    assert session.opened({"from": "3", "to": "6"}, bench).answered == 4


@pytest.mark.parametrize(
    "wish",
    [None, 3, {}, {"n": "1"}, {"n": 1, "size": 7}, {"n": 1, "view": []}, {"n": 1, "preset": {}}],
)
def test_a_wish_that_is_none_changes_nothing_else(wish: object) -> None:
    granted = session.after_wish(Bench(), wish)

    assert session.link(granted) == session.link(Bench())


def test_a_preset_takes_the_place_of_a_text_and_a_text_that_of_a_preset() -> None:
    own = session.after_wish(Bench(view="ladder"), {"n": 1, "source": "nn.ReLU()", "given": "9"})
    assert (own.source, own.given) == ("nn.ReLU()", "9")

    preset = session.after_wish(own, {"n": 2, "preset": "S16"})
    assert (preset.source, preset.given, preset.preset) == ("", "", "S16")


# The ladder


def opened(preset: str, given: str = "", goal: str = "") -> Climb:
    return climb("", preset, given, goal)


def test_my_decoder_is_explained_and_mended() -> None:
    answer = opened("short")

    assert answer["title"] == "28 goes in, 25 comes out"
    assert answer["parameters"].startswith("9,569 parameters in all.")
    assert answer["read"] == "10 lines read. Lines 3, 5, 7 and 9 change no size."
    assert answer["missing"] == [6, 8]
    assert [row["level"] for row in answer["rows"]] == ["25 ≠ 28, 3 short", "13 ≠ 14, 1 short"]
    first, second = answer["remedies"]
    assert first["title"] == "The smallest mend: one argument, twice"
    assert first["said"] == (
        "13 and 14 both shrink to 7: output_padding says which one returns. "
        "Both levels meet; no parameter is added."
    )
    assert answer["parameters"].endswith(
        "Lines 6 and 8 are uneven: neighbouring output cells get different numbers of products, a "
        "checkerboard."
    )
    assert "uneven" not in climb(second["text"], "short", "", "")["parameters"]
    assert second["title"] == "Or kernel_size=4"
    assert second["said"] == ("Both levels meet, and every overlap is even; 3,696 parameters more.")


@pytest.mark.parametrize(
    ("text", "title", "parameters"),
    [
        (
            "nn.Conv2d(1, 4, 3, stride=2)\nnn.ConvTranspose2d(4, 1, 3, output_padding=2)",
            "28 goes in; it stops at line 2",
            "40 parameters up to there.",
        ),
        (
            "nn.Conv2d(1, 16, 3)\nnn.ConvTranspose2d(32, 1, 3)",
            "28 goes in; it does not run: line 2 does not fit",
            "449 parameters in all.",
        ),
        (
            "nn.Linear(16, 1568)\nResBlock(64)",
            "16 values go in, 1,568 values come out of the layers that are read",
            "26,656 parameters in all.",
        ),
        (
            "nn.MaxPool2d(2, ceil_mode=True)",
            "28 goes in, 14 comes out",
            "0 parameters in all.",
        ),
    ],
)
def test_the_headline_says_where_a_network_stops_or_does_not_fit(
    text: str, title: str, parameters: str
) -> None:
    """2·2: above neither stride nor dilation; 32 maps wanted of 16; a block nobody knows."""
    answer = climb(text, "short", "", "")

    assert answer["title"] == title
    assert answer["parameters"].startswith(parameters)


def test_a_line_is_quiet_where_all_its_layers_are() -> None:
    text = (
        "nn.Linear(9, 32), nn.ReLU()\nnn.Unflatten(1, (8, 2, 2)), nn.ReLU()\nnn.ReLU(), nn.Tanh()"
    )
    answer = climb(text, "short", "", "")

    assert answer["title"] == "9 values go in, 2 comes out"
    assert answer["read"] == "3 lines read. Line 3 changes no size."
    assert answer["quiet"] == [3]


def test_each_rung_opens_with_numbers_of_its_own() -> None:
    answer = climb("nn.Conv2d(1, 1, 3)\nnn.Conv2d(1, 1, 3, stride=2)", "short", "9", "")
    stops = [stop for row in answer["rows"] for stop in (row["encoder"], row["decoder"]) if stop]
    links = [step["lab"] for stop in (*stops, answer["code"]) if stop for step in stop["steps"]]
    images = [decode(dict(parse_qsl(link)))[0].image_grid() for link in links]

    assert len(images) == 2
    assert images[0].shape == (1, 9, 9)
    assert not np.array_equal(images[0][:, :7, :7], images[1])


def test_a_mended_text_has_no_mend_left() -> None:
    again = climb(opened("short")["remedies"][0]["text"], "short", "", "")

    assert again["remedies"] == []
    assert [row["level"] for row in again["rows"]] == ["=", "="]


@pytest.mark.parametrize("preset", PRESETS)
def test_every_rung_opens_in_the_lab_or_says_why_not(preset: str) -> None:
    answer = opened(preset)
    stops = [stop for row in answer["rows"] for stop in (row["encoder"], row["decoder"]) if stop]
    assert answer["code"] is not None
    steps: list[Any] = [step for stop in (*stops, answer["code"]) for step in stop["steps"]]

    assert steps
    for step in steps:
        if "Conv" in step["words"]:
            assert bool(step["lab"]) != bool(step["why"])
        if step["lab"]:
            setting, complaints = decode(dict(parse_qsl(step["lab"])))
            assert complaints == []
            setting.trace()


def test_a_picture_too_large_for_the_lab_is_opened_in_part() -> None:
    answer = climb("nn.Conv2d(1, 1, 3, stride=2)", "short", "500", "")
    assert answer["code"] is not None

    setting, _ = decode(dict(parse_qsl(answer["code"]["steps"][0]["lab"])))
    assert setting.input_size == (16, 16)
    assert setting.stride == 2


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("28", (28, 28)),
        ("28x32", (28, 32)),
        ("28 × 32", (28, 32)),
        ("", None),
        ("0", "sizes go from 1 to 2,048."),
        ("9999", "sizes go from 1 to 2,048."),
        ("(28, 32)", (28, 32)),
        ("-3", "sizes go from 1 to 2,048."),
        ("2.5", "type one whole number, or height×width."),
        ("1 2 3", "type one whole number, or height×width."),
        ("a lot", "type one whole number, or height×width."),
    ],
)
def test_a_typed_size_is_read_or_refused_with_a_sentence(typed: str, expected: object) -> None:
    assert read_size(typed) == expected


def test_what_is_wrong_with_a_typed_size_is_said_beside_the_ladder() -> None:
    answer = opened("short", given="many")

    assert answer["complaints"] == [[0, "Input: type one whole number, or height×width."]]
    assert answer["title"] == "28 goes in, 25 comes out"


def test_stations_between_two_levels_are_lined_up_from_below() -> None:
    """28 → 14 → 12 → 6, back 6 → 12 → 24: five stops beside three."""
    text = (
        "nn.Conv2d(1, 1, 2, 2), nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 2, 2)\n"
        "nn.ConvTranspose2d(1, 1, 2, 2), nn.ConvTranspose2d(1, 1, 2, 2)"
    )
    rows = climb(text, "short", "", "")["rows"]

    found = [[stop and stop["label"] for stop in (row["encoder"], row["decoder"])] for row in rows]
    assert found == [["28", "24"], ["14", None], ["12", "12"]]
    assert [row["level"] for row in rows] == ["24 ≠ 28, 4 short", "", "="]


# In another framework


def test_the_usual_step_to_28_needs_a_cut_in_keras_and_none_in_the_others() -> None:
    answer = session.message(Bench(view="words"))["words"]

    assert answer["size"] == "14×14 becomes 28×28."
    assert [(one["name"], one["says"]) for one in answer["said"]] == [
        ("PyTorch", "as it was given"),
        ("Keras", "equal, with Cropping2D after it"),
        ("ONNX", "equal, cell by cell"),
        ("JAX", "equal, cell by cell"),
    ]
    assert answer["said"][1]["code"] == [
        "layers.Conv2DTranspose(filters, 3, strides=2)",
        "layers.Cropping2D(((1, 0), (1, 0)))",
    ]
    # The lab opens with the crop.
    assert "fw=keras" in answer["said"][1]["lab"]
    assert "p=1%2C0x1%2C0" in answer["said"][1]["lab"]


def test_a_lab_s_link_is_said_in_other_words() -> None:
    """Its other parameters, numbers and readings, make no layer."""
    bench = session.opened(
        {"view": "words", "op": "transposed", "fw": "keras", "i": "4x4", "k": "3", "s": "2"}
        | {"p": "same", "o": "0", "d": "1", "x": "count", "r": "stamp"}
    )
    answer = session.message(bench)["words"]

    assert dict(bench.setting)["p"] == "same"
    assert "x" not in dict(bench.setting)
    assert answer["said"][0]["code"] == [
        "nn.ConvTranspose2d(c_in, c_out, 3, stride=2)",
        "y = y[:, :, :-1, :-1]",
    ]
    assert session.opened(session.link(bench)) == bench


@pytest.mark.parametrize("operation", ["transposed", "convolution"])
@pytest.mark.parametrize("framework", ["keras", "jax"])
def test_the_line_that_carries_the_weights_over_keeps_torch_s_numbers(
    operation: str, framework: str
) -> None:
    """Three channels to two: each tap stands where the other framework reads it.

    The kernel that the line makes is read tap by tap as (height, width, ...) by its names, and
    the app's own rows of it have to add up to what torch makes of its own kernel.
    """
    bench = typed(Bench(view="words"), op=operation, i="5x4", k="3x2", o="0")
    answer = next(
        one for one in session.message(bench)["words"]["said"] if one["framework"] == framework
    )
    setting, _ = decode(dict(bench.setting))
    layer = setting.layer()
    drawn = np.random.default_rng(3)
    x = drawn.integers(-9, 9, (3, 5, 4)).astype(float)
    transposed = operation == "transposed"
    own = drawn.integers(-9, 9, (3, 2, 3, 2) if transposed else (2, 3, 3, 2)).astype(float)
    names: dict[str, Any] = {"w": own, "np": np}
    exec(answer["weights"], names)
    torchs = torch.nn.functional.conv_transpose2d if transposed else torch.nn.functional.conv2d
    right = torchs(torch.tensor(x)[None], torch.tensor(own), stride=2, padding=1)[0].numpy()

    made = np.zeros_like(right)
    for out in range(2):
        for into in range(3):
            plane = names["w"][:, :, out, into] if transposed else names["w"][:, :, into, out]
            made[out] += trace_layer(layer, x[into], plane).result()[0]
    np.testing.assert_array_equal(made, right)
    axes = "out, in" if transposed else "in, out"
    assert answer["weights"].endswith(f"# (height, width, {axes})")


def test_a_port_by_the_word_same_is_told_apart() -> None:
    """Kernel 3, stride 2, padding 1, output padding 1: 28 both times, one cell apart."""
    answer = session.message(Bench(view="words"))["words"]
    keras = next(one for one in answer["said"] if one["name"] == "Keras")
    layer = decode(dict(FIRST_SETTING))[0].layer()
    port = replace(layer, framework="keras", padding="same", output_padding=None)
    x, w = np.arange(196.0).reshape(14, 14), np.arange(1.0, 10).reshape(3, 3)
    theirs, ours = (trace_layer(one, x, w).result()[0] for one in (port, layer))

    assert keras["naive"] == (
        "padding='same' alone makes 28×28, too, but not the same numbers: of the rows it cuts "
        "0 at the start and 1 at the end, not 1 at the start and 0 at the end."
    )
    assert theirs.shape == ours.shape
    assert not np.array_equal(theirs, ours)
    np.testing.assert_array_equal(theirs[1:, 1:], ours[:-1, :-1])
    assert (
        session.message(typed(Bench(view="words"), k="4", o="0"))["words"]["said"][1]["naive"] == ""
    )


def typed(bench: Bench, **change: str) -> Bench:
    return session.after_wish(bench, {"n": bench.answered + 1, "setting": change})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"k": "99"}, "“99” is no kernel: it takes a whole number from 1 to 28, height and width"),
        ({"k": ""}, "Nothing is no kernel"),
        ({"s": "(1, 2, 3)"}, "“(1, 2, 3)” is no stride"),
        ({"p": "half"}, "one for each side (0,1x2,3), same or valid. It stays 1."),
        ({"o": "None"}, "“None” is Keras' word for no output padding: PyTorch takes a number. It "),
        ({"i": "x" * 500}, "whole number from 1 to 64, height and width (1x2). It stays 14x14."),
    ],
)
def test_a_field_that_cannot_be_read_leaves_the_setting_and_says_so(
    change: dict[str, str], said: str
) -> None:
    """What is typed is spoken of as typed: no word of a link."""
    bench = typed(Bench(view="words"), **change)
    message = session.message(bench)

    assert said in message["refused"]
    assert "link" not in message["refused"]
    assert dict(bench.setting) == dict(Bench().setting)
    assert message["words"]["said"][0]["says"] == "as it was given"
    assert session.message(typed(bench, k="4"))["refused"] == ""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"s": "(1,2)", "o": "0"}, "nn.ConvTranspose2d(c_in, c_out, 3, stride=(1, 2), padding=1)"),
        ({"k": "3 × 4"}, "nn.ConvTranspose2d(c_in, c_out, (3, 4), stride=2, padding=1, output_pa"),
        ({"p": "", "o": ""}, "nn.ConvTranspose2d(c_in, c_out, 3, stride=2)"),
        ({"i": "(7, 9)"}, "nn.ConvTranspose2d(c_in, c_out, 3, stride=2, padding=1, output_padding"),
    ],
)
def test_a_field_reads_height_and_width_as_people_and_programs_write_them(
    change: dict[str, str], code: str
) -> None:
    message = session.message(typed(Bench(view="words"), **change))

    assert message["refused"] == message["words"]["complaint"] == ""
    assert message["words"]["said"][0]["code"][0].startswith(code)


@pytest.mark.parametrize(
    ("word", "shown", "size"),
    [("None", "None", "28×28"), ("", "None", "28×28"), ("0", "0", "27×27")],
)
def test_keras_output_padding_of_none_is_read_and_is_not_0(
    word: str, shown: str, size: str
) -> None:
    """'same' with stride 2: None makes 14·2, and 0 makes 13·2 + 3 mod 2."""
    bench = typed(Bench(view="words"), fw="keras", p='"same"', o=word)
    answer = session.message(bench)["words"]

    assert (bench.refused, answer["size"]) == ("", f"14×14 becomes {size}.")
    assert {name: text for name, _, text in answer["fields"]}["o"] == shown
    assert session.opened(session.link(bench)) == replace(bench, answered=0)


def test_what_a_link_says_wrongly_is_said_of_the_link() -> None:
    bench = session.opened({"view": "words", "k": "99"})

    assert "k=99 in the link" in session.message(bench)["words"]["complaint"]


def test_a_refused_setting_keeps_its_cards_and_offers_its_remedy() -> None:
    """Every other framework says what it makes of the same numbers, by its own rules."""
    bench = typed(Bench(view="words"), o="3")
    answer = session.message(bench)["words"]

    assert answer["complaint"].startswith("PyTorch wants output_padding smaller than stride")
    assert answer["remedy"] == "Take output_padding 1"
    assert [one["says"] for one in answer["said"]] == ["refuses these numbers"] * 4
    mended = session.message(typed(bench, **answer["mend"]))["words"]
    assert mended["complaint"] == mended["remedy"] == ""
    assert mended["said"][0]["says"] == "as it was given"


def test_what_one_framework_refuses_another_may_take_as_it_stands() -> None:
    bench = typed(Bench(view="words"), fw="onnx", k="4", s="1", o="0", p="0,1x1,2")
    answer = session.message(typed(bench, fw="pytorch"))["words"]

    assert answer["complaint"].startswith("PyTorch pads both ends alike")
    onnx = next(one for one in answer["said"] if one["name"] == "ONNX")
    assert onnx["says"] == "takes these numbers: 16×14 comes out"
    assert answer["remedy"] == "Take ONNX's rules"
    assert answer["mend"] == {"fw": "onnx"}


def test_a_link_to_one_view_forgets_nothing_of_the_others() -> None:
    bench = Bench(view="ladder", source="nn.ReLU()", wanted="21", stack="4,2,1", own=("1",))
    opened = session.opened({"view": "words", "k": "5", "s": "2"}, bench)

    assert (opened.source, opened.wanted, opened.stack) == ("nn.ReLU()", "21", "4,2,1")
    assert dict(opened.setting)["k"] == "5"
    assert session.opened({"view": "ladder"}, opened).setting == opened.setting
    assert session.opened({"view": "ladder"}, opened).source == ""


@pytest.mark.parametrize("setting", [3, None, {"k": 3}, {"k": None}, {3: "k"}, ["k"]])
def test_a_setting_that_is_none_is_left_out(setting: object) -> None:
    bench = session.after_wish(Bench(view="words"), {"n": 1, "setting": setting})

    session.message(bench)


# A ladder layer by layer


def test_a_row_s_edit_changes_the_text_and_makes_it_one_s_own() -> None:
    edit = {"do": "set", "at": 4, "name": "output_padding", "value": "1"}
    bench = session.after_wish(Bench(view="ladder"), {"n": 1, "edit": edit})

    assert bench.source == PRESETS["short"].text.replace(
        "(32, 16, 3, stride=2, padding=1)", "(32, 16, 3, stride=2, padding=1, output_padding=1)"
    )
    assert session.message(bench)["ladder"]["rows"][1]["level"] == "="


def test_an_edit_that_is_refused_is_said_until_the_next_wish() -> None:
    wrong = {"do": "set", "at": 0, "name": "stride", "value": "two"}
    bench = session.after_wish(Bench(view="ladder"), {"n": 1, "edit": wrong})

    assert session.message(bench)["refused"].startswith("“two” is no whole number")
    assert bench.source == ""
    assert session.message(session.after_wish(bench, {"n": 2}))["refused"] == ""


# Checkerboards of a stack


def stack(**fields: Any) -> Any:
    return session.message(replace(Bench(view="stack"), **fields))["stack"]


def test_kernel_3_twice_leaves_a_checkerboard_and_kernel_4_none() -> None:
    """One side: 2 and 1 in turn, then 3 and 2 ways... of 4 cells, squared in the plane."""
    uneven, flat = stack(), stack(stack="4,2,1;4,2,1")

    assert [floor["size"] for floor in uneven["floors"]] == ["8 → 16", "16 → 32"]
    assert (
        uneven["verdict"] == "A flat input gets a checkerboard, from 1 to 9 away from the borders."
    )
    assert uneven["pattern"] == [
        ["1", "3", "2", "3"],
        ["3", "9", "6", "9"],
        ["2", "6", "4", "6"],
        ["3", "9", "6", "9"],
    ]
    assert flat["verdict"] == "A flat input stays flat: 16 in every cell away from the borders."
    assert flat["pictures"][2]["says"] == "none: grey everywhere"


def test_random_weights_leave_a_pattern_where_every_cell_gets_as_many_products() -> None:
    even = stack(stack="4,2,1", weights="random")
    alike = stack(stack="4,2,1", weights="alike")

    assert even["floors"][0]["even"]
    assert even["verdict"].startswith("A flat input gets a pattern, though away from the borders")
    assert even["floors"][0]["sums"] == even["pattern"]
    assert alike["verdict"].startswith("A flat input stays flat")
    assert stack(stack="4,2,1", weights="random", seed="2")["pattern"] != even["pattern"]


def test_weights_of_one_s_own_are_read_as_the_lab_reads_pasted_numbers() -> None:
    answer = stack(stack="2,2", weights="own", own=("[[1, 2], [3, -4]]",))

    assert answer["pattern"] == [["1", "2"], ["3", "−4"]]


def test_the_measure_is_that_of_the_models_page() -> None:
    """0 beside 1: the finest pattern there is, and nothing of the next coarser one."""
    said = stack(stack="1,2", cells="16")["pictures"][2]["says"]
    finest = finest_pattern(np.kron(np.ones((8, 8)), [[1, 0], [0, 0]])[:-1, :-1])

    assert said.startswith(f"up to {abs(finest).max() / 0.25:.0%}"[:5])
    assert "as strong as the pattern twice as coarse" in said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"cells": "0"}, "The input takes a whole number from 1 to 32."),
        ({"cells": "9" * 20}, "The input takes a whole number from 1 to 32."),
        ({"stack": "x"}, "Layer 1: kernel takes a whole number from 1 to 12, or height and width"),
        (
            {"stack": "3,2;3,99"},
            "Layer 2: stride takes a whole number from 1 to 8, or height and width",
        ),
        (
            {"stack": "3x,2"},
            "Layer 1: kernel takes a whole number from 1 to 12, or height and width",
        ),
        ({"stack": "3x13,2"}, "Layer 1: kernel takes a whole number from 1 to 12, or height"),
        ({"stack": "4,4;4,4;4,4"}, "Layer 3 makes 512 cells a side: 128 is the most here."),
        ({"stack": "3,2,0,2"}, "Layer 1: PyTorch wants output_padding smaller than stride"),
        ({"stack": "3,1,12"}, "Layer 1: "),
        ({"weights": "random", "seed": "-1"}, "The seed takes a whole number from 0 to 9999."),
        ({"weights": "own"}, "Layer 1 takes 3 rows of 3 numbers."),
        ({"weights": "own", "own": ("1 2 a",)}, "Layer 1 takes 3 rows of 3 numbers (“a” is not"),
    ],
)
def test_what_cannot_be_stacked_gets_one_sentence(fields: dict[str, Any], said: str) -> None:
    answer = stack(**fields)

    assert answer["complaint"].startswith(said)
    assert answer["pictures"] == []


def test_a_layer_of_a_stack_has_height_and_width() -> None:
    """Rows 1 1 2 1 2 1 1 as kernel 3 and stride 2 leave them, columns even by a kernel of 2."""
    answer = stack(stack="3x2,2", cells="3")

    (floor,) = answer["floors"]
    assert floor["size"] == "3 → 7×6"
    assert floor["says"] == (
        "down: uneven, 2 and 1 products in turn: stride 2 does not divide kernel 3; "
        "across: even, 1 product: stride 2 divides kernel 2"
    )
    assert not floor["even"]
    assert floor["sums"] == [["2", "2"], ["1", "1"]]
    assert answer["pattern"] == [["2", "2"], ["1", "1"]]
    assert answer["repeats"] == "Away from the borders these 2×2 cells repeat"
    assert answer["pictures"][0]["size"] == [7, 6]
    # Where only the rows are strided, only they repeat.
    assert stack(stack="3,2x1", cells="8")["repeats"].endswith("these 2×1 cells repeat")
    own = stack(stack="1 x 2,1", weights="own", own=("1 2",), cells="3")
    assert own["verdict"].startswith("A flat input stays flat: 3 in every cell")


def test_too_small_an_input_has_nothing_away_from_its_borders() -> None:
    answer = stack(stack="5,1", cells="2")

    assert answer["verdict"].startswith("Every cell of this output is near a border")
    assert answer["pattern"] == []


@pytest.mark.parametrize("preset", STACKS, ids=lambda one: one.name)
def test_every_preset_of_a_stack_shows_something_and_opens_in_the_lab(preset: Any) -> None:
    answer = stack(stack=preset.stack, weights=preset.weights)

    assert answer["complaint"] == ""
    assert answer["verdict"]
    for floor in answer["floors"]:
        setting, complaints = decode(dict(parse_qsl(floor["lab"])))
        assert complaints == []
        assert setting.readings == (("phases",) if setting.stride > 1 else ("count",))  # type: ignore[operator]
        setting.trace()


@pytest.mark.parametrize(
    "bench",
    [
        Bench(view="stack"),
        Bench(view="stack", stack="4,2,1;3,1,1", cells="5", weights="alike", seed="77"),
        Bench(view="stack", stack="2,2", weights="own", own=("1 2\n3 4", "")),
    ],
)
def test_a_link_holds_the_stack(bench: Bench) -> None:
    assert session.opened(session.link(bench)) == bench


@pytest.mark.parametrize(
    "parameters",
    [
        {"l": ";" * 5000},
        {"l": "9" * 5000},
        {"l": "12,8;12,8;12,8;12,8", "n": "32"},
        {"n": "١٢", "seed": "²"},
        {"w": "<script>"},
        {"own": "eJw" * 5000, "w": "own"},
        {"own": "x", "w": "own"},
        {"l": "\ud800,,,;\0"},
    ],
)
def test_a_hostile_stack_opens_the_page_all_the_same(parameters: dict[str, str]) -> None:
    session.message(session.opened({"view": "stack"} | parameters))


@given(
    st.dictionaries(
        st.sampled_from(["stack", "cells", "weights", "seed", "own"]),
        st.none() | st.text(max_size=30) | st.lists(st.text(max_size=9) | st.none(), max_size=5),
    )
)
def test_no_wish_for_a_stack_makes_it_fail(wish: dict[str, Any]) -> None:
    session.message(session.after_wish(Bench(view="stack"), {"n": 1} | wish))
