"""The worked examples of the texts, typed with their arithmetic, once for app, tests and docs.

Where a text gives no numbers, the input counts up from 1, and the kernel has no zeros and
looks different from every side, so that a forgotten turn is seen. ``key`` is the number in
the list of systems (S1 to S22) that the four texts contain; a note says where a text
differs from what is right, and "the text" in it is the one that ``source`` names. In brackets
it names the cells that its words speak of, ``[one ring](ring)``, as a lesson does
(docs/lessons.md): row and column, counted from 0, ``*`` for all.

Each expected number is written as the sum that gives it, in row order: input times weight.
Cells outside the grid are left out of the sums.
"""

from dataclasses import dataclass

from core.geometry import Operation
from core.layer import Framework, Word
from core.readings import ReadingKey

Grid = list[list[float]]


@dataclass(frozen=True)
class Source:
    """One of the texts.

    Attributes:
        short: As it is called where there is little room.
        title: Author and title.
    """

    short: str
    title: str


LEE_PAGE = Source("Lee", "S. Lee, “Convolutional Autoencoder” (course page)")
LEE_NOTEBOOK = Source("Lee", "S. Lee, “Convolutional Autoencoder” (notebook)")
GARG = Source("Garg", "K. Garg, “Transposed Convolutions”")
SLIDES = Source("Slides", "the lecture slides “Autoencoders”")


@dataclass(frozen=True, eq=False, kw_only=True)
class Example:
    """One worked example on one channel.

    Attributes:
        key: "S9"; a letter is added where one system has several.
        title: A few words, as on its button.
        note: One or two sentences; what to see, and where the text is wrong.
        source: The text that it is from.
        place: Where in the text, or the text's own words for it.
        reading: The one that the note speaks of.
        operation: "transposed" or "convolution".
        framework: Whose rules hold.
        image: (h, w) numbers.
        kernel: (k, k) numbers.
        stride: For both axes.
        padding: A number, or Keras' word.
        expected: (h, w) numbers, the output.
    """

    key: str
    title: str
    note: str
    source: Source
    place: str
    reading: ReadingKey
    operation: Operation
    framework: Framework
    image: Grid
    kernel: Grid
    stride: int
    padding: int | Word
    expected: Grid


def counting(side: int) -> Grid:
    """Return a square that counts up from 1, row by row."""
    return [[float(side * y + x + 1) for x in range(side)] for y in range(side)]


BY_HAND: Grid = [[0, 1], [2, 3]]
KERNEL_2: Grid = [[1, 2], [3, 4]]
KERNEL_3: Grid = [[1, 2, 1], [3, 1, 2], [1, 1, 3]]

