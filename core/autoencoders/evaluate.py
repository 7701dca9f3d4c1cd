"""Measure the committed weights: ``python -m core.autoencoders.evaluate --mnist FOLDER``."""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch

from core.autoencoders import mnist, trained, weights
from core.autoencoders.architectures import ARCHITECTURES
from core.autoencoders.figures import measure
from core.autoencoders.mnist import MnistError
from core.autoencoders.weights import WeightsError


def main(arguments: list[str] | None = None) -> None:
    """Print one line of figures per model, measured on the validation pictures."""
    parser = argparse.ArgumentParser(
        prog="python -m core.autoencoders.evaluate", description=__doc__
    )
    parser.add_argument("--mnist", type=Path, help="folder with MNIST's training pictures")
    parser.add_argument("--weights", type=Path, help="folder of the weights")
    chosen = parser.parse_args(arguments)
    try:
        unseen = mnist.load(chosen.mnist).validation
    except MnistError as reason:
        sys.exit(str(reason))
    pictures = torch.from_numpy(unseen.astype(np.float32) / 255)[:, None]
    print(f"{len(pictures)} validation pictures, never trained on")
    print(f"{'model':<14}{'BCE':>9}{'floor':>9}{'excess':>9}{'MSE':>10}")
    complaints = []
    for name in ARCHITECTURES:
        try:
            network = trained.network(weights.load(name, chosen.weights))
        except WeightsError as reason:
            complaints.append(str(reason))
            continue
        got = measure(network, pictures)
        print(f"{name:<14}{got.bce:9.5f}{got.floor:9.5f}{got.excess:9.5f}{got.mse:10.2e}")
    if complaints:
        sys.exit("\n".join(complaints))


if __name__ == "__main__":
    main()
