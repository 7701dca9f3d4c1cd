"""Train an autoencoder: ``python -m core.autoencoders.train keras_cae``.

After every epoch the whole state goes to a file under ``runs/``. Everything random in an
epoch (order, augmentation) comes from a generator seeded with (seed, epoch), so a training
that was killed and started again ends with the very weights of one that was not, on the
same machine with the same number of threads.

The recipe: Adam; a learning rate that rises and falls once (Smith & Topin 2018,
"Super-convergence"); bfloat16 arithmetic where the processor has it, then a last part in
float32 with the rate falling to zero, because bfloat16's 8 bits are too coarse for the
last digits of a reconstruction; half of the batches shifted and scaled, because MNIST's
outer four pixels are always black and a network that never saw ink there erases it.
"""

import argparse
import json
import math
import platform
import shlex
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.torch
import torch
from safetensors import safe_open
from torch import Tensor
from torch.nn.functional import affine_grid, binary_cross_entropy_with_logits, grid_sample
from tqdm import tqdm

from core.autoencoders import mnist, weights
from core.autoencoders.architectures import ARCHITECTURES, PICTURE_SIDE
from core.autoencoders.figures import measure
from core.autoencoders.mnist import Mnist, MnistError
from core.autoencoders.networks import Network

RUNS = Path("runs")


@dataclass(frozen=True)
class Recipe:
    """What decides the weights, besides data and machine.

    Attributes:
        seed: For starting weights, order and augmentation.
        epochs: Passes over the data with one rise and fall of the learning rate.
        tail_epochs: Further passes in float32, the rate falling to zero.
        batch: Pictures per step.
        peak_rate: Highest learning rate.
        tail_rate: Learning rate at which the tail takes over.
        augmented: Share of the batches that are shifted and scaled.
        largest_shift: In pixels, either way, along both axes.
        scales: Smallest and largest factor of a picture's size.
    """

    seed: int = 20
    epochs: int = 28
    tail_epochs: int = 7
    batch: int = 125
    peak_rate: float = 4e-3
    tail_rate: float = 1e-3
    augmented: float = 0.5
    largest_shift: float = 4.0
    scales: tuple[float, float] = (0.6, 1.35)

    @property
    def all_epochs(self) -> int:
        """Passes over the data, tail included."""
        return self.epochs + self.tail_epochs


RECIPES = {"keras_cae": Recipe()}


class TrainingError(Exception):
    """A training cannot go on; the message says why and what would help."""


def learning_rate(recipe: Recipe, epoch: float) -> float:
    """Return the learning rate at a moment of the training.

    Args:
        recipe: Gives the peak and the lengths.
        epoch: Epochs done, with fraction: 0 at the start.

    >>> recipe = Recipe(epochs=10, tail_epochs=2, peak_rate=4e-3, tail_rate=1e-3)
    >>> [round(learning_rate(recipe, epoch), 5) for epoch in (0, 3, 10, 11, 12)]
    [0.00016, 0.004, 0.001, 0.0005, 0.0]
    """
    rise = 0.3 * recipe.epochs
    if epoch < rise:
        return _blend(recipe.peak_rate / 25, recipe.peak_rate, epoch / rise)
    if epoch < recipe.epochs:
        return _blend(recipe.peak_rate, recipe.tail_rate, (epoch - rise) / (recipe.epochs - rise))
    return recipe.tail_rate * (recipe.all_epochs - epoch) / max(recipe.tail_epochs, 1)


def _blend(start: float, end: float, part: float) -> float:
    """Go from start to end along half a cosine wave."""
    return end + (start - end) * (1 + math.cos(math.pi * part)) / 2


def augment(pictures: Tensor, recipe: Recipe, generator: torch.Generator) -> Tensor:
    """Shift and scale each picture by its own random amount; ink that leaves is lost.

    Args:
        pictures: (n, 1, 28, 28) float in 0..1.
        recipe: Gives the limits.
        generator: Advanced by three draws per picture.
    """
    count = len(pictures)
    smallest, largest = recipe.scales
    scale = smallest + (largest - smallest) * torch.rand(count, generator=generator)
    shift = 2 * torch.rand(count, 2, generator=generator) - 1
    # affine_grid asks where each new pixel comes from, in half picture widths.
    where_from = torch.zeros(count, 2, 3)
    where_from[:, 0, 0] = where_from[:, 1, 1] = 1 / scale
    where_from[:, :, 2] = shift * recipe.largest_shift / (PICTURE_SIDE / 2)
    grid = affine_grid(where_from, list(pictures.shape), align_corners=False)
    return grid_sample(pictures, grid, align_corners=False).clamp(0, 1)