EXAMPLES: tuple[Example, ...] = (
    Example(
        key="S8",
        title="Four stamps, one cell apart",
        note="[Each input cell](in *) times [the whole kernel](tap *), placed [one cell apart](frame 0,0 0,1 1,0 1,1), added. Input and kernel hold the same numbers.",
        source=GARG,
        place="2×2, stride 1",
        reading="stamp",
        operation="transposed",
        framework="pytorch",
        image=BY_HAND,
        kernel=BY_HAND,
        stride=1,
        padding=0,
        expected=[
            [0 * 0, 0 * 1 + 1 * 0, 1 * 1],
            [0 * 2 + 2 * 0, 0 * 3 + 1 * 2 + 2 * 1 + 3 * 0, 1 * 3 + 3 * 1],
            [2 * 2, 2 * 3 + 3 * 2, 3 * 3],
        ],
    ),
    Example(
        key="S9",
        title="Four stamps, edge to edge",
        note="The same numbers, the stamps [two cells apart](frame 0,0 0,2 2,0 2,2): (2 − 1)·2 + 2 = [4 cells](out 0,*). The text says that the size grows “by 1”; that is so for these sizes only.",
        source=GARG,
        place="2×2, stride 2",
        reading="stamp",
        operation="transposed",
        framework="pytorch",
        image=BY_HAND,
        kernel=BY_HAND,
        stride=2,
        padding=0,
        expected=[
            [0 * 0, 0 * 1, 1 * 0, 1 * 1],
            [0 * 2, 0 * 3, 1 * 2, 1 * 3],
            [2 * 0, 2 * 1, 3 * 0, 3 * 1],
            [2 * 2, 2 * 3, 3 * 2, 3 * 3],
        ],
    ),
    Example(
        key="S2",
        title="No ring: 4×4 shrinks to 2×2",
        note="No padding: a 3×3 kernel [fits into a 4×4 input](window 0,0) [twice in each direction](out *).",
        source=LEE_PAGE,
        place="VALID",
        reading="slide",
        operation="convolution",
        framework="keras",
        image=counting(4),
        kernel=KERNEL_3,
        stride=1,
        padding="valid",
        expected=[
            [
                1 * 1 + 2 * 2 + 3 * 1 + 5 * 3 + 6 * 1 + 7 * 2 + 9 * 1 + 10 * 1 + 11 * 3,
                2 * 1 + 3 * 2 + 4 * 1 + 6 * 3 + 7 * 1 + 8 * 2 + 10 * 1 + 11 * 1 + 12 * 3,
            ],
            [
                5 * 1 + 6 * 2 + 7 * 1 + 9 * 3 + 10 * 1 + 11 * 2 + 13 * 1 + 14 * 1 + 15 * 3,
                6 * 1 + 7 * 2 + 8 * 1 + 10 * 3 + 11 * 1 + 12 * 2 + 14 * 1 + 15 * 1 + 16 * 3,
            ],
        ],
    ),
    Example(
        key="S3",
        title="A ring keeps 5×5 at 5×5",
        note="SAME adds [one ring](ring), and with stride 1 [the size stays](out *). (The text's “padding keeps the size” holds for stride 1 only.)",
        source=LEE_PAGE,
        place="SAME",
        reading="slide",
        operation="convolution",
        framework="keras",
        image=counting(5),
        kernel=KERNEL_3,
        stride=1,
        padding="same",
        expected=[
            [
                1 * 1 + 2 * 2 + 6 * 1 + 7 * 3,
                1 * 3 + 2 * 1 + 3 * 2 + 6 * 1 + 7 * 1 + 8 * 3,
                2 * 3 + 3 * 1 + 4 * 2 + 7 * 1 + 8 * 1 + 9 * 3,
                3 * 3 + 4 * 1 + 5 * 2 + 8 * 1 + 9 * 1 + 10 * 3,
                4 * 3 + 5 * 1 + 9 * 1 + 10 * 1,
            ],
            [
                1 * 2 + 2 * 1 + 6 * 1 + 7 * 2 + 11 * 1 + 12 * 3,
                1 * 1 + 2 * 2 + 3 * 1 + 6 * 3 + 7 * 1 + 8 * 2 + 11 * 1 + 12 * 1 + 13 * 3,
                2 * 1 + 3 * 2 + 4 * 1 + 7 * 3 + 8 * 1 + 9 * 2 + 12 * 1 + 13 * 1 + 14 * 3,
                3 * 1 + 4 * 2 + 5 * 1 + 8 * 3 + 9 * 1 + 10 * 2 + 13 * 1 + 14 * 1 + 15 * 3,
                4 * 1 + 5 * 2 + 9 * 3 + 10 * 1 + 14 * 1 + 15 * 1,
            ],
            [
                6 * 2 + 7 * 1 + 11 * 1 + 12 * 2 + 16 * 1 + 17 * 3,
                6 * 1 + 7 * 2 + 8 * 1 + 11 * 3 + 12 * 1 + 13 * 2 + 16 * 1 + 17 * 1 + 18 * 3,
                7 * 1 + 8 * 2 + 9 * 1 + 12 * 3 + 13 * 1 + 14 * 2 + 17 * 1 + 18 * 1 + 19 * 3,
                8 * 1 + 9 * 2 + 10 * 1 + 13 * 3 + 14 * 1 + 15 * 2 + 18 * 1 + 19 * 1 + 20 * 3,
                9 * 1 + 10 * 2 + 14 * 3 + 15 * 1 + 19 * 1 + 20 * 1,
            ],
            [
                11 * 2 + 12 * 1 + 16 * 1 + 17 * 2 + 21 * 1 + 22 * 3,
                11 * 1 + 12 * 2 + 13 * 1 + 16 * 3 + 17 * 1 + 18 * 2 + 21 * 1 + 22 * 1 + 23 * 3,
                12 * 1 + 13 * 2 + 14 * 1 + 17 * 3 + 18 * 1 + 19 * 2 + 22 * 1 + 23 * 1 + 24 * 3,
                13 * 1 + 14 * 2 + 15 * 1 + 18 * 3 + 19 * 1 + 20 * 2 + 23 * 1 + 24 * 1 + 25 * 3,
                14 * 1 + 15 * 2 + 19 * 3 + 20 * 1 + 24 * 1 + 25 * 1,
            ],
            [
                16 * 2 + 17 * 1 + 21 * 1 + 22 * 2,
                16 * 1 + 17 * 2 + 18 * 1 + 21 * 3 + 22 * 1 + 23 * 2,
                17 * 1 + 18 * 2 + 19 * 1 + 22 * 3 + 23 * 1 + 24 * 2,
                18 * 1 + 19 * 2 + 20 * 1 + 23 * 3 + 24 * 1 + 25 * 2,
                19 * 1 + 20 * 2 + 24 * 3 + 25 * 1,
            ],
        ],
    ),
    Example(
        key="S4",
        title="One more zero, at the end only",
        note="TensorFlow needs one extra row and column here, and adds them [at the bottom and right only](ring).",
        source=LEE_NOTEBOOK,
        place="SAME, stride 2",
        reading="slide",
        operation="convolution",
        framework="keras",
        image=counting(4),
        kernel=KERNEL_3,
        stride=2,
        padding="same",
        expected=[
            [
                1 * 1 + 2 * 2 + 3 * 1 + 5 * 3 + 6 * 1 + 7 * 2 + 9 * 1 + 10 * 1 + 11 * 3,
                3 * 1 + 4 * 2 + 7 * 3 + 8 * 1 + 11 * 1 + 12 * 1,
            ],
            [9 * 1 + 10 * 2 + 11 * 1 + 13 * 3 + 14 * 1 + 15 * 2, 11 * 1 + 12 * 2 + 15 * 3 + 16 * 1],
        ],
    ),
    Example(
        key="S6a",
        title="There: 5×5 to 2×2",
        note="5×5 → [2×2](out *) by a convolution with stride 2: [its windows begin](in 0,0 0,2 2,0 2,2) two cells apart. (The text's caption says “no stride”; the stride is 2.)",
        source=LEE_PAGE,
        place="round trip",
        reading="slide",
        operation="convolution",
        framework="pytorch",
        image=counting(5),
        kernel=KERNEL_3,
        stride=2,
        padding=0,
        expected=[
            [
                1 * 1 + 2 * 2 + 3 * 1 + 6 * 3 + 7 * 1 + 8 * 2 + 11 * 1 + 12 * 1 + 13 * 3,
                3 * 1 + 4 * 2 + 5 * 1 + 8 * 3 + 9 * 1 + 10 * 2 + 13 * 1 + 14 * 1 + 15 * 3,
            ],
            [
                11 * 1 + 12 * 2 + 13 * 1 + 16 * 3 + 17 * 1 + 18 * 2 + 21 * 1 + 22 * 1 + 23 * 3,
                13 * 1 + 14 * 2 + 15 * 1 + 18 * 3 + 19 * 1 + 20 * 2 + 23 * 1 + 24 * 1 + 25 * 3,
            ],
        ],
    ),
    Example(
        key="S6b",
        title="Back: the shape, not the values",
        note="2×2 → 5×5: [the shape is back](out *), the values are not. A transposed convolution is no inverse; it does scatter [9 values from each cell](stamp 0), which the text denies.",
        source=LEE_PAGE,
        place="round trip",
        reading="stamp",
        operation="transposed",
        framework="pytorch",
        image=[[111, 141], [261, 291]],
        kernel=KERNEL_3,
        stride=2,
        padding=0,
        expected=[
            [111 * 1, 111 * 2, 111 * 1 + 141 * 1, 141 * 2, 141 * 1],
            [111 * 3, 111 * 1, 111 * 2 + 141 * 3, 141 * 1, 141 * 2],
            [
                111 * 1 + 261 * 1,
                111 * 1 + 261 * 2,
                111 * 3 + 141 * 1 + 261 * 1 + 291 * 1,
                141 * 1 + 291 * 2,
                141 * 3 + 291 * 1,
            ],
            [261 * 3, 261 * 1, 261 * 2 + 291 * 3, 291 * 1, 291 * 2],
            [261 * 1, 261 * 1, 261 * 3 + 291 * 1, 291 * 1, 291 * 3],
        ],
    ),
    Example(
        key="S7a",
        title="3×3 stamps, one cell apart",
        note="Keras' padding='valid' [crops nothing](frame *): it is PyTorch's padding 0.",
        source=LEE_PAGE,
        place="VALID",
        reading="stamp",
        operation="transposed",
        framework="keras",
        image=counting(2),
        kernel=KERNEL_3,
        stride=1,
        padding="valid",
        expected=[
            [1 * 1, 1 * 2 + 2 * 1, 1 * 1 + 2 * 2, 2 * 1],
            [
                1 * 3 + 3 * 1,
                1 * 1 + 2 * 3 + 3 * 2 + 4 * 1,
                1 * 2 + 2 * 1 + 3 * 1 + 4 * 2,
                2 * 2 + 4 * 1,
            ],
            [
                1 * 1 + 3 * 3,
                1 * 1 + 2 * 1 + 3 * 1 + 4 * 3,
                1 * 3 + 2 * 1 + 3 * 2 + 4 * 1,
                2 * 3 + 4 * 2,
            ],
            [3 * 1, 3 * 1 + 4 * 1, 3 * 3 + 4 * 1, 4 * 3],
        ],
    ),
    Example(
        key="S7b",
        title="Stamps that overlap by one",
        note="[Each input cell](in *) times the whole kernel. The stamps stand [two cells apart](frame 0,0 0,2 2,0 2,2) and overlap by one cell; [where they overlap](out 2,* *,2), products add up.",
        source=LEE_PAGE,
        place="VALID, stride 2",
        reading="stamp",
        operation="transposed",
        framework="pytorch",
        image=counting(2),
        kernel=KERNEL_3,
        stride=2,
        padding=0,
        expected=[
            [1 * 1, 1 * 2, 1 * 1 + 2 * 1, 2 * 2, 2 * 1],
            [1 * 3, 1 * 1, 1 * 2 + 2 * 3, 2 * 1, 2 * 2],
            [
                1 * 1 + 3 * 1,
                1 * 1 + 3 * 2,
                1 * 3 + 2 * 1 + 3 * 1 + 4 * 1,
                2 * 1 + 4 * 2,
                2 * 3 + 4 * 1,
            ],
            [3 * 3, 3 * 1, 3 * 2 + 4 * 3, 4 * 1, 4 * 2],
            [3 * 1, 3 * 1, 3 * 3 + 4 * 1, 4 * 1, 4 * 3],
        ],
    ),
    Example(
        key="S7c",
        title="SAME cuts back to 2×2",
        note="SAME crops the full output to input × stride: here [one ring](cut).",
        source=LEE_PAGE,
        place="SAME",
        reading="stamp",
        operation="transposed",
        framework="keras",
        image=counting(2),
        kernel=KERNEL_3,
        stride=1,
        padding="same",
        expected=[
            [1 * 1 + 2 * 3 + 3 * 2 + 4 * 1, 1 * 2 + 2 * 1 + 3 * 1 + 4 * 2],
            [1 * 1 + 2 * 1 + 3 * 1 + 4 * 3, 1 * 3 + 2 * 1 + 3 * 2 + 4 * 1],
        ],
    ),
    Example(
        key="S7d",
        title="One row too many: cut at the end",
        note="5 cells cropped to 4: the odd one goes [at the bottom and right](cut). PyTorch has no padding number for that.",
        source=LEE_PAGE,
        place="SAME, stride 2",
        reading="stamp",
        operation="transposed",
        framework="keras",
        image=counting(2),
        kernel=KERNEL_3,
        stride=2,
        padding="same",
        expected=[
            [1 * 1, 1 * 2, 1 * 1 + 2 * 1, 2 * 2],
            [1 * 3, 1 * 1, 1 * 2 + 2 * 3, 2 * 1],
            [1 * 1 + 3 * 1, 1 * 1 + 3 * 2, 1 * 3 + 2 * 1 + 3 * 1 + 4 * 1, 2 * 1 + 4 * 2],
            [3 * 3, 3 * 1, 3 * 2 + 4 * 3, 4 * 1],
        ],
    ),
    Example(
        key="S11",
        title="A ring, then steps of two",
        note="6×6, [one ring](ring) makes 8×8, a 2×2 kernel with stride 2 makes [4×4](out *).",
        source=GARG,
        place="Example 1",
        reading="slide",
        operation="convolution",
        framework="pytorch",
        image=counting(6),
        kernel=KERNEL_2,
        stride=2,
        padding=1,
        expected=[
            [1 * 4, 2 * 3 + 3 * 4, 4 * 3 + 5 * 4, 6 * 3],
            [
                7 * 2 + 13 * 4,
                8 * 1 + 9 * 2 + 14 * 3 + 15 * 4,
                10 * 1 + 11 * 2 + 16 * 3 + 17 * 4,
                12 * 1 + 18 * 3,
            ],
            [
                19 * 2 + 25 * 4,
                20 * 1 + 21 * 2 + 26 * 3 + 27 * 4,
                22 * 1 + 23 * 2 + 28 * 3 + 29 * 4,
                24 * 1 + 30 * 3,
            ],
            [31 * 2, 32 * 1 + 33 * 2, 34 * 1 + 35 * 2, 36 * 1],
        ],
    ),
    Example(
        key="S12",
        title="Zeros between, then slide",
        note="3×3 [spread](spread *) to 5×5, [a ring](ring) makes 7×7, the kernel slides by 1 to [6×6](out *). [It must be turned](tap *) by 180°, which the text leaves out.",
        source=GARG,
        place="Example 2",
        reading="slide",
        operation="transposed",
        framework="pytorch",
        image=counting(3),
        kernel=KERNEL_2,
        stride=2,
        padding=0,
        expected=[
            [1 * 1, 1 * 2, 2 * 1, 2 * 2, 3 * 1, 3 * 2],
            [1 * 3, 1 * 4, 2 * 3, 2 * 4, 3 * 3, 3 * 4],
            [4 * 1, 4 * 2, 5 * 1, 5 * 2, 6 * 1, 6 * 2],
            [4 * 3, 4 * 4, 5 * 3, 5 * 4, 6 * 3, 6 * 4],
            [7 * 1, 7 * 2, 8 * 1, 8 * 2, 9 * 1, 9 * 2],
            [7 * 3, 7 * 4, 8 * 3, 8 * 4, 9 * 3, 9 * 4],
        ],
    ),
    Example(
        key="S13a",
        title="Stride 1: no zeros between",
        note="Stride 1 and a 3×3 input: [a ring](ring) makes 5×5, the kernel slides to [4×4](out *). The text's 7×7 → 6×6 needs a 5×5 input.",
        source=GARG,
        place="Example 3",
        reading="slide",
        operation="transposed",
        framework="pytorch",
        image=counting(3),
        kernel=KERNEL_2,
        stride=1,
        padding=0,
        expected=[
            [1 * 1, 1 * 2 + 2 * 1, 2 * 2 + 3 * 1, 3 * 2],
            [
                1 * 3 + 4 * 1,
                1 * 4 + 2 * 3 + 4 * 2 + 5 * 1,
                2 * 4 + 3 * 3 + 5 * 2 + 6 * 1,
                3 * 4 + 6 * 2,
            ],
            [
                4 * 3 + 7 * 1,
                4 * 4 + 5 * 3 + 7 * 2 + 8 * 1,
                5 * 4 + 6 * 3 + 8 * 2 + 9 * 1,
                6 * 4 + 9 * 2,
            ],
            [7 * 3, 7 * 4 + 8 * 3, 8 * 4 + 9 * 3, 9 * 4],
        ],
    ),
    Example(
        key="S13b",
        title="The same with a 5×5 input",
        note="The sizes that the text gives, [7×7](spread 0,* 6,* *,0 *,6) → [6×6](out *), belong to [this 5×5 input](in *).",
        source=GARG,
        place="Example 3",
        reading="slide",
        operation="transposed",
        framework="pytorch",
        image=counting(5),
        kernel=KERNEL_2,
        stride=1,
        padding=0,
        expected=[
            [1 * 1, 1 * 2 + 2 * 1, 2 * 2 + 3 * 1, 3 * 2 + 4 * 1, 4 * 2 + 5 * 1, 5 * 2],
            [
                1 * 3 + 6 * 1,
                1 * 4 + 2 * 3 + 6 * 2 + 7 * 1,
                2 * 4 + 3 * 3 + 7 * 2 + 8 * 1,
                3 * 4 + 4 * 3 + 8 * 2 + 9 * 1,
                4 * 4 + 5 * 3 + 9 * 2 + 10 * 1,
                5 * 4 + 10 * 2,
            ],
            [
                6 * 3 + 11 * 1,
                6 * 4 + 7 * 3 + 11 * 2 + 12 * 1,
                7 * 4 + 8 * 3 + 12 * 2 + 13 * 1,
                8 * 4 + 9 * 3 + 13 * 2 + 14 * 1,
                9 * 4 + 10 * 3 + 14 * 2 + 15 * 1,
                10 * 4 + 15 * 2,
            ],
            [
                11 * 3 + 16 * 1,
                11 * 4 + 12 * 3 + 16 * 2 + 17 * 1,
                12 * 4 + 13 * 3 + 17 * 2 + 18 * 1,
                13 * 4 + 14 * 3 + 18 * 2 + 19 * 1,
                14 * 4 + 15 * 3 + 19 * 2 + 20 * 1,
                15 * 4 + 20 * 2,
            ],
            [
                16 * 3 + 21 * 1,
                16 * 4 + 17 * 3 + 21 * 2 + 22 * 1,
                17 * 4 + 18 * 3 + 22 * 2 + 23 * 1,
                18 * 4 + 19 * 3 + 23 * 2 + 24 * 1,
                19 * 4 + 20 * 3 + 24 * 2 + 25 * 1,
                20 * 4 + 25 * 2,
            ],
            [21 * 3, 21 * 4 + 22 * 3, 22 * 4 + 23 * 3, 23 * 4 + 24 * 3, 24 * 4 + 25 * 3, 25 * 4],
        ],
    ),
    Example(
        key="S14",
        title="Padding takes a ring away",
        note="Padding 1 takes [the ring](spread 0,* 6,* *,0 *,6) away again: 7×7 → 5×5 → [4×4](out *). It crops; the text's “expands” is the wrong way round.",
        source=GARG,
        place="Example 4",
        reading="slide",
        operation="transposed",
        framework="pytorch",
        image=counting(3),
        kernel=KERNEL_2,
        stride=2,
        padding=1,
        expected=[
            [1 * 4, 2 * 3, 2 * 4, 3 * 3],
            [4 * 2, 5 * 1, 5 * 2, 6 * 1],
            [4 * 4, 5 * 3, 5 * 4, 6 * 3],
            [7 * 2, 8 * 1, 8 * 2, 9 * 1],
        ],
    ),
)

