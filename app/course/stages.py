"""What stands on the stage beside a lesson's text, and how a beat moves it.

    stage: op=transposed&i=3x3&k=2&s=2&p=1&r=stamp      the lab, by its own link
    stage: compare keras pytorch onnx_lower i=2x2&k=3&s=2&p=same
    stage: trip op=convolution&i=5x5&k=3&s=2            there and back
    stage: ladder keras_cae                             and what else ``FORMS`` lists
    @ set s=2; phase cut; controls stride; pin out 1,0

The list is closed: a lesson may come by link from anybody.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args
from urllib.parse import parse_qsl

from app.course.expressions import RULES, LessonError, Node
from app.course.facts import LARGEST_SIDE, LayerFacts, NetworkFacts, variant
from app.course.text import read_places
from app.drawing.drawn import Drawn
from app.setting.link import decode, encode
from app.setting.setting import READINGS, Setting
from app.stage import targets
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.layers import Layer as NetworkLayer
from core.readings import READING, ReadingKey, possible
from core.timeline import PhaseName, Timeline, Walk, timeline

LAB, COMPARE = "lab", "compare"
TRIP: Literal["trip"] = "trip"
CONTROLS = [
    "operation",
    "framework",
    "input_size",
    "kernel_size",
    "stride",
    "padding",
    "output_padding",
    "dilation",
    "kernel",
]
"""What ``controls`` may leave to the learner; nothing else is shown then."""

FORMS: dict[str, str] = {
    "ladder": "model",
    "value": "model layer cell",
    "map": "model",
    "enlarge": "",
    "lineup": "",
    "noise": "",
    "scene": "",
    "editor": "",
    "layer": "kind inputs outputs k",
}
"""Stages beside the lab's, and the words that follow them."""

NETWORK_MOVES: dict[str, tuple[str, ...]] = {
    "ladder": ("digit", "scribble", "rung"),
    "value": ("digit", "cell", "layer"),
    "map": ("model", "cursor", "points", "digit", "naming"),
    "enlarge": ("view", "digit"),
    "lineup": ("models", "digit", "shift", "preparation"),
    "noise": ("noise", "digit"),
    "scene": ("view",),
    "editor": ("layers",),
    "layer": (),
}
"""What a beat may move on them."""

_OF = {"scene": "segment", "noise": "denoising"}
"""The one model of a stage that names none."""

_UNSAID = {"op": "transposed", "fw": "pytorch", "i": "2x2", "k": "2", "s": "1", "p": "0"} | {
    "o": "0",
    "d": "1",
    "x": "count",
    "w": "count",
    "r": "stamp",
}
_LINK = {"v", "op", "fw", "i", "k", "s", "p", "o", "d", "x", "w", "r", "c", "g", "b", "by", "m"}
_PHASES = get_args(PhaseName)


