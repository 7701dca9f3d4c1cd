"""Every word of the app with what it means in one sentence.

The lessons mark these words by themselves where they first appear, and refuse a word that
stands here under no name; ``explained`` marks them in the other pages' sentences.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A word and what it means here.

    Attributes:
        word: Its name, and the key in ``TERMS``.
        means: One sentence.
        forms: Other ways it is written: plurals, other texts' names.
    """

    word: str
    means: str
    forms: tuple[str, ...] = ()


_LIST = (
    Term(
        "cell",
        "One place of a grid, called by its row and column, both counted from 0.",
        ("cells",),
    ),
    Term(
        "kernel",
        "The small grid of weights that is laid on the input or stamped onto the output.",
        ("kernels",),
    ),
    Term("tap", "One weight of the kernel, at its place.", ("taps",)),
    Term("window", "The cells on which the kernel lies at one step.", ("windows",)),
    Term(
        "stride",
        "How many cells lie from one step to the next; in a transposed convolution, from one stamp to the next.",
        ("strides",),
    ),
    Term(
        "stamp", "One input cell times the whole kernel, laid where the cell stands.", ("stamps",)
    ),
    Term("spread grid", "The input with zeros between its cells, as many as the stride asks for."),
    Term("ring", "A row or column of zeros on every side of a grid.", ("rings",)),
    Term("full output", "All stamps added, before padding cuts anything."),
    Term("crop", "Rows and columns that padding cuts off the full output.", ("crops",)),
    Term(
        "padding",
        "Rings of zeros that a convolution puts around its input; a transposed convolution has the parameter, too.",
    ),
    Term(
        "output padding",
        "How many rows and columns at the bottom and right come back after the cut.",
        ("output_padding",),
    ),
    Term("dilation", "How many cells lie from one tap to the next.", ("dilations",)),
    Term(
        "phase",
        "The output cells, and the taps that feed them, which share row and column counted modulo the stride.",
        ("phases",),
    ),
    Term(
        "map",
        "One channel of a layer: a grid of numbers.",
        ("maps", "channel", "channels", "filters"),
    ),
    Term(
        "bias",
        "A number that is added to every cell of an output map, after all products.",
        ("biases",),
    ),
    Term("sigmoid", "A curve that turns any sum into a number from 0 to 1."),
    Term(
        "code",
        "The few numbers in the middle of an autoencoder, between encoder and decoder.",
        ("codes",),
    ),
    Term(
        "encoder",
        "The first half of an autoencoder: it makes a picture into a code.",
        ("encoders",),
    ),
    Term(
        "decoder",
        "The second half of an autoencoder: it makes a code into a picture.",
        ("decoders",),
    ),
    Term(
        "autoencoder",
        "A network that is trained to give back its own input, by way of a code.",
        ("autoencoders",),
    ),
    Term("validation", "Pictures kept out of training, on which a network is measured."),
    Term("weight", "A trained number by which a value is multiplied.", ("weights",)),
    Term(
        "convolution",
        "The kernel slides over the input; each window gives one output cell: many to one.",
        ("convolutions",),
    ),
    Term(
        "transposed convolution",
        "Each input cell stamps the kernel onto the output, and overlaps add up: one to many.",
    ),
    Term(
        "cross-correlation",
        "Sliding the kernel as it lies, not turned; what deep learning calls convolution.",
    ),
    Term(
        "deconvolution",
        "Solving for the input that gave an output; a transposed convolution does not do that.",
    ),
    Term(
        "SAME",
        "A rule for padding: the output has the input's size divided by the stride, or times the stride on the way back.",
        ("'same'",),
    ),
    Term("VALID", "A rule for padding: no padding at all.", ("'valid'",)),
    Term("rank", "How many of a list of equations say something that the others do not."),
    Term(
        "matrix",
        "A table with a row for each output cell and a column for each input cell; the tap that joins them stands where they meet.",
    ),
    Term("transpose", "The same table with rows and columns swapped.", ("transposed",)),
    Term(
        "checkerboard",
        "A pattern of single cells, lighter and darker in turn, that uneven sums leave in a picture.",
    ),
    Term("pixel shuffle", "Several maps laid out as one larger map, cell by cell in turn."),
    Term(
        "ICNR",
        "A start for training: all phases of a kernel alike, so that a layer begins as one that repeats cells.",
    ),
    Term("resize", "Making a picture larger by repeating its cells."),
    Term(
        "plain autoencoder",
        "An autoencoder that is told only to rebuild, and puts its codes wherever it likes.",
    ),
    Term(
        "variational",
        "Of an autoencoder: trained to spread its codes like the standard normal, so that points taken from it decode to digits.",
    ),
    Term(
        "standard normal",
        "The bell curve around 0 with spread 1; in a plane, a round cloud around the middle.",
    ),
    Term(
        "fully connected",
        "Of a layer: every output number reads every input number, each with its own weight.",
    ),
    Term("NCHW", "PyTorch's order of a layer's numbers: picture, map, row, column."),
    Term("NHWC", "TensorFlow's order of a layer's numbers: picture, row, column, map."),
    Term(
        "HWIO", "TensorFlow's order of a convolution's kernel: row, column, input map, output map."
    ),
    Term("regularizer", "A penalty on large weights during training.", ("kernel_regularizer",)),
    Term("gradient", "By how much a result grows when one number grows a little."),
    Term("round trip", "A convolution and then the transposed convolution with the same kernel."),
    Term(
        "texts",
        "Four texts that this course follows, and corrects where they err: Lee's course page and notebook, Garg's article and the lecture slides “Autoencoders”.",
        ("text", "the texts", "the text"),
    ),
    Term(
        "Lee",
        "The author of the course page and the notebook “Convolutional Autoencoder”, two of the texts that are followed here.",
    ),
    Term(
        "Garg",
        "The author of the article “Transposed Convolutions”, one of the texts that are followed here.",
    ),
    Term("lecture slides", "“Autoencoders”, one of the texts that are followed here."),
    Term("extent", "How many cells a kernel reaches over, its gaps included."),
)