BY_KEY = {example.key: example for example in EXAMPLES}


@dataclass(frozen=True, eq=False, kw_only=True)
class ChannelExample:
    """A worked example on several channels; arrays in PyTorch's layouts.

    Attributes:
        key: The system it stands for.
        title: What its button says.
        note: One sentence about it.
        source: The text that it is from.
        place: Where in the text, or the text's own words for it.
        reading: The one that the note speaks of.
        operation: "transposed" or "convolution".
        image: (C_in, h, w) numbers.
        kernel: (C_out, C_in, k, k) for a convolution, (C_in, C_out, k, k) for a transposed one.
        bias: (C_out,) numbers.
        stride: For both axes.
        expected: (C_out, h, w) numbers.
    """

    key: str
    title: str
    note: str
    source: Source
    place: str
    reading: ReadingKey
    operation: Operation
    image: list[Grid]
    kernel: list[list[Grid]]
    bias: list[float]
    stride: int
    expected: list[Grid]


CHANNEL_EXAMPLES: tuple[ChannelExample, ...] = (
    # S1: C = 2 input channels to D = 3 output channels, one tap per channel pair, a bias each.
    ChannelExample(
        key="S1",
        title="Two maps to three",
        note="[Each output channel](out 0,*,*) adds up [all input channels](in *), each with [a kernel of its own](tap 0,*,0,0), and its bias: 2·3 kernels, 3 biases.",
        source=LEE_PAGE,
        place="C to D channels",
        reading="slide",
        operation="convolution",
        image=[[[1, 2]], [[3, 4]]],
        kernel=[[[[1]], [[2]]], [[[3]], [[4]]], [[[5]], [[6]]]],
        bias=[10, 20, 30],
        stride=1,
        expected=[
            [[1 * 1 + 3 * 2 + 10, 2 * 1 + 4 * 2 + 10]],
            [[1 * 3 + 3 * 4 + 20, 2 * 3 + 4 * 4 + 20]],
            [[1 * 5 + 3 * 6 + 30, 2 * 5 + 4 * 6 + 30]],
        ],
    ),
    # S21: two feature maps, stride 2. Read top-down, one cell of two maps reaches four cells
    # of two maps each; read bottom-up (the next example), those feed it: many to one.
    ChannelExample(
        key="S21 top-down",
        title="One to many",
        note="Two feature maps, stride 2, read top-down: [one input cell](in 0,0,0) reaches [many output cells](stamp 0). “Many to one” reads the same picture bottom-up.",
        source=SLIDES,
        place="top-down",
        reading="stamp",
        operation="transposed",
        image=[[[1, 2]], [[3, 4]]],
        kernel=[[[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [[[9, 8], [7, 6]], [[5, 4], [3, 2]]]],
        bias=[0, 0],
        stride=2,
        expected=[
            [
                [1 * 1 + 3 * 9, 1 * 2 + 3 * 8, 2 * 1 + 4 * 9, 2 * 2 + 4 * 8],
                [1 * 3 + 3 * 7, 1 * 4 + 3 * 6, 2 * 3 + 4 * 7, 2 * 4 + 4 * 6],
            ],
            [
                [1 * 5 + 3 * 5, 1 * 6 + 3 * 4, 2 * 5 + 4 * 5, 2 * 6 + 4 * 4],
                [1 * 7 + 3 * 3, 1 * 8 + 3 * 2, 2 * 7 + 4 * 3, 2 * 8 + 4 * 2],
            ],
        ],
    ),
    ChannelExample(
        key="S21 bottom-up",
        title="Many to one",
        note="The same picture read bottom-up: a convolution with stride 2, [many input cells](window 0,0,0) for [one output cell](out 0,0,0). “One to many” is its transpose.",
        source=SLIDES,
        place="bottom-up",
        reading="slide",
        operation="convolution",
        image=[[[1, 2, 3, 4], [5, 6, 7, 8]], [[8, 7, 6, 5], [4, 3, 2, 1]]],
        kernel=[[[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [[[9, 8], [7, 6]], [[5, 4], [3, 2]]]],
        bias=[0, 0],
        stride=2,
        expected=[
            [
                [
                    1 * 1 + 2 * 2 + 5 * 3 + 6 * 4 + 8 * 5 + 7 * 6 + 4 * 7 + 3 * 8,
                    3 * 1 + 4 * 2 + 7 * 3 + 8 * 4 + 6 * 5 + 5 * 6 + 2 * 7 + 1 * 8,
                ]
            ],
            [
                [
                    1 * 9 + 2 * 8 + 5 * 7 + 6 * 6 + 8 * 5 + 7 * 4 + 4 * 3 + 3 * 2,
                    3 * 9 + 4 * 8 + 7 * 7 + 8 * 6 + 6 * 5 + 5 * 4 + 2 * 3 + 1 * 2,
                ]
            ],
        ],
    ),
)

CHANNELS_BY_KEY = {example.key: example for example in CHANNEL_EXAMPLES}


@dataclass(frozen=True)
class Question:
    """Worked examples that answer one question.

    Attributes:
        asks: The question.
        keys: Of its examples, in the order in which they answer it.
    """

    asks: str
    keys: tuple[str, ...]


QUESTIONS = (
    Question("How does it grow?", ("S7b", "S8", "S9", "S7a")),
    Question("How can a sliding kernel enlarge?", ("S12", "S13a", "S13b")),
    Question("What does padding add or cut?", ("S2", "S3", "S11", "S7c", "S14")),
    Question("Is it an inverse?", ("S6a", "S6b")),
    Question("Who adds or cuts where?", ("S4", "S7d")),
    Question("What about channels?", ("S1", "S21 top-down", "S21 bottom-up")),
)
"""Every example, under the question that it answers."""
