"""Measure the committed weights: ``make evaluate``.

Where what is measured has changed since a training, ``--renew MODEL`` writes the figures of
today into that model's record and card, and into both that it did; and its codes, where
they are kept.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from core.autoencoders import weights
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.measures import entropy_floor
from core.autoencoders.training import cards, mnist
from core.autoencoders.training.appraisal import appraise
from core.autoencoders.training.figures import codes
from core.autoencoders.training.mnist import Digits, Mnist, MnistError
from core.autoencoders.training.modules import TorchNetwork, with_weights
from core.autoencoders.training.tasks import ink
from core.autoencoders.weights import Codes, WeightsError

_COLUMNS: tuple[tuple[str, str, Callable[[float], str]], ...] = (
    ("MSE", "mse", lambda value: f"{value:.2e}"),
    ("NMSE", "nmse", lambda value: f"{value:.4f}"),
    ("BCE", "bce", lambda value: f"{value:.5f}"),
    ("excess", "excess", lambda value: f"{value:.5f}"),
    ("kNN", "knn", lambda value: f"{value:.1%}"),
    ("-ELBO", "negative_elbo", lambda value: f"{value:.2f}"),
    ("checker", "checkerboard", lambda value: f"{value:.2f}"),
    ("ink", "ink_accuracy", lambda value: f"{value:.1%}"),
)
_NOISE = ("BCE at noise", "bce_at_"), ("MSE at noise", "mse_at_")
_OF_TRAINING = ("checkerboard_untrained",)
_CALLS = 30


def main(arguments: list[str] | None = None) -> None:
    """Print one line of figures per model, measured on pictures it never trained on."""
    parser = argparse.ArgumentParser(
        prog="python -m core.autoencoders.training.evaluate", description=__doc__
    )
    parser.add_argument("--mnist", type=Path, help="folder with MNIST")
    parser.add_argument("--weights", type=Path, help="folder of the weights")
    parser.add_argument(
        "--renew", action="store_true", help="write the figures into the models' records and cards"
    )
    parser.add_argument("models", nargs="*", metavar="MODEL", help="only these")
    chosen = parser.parse_args(arguments)
    if chosen.renew and not chosen.models:
        parser.error("--renew needs the models whose records it shall write")
    unknown = set(chosen.models) - set(ARCHITECTURES)
    if unknown:
        parser.error(f"no such model: {', '.join(sorted(unknown))}")
    networks, complaints = {}, []
    for name in chosen.models or ARCHITECTURES:
        try:
            loaded = weights.load(name, chosen.weights)
            networks[name] = with_weights(loaded.architecture, loaded.tensors)
        except WeightsError as reason:
            complaints.append(str(reason))
    try:
        data = mnist.load(chosen.mnist)
        official = mnist.load_official_test(chosen.mnist)
    except MnistError as reason:
        sys.exit(str(reason))
    if chosen.renew:
        for name, network in networks.items():
            renew(name, network, data, chosen.weights or weights.FOLDER)
    _table("validation pictures", networks, data.validation, data.train)
    if official is not None:
        print()
        _table("pictures of the official test set", networks, official, data.train)
    if complaints:
        sys.exit("\n".join(complaints))


def renew(name: str, network: TorchNetwork, data: Mnist, folder: Path) -> None:
    """Measure a model anew, as its training did, and write record, card and codes.

    The weights stay, and so does what only a training can measure.

    Args:
        name: Of the model.
        network: With the weights of the folder.
        data: What the model was trained on.
        folder: Holds the model's files.
    """
    path = folder / f"{name}.json"
    record = json.loads(path.read_text())
    if record["data_sha256"] != data.sha256:
        sys.exit(f"{name} was trained on other pictures than these; its record stays.")
    kept = {key: record["figures"][key] for key in _OF_TRAINING if key in record["figures"]}
    record["figures"] = appraise(network, data.validation, data.train) | kept
    command = f"python -m core.autoencoders.training.evaluate --renew {name}"
    record["measured_again"] = {"command": command}
    weights.write_whole(path, (json.dumps(record, indent=1) + "\n").encode())
    card = cards.card(network.architecture, record)
    weights.write_whole(folder / f"{name}.md", card.encode())
    if network.architecture.has_codes:
        points = codes(network, ink(data.validation)).numpy()
        weights.save_codes(name, Codes(points, data.validation.labels), folder)


def _table(what: str, networks: Mapping[str, TorchNetwork], digits: Digits, known: Digits) -> None:
    floor = entropy_floor(ink(digits).numpy())
    print(f"{len(digits)} {what}, never trained on; entropy floor {floor:.5f}")
    titles = "".join(f"{title:>9}" for title, _, _ in _COLUMNS)
    print(f"{'model':<20}{'weights':>9}{'code':>6}{titles}{'ms':>7}", flush=True)
    with_noise: list[tuple[str, Mapping[str, Any]]] = []
    for name, network in networks.items():
        figures = appraise(network, digits, known)
        cells = "".join(
            f"{write(figures[key]) if key in figures else '·':>9}" for _, key, write in _COLUMNS
        )
        architecture = network.architecture
        print(
            f"{name:<20}{architecture.parameters:>9,}{architecture.code.values:>6,}"
            f"{cells}{milliseconds(network):7.2f}",
            flush=True,
        )
        if architecture.task == "denoise":
            with_noise.append((name, figures))
    for name, of_it in with_noise:
        for title, prefix in _NOISE:
            values = ", ".join(
                f"{key.removeprefix(prefix)}: {of_it[key]:.4f}"
                for key in of_it
                if key.startswith(prefix)
            )
            print(f"{name}, {title} {values}")


def milliseconds(network: TorchNetwork) -> float:
    """Return how long one picture takes: the median of some calls, on one thread."""
    side = network.architecture.side
    picture = torch.zeros(1, 1, side, side)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    times = []
    with torch.inference_mode():
        for _ in range(_CALLS):
            started = time.perf_counter()
            network(picture)
            times.append(1000 * (time.perf_counter() - started))
    torch.set_num_threads(threads)
    return statistics.median(times)


if __name__ == "__main__":
    main()
