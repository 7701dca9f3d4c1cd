"""Train a model: ``python -m core.autoencoders.train keras_cae``.

After every epoch the whole state goes to a file under ``runs/``. Everything random in an
epoch (order, augmentation, noise, sampled codes) comes from a generator seeded with
(seed, epoch), so a training that was killed and started again ends with the very weights of
one that was not, on the same machine.

The optimiser is Adam (Kingma & Ba 2015). Most of a training computes in bfloat16 where the
processor has it; its last part in float32 with the rate falling to zero, because bfloat16's
8 bits are too coarse for the last digits of a reconstruction. How long, how fast and with
what loss: ``recipes``.
"""

import argparse
import json
import math
import platform
import shlex
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.torch
import torch
from safetensors import safe_open
from torch import Tensor
from tqdm import tqdm

from core.autoencoders import weights
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.training import cards, mnist
from core.autoencoders.training.appraisal import appraise, checkerboard_of, quick
from core.autoencoders.training.figures import codes
from core.autoencoders.training.mnist import Mnist, MnistError
from core.autoencoders.training.modules import TorchNetwork, with_weights
from core.autoencoders.training.recipes import RECIPES, Recipe, learning_rate
from core.autoencoders.training.tasks import examples, ink, loss, named
from core.autoencoders.weights import Codes

RUNS = Path("runs")


class TrainingError(Exception):
    """A training cannot go on; the message says why and what would help."""


def train(
    name: str, data: Mnist, recipe: Recipe, runs: Path = RUNS
) -> tuple[TorchNetwork, list[dict[str, Any]]]:
    """Train, or go on where a killed training of the same recipe stopped.

    Args:
        name: A key of ``ARCHITECTURES``.
        data: Trained on its first part, measured on its second after every epoch.
        recipe: See ``Recipe``.
        runs: Folder for the state between epochs.

    Returns:
        The network and its history: per epoch the learning rate at its end, the mean
        ``train_loss`` of its steps, on the validation pictures what ``appraisal.quick``
        measures, and the seconds it took.

    Raises:
        TrainingError: ``runs`` holds a training with another recipe, data or machine, or
            the loss is no number any more.
    """
    network = untrained(name, recipe)
    # Twice as fast in bfloat16: the processor reads all channels of a pixel in one go.
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    adam = torch.optim.Adam(network.parameters(), lr=recipe.peak_rate)
    described = _description(name, recipe, data.sha256)
    state = runs / f"{name}.safetensors"
    history = _resume(state, described, network, adam)

    pictures, labels = ink(data.train), named(data.train)
    steps = math.ceil(len(pictures) / recipe.batch)
    with tqdm(
        total=steps * recipe.all_epochs, initial=steps * len(history), unit="step"
    ) as progress:
        for epoch in range(len(history), recipe.all_epochs):
            started = time.monotonic()
            generator = torch.Generator().manual_seed(recipe.seed * 100_003 + epoch + 1)
            total = 0.0
            for step, chosen in enumerate(_batches(len(pictures), recipe, generator)):
                adam.param_groups[0]["lr"] = learning_rate(recipe, epoch + step / steps)
                given, wanted = examples(
                    network.architecture.task, recipe, pictures, labels, chosen, generator
                )
                coarse = recipe.bfloat16 and epoch < recipe.epochs and _has_bfloat16()
                cost = _step(network, adam, recipe, given, wanted, generator, coarse=coarse)
                total += cost * len(chosen)
                progress.update()
            if not math.isfinite(total):
                raise TrainingError(
                    f"The loss of {name} is no number after epoch {epoch + 1}: "
                    "lower the recipe's peak_rate, delete its state and start anew."
                )
            history.append(
                {
                    "epoch": epoch + 1,
                    "rate": learning_rate(recipe, epoch + 1),
                    "train_loss": total / len(pictures),
                    **quick(network, data.validation, recipe.loss),
                    "seconds": round(time.monotonic() - started, 1),
                }
            )
            _save(state, described, network, adam, history)
            progress.set_postfix(loss=f"{history[-1]['loss']:.5f}")
            _warn_if_too_long(progress, recipe, history)
    return network, history


def untrained(name: str, recipe: Recipe) -> TorchNetwork:
    """Return the network as the recipe's training starts it."""
    generator = torch.Generator().manual_seed(recipe.seed)
    return TorchNetwork(ARCHITECTURES[name], generator, recipe.initialisation)


def _batches(count: int, recipe: Recipe, generator: torch.Generator) -> Iterator[Tensor]:
    yield from torch.split(torch.randperm(count, generator=generator), recipe.batch)


def _has_bfloat16() -> bool:
    """Without the processor's own instructions bfloat16 is emulated, and slower than float32."""
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def _step(
    network: TorchNetwork,
    adam: torch.optim.Adam,
    recipe: Recipe,
    given: Tensor,
    wanted: Tensor,
    generator: torch.Generator,
    *,
    coarse: bool,
) -> float:
    """Change the weights once; return the mean loss before the change."""
    adam.zero_grad()
    total = 0.0
    for some, their in zip(
        torch.split(given, recipe.part), torch.split(wanted, recipe.part), strict=True
    ):
        fast = some.contiguous(memory_format=torch.channels_last)
        share = len(some) / len(given)
        cost = loss(network, recipe, fast, their, generator, coarse=coarse) * share
        cost.backward()  # type: ignore[no-untyped-call]
        total += float(cost.detach())
    adam.step()
    return total


