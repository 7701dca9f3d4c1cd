"""The autoencoders as tables: which layers, how large, how many parameters.

One table serves everyone: ``networks`` builds the PyTorch module from it, the app draws
the shape ladder from it, the tests compare it with what PyTorch counts. Plain Python, so
that a page may show a model's shape without importing torch.

>>> [layer.out_size for layer in ARCHITECTURES["keras_cae"].layers]
[26, 24, 22, 24, 26, 28, 28]
>>> ARCHITECTURES["keras_cae"].parameters
12785
>>> ARCHITECTURES["conv_cae_2"].parameters
457953
"""

from dataclasses import dataclass, replace
from typing import Literal

from core.autoencoders.layers import Layer

PICTURE_SIDE = 28
"""Rows and columns of an MNIST picture, in pixels."""

SCENE_SIDE = 56
"""Rows and columns of a canvas with several digits, in pixels."""

CLASSES = 11
"""What a pixel of such a canvas can belong to: the ten digits, and the paper as number 10."""

PAPER = CLASSES - 1
"""The class of a pixel that no digit's ink reaches."""

INK = 0.25
"""Grey level from which a pixel of a canvas counts as ink; strokes fade out over a pixel."""

NAMING = "conv_cae_16"
"""The model whose code, of more numbers than a map can show, names digits best."""

Task = Literal["rebuild", "denoise", "generate", "segment"]


@dataclass(frozen=True)
class Architecture:
    """An autoencoder: picture in, picture of the same size out.

    Attributes:
        name: The key in ``ARCHITECTURES`` and the stem of its weights' file names.
        title: What a reader sees.
        source: Where the layer table is from.
        layers: In the order in which they compute.
        encoder_layers: How many of them make the code; the others decode it.
        task: ``rebuild`` the picture; ``denoise``, rebuild the clean picture from a spoilt
            one; ``generate``, rebuild it and fill the code's plane (variational);
            ``segment``, say of every pixel which digit it belongs to.
        caution: What one must know before trusting it.
        log_variance: A second head beside the code layer, reading what that one reads; the
            code is then the mean of a distribution. None but for variational models.
    """

    name: str
    title: str
    source: str
    layers: tuple[Layer, ...]
    encoder_layers: int
    task: Task
    caution: str
    log_variance: Layer | None = None

    @property
    def parameters(self) -> int:
        """Trained numbers of all layers together."""
        head = 0 if self.log_variance is None else self.log_variance.parameters
        return sum(layer.parameters for layer in self.layers) + head

    @property
    def code(self) -> Layer:
        """The layer whose output is the code."""
        return self.layers[self.encoder_layers - 1]

    @property
    def side(self) -> int:
        """Rows and columns of the pictures it reads, in pixels."""
        return self.layers[0].in_size

    @property
    def has_map(self) -> bool:
        """Whether its code is a point of the plane, so that codes can be drawn as a map."""
        return self.code.values == 2

    @property
    def has_codes(self) -> bool:
        """Whether the validation pictures' codes are kept: for a map, or to name digits by."""
        return self.has_map or self.name == NAMING


_KERAS_LAYERS = (
    Layer("conv", 1, 32, 28, 26, "relu"),
    Layer("conv", 32, 16, 26, 24, "relu"),
    Layer("conv", 16, 8, 24, 22, "relu"),
    Layer("conv_transpose", 8, 8, 22, 24, "relu"),
    Layer("conv_transpose", 8, 16, 24, 26, "relu"),
    Layer("conv_transpose", 16, 32, 26, 28, "relu"),
    Layer("conv", 32, 1, 28, 28, "sigmoid", padding=1),
)

_KERAS_CAE = Architecture(
    name="keras_cae",
    title="Convolutional autoencoder",
    source="Keras convolutional autoencoder on MNIST, the worked model of the source text 002",
    layers=_KERAS_LAYERS,
    encoder_layers=3,
    task="rebuild",
    caution="Its code has 3,872 numbers for 784 pixels: it shows the layers at work and does "
    "not compress, so it rebuilds almost anything, digit or not.",
)

_KERAS_CAE_PUBLISHED = replace(
    _KERAS_CAE,
    name="keras_cae_published",
    title="Convolutional autoencoder, trained as published",
    source="Source text 002: the same layers and its own recipe (Adam, binary cross-entropy, "
    "batches of 1000, 25 epochs, 20 % validation)",
    caution="The text's recipe to the letter, for comparison; it stops far above the entropy "
    "floor. Its code does not compress. Of MNIST's pictures 12 % have ink in the outer two rings "
    "of pixels, 1 % in the outermost: of such ink in the validation digits 13 % comes back in the "
    "outermost ring and 90 % in the second, but of a line drawn along the edge nearly nothing in "
    "either. The text names no starting weights; these are Keras' default.",
)


