"""How each model is trained, and what it must reach: data, no code that trains."""

import math
from dataclasses import dataclass
from typing import Literal

Loss = Literal["cross_entropy", "squared", "elbo", "classes"]


@dataclass(frozen=True)
class Recipe:
    """What decides the weights, besides data and machine.

    Attributes:
        seed: For starting weights, order, augmentation and noise.
        loss: ``cross_entropy`` and ``squared`` between rebuilt and clean picture, per pixel;
            ``elbo``, the negative evidence lower bound, per pixel; ``classes``,
            cross-entropy of each pixel's class.
        initialisation: Of the starting weights, see ``TorchNetwork``.
        schedule: ``one_cycle``, the rate rises and falls once; ``constant``.
        epochs: Passes over the data at this schedule.
        tail_epochs: Further passes in float32, the rate falling to zero.
        batch: Pictures per step of the optimiser.
        part: Pictures per pass through the network; smaller than the batch, the gradients
            add up to the same sum, and the values fit into the processor's cache.
        peak_rate: Highest learning rate.
        tail_rate: Learning rate at which the tail takes over.
        bfloat16: Whether the part before the tail computes in bfloat16 where the processor
            has it.
        augmented: Share of the batches that are shifted and scaled.
        largest_shift: In pixels, either way, along both axes.
        scales: Smallest and largest factor of a picture's size.
        noise: Largest standard deviation of the noise, in grey levels between 0 and 1; each
            picture gets its own, evenly from 0.
        masked: Share of the pictures that lose a square.
        largest_square: Its largest side, in pixels.
        threads: How many compute; another number gives slightly other weights, because
            sums are added up in another order.
        budget_minutes: What the training may take on two processor cores.
    """

    seed: int = 20
    loss: Loss = "cross_entropy"
    initialisation: Literal["he", "glorot"] = "he"
    schedule: Literal["one_cycle", "constant"] = "one_cycle"
    epochs: int = 28
    tail_epochs: int = 7
    batch: int = 125
    part: int = 250
    peak_rate: float = 4e-3
    tail_rate: float = 1e-3
    bfloat16: bool = True
    augmented: float = 0.0
    largest_shift: float = 0.0
    scales: tuple[float, float] = (1.0, 1.0)
    noise: float = 0.0
    masked: float = 0.0
    largest_square: int = 0
    threads: int = 1
    budget_minutes: float = 45.0

    @property
    def all_epochs(self) -> int:
        """Passes over the data, tail included."""
        return self.epochs + self.tail_epochs


def learning_rate(recipe: Recipe, epoch: float) -> float:
    """Return the learning rate at a moment of the training.

    Smith & Topin 2018, "Super-convergence", for the rise and fall.

    Args:
        recipe: Gives the peak and the lengths.
        epoch: Epochs done, with fraction: 0 at the start.

    >>> recipe = Recipe(epochs=10, tail_epochs=2, peak_rate=4e-3, tail_rate=1e-3)
    >>> [round(learning_rate(recipe, epoch), 5) for epoch in (0, 3, 10, 11, 12)]
    [0.00016, 0.004, 0.001, 0.0005, 0.0]
    """
    if recipe.schedule == "constant":
        return recipe.peak_rate
    rise = 0.3 * recipe.epochs
    if epoch < rise:
        return _blend(recipe.peak_rate / 25, recipe.peak_rate, epoch / rise)
    if epoch < recipe.epochs:
        return _blend(recipe.peak_rate, recipe.tail_rate, (epoch - rise) / (recipe.epochs - rise))
    return recipe.tail_rate * (recipe.all_epochs - epoch) / max(recipe.tail_epochs, 1)


def _blend(start: float, end: float, part: float) -> float:
    """Go from start to end along half a cosine wave."""
    return end + (start - end) * (1 + math.cos(math.pi * part)) / 2


# Half of the batches shifted and scaled: 12 of 100 pictures of MNIST have ink in the outer two
# rings of pixels, 1 in the outermost, and a network that hardly ever saw ink there erases it.
_KERAS_CAE = Recipe(augmented=0.5, largest_shift=4.0, scales=(0.6, 1.35), threads=2)

_CONV_CAE = Recipe(
    loss="squared", epochs=11, tail_epochs=1, batch=50, peak_rate=2e-3, tail_rate=3e-4
)

_UPSAMPLER = Recipe(epochs=6, tail_epochs=1, tail_rate=5e-4)

RECIPES = {
    "keras_cae": _KERAS_CAE,
    # Keras' Adam stays at 0.001, computes in float32 and, by default, starts from Glorot's
    # weights; the text names nothing else.
    "keras_cae_published": Recipe(
        initialisation="glorot",
        schedule="constant",
        epochs=25,
        tail_epochs=0,
        batch=1000,
        peak_rate=1e-3,
        tail_rate=1e-3,
        bfloat16=False,
    ),
    **{f"conv_cae_{channels}": _CONV_CAE for channels in (2, 4, 8, 16)},
    # Shifts by a pixel: without them it learns its 48,000 pictures by heart.
    "dense_2": Recipe(
        loss="squared",
        epochs=90,
        tail_epochs=10,
        batch=128,
        peak_rate=2e-3,
        tail_rate=2e-4,
        bfloat16=False,
        augmented=0.5,
        largest_shift=1.0,
        scales=(0.95, 1.05),
        threads=2,
    ),
    "denoising": Recipe(
        epochs=11,
        tail_epochs=1,
        peak_rate=3e-3,
        tail_rate=4e-4,
        noise=0.6,
        masked=0.25,
        largest_square=12,
    ),
    "vae_2": Recipe(
        loss="elbo",
        epochs=36,
        tail_epochs=4,
        batch=128,
        peak_rate=2e-3,
        tail_rate=2e-4,
        augmented=0.5,
        largest_shift=1.0,
        scales=(0.95, 1.05),
    ),
    **{f"upsample_{kind}": _UPSAMPLER for kind in ("k4", "k3", "resize", "shuffle")},
    "segment": Recipe(
        loss="classes", epochs=4, tail_epochs=1, batch=100, peak_rate=3e-3, tail_rate=3e-4
    ),
}
"""One recipe per architecture, under its name."""


@dataclass(frozen=True)
class Target:
    """What a figure has to reach on the validation pictures.

    Attributes:
        figure: Its name in the record's figures.
        must: The bound that has to be met.
        aim: The bound hoped for; None if there is none.
        higher_is_better: Whether the bounds are lower ones.
    """

    figure: str
    must: float
    aim: float | None = None
    higher_is_better: bool = False

    def met_by(self, value: float) -> bool:
        """Tell whether the value reaches what it must."""
        return value >= self.must if self.higher_is_better else value <= self.must


TARGETS = {
    "keras_cae": (Target("excess", 0.0006, 0.00015), Target("mse", 5e-5, 1.5e-5)),
    "conv_cae_2": (Target("mse", 0.0412, 0.0390), Target("knn", 0.68, 0.72, True)),
    "dense_2": (Target("mse", 0.0375, 0.0355),),
    "denoising": (Target("bce_at_0.4", 0.0845, 0.0805),),
    "vae_2": (Target("negative_elbo", 150.0, 145.0), Target("knn", 0.70, 0.75, True)),
    "segment": (Target("ink_accuracy", 0.90, 0.96, True),),
}
"""The bounds, per architecture; an architecture that is not here only has to be measured."""
