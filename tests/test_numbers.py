"""One reader of numbers for cells, pasted blocks, the bias and links."""

from time import process_time

import pytest

from app.setting.numbers import LONGEST_NUMBER, read_bias, read_number, read_pasted

LEFT_OUT = "is not a number the lab can hold"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1000000", 1e6),
        ("-1000000", -1e6),
        ("1e6", 1e6),
        (".5", 0.5),
        ("5.", 5),
        ("+3", 3),
        ("−0,25", -0.25),
        ("  7  ", 7),
        ("1000000.1", None),
        ("-1000000.1", None),
        ("1e7", None),
        ("-1e9", None),
        ("1e999", None),
        ("inf", None),
        ("1 2", None),
        ("--1", None),
        ("1e", None),
        ("٣", None),
        ("", None),
    ],
)
def test_a_number_is_read_up_to_a_million_either_way(text: str, number: float | None) -> None:
    assert read_number(text) == number


def test_a_number_has_at_most_24_characters() -> None:
    """The longest that a browser writes: -1.2345678901234567e-100."""
    assert read_number("7".zfill(LONGEST_NUMBER)) == 7
    assert read_number("7".zfill(LONGEST_NUMBER + 1)) is None
    assert read_number("-1.2345678901234567e-100") == -1.2345678901234567e-100


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        # Spreadsheets put tabs between cells: a comma is then a decimal one.
        ("1,5\t2,5", [[1.5, 2.5]]),
        ("1,5\t2,5\r\n3\t-4\r\n", [[1.5, 2.5], [3, -4]]),
        ("1,5;2,5\n3;4", [[1.5, 2.5], [3, 4]]),
        ("1,5 2,5", [[1.5, 2.5]]),
        ("1,5", [[1.5]]),
        ("1.5,2.5", [[1.5, 2.5]]),
        ("1, 5", [[1, 5]]),
        ("1,2,3\n4,5,6", [[1, 2, 3], [4, 5, 6]]),
        ("1,2,3\n4,5", [[1, 2, 3], [4, 5]]),
        ("1;2\r\n\r\n3;4", [[1, 2], [3, 4]]),
        ("(3, 4)", [[3, 4]]),
        ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]]),
        ("[1, 2], [3, 4]", [[1, 2], [3, 4]]),
        ("[1, 2]\n[3, 4]", [[1, 2], [3, 4]]),
        ("((1, 2), (3, 4))", [[1, 2], [3, 4]]),
        ("[1 2; 3 4]", [[1, 2], [3, 4]]),
        ("[[1. 2.]\n [3. 4.]]", [[1, 2], [3, 4]]),
        ("[[1. 2.\n  3.]\n [4. 5.\n  6.]]", [[1, 2, 3], [4, 5, 6]]),
        ("tensor([[1., 0.], [0., 1.]])", [[1, 0], [0, 1]]),
        ("tensor([[1., 0.],\n        [0., 1.]], dtype=torch.float64)", [[1, 0], [0, 1]]),
        ("tensor([[2.]], device='cuda:0', grad_fn=<AddBackward0>)", [[2]]),
        ("array([[1., 2.],\n       [3., 4.]])", [[1, 2], [3, 4]]),
        ("np.array([[1, 2]], dtype=np.int64)", [[1, 2]]),
        ("kernel = torch.tensor([1, 2])", [[1, 2]]),
        ("Parameter containing:\ntensor([[1.5]], requires_grad=True)", [[1.5]]),
    ],
)
def test_what_people_paste_is_read_as_they_mean_it(text: str, rows: list[list[float]]) -> None:
    read, complaint = read_pasted(text)

    assert read == rows
    if len({len(row) for row in rows}) == 1:
        assert complaint is None


def test_a_comma_that_may_mean_either_is_said() -> None:
    assert read_pasted("1,5\n2,5") == (
        [[1.5], [2.5]],
        "“1,5” was read as 1.5: a comma that separates numbers needs a space after it",
    )


def test_a_bad_word_costs_its_own_row_and_the_others_keep_their_places() -> None:
    long = "x" * 30
    assert read_pasted(f"1 2\n3 {long}\n5 6") == (
        [[1, 2], [], [5, 6]], f"“{long[:20]}” {LEFT_OUT}: row 2 was left out"
    )  # fmt: skip
    assert read_pasted("a\n1\nb") == (
        [[], [1], []], f"“a” {LEFT_OUT}: row 1 was left out, and so were 1 more"
    )  # fmt: skip
    assert read_pasted("x") == ([[]], f"“x” {LEFT_OUT}: row 1 was left out")


def test_nothing_in_what_was_pasted_is_said() -> None:
    for text in (" \n[]", "", "tensor([])"):
        assert read_pasted(text) == ([], "There is no number in what was pasted")


def test_a_ragged_block_is_said() -> None:
    assert read_pasted("1 2 3\n4") == (
        [[1, 2, 3], [4]],
        "The rows have 1 to 3 numbers: what a short one lacks stays as it was",
    )


def test_of_several_planes_the_first_is_taken_and_that_is_said() -> None:
    assert read_pasted("tensor([[[1, 2], [3, 4]],\n\n [[5, 6], [7, 8]]])") == (
        [[1, 2], [3, 4]],
        "What was pasted has 2 planes: the first was taken",
    )
    assert read_pasted("[[[[1, 2], [3, 4]]]]") == ([[1, 2], [3, 4]], None)


def test_a_bias_has_at_most_eight_numbers() -> None:
    assert read_bias("1 2 3 4") == ((1, 2, 3, 4), None)
    assert read_bias("0,5; 1") == ((0.5, 1), None)
    assert read_bias("tensor([1., 2.])") == ((1, 2), None)
    for text in ("1 2 3 4 5 6 7 8 9", "1 x", "1\nx", "7" * 9000):
        assert read_bias(text) == (
            (), "The bias is one number per output channel, 8 at the most"
        )  # fmt: skip


HOSTILE = [
    "9" * 8000 + "x",
    "9" * 3999 + "." + "9" * 3999 + "x",
    "a" * 8000,
    "a." * 4000,
    "a " * 4000,
    "," * 8000,
    ", " * 4000,
    "," + " " * 7999,
    "[" * 8000,
    "[1," * 2600,
    "(" * 4000 + ")" * 4000,
    "\n" * 8000,
    "1\n" * 4000,
    "-" * 8000,
    "1e" * 4000,
    ",a=" * 2600,
    "=" * 8000,
    "x\n" * 4000,
    "\t" * 8000,
    "−" * 8000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_holds_the_reader_up(text: str) -> None:
    """8,000 characters, what a wish may carry; one regular expression took 13 s for 14,000."""
    started = process_time()
    read_number(text)
    read_pasted(text)
    read_bias(text)

    assert process_time() - started < 1