@dataclass(frozen=True)
class Pin:
    """Cells that a beat lights by itself."""

    kind: str
    places: tuple[Node | None, ...]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What a beat shows.

    Attributes:
        kind: "lab", "compare", "trip", or a key of ``FORMS``.
        setting: The layer, where there is one.
        readings: The lab's readings, side by side.
        step: Which step of the timeline, from 0 as in the lab's link; None for the first.
        phase: The phase at whose last step it stands, instead of a step.
        controls: The lab's controls that are shown; None for none of them.
        pins: What is lit.
        rules: Of ``compare``: whose results stand side by side.
        model: The network, where one is named.
        layer: Its layer, counted from 1; 0 for none.
        cell: Map, row and column of a value.
        counted: Of ``layer``: a layer that is only counted.
        moves: What else a beat moves on a network's stage, word by word.
        drawing: The learner's digit; None for a ready-made one.
    """

    kind: str
    setting: Setting | None = None
    readings: tuple[ReadingKey, ...] = ()
    step: int | None = None
    phase: str = ""
    controls: tuple[str, ...] | None = None
    pins: tuple[Pin, ...] = ()
    rules: tuple[str, ...] = ()
    model: str = ""
    layer: int = 0
    cell: tuple[int, ...] = ()
    counted: NetworkLayer | None = None
    moves: Mapping[str, str] = field(default_factory=dict)
    drawing: Drawn | None = None

    def facts(self, drawn: Mapping[str, float] | None = None) -> LayerFacts | NetworkFacts:
        """Return what names mean on this stage."""
        if self.setting is not None:
            return LayerFacts(self.setting, drawn, self.model)
        return NetworkFacts(self.model, self.counted, drawn, self.drawing)

    def moved(self, line: str) -> "Stage":
        """Return the stage after a line of moves: ``set s=2; phase cut``.

        Raises:
            LessonError: a move that this stage does not know.
        """
        stage = self
        for move in line.split("; "):
            word, _, rest = move.strip().partition(" ")
            stage = stage._after(word, rest.strip())
        return stage

    def _after(self, word: str, rest: str) -> "Stage":
        if "=" in word and not rest:
            return read_stage(word)
        if word == "stage":
            return read_stage(rest)
        if word == "pin":
            return replace(self, pins=(*self.pins, *_pins(rest)))
        if self.kind in FORMS:
            return self._network_move(word, rest)
        match word:
            case "set":
                return self.with_link(rest)
            case "step" if rest.isdecimal():
                return replace(self, step=int(rest[:6]), phase="")
            case "phase" if rest in _PHASES:
                return replace(self, phase=rest, step=None)
            case "reading":
                return self.read_as(_readings(rest))
            case "controls":
                return replace(self, controls=_controls(rest))
        raise LessonError(f"“{word} {rest}” moves nothing on this stage")

    def _network_move(self, word: str, rest: str) -> "Stage":
        if word not in NETWORK_MOVES[self.kind]:
            known = ", ".join(NETWORK_MOVES[self.kind]) or "nothing"
            raise LessonError(f"on the stage {self.kind} a beat moves {known}, not “{word}”")
        if word == "model":
            return replace(self, model=_model(rest))
        if not re.fullmatch(r"[\w .,+-]{1,80}", rest):
            raise LessonError(f"“{word} {rest[:30]}” moves nothing on this stage")
        return replace(self, moves={**self.moves, word: rest})

    def with_link(self, link: str) -> "Stage":
        """Return the stage with some parameters of its layer changed."""
        if self.setting is None:
            raise LessonError("there is no layer on the stage to set")
        setting = _setting(encode(self.setting) | _parameters(link))
        readings = setting.shown if "r=" in link else self.readings
        return self._checked(replace(self, setting=setting, readings=readings))

    def _checked(self, stage: "Stage") -> "Stage":
        if stage.setting is None:
            return stage
        return replace(stage, readings=possible(stage.readings, stage.setting.operation))

    def with_setting(self, setting: Setting) -> "Stage":
        """Return the stage with another layer."""
        return self._checked(replace(self, setting=setting))

    def read_as(self, readings: tuple[ReadingKey, ...]) -> "Stage":
        """Return the stage in other readings, where it has a layer and they are some."""
        if self.setting is None or not readings:
            return self
        return self._checked(replace(self, readings=readings))

    def rested(self) -> "Stage":
        """Return the stage as the next beat finds it: pins and controls are each beat's own."""
        return replace(self, pins=(), controls=None)

    def timeline(self) -> Timeline:
        """Return the steps of the lab's stage."""
        facts = self.facts()
        if not isinstance(facts, LayerFacts) or self.setting is None:
            raise LessonError("this stage has no steps")
        prepared = any(READING[one].slides for one in self.readings)
        unrolled = any(READING[one].unrolls for one in self.readings)
        return timeline(facts.trace, self.walk, prepared=prepared, unrolled=unrolled)

    @property
    def walk(self) -> Walk:
        """By which cells the lab's stage steps."""
        if self.setting is None:
            return "input"
        return replace(self.setting, readings=self.readings).stepped

    def stands_at(self, *, strict: bool) -> int | None:
        """Return the step at which the stage stands, from 0; None for the first.

        Args:
            strict: Whether a step or a phase that is not there is an error. Fresh numbers
                may have no such phase: then the stage stands at the end.
        """
        records = [READING[reading] for reading in self.readings]
        whole = any(one.whole and not one.unrolls for one in records)
        if whole or (self.step is None and not self.phase):
            return None
        steps = self.timeline()
        last = sum(phase.steps for phase in steps.phases) - 1
        if not self.phase:
            if strict and (self.step or 0) > last:
                raise LessonError(f"there is no step {self.step}: the last one is {last}")
            return min(self.step or 0, last)
        start = 0
        for phase in steps.phases:
            start += phase.steps
            if phase.name == self.phase:
                return start - 1
        if strict:
            there = ", ".join(phase.name for phase in steps.phases)
            raise LessonError(f"this stage has no phase “{self.phase}”, only {there}")
        return last


def read_stage(text: str) -> Stage:
    """Read what follows ``stage:``.

    Raises:
        LessonError: it is none of the closed list, or its layer is impossible.
    """
    kind, _, rest = text.strip().partition(" ")
    if "=" in kind:
        return _lab(text.strip())
    if kind == TRIP:
        lab = _lab(rest.strip())
        # So that "Open in the lab" leads to the same picture.
        shown = lab.setting and replace(lab.setting, readings=(TRIP,))
        return replace(lab, kind=TRIP, setting=shown, readings=(TRIP,))
    if kind == COMPARE:
        return _compare(rest.split())
    if kind in FORMS:
        return _network(kind, rest.split())
    known = ", ".join((COMPARE, TRIP, *FORMS))
    raise LessonError(f"“{kind[:30]}” is no stage: a link of the lab, or {known}")


