"""What can stand beside the lab's setting: A and B, on the same numbers."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.setting.beside import KINDS, PARAMETERS, Beside, beside, completed, numbered, read, swapped
from app.setting.link import decode, encode
from app.setting.setting import LIMITS, PRESETS, Setting, default_setting, from_example
from app.stage.compare import compared
from core.arguments import GeometryError
from core.comparison import SAME
from core.exports.calls import call, lines
from core.frameworks import FRAMEWORKS
from core.mistakes import mistakes
from core.readings import READING
from core.translation import translate

S9 = replace(default_setting(), stride=2, padding=1, output_padding=1, kernel_size=3)
CHOICES = [
    ".".join(filter(None, (key, word))) for key, kind in KINDS.items() for word in kind.offers
]
EXAMPLES = {key: from_example(one) for key, one in PRESETS.items()}


def made(setting: Setting, key: str) -> Beside:
    return beside(replace(setting, beside=completed(key, setting)))


def result(found: Beside) -> Any:
    return found.numbers if found.b is None else found.b.result()


@pytest.mark.parametrize("key", CHOICES)
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_choice_stands_beside_every_example_or_says_why_not(example: str, key: str) -> None:
    setting = replace(EXAMPLES[example], beside=completed(key, EXAMPLES[example]))
    found = beside(setting)
    scene, message = compared(setting, found)

    assert message["says"]
    assert (message["scene"] is None) == (found.b is None)
    counted = found.compared()
    if counted is None:
        assert (message["sides"][1]["marks"], message["numbers"]) == ([], [])
        return
    sides = found.sides()
    assert sides is not None
    own, other = sides
    # What is marked is what an exact comparison of the finished lists finds.
    for (c, y, x), mark in np.ndenumerate(counted.a):
        by, bx = y + found.shift[0], x + found.shift[1]
        there = 0 <= by < other.shape[1] and 0 <= bx < other.shape[2]
        expected = 2 if not there else int(own[c, y, x] != other[c, by, bx])
        assert mark == expected
    assert np.array(message["sides"][0]["marks"]).shape == own.shape
    assert np.array(message["sides"][1]["marks"]).shape == other.shape
    assert len(scene["readings"]) == 1


def test_keras_beside_pytorch_is_what_somebody_writes_who_carries_it_over() -> None:
    found = made(S9, "fw.keras")

    assert found.words == ("padding=1, output_padding=1", 'padding="same"')
    assert found.b is not None
    assert found.b.output_shape == found.a.output_shape
    assert found.cuts() == [[1, 1, 4, 4], [0, 0, 4, 4]]


def test_a_word_that_both_frameworks_take_stays_the_word() -> None:
    keras = replace(S9, framework="keras", padding="same", output_padding=0)

    assert made(keras, "fw.onnx").words == (
        'padding="same"',
        'auto_pad="SAME_UPPER"',
    )
    assert made(keras, "fw.pytorch").words[1] == "padding=1, output_padding=1"


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_translation_stands_beside_with_equal_cells(example: str, framework: str) -> None:
    """What the page of sizes says of a setting, Compare shows: the same verdict, cell by cell."""
    setting = EXAMPLES[example]
    found = made(setting, f"say.{framework}")
    verdict = translate(setting.layer(), framework).verdict  # type: ignore[arg-type]
    counted = found.compared()

    assert (counted is None) == (verdict == "none")
    if counted is None:
        return
    assert counted.unlike == 0
    if verdict == "equal":
        assert counted.equal
    if verdict == "cropped" and min(found.shift) >= 0:
        assert (counted.a == SAME).all() or min(map(min, _sides(setting, framework))) < 0


def _sides(setting: Setting, framework: str) -> Any:
    return translate(setting.layer(), framework).sides  # type: ignore[arg-type]


def test_the_other_direction_reads_the_output_and_makes_the_input_s_shape() -> None:
    for setting in EXAMPLES.values():
        found = made(setting, "back")
        assert found.b is not None
        assert found.crossed
        assert found.b.geometry.operation != found.a.geometry.operation
        assert found.b.output_shape == found.a.input_shape
        unbiased = found.a.result() - found.a.bias[:, None, None]
        np.testing.assert_array_equal(found.b.image, unbiased)


def test_the_full_output_stands_between_two_cuts_where_stamps_make_it() -> None:
    for reading, expected in (("stamp", 2), ("slide", 0), ("matrix", 0), ("count", 0)):
        setting = replace(S9, beside="fw.keras", readings=(reading,))
        scene, message = compared(setting, beside(setting))
        assert len(message["cuts"]) == expected
        assert scene["readings"] == [reading]
        assert scene["walk"] in scene["walks"]


def test_both_directions_are_walked_by_the_cells_that_they_share() -> None:
    for setting in EXAMPLES.values():
        found = made(setting, "back")
        ways = found.readings(setting)
        for (reading, walk), one in zip(ways, (found.a, found.b), strict=True):
            assert one is not None
            assert one.geometry.operation in READING[reading].operations
            assert walk == ("input" if one.transposed else "output")


def test_two_activations_differ_where_a_sum_is_below_0() -> None:
    """1·1 − 2, 2·1 − 2 and 3·1 − 2: only the first is below 0."""
    setting = replace(
        default_setting(), input_size=(1, 3), kernel_size=1, stride=1, padding=0,
        output_padding=0, bias=(-2.0,), activation="relu",
    )  # fmt: skip
    found = made(setting, "act.none")
    counted = found.compared()
    scene, message = compared(replace(setting, beside="act.none"), found)

    assert (found.words, found.follows) == (("then ReLU", "as they are"), ("relu", ""))
    assert found.says == (
        "Both add up the same products. What follows the sums is another: ReLU in A makes 0 of "
        "the one sum below 0; B leaves its sums as they are."
    )
    assert counted is not None
    assert counted.b.tolist() == [[[1, 0, 0]]]
    assert scene["activated"] == {"name": "ReLU", "output": [[[0, 0, 1]]]}
    assert message["scene"]
    assert message["scene"]["activated"] is None
    assert made(setting, "act.relu").says.endswith(
        "ReLU follows the sums of both: 1 of A's and 1 of B's are below 0 and become 0."
    )
    assert "puts every sum between 0 and 1" in made(setting, "act.sigmoid").says


@pytest.mark.parametrize("key", CHOICES)
def test_both_sides_have_the_setting_s_activation_unless_that_is_what_differs(key: str) -> None:
    """Of two directions only A has one: the way back begins at the sums."""
    setting = replace(S9, activation="sigmoid", bias=(-3.0,), beside=completed(key, S9))
    found = beside(setting)
    scene, message = compared(setting, found)

    kind, _, word = key.partition(".")
    other = {"act": "" if word == "none" else word, "back": ""}.get(kind, "sigmoid")
    assert scene["activated"]
    if found.sums() is None:
        return
    assert found.follows == ("sigmoid", other)
    after = message["scene"]["activated"] if message["scene"] else message["after"]
    assert (after is not None) == (other != "")
    if after:
        sides = found.sides()
        assert sides is not None
        np.testing.assert_array_equal(after["output"], sides[1])
    if kind in ("fw", "set"):
        assert "keeps their order" in found.says


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_mistake_beside_it_is_the_mistake(example: str) -> None:
    setting = EXAMPLES[example]
    known = {one.key: one for one in mistakes(setting.trace())}
    for key in KINDS["wrong"].offers:
        found = made(setting, f"wrong.{key}")
        mistake = known.get(key)  # type: ignore[call-overload]
        if mistake is None or mistake.wrong is None:
            assert found.b is None
            assert found.numbers is None
            continue
        np.testing.assert_array_equal(result(found), mistake.wrong)
        assert found.says.endswith(mistake.who)
        if mistake.harmless or mistake.wrong.shape != found.a.output_shape:
            assert found.says.startswith(mistake.says)


def test_one_number_changed_is_the_next_lower_one_until_it_is_said() -> None:
    assert completed("set.stride", S9) == "set.stride.1"
    assert completed("set.stride", replace(S9, stride=1)) == "set.stride.2"
    assert completed("set.padding", replace(S9, padding="same")) == "set.padding.0"
    assert numbered("set.stride.3") == ("stride", 3)
    assert numbered("fw.keras") is None


@pytest.mark.parametrize("key", CHOICES)
def test_swapped_twice_is_what_it_was_and_once_the_other_side(key: str) -> None:
    for setting in (S9, replace(S9, framework="keras", padding="same", output_padding=0)):
        before = replace(setting, beside=completed(key, setting))
        other = swapped(before)
        if other is None:
            continue
        now, then = beside(other), beside(before)
        assert then.b is not None
        np.testing.assert_array_equal(now.a.result(), then.b.result())
        assert swapped(other) == before


def test_keras_and_pytorch_change_places() -> None:
    keras = replace(S9, framework="keras", padding="same", output_padding=0, beside="fw.pytorch")
    other = swapped(keras)

    assert other == replace(S9, framework="pytorch", beside="fw.keras")
    assert swapped(replace(S9, beside="back")) is None


def test_a_number_that_is_refused_is_said_and_nothing_stands_beside() -> None:
    found = made(replace(S9, output_padding=0), "set.output_padding.3")

    assert found.b is None
    assert "output_padding smaller than stride" in found.says


def test_only_names_of_the_list_are_read() -> None:
    assert [read(key) for key in CHOICES] == CHOICES
    for text in (
        "",
        "fw",
        "fw.",
        "back.",
        "back.x",
        "fw.keras.1",
        "set.stride.",
        "set.stride.x",
        "set.stride.-1",
        "set.stride.99999",
        "set.groups.1",
        "wrong.all",
        "٣",
        "set.stride.٣",
    ):
        assert read(text) is None, text
    for parameter in PARAMETERS:
        low, high = LIMITS[parameter]
        assert read(f"set.{parameter}.{low}")
        assert read(f"set.{parameter}.{high}")
        assert read(f"set.{parameter}.{high + 1}") is None


@pytest.mark.parametrize("key", CHOICES)
def test_a_link_holds_both_and_opens_them_again(key: str) -> None:
    setting = replace(S9, beside=completed(key, S9))

    assert decode(encode(setting)) == (setting, [])


def test_a_link_to_a_mistake_says_what_it_always_said() -> None:
    setting, complaints = decode({"m": "unturned"})

    assert (setting.beside, setting.mistake, complaints) == ("wrong.unturned", "unturned", [])
    link = encode(setting)
    assert link["m"] == "unturned"
    assert "vs" not in link


@pytest.mark.parametrize("text", ["fw.caffe", "set.stride.0", "wrong.unturned", "x" * 5000])
def test_a_link_that_names_nothing_is_complained_of_and_shows_a_alone(text: str) -> None:
    setting, complaints = decode({"vs": text})

    assert setting.beside == ""
    assert len(complaints) == 1


def test_every_kind_of_refusal_is_a_sentence() -> None:
    """Keras refuses strides with dilation; nothing stands beside, and it says so."""
    dilated = replace(S9, dilation=2, output_padding=0, padding=0)
    try:
        dilated.trace()
    except GeometryError:
        pytest.fail("the setting itself is possible")
    for key in ("fw.keras", "say.keras"):
        found = made(dilated, key)
        assert found.b is None
        assert "Keras refuses" in found.says


def test_jax_beside_pytorch_says_its_own_padding_and_what_a_word_left_out_does() -> None:
    """Kernel 3: a ring is 2 wide where nothing is cut. 1 cut before leaves 1, none after 2."""
    setting = replace(S9, kernel_size=3, stride=2, padding=1, output_padding=1)
    found = made(setting, "fw.jax")

    assert found.words == (
        "padding=1, output_padding=1",
        "padding=[(1, 2), (1, 2)], transpose_kernel=True",
    )
    assert found.b is not None
    assert call(found.b.layer).startswith("lax.conv_transpose(x, w, (2, 2), [(1, 2), (1, 2)]")
    assert found.says.endswith(
        "Left out, transpose_kernel is False: JAX then does not turn the kernel, and other numbers "
        "come out."
    )
    assert "transpose_kernel" not in made(setting, "fw.onnx").says


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_what_a_side_says_of_its_ends_stands_in_the_code_it_is_short_for(
    example: str, framework: str
) -> None:
    found = made(EXAMPLES[example], f"fw.{framework}")

    for side, words in zip((found.a, found.b), found.words, strict=True):
        if side is None:
            continue
        code = " ".join(lines(side.layer))
        for word in re.split(r", (?=\w+=)", words):
            name, _, value = word.partition("=")
            default = value in ("0", '"valid"', '"VALID"')
            assert default or word in code or (name == "padding" and value in code)
