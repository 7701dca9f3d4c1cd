"""PyTorch as the referee of the trace engine: it is asked, never imitated."""

import torch
from numpy.typing import NDArray
from torch.nn.functional import conv2d, conv_transpose2d

from core.contributions import Trace, trace
from core.frameworks import GeometryError
from tests.strategies import Numbers, Problem


def torch_result(problem: Problem) -> Numbers | None:
    """Return what torch computes, or None where it refuses."""
    image, kernel, bias = (
        torch.tensor(array) for array in (problem.image, problem.kernel, problem.bias)
    )
    try:
        if problem.operation == "transposed":
            output = conv_transpose2d(
                image[None],
                kernel,
                bias,
                problem.stride,
                problem.padding,
                problem.output_padding,
                problem.groups,
                problem.dilation,
            )
        else:
            output = conv2d(
                image[None],
                kernel,
                bias,
                problem.stride,
                problem.padding,
                problem.dilation,
                problem.groups,
            )
    except RuntimeError:
        return None
    numbers: NDArray = output[0].numpy()
    return numbers


def core_trace(problem: Problem) -> Trace | None:
    """Return core's trace of the same problem, or None where it refuses."""
    try:
        return trace(
            problem.image,
            problem.kernel,
            operation="transposed" if problem.operation == "transposed" else "convolution",
            stride=problem.stride,
            padding=problem.padding,
            output_padding=problem.output_padding,
            dilation=problem.dilation,
            groups=problem.groups,
            bias=problem.bias,
        )
    except GeometryError:
        return None
