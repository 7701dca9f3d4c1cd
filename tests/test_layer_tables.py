"""The layer tables: what the texts say, and what PyTorch and core's geometry make of them."""

from itertools import pairwise

import pytest
import torch

from core.autoencoders import weights
from core.autoencoders.architectures import ARCHITECTURES, Architecture
from core.autoencoders.layers import Layer
from core.autoencoders.training.modules import TorchNetwork
from core.autoencoders.training.recipes import RECIPES, TARGETS

EVERY = pytest.mark.parametrize("architecture", ARCHITECTURES.values(), ids=list(ARCHITECTURES))


@pytest.mark.parametrize("name", ["keras_cae", "keras_cae_published"])
def test_keras_cae_is_the_table_of_the_text(name: str) -> None:
    """Source S16: kinds, filters, activations, parameters, sizes."""
    architecture = ARCHITECTURES[name]
    layers = architecture.layers

    assert [(layer.keras_name, layer.out_channels, layer.activation) for layer in layers] == [
        ("Conv2D", 32, "relu"),
        ("Conv2D", 16, "relu"),
        ("Conv2D", 8, "relu"),
        ("Conv2DTranspose", 8, "relu"),
        ("Conv2DTranspose", 16, "relu"),
        ("Conv2DTranspose", 32, "relu"),
        ("Conv2D", 1, "sigmoid"),
    ]
    assert [layer.parameters for layer in layers] == [320, 4624, 1160, 584, 1168, 4640, 289]
    assert 320 + 4624 + 1160 + 584 + 1168 + 4640 + 289 == architecture.parameters == 12_785
    assert [layers[0].in_size] + [layer.out_size for layer in layers] == [
        28, 26, 24, 22, 24, 26, 28, 28,
    ]  # fmt: skip
    assert architecture.code.values == 22 * 22 * 8 == 3872


def test_the_published_recipe_is_the_text_s() -> None:
    """Source S16: Adam, binary cross-entropy, batches of 1000, 25 epochs; Keras' own rate."""
    recipe = RECIPES["keras_cae_published"]

    assert (recipe.loss, recipe.batch, recipe.all_epochs) == ("cross_entropy", 1000, 25)
    assert (recipe.schedule, recipe.peak_rate, recipe.initialisation) == (
        "constant",
        0.001,
        "glorot",
    )
    assert (recipe.augmented, recipe.bfloat16) == (0, False)


def test_conv_cae_2_is_the_table_of_the_text() -> None:
    """Source S17, layer by layer; the latent layer has no bias, the last no activation."""
    architecture = ARCHITECTURES["conv_cae_2"]
    layers = architecture.layers

    assert [
        (layer.keras_name, layer.out_channels, layer.kernel, layer.stride, layer.activation)
        for layer in layers
    ] == [
        ("Conv2D", 32, 3, 1, "relu"),
        ("MaxPooling2D", 32, 2, 2, "linear"),
        ("Conv2D", 64, 3, 1, "relu"),
        ("MaxPooling2D", 64, 2, 2, "linear"),
        ("Conv2D", 2, 7, 1, "linear"),
        ("Conv2DTranspose", 64, 7, 1, "relu"),
        ("Conv2DTranspose", 32, 14, 2, "relu"),
        ("Conv2DTranspose", 1, 28, 2, "linear"),
    ]
    assert [layer.parameters for layer in layers] == [
        9 * 32 + 32,
        0,
        9 * 32 * 64 + 64,
        0,
        49 * 64 * 2,
        49 * 2 * 64 + 64,
        196 * 64 * 32 + 32,
        784 * 32 + 1,
    ]
    assert 320 + 18_496 + 6_272 + 6_336 + 401_440 + 25_089 == architecture.parameters == 457_953
    assert [layers[0].in_size] + [layer.out_size for layer in layers] == [
        28, 28, 14, 14, 7, 1, 7, 14, 28,
    ]  # fmt: skip
    assert architecture.code.values == 2


def test_the_bottleneck_s_variants_differ_from_the_text_in_the_code_only() -> None:
    for channels in (4, 8, 16):
        architecture = ARCHITECTURES[f"conv_cae_{channels}"]
        assert architecture.code.values == channels
        # A number of the code costs a kernel of 7×7×64 on the way in and one on the way out.
        assert architecture.parameters == 457_953 + (channels - 2) * 2 * 49 * 64