TERMS: dict[str, Term] = {term.word: term for term in _LIST}
"""By word."""

BY_FORM: dict[str, str] = {
    form: term.word
    for term in TERMS.values()
    for word in (term.word, *term.forms)
    for form in {word, word[0].upper() + word[1:]}
}
"""Every way a word is written, with a capital too, and the word it belongs to."""

# Longest first, so that "transposed convolution" is not read as "convolution"; case counts,
# or every "same" would be SAME.
FORMS = re.compile(
    r"(?<![\w-])("
    + "|".join(sorted((re.escape(form) for form in BY_FORM), key=len, reverse=True))
    + r")(?![\w-])"
)


def pieces(text: str, met: set[str]) -> Iterator[tuple[str, Term | None]]:
    """Take a text apart at the words that stand here, each the first time only.

    Args:
        text: Without markup.
        met: The words that stood before; those found are added.

    >>> [(piece, term and term.word) for piece, term in pieces("Two taps, two cells.", {"cell"})]
    [('Two ', None), ('taps', 'tap'), (', two cells.', None)]
    """
    at = 0
    for found in FORMS.finditer(text):
        word = BY_FORM[found[1]]
        if word in met:
            continue
        met.add(word)
        if found.start() > at:
            yield text[at : found.start()], None
        yield found[1], TERMS[word]
        at = found.end()
    if at < len(text):
        yield text[at:], None


_TAG = re.compile(r"(<[^>]*>)")
_TEXTS = {"p", "h1", "h2"}
"""Sentences and headings, where words are marked; cells of tables and captions are too short."""
_NAMES = {"a", "button", "code"}
"""What stands in these is a name, or leads elsewhere."""


def explained(text: str, *, whole: bool = False, but: tuple[str, ...] = ()) -> str:
    """Mark the glossary's words in the sentences and headings of HTML, each word once.

    The mark says what the word means; which one is the first on a page, the browser sees
    (``app/shared/assets/glossary.js``).

    Args:
        text: HTML.
        whole: Whether all of it is one sentence or heading, without tags that say so.
        but: Words that mean something else here.

    >>> explained("<p>Two <b>codes</b>, <code>code</code></p>").count("data-means")
    1
    """
    met = set(but)
    inside = ["p"] if whole else []
    parts = []
    for part in _TAG.split(text):
        if part.startswith("</"):
            name = part[2:-1].strip()
            if name in inside:
                del inside[len(inside) - 1 - inside[::-1].index(name) :]
        elif part.startswith("<"):
            name = re.split(r"[\s/>]", part[1:], maxsplit=1)[0]
            if name in _TEXTS | _NAMES:
                inside.append(name)
        elif _TEXTS.intersection(inside) and not _NAMES.intersection(inside):
            part = "".join(_marked(part, met))
        parts.append(part)
    return "".join(parts)


def marked(text: str, met: set[str] | None = None) -> str:
    """Return a text without markup as HTML, the glossary's words marked, each once.

    Args:
        text: Without markup.
        met: Words that stood before; those found are added.
    """
    return "".join(_marked(html.escape(text, quote=False), set() if met is None else met))


def _marked(text: str, met: set[str]) -> Iterator[str]:
    for piece, term in pieces(text, met):
        if term is None:
            yield piece
        else:
            means = html.escape(term.means)
            yield f'<span class="term" data-word="{term.word}" data-means="{means}">{piece}</span>'