def _conv_cae(channels: int) -> Architecture:
    """Return S17's network, its code ``channels`` numbers instead of 2."""
    return Architecture(
        name=f"conv_cae_{channels}",
        title=f"Fully convolutional, code of {channels} numbers",
        source="Source text 001, Convolutional Autoencoder (S. Lee), layer by layer"
        + ("" if channels == 2 else f"; {channels} instead of 2 latent channels"),
        layers=(
            Layer("conv", 1, 32, 28, 28, "relu", padding=1),
            Layer("max_pool", 32, 32, 28, 14, "linear", kernel=2, stride=2),
            Layer("conv", 32, 64, 14, 14, "relu", padding=1),
            Layer("max_pool", 64, 64, 14, 7, "linear", kernel=2, stride=2),
            Layer("conv", 64, channels, 7, 1, "linear", kernel=7, bias=False),
            Layer("conv_transpose", channels, 64, 1, 7, "relu", kernel=7),
            # TensorFlow's SAME crops the same number of rings at either end here.
            Layer("conv_transpose", 64, 32, 7, 14, "relu", kernel=14, stride=2, padding=6),
            Layer("conv_transpose", 32, 1, 14, 28, "linear", kernel=28, stride=2, padding=13),
        ),
        encoder_layers=5,
        task="rebuild",
        caution="Two numbers cannot hold a digit's shape: what comes out is blurred, and 4 and "
        "9, or 3, 5 and 8, are often taken for each other. It was shown centred digits of one "
        "size and pen only."
        if channels == 2
        else "Trained exactly as the code of two, to show what a longer code buys. "
        "It was shown centred digits of one size and pen only.",
    )


_DENSE_2 = Architecture(
    name="dense_2",
    title="Fully connected, code of 2 numbers",
    source="Source text 003: the simplest autoencoder, fully connected (784-256-64-2-64-256-784)",
    layers=(
        Layer("dense", 1, 256, 28, 1, "relu"),
        Layer("dense", 256, 64, 1, 1, "relu"),
        Layer("dense", 64, 2, 1, 1, "linear"),
        Layer("dense", 2, 64, 1, 1, "relu"),
        Layer("dense", 64, 256, 1, 1, "relu"),
        Layer("dense", 256, 1, 1, 28, "sigmoid"),
    ),
    encoder_layers=3,
    task="rebuild",
    caution="Every pixel has its own weights: a digit moved by a few pixels is another picture "
    "to it. It still beats the convolutional network with a code of two, whose encoder ends in "
    "one linear step and whose weights lie almost all in one kernel of the decoder.",
)

_DENOISING = Architecture(
    name="denoising",
    title="Denoising autoencoder",
    source="Source text 003 names the use; layers ours, after Vincent et al. 2008, 'Extracting "
    "and composing robust features with denoising autoencoders'",
    layers=(
        Layer("conv", 1, 32, 28, 14, "relu", stride=2, padding=1),
        Layer("conv", 32, 64, 14, 14, "relu", padding=1),
        Layer("conv", 64, 96, 14, 7, "relu", stride=2, padding=1),
        Layer("conv", 96, 64, 7, 7, "relu", padding=1),
        Layer("conv_transpose", 64, 64, 7, 14, "relu", kernel=4, stride=2, padding=1),
        Layer("conv", 64, 64, 14, 14, "relu", padding=1),
        Layer("conv_transpose", 64, 32, 14, 28, "relu", kernel=4, stride=2, padding=1),
        Layer("conv", 32, 1, 28, 28, "sigmoid", padding=1),
    ),
    encoder_layers=4,
    task="denoise",
    caution="It learned Gaussian noise up to 0.6 and one black square up to 12×12; other damage "
    "it has not seen. Where all of a stroke is hidden it invents what is likely, and a hairline "
    "comes out thicker and darker than it was drawn.",
)

_VAE_2 = Architecture(
    name="vae_2",
    title="Variational autoencoder, code of 2 numbers",
    source="Source text 003 names the use; Kingma & Welling 2014, 'Auto-Encoding Variational "
    "Bayes', layers ours",
    layers=(
        Layer("conv", 1, 32, 28, 14, "relu", stride=2, padding=1),
        Layer("conv", 32, 64, 14, 7, "relu", stride=2, padding=1),
        Layer("dense", 64, 128, 7, 1, "relu"),
        Layer("dense", 128, 2, 1, 1, "linear"),
        Layer("dense", 2, 256, 1, 1, "relu"),
        Layer("dense", 256, 256, 1, 1, "relu"),
        Layer("dense", 256, 32, 1, 7, "relu"),
        Layer("conv_transpose", 32, 32, 7, 14, "relu", kernel=4, stride=2, padding=1),
        Layer("conv_transpose", 32, 1, 14, 28, "sigmoid", kernel=4, stride=2, padding=1),
    ),
    encoder_layers=4,
    task="generate",
    caution="Made to invent digits, not to copy them: its pictures are blurred averages, and "
    "between two digits' regions of the plane lie pictures that are neither.",
    log_variance=Layer("dense", 128, 2, 1, 1, "linear"),
)