def _warn_if_too_long(progress: Any, recipe: Recipe, history: list[dict[str, Any]]) -> None:
    if len(history) > 1:
        return
    minutes = history[0]["seconds"] * recipe.all_epochs / 60
    if minutes > recipe.budget_minutes:
        progress.write(
            f"At this pace the training takes {minutes:.0f} minutes, more than the "
            f"{recipe.budget_minutes:.0f} its recipe allows."
        )


def _description(name: str, recipe: Recipe, sha256: str) -> dict[str, Any]:
    """Everything that must be the same for a resumed training to end alike."""
    described = {
        "model": name,
        "recipe": asdict(recipe),
        "data_sha256": sha256,
        "threads": torch.get_num_threads(),
        "bfloat16": _has_bfloat16(),
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
        },
    }
    # As it comes back from a file: JSON has no tuples.
    plain: dict[str, Any] = json.loads(json.dumps(described))
    return plain


def _save(
    state: Path,
    described: dict[str, Any],
    network: TorchNetwork,
    adam: torch.optim.Adam,
    history: list[dict[str, Any]],
) -> None:
    tensors = {f"network.{key}": value for key, value in network.state_dict().items()}
    for index, parameter in enumerate(network.parameters()):
        for key, value in adam.state[parameter].items():
            tensors[f"adam.{index}.{key}"] = value
    tensors = {key: value.contiguous() for key, value in tensors.items()}
    content = safetensors.torch.save(
        tensors, {"described": json.dumps(described), "history": json.dumps(history)}
    )
    state.parent.mkdir(parents=True, exist_ok=True)
    weights.write_whole(state, content)


def _resume(
    state: Path, described: dict[str, Any], network: TorchNetwork, adam: torch.optim.Adam
) -> list[dict[str, Any]]:
    if not state.exists():
        return []
    with safe_open(state, framework="pt") as kept:
        metadata = kept.metadata()
        tensors = {key: kept.get_tensor(key) for key in kept.keys()}  # noqa: SIM118 not a dict
    before = json.loads(metadata["described"])
    if before != described:
        changed = ", ".join(sorted(key for key in described if before.get(key) != described[key]))
        raise TrainingError(
            f"{state} holds a training that differs in {changed}; delete it to start anew."
        )
    prefix = "network."
    network.load_state_dict(
        {key.removeprefix(prefix): t for key, t in tensors.items() if key.startswith(prefix)}
    )
    for index, parameter in enumerate(network.parameters()):
        for key in ("step", "exp_avg", "exp_avg_sq"):
            # Adam's averages take their parameter's memory layout, which the file forgets.
            value = tensors[f"adam.{index}.{key}"]
            like = torch.empty_like(parameter) if key != "step" else torch.empty_like(value)
            adam.state[parameter][key] = like.detach().copy_(value)
    history: list[dict[str, Any]] = json.loads(metadata["history"])
    return history


def record_of(
    network: TorchNetwork, history: list[dict[str, Any]], data: Mnist, recipe: Recipe, command: str
) -> dict[str, Any]:
    """Return what the model's JSON file says, measured with the weights as they are.

    Args:
        network: With its weights already rounded to what the file will hold.
        history: From ``train``.
        data: Its second part is measured; its first only names the codes' neighbours.
        recipe: What ``train`` followed.
        command: What was typed.
    """
    name = network.architecture.name
    figures = appraise(network, data.validation, data.train)
    start = checkerboard_of(untrained(name, recipe), data.validation)
    if start is not None:
        figures["checkerboard_untrained"] = start
    return {
        "command": command,
        **_description(name, recipe, data.sha256),
        "pictures": {"train": len(data.train), "validation": len(data.validation)},
        "figures": figures,
        "history": history,
    }


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, train, write weights, record, card and codes."""
    parser = argparse.ArgumentParser(prog="python -m core.autoencoders.train", description=__doc__)
    parser.add_argument("model", choices=sorted(ARCHITECTURES))
    parser.add_argument("--mnist", type=Path, help="folder with MNIST's training pictures")
    parser.add_argument("--runs", type=Path, default=RUNS, help="where unfinished work is kept")
    parser.add_argument("--into", type=Path, default=weights.FOLDER, help="where weights go")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's")
    parser.add_argument("--tail-epochs", type=int, help="instead of the recipe's")
    chosen = parser.parse_args(arguments)

    recipe = RECIPES[chosen.model]
    command = ["python", "-m", "core.autoencoders.train", chosen.model]
    if chosen.epochs is not None:
        recipe = replace(recipe, epochs=chosen.epochs)
        command += ["--epochs", str(chosen.epochs)]
    if chosen.tail_epochs is not None:
        recipe = replace(recipe, tail_epochs=chosen.tail_epochs)
        command += ["--tail-epochs", str(chosen.tail_epochs)]
    torch.set_num_threads(recipe.threads)
    try:
        data = mnist.load(chosen.mnist)
        network, history = train(chosen.model, data, recipe, chosen.runs)
    except (MnistError, TrainingError) as reason:
        sys.exit(str(reason))

    tensors = weights.rounded(
        {key: value.contiguous().numpy() for key, value in network.state_dict().items()}
    )
    # What is measured is what the file will hold.
    network = with_weights(ARCHITECTURES[chosen.model], tensors)
    record = record_of(network, history, data, recipe, shlex.join(command))
    weights.save(chosen.model, tensors, record, chosen.into)
    card = cards.card(network.architecture, record)
    weights.write_whole(chosen.into / f"{chosen.model}.md", card.encode())
    if network.architecture.has_codes:
        points = codes(network, ink(data.validation)).numpy()
        weights.save_codes(chosen.model, Codes(points, data.validation.labels), chosen.into)
    print(card)


if __name__ == "__main__":
    main()