def _lab(link: str) -> Stage:
    parameters = _parameters(link)
    setting = _setting(_UNSAID | parameters)
    step = parameters.get("step", "")
    pin = parameters.get("pin", "").replace(",", " ", 1)
    return Stage(
        kind=LAB,
        setting=setting,
        readings=setting.shown,
        step=int(step[:6]) if step.isdecimal() else None,
        pins=_pins(pin) if pin else (),
    )


def _parameters(link: str) -> dict[str, str]:
    pairs = dict(parse_qsl(link.strip().lstrip("?"), keep_blank_values=True, separator="&"))
    unknown = [name for name in pairs if name not in _LINK | {"step", "pin", "symbols"}]
    if unknown or not pairs:
        raise LessonError(f"“{(unknown or [link])[0][:30]}” is no parameter of the lab's link")
    return pairs


def _setting(parameters: Mapping[str, str]) -> Setting:
    setting, complaints = decode(parameters)
    if complaints:
        raise LessonError(complaints[0].removesuffix("."))
    if max(setting.input_size) > LARGEST_SIDE:
        raise LessonError(f"a lesson's input has at most {LARGEST_SIDE} rows and columns")
    return setting


def _compare(words: list[str]) -> Stage:
    rules = tuple(word for word in words if word in RULES)
    links = [word for word in words if "=" in word]
    if len(links) != 1 or not 2 <= len(rules) <= 4 or len(words) != len(rules) + 1:
        raise LessonError(f"compare takes two to four of {', '.join(RULES)}, and a link")
    lab = _lab(links[0])
    # Names mean the first of them; what all share, the full output, they share.
    first = None if lab.setting is None else variant(lab.setting, rules[0])
    return replace(lab, kind=COMPARE, rules=rules, setting=first)


def _network(kind: str, words: list[str]) -> Stage:
    wanted = FORMS[kind].split()
    if len(words) != len(wanted):
        raise LessonError(f"the stage {kind} takes {FORMS[kind] or 'no more words'}")
    said = dict(zip(wanted, words, strict=True))
    if kind == "layer":
        return Stage(kind=kind, counted=_counted(said))
    stage = Stage(kind=kind, model=_model(said["model"]) if "model" in said else _OF.get(kind, ""))
    if kind == "value":
        layers = ARCHITECTURES[stage.model].layers
        if not said["layer"].isdecimal() or not 1 <= int(said["layer"][:3]) <= len(layers):
            raise LessonError(f"{stage.model} has layers 1 to {len(layers)}")
        made = layers[int(said["layer"]) - 1]
        cell = tuple(int(part[:4]) for part in said["cell"].split(",") if part.isdecimal())
        if len(cell) != 3 or cell[0] >= made.out_channels or max(cell[1:]) >= made.out_size:
            raise LessonError(f"layer {said['layer']} of {stage.model} has no cell {said['cell']}")
        return replace(stage, layer=int(said["layer"]), cell=cell)
    return stage


def _model(name: str) -> str:
    if name not in ARCHITECTURES:
        raise LessonError(f"“{name[:30]}” is no model: {', '.join(ARCHITECTURES)}")
    return name


def _counted(said: Mapping[str, str]) -> NetworkLayer:
    numbers = [said[name] for name in ("inputs", "outputs", "k")]
    if not all(text.isdecimal() and 1 <= int(text[:6]) <= 1024 for text in numbers):
        raise LessonError("a counted layer has 1 to 1024 maps and taps")
    inputs, outputs, taps = (int(text) for text in numbers)
    match said["kind"]:
        case "conv" | "conv_transpose" as kind:
            # Its sizes say nothing: it is only counted.
            return NetworkLayer(kind, inputs, outputs, 1, 1, "linear", kernel=taps)
    raise LessonError(f"“{said['kind'][:30]}” is neither conv nor conv_transpose")


def _pins(text: str) -> tuple[Pin, ...]:
    kind, *places = text.split()
    if kind not in targets.KINDS:
        raise LessonError(f"“{kind}” is no kind of cell: {', '.join(targets.KINDS)}")
    return tuple(Pin(kind, read_places(place)) for place in places)


def _readings(text: str) -> tuple[ReadingKey, ...]:
    parts = text.split(",")
    if not set(parts) <= set(READINGS):
        raise LessonError(f"“{text[:30]}” is no reading: {', '.join(READINGS)}")
    return tuple(reading for reading in READINGS if reading in parts)


def _controls(text: str) -> tuple[str, ...]:
    parts = text.split(",")
    if not set(parts) <= set(CONTROLS):
        raise LessonError(f"“{text[:30]}” is no control: {', '.join(CONTROLS)}")
    return tuple(control for control in CONTROLS if control in parts)
