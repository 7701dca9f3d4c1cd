"""The stage's message: everything that the component receives, in one type, from one function.

The scene says what is drawn; the rest is what the controls show, what can be chosen and
within which limits, and what is said. ``tests/golden/message.json`` is a small one, which the
JavaScript's type check reads too.
"""

from collections.abc import Sequence
from typing import Literal, TypedDict

from app.setting.beside import KINDS
from app.setting.link import Place, Visible
from app.setting.setting import (
    FILLS,
    LIMITS,
    PRESETS,
    REACH,
    WORDS,
    Holds,
    Setting,
    from_example,
    plane,
)
from app.shared.glossary import TERMS
from app.stage.compare import CompareScene
from app.stage.scene import Scene
from app.stage.sketch import Sketch, sketch
from core.activations import ACTIVATIONS
from core.axes import PerAxis, pair, short, sides
from core.contributions import Trace
from core.examples import QUESTIONS
from core.exports.snippets import LANGUAGES
from core.frameworks import FRAMEWORKS
from core.geometry import OPERATIONS, Operation
from core.kernels import LABELS
from core.layer import Framework
from core.readings import READINGS, ReadingKey
from core.timeline import WALKS, Walk

Labelled = tuple[str, str]
"""Key and label."""

What = Literal["csv", "json", "tikz", "html", "notebook", "pytest", "pytorch", "keras", "numpy"]
"""A text that can be taken away."""


class ExampleChoice(TypedDict):
    """A worked example that can be loaded."""

    key: str
    title: str
    about: str
    """Its sizes, and where it is from, in short."""
    sketch: Sketch


class QuestionChoice(TypedDict):
    """Worked examples that answer one question."""

    asks: str
    examples: list[ExampleChoice]


class FrameworkChoice(TypedDict):
    """A framework that can be chosen."""

    key: Framework
    name: str
    words: list[Labelled]
    """Its own names for parameters, where they are not PyTorch's."""
    sides: bool
    """Whether it takes a padding for each side."""
    zero: bool
    """Whether an output padding of 0 is not what it does when none is said."""
    formats: list[str]
    """Its words for where the channels stand, where there is a choice."""


class BesideChoice(TypedDict):
    """Things of one kind that can stand beside the setting."""

    label: str
    choices: list[Labelled]


class Choices(TypedDict):
    """What can be chosen, in order, and with which words; it never changes."""

    frameworks: list[FrameworkChoice]
    operations: list[Labelled]
    readings: list[Labelled]
    walks: list[Labelled]
    """By which cells the steps go."""
    arrangements: list[Labelled]
    """How stamps stand."""
    fills: list[Labelled]
    kernels: list[Labelled]
    activations: list[Labelled]
    """What may follow the sum; "" for nothing."""
    paddings: list[Labelled]
    """By a word instead of a number."""
    languages: list[Labelled]
    """Of the programs that can be taken away."""
    beside: list[BesideChoice]
    """What can stand beside the setting."""
    terms: list[Labelled]
    """Words of the glossary that stand over panels, and what they mean."""


class Controls(TypedDict):
    """What the controls show; see ``app.setting.setting.Setting``."""

    operation: Operation
    framework: Framework
    input_size: list[int]
    kernel_size: int | list[int]
    """One number, or height and width where they differ, like the three below."""
    stride: int | list[int]
    padding: int | str | list[int] | list[list[int]]
    """A word, one number, one per axis, or the two ends of each axis."""
    output_padding: int | list[int]
    dilation: int | list[int]
    readings: list[ReadingKey]
    walk: Walk
    channels: list[int]
    groups: int
    bias: list[float]
    beside: str
    dimensions: Literal[1, 2]
    output_size: int | list[int] | None
    """A size that is asked for."""
    zero_said: bool
    """Whether an output padding of 0 is said, where that is not the default."""
    activation: str
    channels_first: bool
    fills: list[str]
    """Of the input and of the kernel."""
    holds: list[Holds]
    """Of how many of their cells that is so: the others were typed."""


class FixMessage(TypedDict):
    """The nearest setting that works."""

    text: str
    controls: Controls


class Trouble(TypedDict):
    """A rule that is broken."""

    rule: str
    parameter: str
    fix: FixMessage | None


class Taken(TypedDict):
    """A text that was asked for.

    ``n`` is the number of the edit that asked. Either ``text`` is the file, or ``error`` is
    one sentence that says why there is none; the other is empty.
    """

    n: int
    what: What
    name: str
    mime: str
    text: str
    error: str


class SceneList(TypedDict):
    """The scenes that are prepared to be presented."""

    titles: list[str]
    at: int | None
    """Of the one in hand, from 0."""
    link: str
    """That opens and presents them; "" where there are none."""


class Message(TypedDict):
    """Everything that the stage receives."""

    id: str
    """Of the lab: its step and its focus outlive a change of place."""
    n: int
    """The number of the last wish that was granted."""
    scene: Scene
    compare: CompareScene | None
    """What stands beside the scene; None as long as nobody compares."""
    controls: Controls
    choices: Choices | None
    """Only with the first message, like ``examples``: who has sent a wish has a stage with them."""
    limits: dict[str, tuple[int, int]]
    """Lowest and highest value of each control."""
    reach: dict[str, int]
    """How far a slider goes where its number is not larger."""
    planes: list[list[int]]
    """The number under which each plane of the kernel is edited."""
    examples: list[QuestionChoice] | None
    example: Labelled | None
    """Key and note of the worked example that is shown, and where it is from; the note as HTML."""
    notices: list[str]
    error: Trouble | None
    link: str
    place: Place | None
    ahead: str | None
    """Scenes of the neighbouring settings, deflated JSON in base64."""
    live: bool
    """Whether the server may be asked, by ``link``, what one control would show."""
    export: Taken | None
    view: Visible
    scenes: SceneList | None
    """None where nothing can be prepared."""


