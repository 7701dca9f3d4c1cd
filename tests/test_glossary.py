"""Words of the glossary in texts: marked once, only where sentences and headings are."""

import re

from app.shared.glossary import TERMS, explained, marked, pieces
from tests.shown import unmarked


def words(text: str) -> list[str]:
    return re.findall(r'data-word="([^"]+)"', text)


def test_a_word_is_marked_once_with_what_it_means() -> None:
    text = explained("<p>A kernel and another kernel.</p>")

    assert words(text) == ["kernel"]
    assert f'data-means="{TERMS["kernel"].means}"' in text
    assert unmarked(text) == "<p>A kernel and another kernel.</p>"


def test_plurals_and_other_names_belong_to_their_word() -> None:
    assert words(explained("<h2>Filters, taps and an output_padding</h2>")) == [
        "map",
        "tap",
        "output padding",
    ]
    assert words(explained("<p>filters</p>")) == ["map"]


def test_only_sentences_and_headings_are_marked() -> None:
    left = (
        "<table><tr><td>kernel</td></tr></table><figcaption>kernel</figcaption>"
        "<p><code>kernel</code> <a href='#kernel'>kernel</a> <button>kernel</button></p>"
    )
    assert explained(left) == left
    assert words(explained(f"{left}<h1>The <b>kernel</b></h1>")) == ["kernel"]


def test_a_heading_without_tags_is_whole() -> None:
    assert words(explained("Every layer, every map", whole=True)) == ["map"]
    assert words(explained("Every layer, every map")) == []


def test_a_word_that_means_something_else_here_is_left_alone() -> None:
    text = "<p>Move over the map: the decoder draws.</p>"

    assert words(explained(text, but=("map",))) == ["decoder"]


def test_a_text_without_markup_is_escaped() -> None:
    text = marked("stride < 2 & more")

    assert words(text) == ["stride"]
    assert unmarked(text) == "stride &lt; 2 &amp; more"


def test_the_longest_name_wins_and_words_met_before_are_passed_over() -> None:
    found = [
        (piece, term and term.word) for piece, term in pieces("A transposed convolution.", set())
    ]

    assert found == [
        ("A ", None),
        ("transposed convolution", "transposed convolution"),
        (".", None),
    ]
    assert list(pieces("two cells", {"cell"})) == [("two cells", None)]
