"""What a lesson's networks make of the learner's drawing: finished pictures and numbers.

    exhibits(script, learner)   {key of a stage: what it shows}

Sent once per drawing. A beat that is turned to, an answer and a phrase ask nobody: the page
only covers, lights and chooses among what is here. Which stage shows what is ``EXHIBITS``.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from app.course.chain import LIMITS, MOST_RUNGS, PRESETS, Rung, climbed
from app.course.expressions import LessonError
from app.course.facts import MOVED
from app.course.learner import Learner
from app.course.pixel import asked, telling, written_out
from app.course.printed import printed
from app.course.values import BeatValue, Script, StageValue
from app.drawing.drawn import Drawn, digit, flat
from app.drawing.preparation import prepared, several_digits
from app.drawing.several import named, painted
from app.maps.sheets import ladder_sheets, packed
from app.setting.link import decode
from app.shared import networks
from app.shared.densities import AHEAD, density, homes
from app.shared.images import Values, address, coloured_address
from app.shared.markup import plain
from app.shared.palette import DIGITS
from core.autoencoders.architectures import ARCHITECTURES, SCENE_SIDE, UPSAMPLERS, Architecture
from core.autoencoders.codes.plane import nearest
from core.autoencoders.codes.sampling import from_fitted_normal, from_prior
from core.autoencoders.comparison import taken_for
from core.autoencoders.damage import shifted, spoilt
from core.autoencoders.digits import PEN, ready_made_scribble
from core.autoencoders.drawing import DrawingError
from core.autoencoders.inference import encode, rebuild, segment
from core.autoencoders.measures import finest_pattern, strongest_pattern
from core.autoencoders.weights import WeightsError
from core.axes import pair, sides

Exhibit = dict[str, Any]

SCRIBBLE = Drawn(flat(ready_made_scribble()), PEN, 0)
NOISES = (0.0, 0.2, 0.4, 0.6, 0.8)
"""Standard deviations that are sent ahead, so that a slider asks nobody."""
POINTS = 100
"""Points that are drawn over a plane."""
NEIGHBOURS = 5

_TALLEST = 116
"""Screen pixels of the highest maps: two lines of them fit beside a lesson's text."""


def key_of(stage: StageValue) -> str:
    """Return the name of a stage's exhibit, as the component forms it, too."""
    moves = ";".join(f"{name}={stage['moves'][name]}" for name in sorted(stage["moves"]))
    return f"{stage['kind']}|{stage['model']}|{stage['layer']}|{moves}"


def exhibits(script: Script, learner: Learner) -> dict[str, Exhibit]:
    """Return what the networks' stages of a script show.

    Args:
        script: The lesson, played.
        learner: The learner's drawings.
    """
    made: dict[str, Exhibit] = {}
    for beat in script["beats"]:
        stage = beat["stage"]
        if stage["kind"] in (*EXHIBITS, "editor") and key_of(stage) not in made:
            made[key_of(stage)] = _tried(beat, script, learner)
    return made


def _tried(beat: BeatValue, script: Script, learner: Learner) -> Exhibit:
    stage = beat["stage"]
    try:
        if stage["kind"] == "editor":
            return _editor(beat, script)
        return EXHIBITS[stage["kind"]](stage, learner)
    except (DrawingError, WeightsError) as reason:
        return {"trouble": str(reason)}
    except (ValueError, IndexError, KeyError):
        # Anybody's lesson may name a network that this stage cannot show, or a layer without sums.
        return {"trouble": f"The stage {stage['kind']} cannot show that of this network."}


def _picture(stage: StageValue, learner: Learner) -> Values:
    """Return the prepared drawing of a stage: one by lot, or the learner's own.

    Raises:
        DrawingError: there is nothing to see on the canvas.
    """
    by_lot = stage["moves"].get("digit", "")
    drawn = digit(int(by_lot)) if by_lot.isdecimal() and len(by_lot) == 1 else learner.digit
    return _prepared(drawn, skipped=stage["moves"].get("preparation") == "off")


def _prepared(drawn: Drawn, *, skipped: bool = False) -> Values:
    seen = prepared(drawn, skipped=skipped)
    if seen.picture is None:
        raise DrawingError(seen.trouble)
    return seen.picture


def _shown(picture: Values, words: str, alt: str = "") -> dict[str, str]:
    return {"src": address(picture), "words": words, "alt": alt or words}


# The ladder


def _ladder(stage: StageValue, learner: Learner) -> Exhibit:
    if stage["moves"].get("scribble"):
        return _copies(stage, learner)
    architecture = ARCHITECTURES[stage["model"]]
    made = rebuild(networks.network(stage["model"]), _picture(stage, learner))
    sheets = ladder_sheets(architecture, made.picture, made.maps, _TALLEST)
    return {
        "ladder": {
            "kind": "ladder",
            "name": f"lesson {architecture.name}",
            "number": learner.digit.number,
            "hint": "Point at any number to read it; “larger” shows a layer's maps one by one.",
            "heading": "",
            "words": "",
            # A click would lead away from the lesson.
            "sheets": [{**sheet, "picks": False} for sheet in sheets],
            "shaded": False,
            "packed": packed([made.picture, *made.maps]),
        },
        "code": architecture.layers.index(architecture.code) + 1,
    }


