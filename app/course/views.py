"""What the stage shows at a beat: the layer, the step, and what stands beside it."""

import numpy as np

from app.course.expressions import Node, shown
from app.course.facts import Facts, LayerFacts
from app.course.sentences import Playing
from app.course.stages import COMPARE, Stage
from app.course.targets import cells_of
from app.course.values import CountedValue, PinValue, ResultValue, StageValue
from app.setting.setting import Setting
from core.autoencoders.layers import Layer
from core.axes import written
from core.frameworks import FRAMEWORKS


def stage_value(playing: Playing, stage: Stage, facts: Facts, *, strict: bool) -> StageValue:
    """Return what the page gets to know of a stage.

    Args:
        playing: The script.
        stage: The stage.
        facts: Its facts, with what was drawn.
        strict: Whether a step that is not there is an error; see ``Stage.stands_at``.
    """
    layer = facts if isinstance(facts, LayerFacts) else None
    moves = dict(stage.moves)
    moves |= {name: shown(value) for name, value in facts.drawn.items()}
    counts = layer is not None and "count" in stage.readings
    return StageValue(
        kind=stage.kind,
        setting=playing.setting(stage.setting),
        readings=list(stage.readings),
        walk=stage.walk,
        step=stage.stands_at(strict=strict) if layer is not None else None,
        controls=None if stage.controls is None else list(stage.controls),
        pins=[_pin(pin.kind, pin.places, facts) for pin in stage.pins],
        model=stage.model,
        layer=stage.layer,
        cell=list(stage.cell),
        moves=moves,
        counted=None if stage.counted is None else _counted(stage.counted),
        results=_results(stage, layer) if layer and stage.kind == COMPARE else None,
        full=layer.uncut.tolist() if layer and stage.kind == COMPARE else None,
        counts=layer.counts.tolist() if layer is not None and counts else None,
    )


def _counted(layer: Layer) -> CountedValue:
    return CountedValue(
        kind=layer.kind, inputs=layer.in_channels, outputs=layer.out_channels, k=layer.kernel
    )


def _pin(kind: str, places: tuple[Node | None, ...], facts: Facts) -> PinValue:
    target, cells = cells_of(kind, (places,), facts)
    return PinValue(target=target, cells=cells)


def _results(stage: Stage, facts: LayerFacts) -> list[ResultValue]:
    results: list[ResultValue] = []
    first: np.ndarray | None = None
    for rule in stage.rules:
        other = facts.under(rule)
        output = other.output
        first = output if first is None else first
        same = first.shape == output.shape
        results.append(
            ResultValue(
                name=_rule_name(other.setting),
                output=output.tolist(),
                before=other.axis.before,
                after=other.axis.after,
                differs=(output[0] != first[0]).tolist()
                if same
                else np.ones(output.shape[1:], dtype=np.bool_).tolist(),
            )
        )
    return results


def _rule_name(setting: Setting) -> str:
    name = FRAMEWORKS[setting.framework].name
    if setting.padding == "same":
        return f"{name} 'same'" if setting.framework == "keras" else f"{name} SAME_UPPER"
    if setting.padding == "same_lower":
        return f"{name} SAME_LOWER"
    padding, added = written(setting.padding), written(setting.output_padding)
    return f"{name} padding {padding}, output_padding {added}"
