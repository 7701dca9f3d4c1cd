"""The model card: what a trained model is, how it came to be and what it cannot do.

After Mitchell et al. 2019, "Model Cards for Model Reporting". Every number comes from the
record that the training wrote.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from core.autoencoders.architectures import Architecture
from core.autoencoders.training.recipes import TARGETS, Target

_NAMES = {
    "mse": "mean squared error",
    "nmse": "squared error as a part of an empty picture's",
    "bce": "binary cross-entropy, nats per pixel",
    "floor": "entropy floor of these pictures, nats per pixel",
    "excess": "cross-entropy above the floor, nats per pixel",
    "knn": "digit named by the 50 nearest codes, share right",
    "negative_elbo": "negative evidence lower bound, nats per picture",
    "divergence": "of it divergence of the code, nats per picture",
    "checkerboard": "checkerboard after training",
    "checkerboard_untrained": "checkerboard before training",
    "checkerboard_of_pictures": "checkerboard of the pictures themselves",
    "ink_accuracy": "ink pixels given to their digit",
    "loss": "cross-entropy of the classes, nats per pixel",
    "scenes": "canvases measured",
}


def card(architecture: Architecture, record: Mapping[str, Any]) -> str:
    """Return the card as Markdown.

    Args:
        architecture: Of the model.
        record: As ``train`` writes it.
    """
    pictures, history = record["pictures"], record["history"]
    figures = record["figures"]
    minutes = sum(epoch["seconds"] for epoch in history) / 60
    budget = record["recipe"]["budget_minutes"]
    versions = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    code = architecture.code
    recipe = ", ".join(f"{name} {value}" for name, value in record["recipe"].items())
    parts = [
        f"# {architecture.title} (`{architecture.name}`)",
        f"{architecture.source}.",
        f"{architecture.parameters:,} parameters; its code has {code.values:,} numbers for "
        f"{architecture.side}×{architecture.side} pixels.",
        "## Training",
        f"- Command: `{record['command']}`\n"
        f"- Data: MNIST, the first {pictures['train']:,} training pictures; SHA-256 of the "
        f"uncompressed picture file `{record['data_sha256']}`\n"
        f"- Recipe: {recipe}\n"
        f"- {len(history)} epochs in {minutes:.1f} minutes (allowed: {budget:.0f}), "
        f"{record['threads']} threads, "
        f"{'bfloat16 at hand' if record['bfloat16'] else 'float32 only'}\n"
        f"- Versions: {versions}\n"
        "- The same command on such a machine with as many threads gives the same weights.",
        "## Figures",
        f"On the last {pictures['validation']:,} training pictures, which it never trained on, "
        "with the weights rounded to float16 as they are in the file." + _measured_again(record),
        _table(
            ("figure", "value"),
            [
                (_name(name), _plain(value))
                for name, value in figures.items()
                if isinstance(value, int | float)
            ],
        ),
        _table(
            ("by digit", *map(str, range(10))),
            [
                (_name(name), *("none" if one is None else _plain(one) for one in values))
                for name, values in figures["by_class"].items()
            ],
        ),
        *_targets(TARGETS.get(architecture.name, ()), figures),
        "## Limits",
        f"{architecture.caution} MNIST's digits come from employees of the American Census "
        "Bureau and from American school pupils; other ways to write a digit are rare in it. "
        f"{_weakest(figures['by_class'])}",
    ]
    return "\n\n".join(parts) + "\n"


def _measured_again(record: Mapping[str, Any]) -> str:
    again = record.get("measured_again")
    return f" Measured again since the training: `{again['command']}`." if again else ""


def _targets(targets: Sequence[Target], figures: Mapping[str, Any]) -> list[str]:
    if not targets:
        return []
    rows = []
    for target in targets:
        value = figures[target.figure]
        sign = "at least" if target.higher_is_better else "at most"
        aim = "none" if target.aim is None else f"{sign} {_plain(target.aim)}"
        verdict = "met" if target.met_by(value) else "**missed**"
        rows.append(
            (_name(target.figure), f"{sign} {_plain(target.must)}", aim, _plain(value), verdict)
        )
    return ["## Targets", _table(("figure", "must", "aim", "reached", "must is"), rows)]


def _weakest(by_class: Mapping[str, Sequence[float | None]]) -> str:
    """Say which digit the model is worst at, by its most telling figure."""
    name = "knn" if "knn" in by_class else next(iter(by_class))
    known = [(value, digit) for digit, value in enumerate(by_class[name]) if value is not None]
    value, digit = max(known) if name == "mse" else min(known)
    return f"Its weakest digit is {digit}: {_name(name)} {_plain(value)}."


def _name(figure: str) -> str:
    for mark, words in (("_at_", " with noise of "), ("_masked", " with a square hidden")):
        if mark in figure:
            stem, rest = figure.split(mark)
            return _NAMES[stem] + words + rest
    return _NAMES[figure]


def _plain(value: float) -> str:
    """Write a number so that its first four digits can be read.

    >>> [_plain(value) for value in (12000, 0.71234567, 0.0000312345)]
    ['12,000', '0.7123', '0.00003123']
    """
    if value == int(value):
        return f"{int(value):,}"
    places = 4
    while abs(value) * 10**places < 1000 and places < 12:
        places += 1
    return f"{value:.{places}f}"


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
