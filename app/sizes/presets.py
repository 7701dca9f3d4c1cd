"""Texts that the ladder can open with: one that misses, and those of the texts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """A network as somebody would write it.

    Attributes:
        key: In a link.
        name: On its button.
        text: The layers.
    """

    key: str
    name: str
    text: str


PRESETS = {
    preset.key: preset
    for preset in (
        Preset(
            "short",
            "25 instead of 28",
            """\
nn.Sequential(
    nn.Conv2d(1, 16, 3, stride=2, padding=1),
    nn.ReLU(),
    nn.Conv2d(16, 32, 3, stride=2, padding=1),
    nn.ReLU(),
    nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1),
    nn.ReLU(),
    nn.ConvTranspose2d(16, 1, 3, stride=2, padding=1),
    nn.Sigmoid(),
)
""",
        ),
        Preset(
            "S16",
            "Keras autoencoder, no strides",
            """\
keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.Conv2D(16, 3, activation="relu"),
    layers.Conv2D(8, 3, activation="relu"),
    layers.Conv2DTranspose(8, 3, activation="relu"),
    layers.Conv2DTranspose(16, 3, activation="relu"),
    layers.Conv2DTranspose(32, 3, activation="relu"),
    layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
])
""",
        ),
        Preset(
            "S17",
            "A code of two numbers",
            """\
keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    layers.Conv2D(32, 3, padding="same", activation="relu"),
    layers.MaxPooling2D(2),
    layers.Conv2D(64, 3, padding="same", activation="relu"),
    layers.MaxPooling2D(2),
    layers.Conv2D(2, 7, use_bias=False),
    layers.Conv2DTranspose(64, 7, activation="relu"),
    layers.Conv2DTranspose(32, 14, strides=2, padding="same", activation="relu"),
    layers.Conv2DTranspose(1, 28, strides=2, padding="same"),
])
""",
        ),
        Preset(
            "S15",
            "Every argument of Conv2DTranspose",
            """\
keras.Input(shape=(14, 14, 16))
layers.Conv2DTranspose(
    filters=8,
    kernel_size=3,
    strides=2,
    padding="same",
    output_padding=None,
    data_format="channels_last",
    dilation_rate=1,
    activation="relu",
    use_bias=True,
)
""",
        ),
        Preset(
            "dcgan",
            "DCGAN's generator",
            """\
nz, ngf, nc = 100, 64, 3
nn.Sequential(
    nn.ConvTranspose2d(nz, ngf * 8, 4, 1, 0, bias=False),
    nn.BatchNorm2d(ngf * 8),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf * 8, ngf * 4, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ngf * 4),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf * 4, ngf * 2, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ngf * 2),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf * 2, ngf, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ngf),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf, nc, 4, 2, 1, bias=False),
    nn.Tanh(),
)
""",
        ),
    )
}
"""By key, in the order in which they are offered."""
