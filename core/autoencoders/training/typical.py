"""Measure what is typical of MNIST: ``python -m core.autoencoders.training.typical``."""

import argparse
import sys
from pathlib import Path

import numpy as np

from core.autoencoders.training import mnist
from core.autoencoders.training.mnist import Mnist, MnistError
from core.autoencoders.typical import Typical, typical


def of_training_pictures(data: Mnist) -> Typical:
    """Measure all 60,000: what a drawing is held to is chosen by no model."""
    return typical(np.concatenate([data.train.pictures, data.validation.pictures]))


def main(arguments: list[str] | None = None) -> None:
    """Print the figures as ``core/autoencoders/typical.py`` holds them."""
    parser = argparse.ArgumentParser(
        prog="python -m core.autoencoders.training.typical", description=__doc__
    )
    parser.add_argument("--mnist", type=Path, help="folder with MNIST")
    try:
        print(of_training_pictures(mnist.load(parser.parse_args(arguments).mnist)))
    except MnistError as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