def _copies(stage: StageValue, learner: Learner) -> Exhibit:
    """A digit and a scribble, each beside what comes back."""
    network = networks.network(stage["model"])
    cards = []
    for title, picture in (
        ("Your digit", _picture(stage, learner)),
        ("A scribble", _prepared(SCRIBBLE)),
    ):
        made = rebuild(network, picture)
        cards.append(
            {
                "title": title,
                "pictures": [_shown(picture, "goes in"), _shown(made.rebuilt, "comes back")],
                "rows": [["error", plain(made.mse)], ["of a blank page's", _part(made.nmse)]],
            }
        )
    return {"cards": cards}


# Networks side by side


def _lineup(stage: StageValue, learner: Learner) -> Exhibit:
    picture = _picture(stage, learner)
    names = [name.strip() for name in stage["moves"].get("models", "").split(",")]
    other = _other(stage, picture, learner)
    given = {
        "title": "As drawn" if other and other[0] == "if prepared" else "Your digit",
        "pictures": [_shown(picture, "goes in")]
        + ([] if other is None or other[0] == "if prepared" else [_shown(other[1], other[0])]),
        "rows": [],
    }
    if "digit" in stage["moves"]:
        given["title"] = f"A ready-made {stage['moves']['digit']}"
    known = [ARCHITECTURES[name] for name in names if name in ARCHITECTURES]
    return {"cards": [given, *(_card(one, picture, other) for one in known)]}


def _other(stage: StageValue, picture: Values, learner: Learner) -> tuple[str, Values] | None:
    """Return what the picture is compared with: itself moved, or as it should be prepared."""
    # A beat keeps the moves of those before it: what was switched off last is what is meant.
    if stage["moves"].get("preparation") == "off":
        return "if prepared", _prepared(learner.digit)
    if stage["moves"].get("shift") == "left":
        return "moved to the left", shifted(picture, MOVED)
    return None


def _card(
    architecture: Architecture, picture: Values, other: tuple[str, Values] | None
) -> dict[str, Any]:
    network = networks.network(architecture.name)
    made = rebuild(network, picture)
    rows = [["code", f"{architecture.code.values:,}"], ["error", plain(made.mse)]]
    rows.append(["of a blank page's", _part(made.nmse)])
    pictures = [_shown(made.rebuilt, "comes back")]
    if other is not None:
        words, moved = other
        again = rebuild(network, moved)
        rows.append([words, _part(again.nmse)])
        if words != "if prepared":
            pictures.append(_shown(again.rebuilt, words))
    return {"title": architecture.title, "pictures": pictures, "rows": rows, "told": True}


def _part(share: float) -> str:
    return f"{plain(100 * share)} %"


# Four ways to enlarge


def _enlarge(stage: StageValue, learner: Learner) -> Exhibit:
    picture = _picture(stage, learner)
    trained = stage["moves"].get("view") != "untrained"
    load = networks.network if trained else networks.untrained
    made = {name: rebuild(load(name), picture).rebuilt for name in UPSAMPLERS}
    # Both beats in one contrast: training is to be seen, not another scale.
    both = [rebuild(networks.untrained(name), picture).rebuilt for name in UPSAMPLERS]
    contrast = strongest_pattern([*made.values(), *both])
    figure = "checkerboard" if trained else "checkerboard_untrained"
    cards = []
    for name in UPSAMPLERS:
        pattern = 0.5 + finest_pattern(made[name]) / (2 * contrast)
        cards.append(
            {
                "title": ARCHITECTURES[name].title,
                "pictures": [
                    _shown(made[name], "trained" if trained else "untrained"),
                    _shown(pattern, "its finest pattern"),
                ],
                "rows": [["checkerboard", f"{networks.record(name)['figures'][figure]:.3f}"]],
                "told": True,
            }
        )
    return {"cards": cards}


# Noise


def _noise(stage: StageValue, learner: Learner) -> Exhibit:
    picture = _picture(stage, learner)
    network = networks.network("denoising")
    levels = []
    for noise in NOISES:
        given = spoilt(picture, noise=noise, square=0, seed=0)
        made = rebuild(network, given, wanted=picture)
        before = float(np.square(given - picture).mean())
        levels.append(
            {
                "noise": noise,
                "pictures": [
                    _shown(picture, "your digit"),
                    _shown(given, f"with noise {noise:g}"),
                    _shown(made.rebuilt, "cleaned"),
                ],
                "words": f"Error against your digit: {plain(before) if before else '0'} before, "
                f"{plain(made.mse)} after.",
            }
        )
    wanted = float(stage["moves"].get("noise", "0.4"))
    at = min(range(len(NOISES)), key=lambda i: abs(NOISES[i] - wanted))
    return {"levels": levels, "at": at}


# Several digits


