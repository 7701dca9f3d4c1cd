"""The command that the records name: ``python -m core.autoencoders.train keras_cae``."""

from core.autoencoders.training.train import main

if __name__ == "__main__":
    main()
