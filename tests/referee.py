"""PyTorch as the referee of the trace engine: it is asked, never imitated."""

import torch
from numpy.typing import NDArray
from torch.nn.functional import conv2d, conv_transpose2d

from core.contributions import Trace, trace
from tests.strategies import Numbers, Problem


def torch_result(problem: Problem) -> Numbers:
    """Return what torch computes.

    Raises:
        RuntimeError: torch refuses it.
    """
    image, kernel, bias = (
        torch.tensor(array) for array in (problem.image, problem.kernel, problem.bias)
    )
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
    numbers: NDArray = output[0].numpy()
    return numbers


def core_trace(problem: Problem) -> Trace:
    """Return core's trace of the same problem.

    Raises:
        GeometryError: core refuses it.
    """
    return trace(
        problem.image,
        problem.kernel,
        operation=problem.operation,
        stride=problem.stride,
        padding=problem.padding,
        output_padding=problem.output_padding,
        dilation=problem.dilation,
        groups=problem.groups,
        bias=problem.bias,
    )