def _scene(stage: StageValue, learner: Learner) -> Exhibit:
    canvas = several_digits(learner.several)
    got = segment(networks.network(stage["model"]), canvas)
    return {
        "picture": {
            "src": coloured_address(painted(canvas, got.classes)),
            "words": "Each pixel of ink in the colour of its digit",
            "alt": "ink coloured by digit",
        },
        "names": [
            [one.value, one.row / SCENE_SIDE, one.column / SCENE_SIDE] for one in named(got.classes)
        ],
    }


# The plane of the codes


def _map(stage: StageValue, learner: Learner) -> Exhibit:
    name = stage["model"]
    model, codes, dense = networks.network(name), networks.codes(name), density(name)
    code = encode(model, _picture(stage, learner))
    at = code.ravel()
    fitted = stage["moves"].get("points") == "fitted"
    points = from_fitted_normal(codes.points, POINTS, seed=0) if fitted else None
    if points is None:
        points = from_prior(POINTS, seed=0)
    inside = dense.is_dense(points)
    order, _ = nearest(codes.points, at, NEIGHBOURS)
    frame = dense.frame
    return {
        "model": name,
        "frame": [frame.left, frame.bottom, frame.side],
        "ahead": AHEAD,
        "mine": at.tolist(),
        "start": _place(stage, at.tolist()),
        "points": [
            [*place, bool(among)]
            for place, among in zip(points.tolist(), inside.tolist(), strict=True)
        ],
        "outside": int((~inside).sum()),
        "drawn": "a normal fitted to the codes" if fitted else "the standard normal",
        "neighbours": [
            [*point, label]
            for point, label in zip(
                codes.points[order].tolist(), codes.labels[order].tolist(), strict=True
            )
        ],
        "named": taken_for(code, codes),
        # Colour alone does not tell ten digits apart.
        "homes": [
            [*place, digit, "#" + bytes(round(255 * part) for part in DIGITS[digit]).hex()]
            for digit, place in sorted(homes(name).items())
        ],
    }


def _place(stage: StageValue, otherwise: list[float]) -> list[float]:
    """Return where a beat puts the cursor, else the drawing's own code."""
    # Where the drawing's own neighbours are the matter, the point goes back to it.
    parts = [] if "naming" in stage["moves"] else stage["moves"].get("cursor", "").split(",")
    try:
        x, y = (float(part) for part in parts)
    except ValueError:
        return otherwise
    return [x, y] if np.isfinite([x, y]).all() else otherwise


# The capstone


def _value(stage: StageValue, learner: Learner) -> Exhibit:
    layer = int(stage["moves"].get("layer", stage["layer"]))
    own = learner.pixel
    seen = asked(
        stage["model"], _picture(stage, learner), own or (stage["cell"][1], stage["cell"][2])
    )
    if own is None:
        seen = replace(seen, pixel=telling(seen.made.rebuilt, seen.pixel))
    last = written_out(seen, len(seen.made.maps))
    channel, *place = stage["cell"]
    cell = (channel, place[0], place[1])
    value = last if layer == len(seen.made.maps) else written_out(seen, layer, cell)
    shown: Exhibit = {
        "given": _shown(seen.made.picture, "your digit"),
        "rebuilt": _shown(seen.made.rebuilt, "rebuilt"),
        "pixel": list(seen.pixel),
        "side": last["side"],
        "value": {name: part for name, part in value.items() if name != "groups"},
        "groups": [{"map": group["map"], "sum": group["sum"]} for group in value["groups"]],
    }
    if value is last:
        shown["page"] = printed(last, seen, ARCHITECTURES[stage["model"]])
    return shown


def _editor(beat: BeatValue, script: Script) -> Exhibit:
    """The decoder that a question mirrors, or the one to begin with; and those to compare."""
    question = beat["question"]
    chain = climbed(PRESETS["Mirrored: kernel 3"])
    if question is not None and question["stage"] is not None:
        number = question["stage"]["setting"]
        if number is None:
            raise LessonError("the editor's question has no layer")
        setting, _ = decode(script["settings"][number])
        padding = 0 if isinstance(setting.padding, str) else sides(setting.padding)[1][0]
        numbers = (setting.kernel_size, setting.stride, setting.output_padding)
        taps, stride, added = (pair(number)[1] for number in numbers)
        rung = Rung(taps, stride, padding, added)
        start = setting.input_size[1]
        levels = [start, start * stride, start * stride**2]
        chain = climbed([rung, rung], levels)
    return {
        "chain": chain,
        "free": beat["stage"]["moves"].get("layers") == "free",
        "limits": {name: list(limits) for name, limits in LIMITS.items()},
        "most": MOST_RUNGS,
        "presets": [[name, climbed(rungs)] for name, rungs in PRESETS.items()],
    }


EXHIBITS: Mapping[str, Callable[[StageValue, Learner], Exhibit]] = {
    "ladder": _ladder,
    "lineup": _lineup,
    "enlarge": _enlarge,
    "noise": _noise,
    "scene": _scene,
    "map": _map,
    "value": _value,
}
"""By kind of stage; the editor reads its question, too."""