def train(
    name: str, pictures: Mnist, recipe: Recipe, runs: Path = RUNS
) -> tuple[Network, list[dict[str, Any]]]:
    """Train, or go on where a killed training of the same recipe stopped.

    Args:
        name: A key of ``ARCHITECTURES``.
        pictures: Trained on its first part, measured on its second after every epoch.
        recipe: See ``Recipe``.
        runs: Folder for the state between epochs.

    Returns:
        The network and its history: per epoch the learning rate at its end, the mean
        training loss (bce, augmented batches included), and on the validation pictures
        bce, excess and mse as in ``Figures``.

    Raises:
        TrainingError: ``runs`` holds a training with another recipe, data or machine.
    """
    network = Network(ARCHITECTURES[name], torch.Generator().manual_seed(recipe.seed))
    # Twice as fast in bfloat16: the processor reads all channels of a pixel in one go.
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    adam = torch.optim.Adam(network.parameters(), lr=recipe.peak_rate)
    described = _description(name, recipe, pictures.sha256)
    state = runs / f"{name}.safetensors"
    history = _resume(state, described, network, adam)

    ink = torch.from_numpy(pictures.train.astype(np.float32) / 255)[:, None]
    unseen = torch.from_numpy(pictures.validation.astype(np.float32) / 255)[:, None]
    steps = math.ceil(len(ink) / recipe.batch)
    with tqdm(
        total=steps * recipe.all_epochs, initial=steps * len(history), unit="step"
    ) as progress:
        for epoch in range(len(history), recipe.all_epochs):
            started = time.monotonic()
            loss = 0.0
            for step, batch in enumerate(_batches(ink, recipe, epoch)):
                rate = learning_rate(recipe, epoch + step / steps)
                loss += _step(network, adam, batch, rate, _coarse(recipe, epoch)) * len(batch)
                progress.update()
            figures = measure(network, unseen)
            history.append(
                {
                    "epoch": epoch + 1,
                    "rate": learning_rate(recipe, epoch + 1),
                    "train_bce": loss / len(ink),
                    "bce": figures.bce,
                    "excess": figures.excess,
                    "mse": figures.mse,
                    "seconds": round(time.monotonic() - started, 1),
                }
            )
            progress.set_postfix(excess=f"{figures.excess:.5f}", mse=f"{figures.mse:.6f}")
            _save(state, described, network, adam, history)
    return network, history


def _batches(ink: Tensor, recipe: Recipe, epoch: int) -> Iterator[Tensor]:
    generator = torch.Generator().manual_seed(recipe.seed * 100_003 + epoch + 1)
    for chosen in torch.split(torch.randperm(len(ink), generator=generator), recipe.batch):
        batch = ink[chosen]
        if torch.rand((), generator=generator) < recipe.augmented:
            batch = augment(batch, recipe, generator)
        yield batch


def _coarse(recipe: Recipe, epoch: int) -> bool:
    return epoch < recipe.epochs and _has_bfloat16()


def _has_bfloat16() -> bool:
    """Without the processor's own instructions bfloat16 is emulated, and slower than float32."""
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def _step(
    network: Network, adam: torch.optim.Adam, batch: Tensor, rate: float, coarse: bool
) -> float:
    adam.param_groups[0]["lr"] = rate
    batch = batch.contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16, enabled=coarse):
        logits = network(batch)
    loss = binary_cross_entropy_with_logits(logits.float(), batch)
    adam.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    adam.step()
    return float(loss.detach())


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
    network: Network,
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
    state: Path, described: dict[str, Any], network: Network, adam: torch.optim.Adam
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


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, train, write the weights and their record."""
    parser = argparse.ArgumentParser(prog="python -m core.autoencoders.train", description=__doc__)
    parser.add_argument("model", choices=sorted(ARCHITECTURES))
    parser.add_argument("--mnist", type=Path, help="folder with MNIST's training pictures")
    parser.add_argument("--runs", type=Path, default=RUNS, help="where unfinished work is kept")
    parser.add_argument("--into", type=Path, default=weights.FOLDER, help="where weights go")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's")
    parser.add_argument("--tail-epochs", type=int, help="instead of the recipe's")
    chosen = parser.parse_args(arguments)

    recipe = RECIPES[chosen.model]
    if chosen.epochs is not None:
        recipe = replace(recipe, epochs=chosen.epochs)
    if chosen.tail_epochs is not None:
        recipe = replace(recipe, tail_epochs=chosen.tail_epochs)
    try:
        pictures = mnist.load(chosen.mnist)
        network, history = train(chosen.model, pictures, recipe, chosen.runs)
    except (MnistError, TrainingError) as reason:
        sys.exit(str(reason))

    command = ["python", "-m", "core.autoencoders.train", chosen.model]
    if chosen.epochs is not None:
        command += ["--epochs", str(chosen.epochs)]
    if chosen.tail_epochs is not None:
        command += ["--tail-epochs", str(chosen.tail_epochs)]
    last = history[-1]
    record = {
        "command": shlex.join(command),
        **_description(chosen.model, recipe, pictures.sha256),
        "pictures": {"train": len(pictures.train), "validation": len(pictures.validation)},
        "figures": {key: last[key] for key in ("bce", "excess", "mse")},
        "history": history,
    }
    tensors = {key: value.contiguous().numpy() for key, value in network.state_dict().items()}
    weights.save(chosen.model, tensors, record, chosen.into)
    print(f"Validation: {last['excess']:.5f} above the entropy floor, MSE {last['mse']:.2e}")


if __name__ == "__main__":
    main()
