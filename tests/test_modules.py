"""Layers of PyTorch and Keras as they are: their own numbers come out."""

import os
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from app.stage.notebook import LARGEST_LAYER, show
from core.arguments import GeometryError
from core.modules import trace_module


@pytest.fixture(autouse=True)
def _weights() -> None:
    torch.manual_seed(0)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1, output_padding=1), (1, 4, 4)),
        (nn.ConvTranspose2d(4, 6, (2, 3), stride=(1, 2), groups=2), (4, 3, 2)),
        (nn.ConvTranspose2d(2, 1, 3, dilation=2, bias=False), (2, 3, 3)),
        (nn.Conv2d(3, 2, 3, stride=2, padding=1), (3, 5, 6)),
        (nn.Conv2d(2, 4, 3, padding="same", groups=2), (2, 4, 4)),
        (nn.Conv1d(2, 3, 3, stride=2, padding=1), (2, 7)),
        (nn.ConvTranspose1d(2, 3, 4, stride=2, padding=1, output_padding=1), (2, 4)),
    ],
    ids=str,
)
def test_a_layer_of_pytorch_s_is_traced_to_its_own_output(
    layer: Any, shape: tuple[int, ...]
) -> None:
    x = torch.randn(shape)

    for given in (x, x[None], x.numpy(), x.tolist()):
        made = trace_module(layer, given).result()
        wanted = layer(x[None])[0].detach().numpy()
        np.testing.assert_allclose(made.reshape(wanted.shape), wanted, rtol=1e-5, atol=1e-5)


@pytest.fixture(scope="module")
def layers() -> Any:
    os.environ["KERAS_BACKEND"] = "torch"
    return pytest.importorskip("keras").layers


@pytest.mark.parametrize(
    ("name", "arguments", "shape"),
    [
        ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2}, (3, 4, 3)),
        (
            "Conv2DTranspose",
            {"filters": 2, "kernel_size": (2, 3), "strides": 2, "padding": "same"},
            (3, 4, 1),
        ),
        (
            "Conv2DTranspose",
            {"filters": 1, "kernel_size": 3, "strides": 2, "padding": "same", "output_padding": 0},
            (3, 3, 1),
        ),
        ("Conv2D", {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"}, (5, 6, 3)),
        ("Conv2D", {"filters": 4, "kernel_size": 2, "groups": 2, "use_bias": False}, (4, 4, 2)),
        ("Conv1D", {"filters": 2, "kernel_size": 3, "padding": "same"}, (6, 2)),
        ("Conv1DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2}, (4, 2)),
    ],
)
def test_a_layer_of_keras_is_traced_to_its_own_output(
    layers: Any, name: str, arguments: dict[str, Any], shape: tuple[int, ...]
) -> None:
    """The kernel lies as (height, width, in, out), a transposed one as (height, width, out, in)."""
    layer = getattr(layers, name)(**arguments)
    x = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
    wanted = layer(x[None]).detach().cpu().numpy()[0]
    if layer.bias is not None:
        layer.bias.assign(np.arange(1.0, 1 + arguments["filters"]))
        wanted = layer(x[None]).detach().cpu().numpy()[0]
    made = trace_module(layer, x).result()

    np.testing.assert_allclose(
        np.moveaxis(made, 0, -1).reshape(wanted.shape), wanted, rtol=1e-5, atol=1e-5
    )


def test_channels_first_and_a_batch_of_one_are_read_too(layers: Any) -> None:
    layer = layers.Conv2DTranspose(2, 3, data_format="channels_first")
    x = np.random.default_rng(1).standard_normal((1, 3, 4, 4)).astype(np.float32)
    layer.build(x.shape)

    assert trace_module(layer, x).output_shape == (2, 6, 6)
    np.testing.assert_allclose(
        trace_module(layer, x).result(), layer(x).detach().cpu().numpy()[0], rtol=1e-5, atol=1e-5
    )


def test_anything_with_keras_attributes_is_a_layer_of_keras() -> None:
    """The documented names, without Keras: a kernel of (1, 2, out 1, in 1)."""
    layer = SimpleNamespace(
        built=True,
        filters=1,
        kernel_size=(1, 2),
        strides=(1, 2),
        padding="valid",
        output_padding=None,
        data_format="channels_last",
        dilation_rate=(1, 1),
        use_bias=False,
        kernel=np.array([[[[10.0]], [[20.0]]]]),
    )

    assert trace_module(layer, [[1, 2]]).result().tolist() == [[[10, 20, 20, 40]]]


@pytest.mark.parametrize(
    ("layer", "x", "said"),
    [
        (nn.Linear(3, 3), [[1.0]], "Linear is no layer that is shown here: PyTorch's Conv2d"),
        ("a text", [[1.0]], "str is no layer that is shown here"),
        (None, None, "NoneType is no layer that is shown here"),
        (nn.Conv3d(1, 1, 2), [[1.0]], "Conv3d has 3 dimensions: one or two are shown"),
        (nn.Conv2d(1, 1, 3, padding_mode="reflect"), [[1.0]], "padding_mode='reflect'"),
        (nn.LazyConv2d(1, 3), [[1.0]], "LazyConv2d has no weights yet"),
        (nn.Conv2d(1, 1, 2), None, r"show\(layer, x\) needs the layer's input x"),
        (nn.Conv2d(1, 1, 2), "abc", "x must hold numbers"),
        (nn.Conv2d(1, 1, 2), [[1, 2], [3]], "x must hold numbers"),
        (nn.Conv2d(1, 1, 2), np.ones((2, 1, 3, 3)), "One input at a time is shown, and x holds 2"),
        (nn.Conv2d(1, 1, 2), np.ones(3), r"x has another shape than this layer takes: \(3,\)"),
        (nn.Conv2d(1, 1, 2), [[float("nan")] * 3] * 3, "not finite"),
        (nn.Conv2d(2, 1, 2), np.ones((3, 3)), "does not read 1 input channels"),
        (nn.Conv2d(64, 64, 3), np.ones((64, 9, 9)), f"{LARGEST_LAYER:,} are the most"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(layer: Any, x: Any, said: str) -> None:
    with pytest.raises(GeometryError, match=said):
        show(layer, x)


def test_a_layer_of_keras_without_weights_and_a_depthwise_one_are_refused(layers: Any) -> None:
    with pytest.raises(GeometryError, match="Conv2D has no weights yet: call it once"):
        show(layers.Conv2D(1, 3), [[1.0]])
    with pytest.raises(GeometryError, match="DepthwiseConv2D is no layer that is shown here"):
        show(layers.DepthwiseConv2D(3), [[1.0]])


def test_a_layer_is_shown_as_its_trace_is() -> None:
    layer = nn.ConvTranspose2d(1, 1, 3, stride=2)
    x = torch.ones(1, 1, 3, 3)

    assert show(layer, x).page == show(trace_module(layer, x)).page