def test_dense_2_is_fully_connected() -> None:
    """Source S18: 784-256-64-2-64-256-784."""
    architecture = ARCHITECTURES["dense_2"]

    assert {layer.keras_name for layer in architecture.layers} == {"Dense"}
    assert [784, *(layer.values for layer in architecture.layers)] == [
        784, 256, 64, 2, 64, 256, 784,
    ]  # fmt: skip
    widths = [784, 256, 64, 2, 64, 256, 784]
    assert architecture.parameters == sum(
        before * after + after for before, after in pairwise(widths)
    )


def test_the_four_upsamplers_share_their_encoder() -> None:
    four = [ARCHITECTURES[f"upsample_{kind}"] for kind in ("k4", "k3", "resize", "shuffle")]
    recipes = {RECIPES[architecture.name] for architecture in four}

    assert len({architecture.layers[: architecture.encoder_layers] for architecture in four}) == 1
    assert len({architecture.layers[architecture.encoder_layers :] for architecture in four}) == 4
    assert len(recipes) == 1


@EVERY
def test_torch_makes_the_shapes_and_counts_of_the_table(architecture: Architecture) -> None:
    network = TorchNetwork(architecture)

    maps = network.feature_maps(torch.zeros(2, 1, architecture.side, architecture.side))

    assert [tuple(values.shape) for values in maps] == [
        (2, layer.out_channels, layer.out_size, layer.out_size) for layer in architecture.layers
    ]
    assert sum(parameter.numel() for parameter in network.parameters()) == architecture.parameters
    assert {
        key: tuple(value.shape) for key, value in network.state_dict().items()
    } == weights.parameter_shapes(architecture)


@EVERY
def test_each_module_is_the_one_the_table_names(architecture: Architecture) -> None:
    network = TorchNetwork(architecture)

    assert [type(module).__name__ for module in network.layers] == [
        layer.torch_name for layer in architecture.layers
    ]


@EVERY
def test_each_layer_reads_what_the_one_before_makes(architecture: Architecture) -> None:
    first, last = architecture.layers[0], architecture.layers[-1]
    assert first.in_channels == 1
    assert first.in_size == last.out_size
    for before, after in pairwise(architecture.layers):
        assert (before.out_channels, before.out_size) == (after.in_channels, after.in_size)


@EVERY
def test_weights_fit_into_two_megabytes_of_float16(architecture: Architecture) -> None:
    assert 2 * architecture.parameters <= 2_000_000


def test_every_architecture_has_a_recipe_and_targets_name_architectures() -> None:
    assert set(RECIPES) == set(ARCHITECTURES)
    assert set(TARGETS) <= set(ARCHITECTURES)


def test_a_mean_and_its_log_variance_read_the_same_values() -> None:
    architecture = ARCHITECTURES["vae_2"]
    head = architecture.log_variance

    assert head is not None
    assert (head.in_values, head.values) == (architecture.code.in_values, architecture.code.values)


@pytest.mark.parametrize(
    ("layer", "parameters"),
    [
        (Layer("conv", 2, 3, 8, 6, "relu"), 2 * 3 * 9 + 3),
        (Layer("conv", 2, 3, 8, 6, "relu", bias=False), 2 * 3 * 9),
        (Layer("conv_transpose", 2, 3, 6, 8, "relu"), 2 * 3 * 9 + 3),
        (Layer("dense", 2, 3, 4, 1, "relu"), 2 * 16 * 3 + 3),
        (Layer("dense", 5, 2, 1, 3, "relu"), 5 * 18 + 18),
        (Layer("max_pool", 4, 4, 8, 4, "linear", kernel=2, stride=2), 0),
        (Layer("pixel_shuffle", 4, 1, 8, 16, "linear", stride=2), 0),
    ],
)
def test_parameters_are_kernel_values_and_one_bias_per_map_or_value(
    layer: Layer, parameters: int
) -> None:
    assert layer.parameters == parameters


@pytest.mark.parametrize("name", ["conv_cae_2", "dense_2", "upsample_k3", "segment"])
def test_starting_weights_keep_the_values_in_range(name: str) -> None:
    """He's rule: neither dying out nor growing, however wide the kernels."""
    network = TorchNetwork(ARCHITECTURES[name], torch.Generator().manual_seed(1))
    side = network.architecture.side

    maps = network.feature_maps(torch.rand(8, 1, side, side))

    for values, layer in zip(maps, network.architecture.layers, strict=True):
        if layer.activation in ("linear", "relu"):
            assert 0.1 < float(values.detach().std()) < 2