_OVER_PANELS = ("kernel", "spread grid", "full output", "padding", "matrix", "transpose", "phase")

CHOICES = Choices(
    frameworks=[
        FrameworkChoice(
            key=key,
            name=rules.name,
            words=list(rules.words.items()),
            sides=rules.sides,
            zero=rules.size_first,
            formats=list(rules.formats),
        )
        for key, rules in FRAMEWORKS.items()
    ],
    operations=list(OPERATIONS.items()),
    readings=[(reading.key, reading.label) for reading in READINGS],
    walks=list(WALKS.items()),
    # Which of them there is room for only the stage knows.
    arrangements=[("each", "all"), ("one", "one"), ("row", "in a row")],
    fills=list(FILLS.items()),
    kernels=list(LABELS.items()),
    activations=[(key, one.name) for key, one in ACTIVATIONS.items()],
    paddings=[(word, word.upper()) for word in WORDS],
    languages=list(LANGUAGES.items()),
    beside=[
        BesideChoice(
            label=kind.label,
            choices=[
                (".".join(filter(None, (key, word))), name) for word, name in kind.offers.items()
            ],
        )
        for key, kind in KINDS.items()
    ],
    terms=[(word, TERMS[word].means) for word in _OVER_PANELS],
)


def _example(key: str) -> ExampleChoice:
    example, trace = PRESETS[key], from_example(PRESETS[key]).trace()
    sizes = ("×".join(map(str, shape[1:])) for shape in (trace.input_shape, trace.output_shape))
    return ExampleChoice(
        key=key,
        title=example.title,
        about=f"{' → '.join(sizes)} · {example.source.short}, {example.place}",
        sketch=sketch(trace),
    )


EXAMPLES: list[QuestionChoice] = [
    QuestionChoice(asks=question.asks, examples=[_example(key) for key in question.keys])
    for question in QUESTIONS
]


def message(
    scene: Scene,
    controls: Controls,
    *,
    id: str,
    view: Visible,
    planes: list[list[int]],
    n: int = 0,
    compare: CompareScene | None = None,
    examples: Sequence[QuestionChoice] = (),
    example: Labelled | None = None,
    notices: Sequence[str] = (),
    error: Trouble | None = None,
    link: str = "",
    place: Place | None = None,
    ahead: str | None = None,
    live: bool = False,
    export: Taken | None = None,
    scenes: SceneList | None = None,
) -> Message:
    """Return a message; what is left out is not to be seen or not there. See ``Message``."""
    return Message(
        id=id,
        n=n,
        scene=scene,
        compare=compare,
        controls=controls,
        choices=None if n else CHOICES,
        limits=LIMITS,
        reach=REACH,
        planes=planes,
        examples=None if n else list(examples),
        example=example,
        notices=list(notices),
        error=error,
        link=link,
        place=place,
        ahead=ahead,
        live=live,
        export=export,
        view=view,
        scenes=scenes,
    )


def of_setting(setting: Setting) -> Controls:
    """Return the controls that show a setting."""
    return Controls(
        operation=setting.operation,
        framework=setting.framework,
        input_size=list(setting.input_size),
        kernel_size=_listed(setting.said("kernel_size")),
        stride=_listed(setting.said("stride")),
        padding=_listed_padding(setting),
        output_padding=_listed(setting.said("output_padding")),
        dilation=_listed(setting.said("dilation")),
        readings=list(setting.shown),
        walk=setting.stepped,
        channels=list(setting.channels),
        groups=setting.groups,
        bias=setting.bias_numbers(),
        beside=setting.beside,
        dimensions=setting.dimensions,
        output_size=None if setting.output_size is None else _listed(setting.said("output_size")),
        zero_said=setting.zero_said,
        activation=setting.activation,
        channels_first=setting.channels_first,
        fills=[setting.image.fill, setting.kernel.fill],
        holds=[setting.holds("image"), setting.holds("kernel")],
    )


def _listed(number: PerAxis) -> int | list[int]:
    return number if isinstance(number, int) else list(pair(number))


def _listed_padding(setting: Setting) -> int | str | list[int] | list[list[int]]:
    padding = setting.padding
    if isinstance(padding, int | str):
        return padding
    ends = [list(one) for one in sides(padding)]
    if setting.dimensions == 1:
        # Of a row only the ends of the width are said.
        left, right = ends[1]
        return left if left == right else [ends[1], ends[1]]
    return [one[0] for one in ends] if all(one[0] == one[1] for one in ends) else ends


def of_trace(trace: Trace, readings: Sequence[ReadingKey], walk: Walk) -> Controls:
    """Return controls, which nobody sees, beside a trace that no setting may be able to say."""
    layer = trace.layer
    return Controls(
        operation=trace.geometry.operation,
        framework=layer.framework,
        input_size=list(trace.input_shape[1:]),
        kernel_size=_listed(short(layer.kernel_size)),
        stride=_listed(short(layer.stride)),
        padding=0,
        output_padding=0,
        dilation=_listed(short(layer.dilation)),
        readings=list(readings),
        walk=walk,
        channels=[trace.input_shape[0], trace.output_shape[0]],
        groups=trace.groups,
        bias=trace.bias.tolist(),
        beside="",
        dimensions=layer.dimensions,
        output_size=None,
        zero_said=False,
        activation="",
        channels_first=False,
        fills=["count", "count"],
        holds=["none", "none"],
    )


def planes(first: int, second: int) -> list[list[int]]:
    """Return the number under which each plane of a kernel is edited."""
    return [[plane(a, b) for b in range(second)] for a in range(first)]