_UPSAMPLING_ENCODER = (
    Layer("conv", 1, 16, 28, 14, "relu", stride=2, padding=1),
    Layer("conv", 16, 32, 14, 7, "relu", stride=2, padding=1),
    Layer("conv", 32, 8, 7, 7, "linear", padding=1),
)


def _upsampler(name: str, title: str, decoder: tuple[Layer, ...]) -> Architecture:
    return Architecture(
        name=f"upsample_{name}",
        title=title,
        source="Source text 002 names the use; the ways to enlarge after Odena et al. 2016, "
        "'Deconvolution and Checkerboard Artifacts', and Shi et al. 2016, 'Real-Time Single "
        "Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural "
        "Network'",
        layers=_UPSAMPLING_ENCODER + decoder,
        encoder_layers=len(_UPSAMPLING_ENCODER),
        task="rebuild",
        caution="One of four decoders behind the same encoder, trained alike and briefly; the "
        "decoders differ in parameters, so small differences in error prove nothing.",
    )


_UPSAMPLERS = (
    _upsampler(
        "k4",
        "Enlarged by transposed convolution, kernel 4, stride 2",
        (
            Layer("conv_transpose", 8, 32, 7, 14, "relu", kernel=4, stride=2, padding=1),
            Layer("conv_transpose", 32, 1, 14, 28, "sigmoid", kernel=4, stride=2, padding=1),
        ),
    ),
    _upsampler(
        "k3",
        "Enlarged by transposed convolution, kernel 3, stride 2",
        (
            Layer("conv_transpose", 8, 32, 7, 14, "relu", 3, 2, padding=1, output_padding=1),
            Layer("conv_transpose", 32, 1, 14, 28, "sigmoid", 3, 2, padding=1, output_padding=1),
        ),
    ),
    _upsampler(
        "resize",
        "Enlarged by repeating pixels, then convolution",
        (
            Layer("resize", 8, 8, 7, 14, "linear", stride=2),
            Layer("conv", 8, 32, 14, 14, "relu", padding=1),
            Layer("resize", 32, 32, 14, 28, "linear", stride=2),
            Layer("conv", 32, 1, 28, 28, "sigmoid", padding=1),
        ),
    ),
    _upsampler(
        "shuffle",
        "Enlarged by sub-pixel convolution (pixel shuffle)",
        (
            Layer("conv", 8, 128, 7, 7, "linear", padding=1),
            Layer("pixel_shuffle", 128, 32, 7, 14, "relu", stride=2),
            Layer("conv", 32, 4, 14, 14, "linear", padding=1),
            Layer("pixel_shuffle", 4, 1, 14, 28, "sigmoid", stride=2),
        ),
    ),
)

_SEGMENT = Architecture(
    name="segment",
    title="Which pixel belongs to which digit",
    source="Source text 002 names the use (dense prediction); encoder and decoder ours, after "
    "Noh et al. 2015, 'Learning Deconvolution Network for Semantic Segmentation'",
    layers=(
        Layer("conv", 1, 16, 56, 56, "relu", padding=1),
        Layer("conv", 16, 32, 56, 28, "relu", stride=2, padding=1),
        Layer("conv", 32, 64, 28, 14, "relu", stride=2, padding=1),
        Layer("conv", 64, 128, 14, 7, "relu", stride=2, padding=1),
        Layer("conv", 128, 128, 7, 7, "relu", padding=1),
        Layer("conv_transpose", 128, 64, 7, 14, "relu", kernel=4, stride=2, padding=1),
        Layer("conv_transpose", 64, 32, 14, 28, "relu", kernel=4, stride=2, padding=1),
        Layer("conv_transpose", 32, CLASSES, 28, 56, "softmax", kernel=4, stride=2, padding=1),
    ),
    encoder_layers=5,
    task="segment",
    caution="It learned one to five upright digits of MNIST's pens, three quarters to five "
    "quarters of their usual size, that hardly touch; nothing that is no digit.",
)

UPSAMPLERS = tuple(architecture.name for architecture in _UPSAMPLERS)
"""Four decoders behind the same encoder: four ways to enlarge."""

ARCHITECTURES = {
    architecture.name: architecture
    for architecture in (
        _KERAS_CAE,
        _KERAS_CAE_PUBLISHED,
        *(_conv_cae(channels) for channels in (2, 4, 8, 16)),
        _DENSE_2,
        _DENOISING,
        _VAE_2,
        *_UPSAMPLERS,
        _SEGMENT,
    )
}
