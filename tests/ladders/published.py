"""Layer lines of published networks that enlarge, or shrink and enlarge: sizes only.

Typed from the papers, or from the documentation where the paper gives no code, and compared with
public source text where ``COMPARED`` names it (November 2026). What is no list of layers in the
original (skip connections, residual blocks that keep the size, crops) is left out, so these are
their sizes and not their networks.
"""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Published:
    """One network.

    Attributes:
        name: The network, and who described it.
        size: Height and width of the input; None where a row of values goes in.
        end: Height and width that the paper gives for what comes out; None for a row.
        text: Its layers.
    """

    name: str
    size: tuple[int, int] | None
    end: tuple[int, int] | None
    text: str


def square(name: str, size: int, end: int, text: str) -> Published:
    """Return a network whose pictures are square."""
    return Published(name, (size, size), (end, end), text)


def _stages(*lines: str) -> str:
    return "nn.Sequential(\n    " + ",\n    ".join(lines) + ",\n)"


def _down(*channels: int, kernel: int = 4, padding: int = 1) -> str:
    steps = pairwise(channels)
    return ",\n    ".join(
        f"nn.Conv2d({a}, {b}, {kernel}, stride=2, padding={padding})" for a, b in steps
    )


def _up(*channels: int, kernel: int = 4, padding: int = 1, added: int = 0) -> str:
    steps = pairwise(channels)
    more = f", output_padding={added}" if added else ""
    return ",\n    ".join(
        f"nn.ConvTranspose2d({a}, {b}, {kernel}, stride=2, padding={padding}{more})"
        for a, b in steps
    )


def _keras(*lines: str) -> str:
    return "keras.Sequential([\n    " + ",\n    ".join(lines) + ",\n])"


TORCH = (
    square(
        "DCGAN's generator, Radford et al. 2015",
        1,
        64,
        _stages("nn.ConvTranspose2d(100, 512, 4, 1, 0, bias=False)", _up(512, 256, 128, 64, 3)),
    ),
    square(
        "DCGAN's discriminator, Radford et al. 2015",
        64,
        1,
        _stages(_down(3, 64, 128, 256, 512), "nn.Conv2d(512, 1, 4, 1, 0, bias=False)"),
    ),
    square(
        "U-Net, down, Ronneberger et al. 2015",
        572,
        28,
        _stages(
            *(
                f"nn.Conv2d({a}, {b}, 3), nn.ReLU(), nn.Conv2d({b}, {b}, 3), nn.ReLU(), "
                "nn.MaxPool2d(2)"
                for a, b in ((1, 64), (64, 128), (128, 256), (256, 512))
            ),
            "nn.Conv2d(512, 1024, 3), nn.ReLU(), nn.Conv2d(1024, 1024, 3), nn.ReLU()",
        ),
    ),
    square(
        "U-Net, up, Ronneberger et al. 2015",
        28,
        388,
        _stages(
            *(
                f"nn.ConvTranspose2d({a}, {a // 2}, 2, stride=2), "
                f"nn.Conv2d({a // 2}, {a // 2}, 3), nn.ReLU(), nn.Conv2d({a // 2}, {a // 2}, 3)"
                for a in (1024, 512, 256, 128)
            ),
            "nn.Conv2d(64, 2, 1)",
        ),
    ),
    square(
        "U-Net with padding, both ways",
        256,
        256,
        _stages(
            *(
                f"nn.Conv2d({a}, {b}, 3, padding=1), nn.BatchNorm2d({b}), nn.ReLU(), "
                "nn.MaxPool2d(2)"
                for a, b in ((3, 64), (64, 128), (128, 256), (256, 512))
            ),
            "nn.Conv2d(512, 1024, 3, padding=1)",
            *(f"nn.ConvTranspose2d({a}, {a // 2}, 2, stride=2)" for a in (1024, 512, 256, 128)),
            "nn.Conv2d(64, 2, 1)",
        ),
    ),
    square(
        "pix2pix' generator, Isola et al. 2017",
        256,
        256,
        _stages(
            _down(3, 64, 128, 256, 512, 512, 512, 512, 512),
            _up(512, 512, 512, 512, 512, 256, 128, 64, 3),
            "nn.Tanh()",
        ),
    ),
    square(
        "pix2pix' discriminator of 70 cells, Isola et al. 2017",
        256,
        30,
        _stages(
            _down(6, 64, 128, 256),
            "nn.Conv2d(256, 512, 4, stride=1, padding=1)",
            "nn.Conv2d(512, 1, 4, stride=1, padding=1)",
        ),
    ),
    square(
        "CycleGAN's generator, Zhu et al. 2017",
        256,
        256,
        _stages(
            "nn.ReflectionPad2d(3)",
            "nn.Conv2d(3, 64, 7)",
            _down(64, 128, 256, kernel=3),
            "nn.ReflectionPad2d(1)",
            "nn.Conv2d(256, 256, 3)",
            _up(256, 128, 64, kernel=3, added=1),
            "nn.ReflectionPad2d(3)",
            "nn.Conv2d(64, 3, 7)",
        ),
    ),
    square(
        "FCN-32s' enlargement, Long et al. 2015",
        7,
        256,
        "nn.ConvTranspose2d(21, 21, 64, stride=32, bias=False)",
    ),
    square(
        "FCN-16s' enlargement, Long et al. 2015",
        7,
        272,
        _stages(
            "nn.ConvTranspose2d(21, 21, 4, stride=2, bias=False)",
            "nn.ConvTranspose2d(21, 21, 32, stride=16, bias=False)",
        ),
    ),
    square(
        "FCN-8s' enlargement, Long et al. 2015",
        7,
        280,
        _stages(
            "nn.ConvTranspose2d(21, 21, 4, stride=2, bias=False)",
            "nn.ConvTranspose2d(21, 21, 4, stride=2, bias=False)",
            "nn.ConvTranspose2d(21, 21, 16, stride=8, bias=False)",
        ),
    ),
    square(
        "ESPCN, Shi et al. 2016",
        17,
        51,
        _stages(
            "nn.Conv2d(1, 64, 5, padding=2), nn.Tanh()",
            "nn.Conv2d(64, 32, 3, padding=1), nn.Tanh()",
            "nn.Conv2d(32, 9, 3, padding=1), nn.PixelShuffle(3)",
        ),
    ),
    square(
        "FSRCNN, Dong et al. 2016",
        10,
        30,
        _stages(
            "nn.Conv2d(1, 56, 5, padding=2), nn.PReLU(56)",
            "nn.Conv2d(56, 12, 1), nn.PReLU(12)",
            "nn.Conv2d(12, 12, 3, padding=1), nn.PReLU(12)",
            "nn.Conv2d(12, 56, 1), nn.PReLU(56)",
            "nn.ConvTranspose2d(56, 1, 9, stride=3, padding=4, output_padding=2)",
        ),
    ),
    square(
        "SRCNN, Dong et al. 2014",
        33,
        21,
        _stages("nn.Conv2d(1, 64, 9)", "nn.Conv2d(64, 32, 1)", "nn.Conv2d(32, 1, 5)"),
    ),
    square(
        "SRGAN's generator, Ledig et al. 2017",
        24,
        96,
        _stages(
            "nn.Conv2d(3, 64, 9, padding=4), nn.PReLU()",
            "nn.Conv2d(64, 256, 3, padding=1), nn.PixelShuffle(2), nn.PReLU()",
            "nn.Conv2d(64, 256, 3, padding=1), nn.PixelShuffle(2), nn.PReLU()",
            "nn.Conv2d(64, 3, 9, padding=4)",
        ),
    ),
    square(
        "EDSR, Lim et al. 2017, times three",
        48,
        144,
        _stages(
            "nn.Conv2d(3, 256, 3, padding=1)",
            "nn.Conv2d(256, 2304, 3, padding=1)",
            "nn.PixelShuffle(3)",
            "nn.Conv2d(256, 3, 3, padding=1)",
        ),
    ),
    square(
        "A LinkNet decoder block, Chaurasia and Culurciello 2017",
        16,
        32,
        _stages(
            "nn.Conv2d(256, 64, 1)",
            "nn.ConvTranspose2d(64, 64, 3, stride=2, padding=1, output_padding=1)",
            "nn.Conv2d(64, 128, 1)",
        ),
    ),
    square(
        "LinkNet's last layers, Chaurasia and Culurciello 2017",
        64,
        256,
        _stages(
            "nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1)",
            "nn.Conv2d(32, 32, 3, padding=1)",
            "nn.ConvTranspose2d(32, 21, 2, stride=2)",
        ),
    ),
    Published(
        "The first layers of a WGAN-GP generator of digits, caogang's port to PyTorch",
        None,
        (8, 8),
        _stages(
            "nn.Linear(128, 4096)",
            "nn.Unflatten(1, (256, 4, 4))",
            "nn.ConvTranspose2d(256, 128, 5)",
        ),
    ),
    square(
        "Its other layers, after a crop to 7",
        7,
        28,
        _stages("nn.ConvTranspose2d(128, 64, 5)", "nn.ConvTranspose2d(64, 1, 8, stride=2)"),
    ),
    Published(
        "A WGAN-GP generator of CIFAR pictures, caogang's port to PyTorch",
        None,
        (32, 32),
        _stages(
            "nn.Linear(128, 8192), nn.Unflatten(1, (512, 4, 4))",
            "nn.ConvTranspose2d(512, 256, 2, stride=2)",
            "nn.ConvTranspose2d(256, 128, 2, stride=2)",
            "nn.ConvTranspose2d(128, 3, 2, stride=2)",
        ),
    ),
    square(
        "A beta-VAE, Burgess et al. 2018",
        64,
        64,
        _stages(
            _down(1, 32, 32, 32, 32),
            "nn.Flatten(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU()",
            "nn.Linear(256, 10)",
            "nn.Linear(10, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU()",
            "nn.Linear(256, 512), nn.Unflatten(1, (32, 4, 4))",
            _up(32, 32, 32, 32, 1),
        ),
    ),
    square(
        "World Models' encoder, Ha and Schmidhuber 2018",
        64,
        2,
        _stages(_down(3, 32, 64, 128, 256, padding=0)),
    ),
    square(
        "World Models' decoder, Ha and Schmidhuber 2018",
        1,
        64,
        _stages(
            "nn.ConvTranspose2d(1024, 128, 5, stride=2)",
            "nn.ConvTranspose2d(128, 64, 5, stride=2)",
            "nn.ConvTranspose2d(64, 32, 6, stride=2)",
            "nn.ConvTranspose2d(32, 3, 6, stride=2)",
        ),
    ),
    square(
        "A VQ-VAE, van den Oord et al. 2017",
        128,
        128,
        _stages(
            _down(3, 128, 256),
            "nn.Conv2d(256, 64, 1), nn.Conv2d(64, 256, 3, padding=1)",
            _up(256, 128, 3),
        ),
    ),
    square(
        "Style transfer with upsampling, after Johnson et al. 2016 and Odena et al. 2016",
        256,
        256,
        _stages(
            "nn.ReflectionPad2d(4), nn.Conv2d(3, 32, 9)",
            "nn.ReflectionPad2d(1), nn.Conv2d(32, 64, 3, 2)",
            "nn.ReflectionPad2d(1), nn.Conv2d(64, 128, 3, 2)",
            "nn.Upsample(scale_factor=2), nn.ReflectionPad2d(1), nn.Conv2d(128, 64, 3)",
            "nn.Upsample(scale_factor=2), nn.ReflectionPad2d(1), nn.Conv2d(64, 32, 3)",
            "nn.ReflectionPad2d(4), nn.Conv2d(32, 3, 9)",
        ),
    ),
    square(
        "Style transfer, Johnson et al. 2016",
        256,
        256,
        _stages(
            "nn.ReflectionPad2d(40)",
            "nn.Conv2d(3, 32, 9, padding=4)",
            _down(32, 64, 128, kernel=3),
            *("nn.Conv2d(128, 128, 3), nn.Conv2d(128, 128, 3)" for _ in range(5)),
            _up(128, 64, 32, kernel=3, added=1),
            "nn.Conv2d(32, 3, 9, padding=4)",
        ),
    ),
    Published(
        "FlowNetSimple's way down, Dosovitskiy et al. 2015",
        (384, 512),
        (6, 8),
        _stages(
            "nn.Conv2d(6, 64, 7, stride=2, padding=3)",
            "nn.Conv2d(64, 128, 5, stride=2, padding=2)",
            "nn.Conv2d(128, 256, 5, stride=2, padding=2), nn.Conv2d(256, 256, 3, padding=1)",
            _down(256, 512, kernel=3),
            "nn.Conv2d(512, 512, 3, padding=1)",
            _down(512, 512, kernel=3),
            "nn.Conv2d(512, 512, 3, padding=1)",
            _down(512, 1024, kernel=3),
        ),
    ),
    Published(
        "FlowNetSimple's way up, Dosovitskiy et al. 2015",
        (6, 8),
        (96, 128),
        _stages(_up(1024, 512, 256, 128, 64)),
    ),
    square(
        "A deconvolution network's first and last layers, Noh et al. 2015",
        1,
        224,
        _stages(
            "nn.ConvTranspose2d(4096, 512, 7)",
            *(
                f"nn.Upsample(scale_factor=2), nn.ConvTranspose2d({a}, {b}, 3, padding=1)"
                for a, b in ((512, 512), (512, 256), (256, 128), (128, 64), (64, 64))
            ),
            "nn.Conv2d(64, 21, 1)",
        ),
    ),
    Published(
        "InfoGAN's generator of digits, Chen et al. 2016",
        None,
        (28, 28),
        _stages(
            "nn.Linear(74, 1024), nn.ReLU(), nn.Linear(1024, 6272)",
            "nn.Unflatten(1, (128, 7, 7))",
            _up(128, 64, 1),
        ),
    ),
    Published(
        "SNGAN's generator, Miyato et al. 2018",
        None,
        (32, 32),
        _stages(
            "nn.Linear(128, 8192), nn.Unflatten(1, (512, 4, 4))",
            _up(512, 256, 128, 64),
            "nn.Conv2d(64, 3, 3, padding=1), nn.Tanh()",
        ),
    ),
    square(
        "A progressive generator up to 64, Karras et al. 2018",
        1,
        64,
        _stages(
            "nn.ConvTranspose2d(512, 512, 4), nn.LeakyReLU(0.2), nn.Conv2d(512, 512, 3, padding=1)",
            *(
                f"nn.Upsample(scale_factor=2), nn.Conv2d({a}, {b}, 3, padding=1)"
                for a, b in ((512, 512), (512, 512), (512, 512), (512, 256))
            ),
            "nn.Conv2d(256, 3, 1)",
        ),
    ),
    Published(
        "A fully connected VAE of digits, PyTorch's examples",
        None,
        None,
        _stages(
            "nn.Linear(784, 400), nn.ReLU(), nn.Linear(400, 20)",
            "nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784), nn.Sigmoid()",
        ),
    ),
    square(
        "A denoising autoencoder whose code is 3×3, Udacity's course on PyTorch",
        28,
        28,
        _stages(
            "nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2)",
            "nn.Conv2d(32, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2)",
            "nn.Conv2d(16, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2)",
            "nn.ConvTranspose2d(8, 8, 3, stride=2)",
            "nn.ConvTranspose2d(8, 16, 2, stride=2)",
            "nn.ConvTranspose2d(16, 32, 2, stride=2)",
            "nn.Conv2d(32, 1, 3, padding=1)",
        ),
    ),
    square(
        "An autoencoder of Udacity's course on PyTorch",
        28,
        28,
        _stages(
            "nn.Conv2d(1, 16, 3, padding=1), nn.MaxPool2d(2, 2)",
            "nn.Conv2d(16, 4, 3, padding=1), nn.MaxPool2d(2, 2)",
            "nn.ConvTranspose2d(4, 16, 2, stride=2), nn.ReLU()",
            "nn.ConvTranspose2d(16, 1, 2, stride=2), nn.Sigmoid()",
        ),
    ),
    square(
        "An autoencoder with strides of 3, PyTorch for beginners",
        28,
        28,
        _stages(
            "nn.Conv2d(1, 16, 3, stride=3, padding=1), nn.ReLU(True), nn.MaxPool2d(2, stride=2)",
            "nn.Conv2d(16, 8, 3, stride=2, padding=1), nn.ReLU(True), nn.MaxPool2d(2, stride=1)",
            "nn.ConvTranspose2d(8, 16, 3, stride=2), nn.ReLU(True)",
            "nn.ConvTranspose2d(16, 8, 5, stride=3, padding=1), nn.ReLU(True)",
            "nn.ConvTranspose2d(8, 1, 2, stride=2, padding=1), nn.Tanh()",
        ),
    ),
    square(
        "An autoencoder of CIFAR pictures, University of Amsterdam's course",
        32,
        32,
        _stages(
            "nn.Conv2d(3, 32, 3, padding=1, stride=2), nn.GELU(), nn.Conv2d(32, 32, 3, padding=1)",
            "nn.Conv2d(32, 64, 3, padding=1, stride=2), nn.GELU(), nn.Conv2d(64, 64, 3, padding=1)",
            "nn.Conv2d(64, 64, 3, padding=1, stride=2), nn.GELU()",
            "nn.Flatten(), nn.Linear(1024, 128)",
            "nn.Linear(128, 1024), nn.GELU(), nn.Unflatten(1, (64, 4, 4))",
            "nn.ConvTranspose2d(64, 64, kernel_size=3, output_padding=1, padding=1, stride=2)",
            "nn.GELU(), nn.Conv2d(64, 64, kernel_size=3, padding=1), nn.GELU()",
            "nn.ConvTranspose2d(64, 32, kernel_size=3, output_padding=1, padding=1, stride=2)",
            "nn.GELU(), nn.Conv2d(32, 32, kernel_size=3, padding=1), nn.GELU()",
            "nn.ConvTranspose2d(32, 3, kernel_size=3, output_padding=1, padding=1, stride=2)",
        ),
    ),
    square(
        "Mask R-CNN's mask head, He et al. 2017",
        14,
        28,
        _stages(
            *("nn.Conv2d(256, 256, 3, padding=1), nn.ReLU()" for _ in range(4)),
            "nn.ConvTranspose2d(256, 256, 2, stride=2), nn.ReLU()",
            "nn.Conv2d(256, 80, 1)",
        ),
    ),
    square(
        "Mask R-CNN's keypoint head, He et al. 2017",
        14,
        56,
        _stages(
            "nn.Conv2d(512, 512, 3, padding=1), nn.ReLU()",
            "nn.ConvTranspose2d(512, 17, 4, stride=2, padding=1)",
            "nn.UpsamplingBilinear2d(scale_factor=2)",
        ),
    ),
    Published(
        "Simple baselines' pose head, Xiao et al. 2018",
        (8, 6),
        (64, 48),
        _stages(_up(2048, 256, 256, 256), "nn.Conv2d(256, 17, 1)"),
    ),
    square(
        "CenterNet's head, Zhou et al. 2019",
        16,
        128,
        _stages(_up(512, 256, 128, 64), "nn.Conv2d(64, 80, 1)"),
    ),
    square(
        "Latent diffusion's autoencoder, Rombach et al. 2022: sizes",
        256,
        256,
        _stages(
            "nn.Conv2d(3, 128, 3, padding=1)",
            *(
                f"nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d({a}, {b}, 3, stride=2)"
                for a, b in ((128, 128), (128, 256), (256, 512))
            ),
            "nn.GroupNorm(32, 512), nn.SiLU(), nn.Conv2d(512, 4, 3, padding=1)",
            "nn.Conv2d(4, 512, 3, padding=1)",
            *(
                f"nn.Upsample(scale_factor=2), nn.Conv2d({a}, {b}, 3, padding=1)"
                for a, b in ((512, 512), (512, 256), (256, 128))
            ),
            "nn.Conv2d(128, 3, 3, padding=1)",
        ),
    ),
    square(
        "StarGAN's generator, Choi et al. 2018",
        128,
        128,
        _stages(
            "nn.Conv2d(8, 64, 7, padding=3, bias=False)",
            "nn.InstanceNorm2d(64, affine=True)",
            _down(64, 128, 256),
            "nn.Conv2d(256, 256, 3, padding=1)",
            _up(256, 128, 64),
            "nn.Conv2d(64, 3, 7, padding=3)",
        ),
    ),
    square(
        "Colouring, its last layers, Zhang et al. 2016",
        32,
        256,
        _stages(
            "nn.ConvTranspose2d(512, 256, 4, stride=2, padding=1)",
            "nn.Conv2d(256, 256, 3, padding=1), nn.Conv2d(256, 313, 1)",
            "nn.Conv2d(313, 2, 1), nn.Upsample(scale_factor=4, mode='bilinear')",
        ),
    ),
    square(
        "Context encoder, Pathak et al. 2016",
        128,
        64,
        _stages(
            _down(3, 64, 64, 128, 256, 512),
            "nn.Conv2d(512, 4000, 4)",
            "nn.ConvTranspose2d(4000, 512, 4)",
            _up(512, 256, 128, 64, 3),
        ),
    ),
    square(
        "Dilated convolutions of a context module, Yu and Koltun 2016",
        64,
        64,
        _stages(
            *(
                f"nn.Conv2d(21, 21, 3, padding={dilation}, dilation={dilation})"
                for dilation in (1, 1, 2, 4, 8, 16, 1)
            ),
            "nn.Conv2d(21, 21, 1)",
        ),
    ),
)
"""Those written in PyTorch's words."""

KERAS = (
    square(
        "S16: three valid convolutions and back",
        28,
        28,
        _keras(
            "keras.Input(shape=(28, 28, 1))",
            *(f'layers.Conv2D({filters}, 3, activation="relu")' for filters in (32, 16, 8)),
            *(f"layers.Conv2DTranspose({filters}, 3)" for filters in (8, 16, 32)),
            'layers.Conv2D(1, 3, padding="same", activation="sigmoid")',
        ),
    ),
    square(
        "S17: fully convolutional, a code of two numbers",
        28,
        28,
        _keras(
            "keras.Input(shape=(28, 28, 1))",
            'layers.Conv2D(32, 3, padding="same"), layers.MaxPooling2D(2)',
            'layers.Conv2D(64, 3, padding="same"), layers.MaxPooling2D(2)',
            "layers.Conv2D(2, 7, use_bias=False), layers.Conv2DTranspose(64, 7)",
            'layers.Conv2DTranspose(32, 14, strides=2, padding="same")',
            'layers.Conv2DTranspose(1, 28, strides=2, padding="same")',
        ),
    ),
    Published(
        "TensorFlow's tutorial of DCGAN, generator",
        None,
        (28, 28),
        _keras(
            "keras.Input(shape=(100,))",
            "layers.Dense(7 * 7 * 256, use_bias=False), layers.BatchNormalization()",
            "layers.LeakyReLU(), layers.Reshape((7, 7, 256))",
            'layers.Conv2DTranspose(128, (5, 5), strides=(1, 1), padding="same", use_bias=False)',
            'layers.Conv2DTranspose(64, (5, 5), strides=(2, 2), padding="same", use_bias=False)',
            'layers.Conv2DTranspose(1, (5, 5), strides=(2, 2), padding="same", use_bias=False)',
        ),
    ),
    Published(
        "TensorFlow's tutorial of DCGAN, discriminator",
        (28, 28),
        None,
        _keras(
            "keras.Input(shape=[28, 28, 1])",
            'layers.Conv2D(64, (5, 5), strides=(2, 2), padding="same"), layers.LeakyReLU()',
            'layers.Conv2D(128, (5, 5), strides=(2, 2), padding="same"), layers.Dropout(0.3)',
            "layers.Flatten(), layers.Dense(1)",
        ),
    ),
    Published(
        "Keras' example of a VAE, decoder",
        None,
        (28, 28),
        _keras(
            "keras.Input(shape=(2,))",
            'layers.Dense(7 * 7 * 64, activation="relu"), layers.Reshape((7, 7, 64))',
            'layers.Conv2DTranspose(64, 3, activation="relu", strides=2, padding="same")',
            'layers.Conv2DTranspose(32, 3, activation="relu", strides=2, padding="same")',
            'layers.Conv2DTranspose(1, 3, activation="sigmoid", padding="same")',
        ),
    ),
    Published(
        "Keras' example of a VAE, encoder",
        (28, 28),
        None,
        _keras(
            "keras.Input(shape=(28, 28, 1))",
            'layers.Conv2D(32, 3, activation="relu", strides=2, padding="same")',
            'layers.Conv2D(64, 3, activation="relu", strides=2, padding="same")',
            'layers.Flatten(), layers.Dense(16, activation="relu"), layers.Dense(2)',
        ),
    ),
    square(
        "Keras' blog on autoencoders: 28 to 4 and back over 16 and 14",
        28,
        28,
        _keras(
            "keras.Input(shape=(28, 28, 1))",
            *(
                f'layers.Conv2D({filters}, (3, 3), padding="same"), '
                'layers.MaxPooling2D((2, 2), padding="same")'
                for filters in (16, 8, 8)
            ),
            'layers.Conv2D(8, (3, 3), padding="same"), layers.UpSampling2D((2, 2))',
            'layers.Conv2D(8, (3, 3), padding="same"), layers.UpSampling2D((2, 2))',
            "layers.Conv2D(16, (3, 3)), layers.UpSampling2D((2, 2))",
            'layers.Conv2D(1, (3, 3), activation="sigmoid", padding="same")',
        ),
    ),
    Published(
        "TensorFlow's tutorial of a convolutional VAE, encoder",
        (28, 28),
        None,
        _keras(
            "keras.Input(shape=(28, 28, 1))",
            "layers.Conv2D(filters=32, kernel_size=3, strides=(2, 2))",
            "layers.Conv2D(filters=64, kernel_size=3, strides=(2, 2))",
            "layers.Flatten(), layers.Dense(4)",
        ),
    ),
    Published(
        "TensorFlow's tutorial of a convolutional VAE, decoder",
        None,
        (28, 28),
        _keras(
            "keras.Input(shape=(2,))",
            "layers.Dense(units=7*7*32), layers.Reshape(target_shape=(7, 7, 32))",
            'layers.Conv2DTranspose(filters=64, kernel_size=3, strides=2, padding="same")',
            'layers.Conv2DTranspose(filters=32, kernel_size=3, strides=2, padding="same")',
            'layers.Conv2DTranspose(filters=1, kernel_size=3, strides=1, padding="same")',
        ),
    ),
    square(
        "TensorFlow's tutorial of denoising autoencoders",
        28,
        28,
        _keras(
            "keras.Input(shape=(28, 28, 1))",
            'layers.Conv2D(16, (3, 3), padding="same", strides=2)',
            'layers.Conv2D(8, (3, 3), padding="same", strides=2)',
            'layers.Conv2DTranspose(8, kernel_size=3, strides=2, padding="same")',
            'layers.Conv2DTranspose(16, kernel_size=3, strides=2, padding="same")',
            'layers.Conv2D(1, kernel_size=(3, 3), padding="same")',
        ),
    ),
    square(
        "Keras' example of segmenting pets, its sizes",
        160,
        160,
        _keras(
            "keras.Input(shape=(160, 160, 3))",
            'layers.Conv2D(32, 3, strides=2, padding="same"), layers.BatchNormalization()',
            *(
                f'layers.Conv2D({filters}, 3, padding="same"), '
                'layers.MaxPooling2D(3, strides=2, padding="same")'
                for filters in (64, 128, 256)
            ),
            *(
                f'layers.Conv2DTranspose({filters}, 3, padding="same"), layers.UpSampling2D(2)'
                for filters in (256, 128, 64, 32)
            ),
            'layers.Conv2D(3, 3, activation="softmax", padding="same")',
        ),
    ),
)
"""Those written in Keras' words."""


COMPARED = {
    "DCGAN's generator": "pytorch/examples, dcgan/main.py",
    "DCGAN's discriminator": "pytorch/examples, dcgan/main.py",
    "U-Net with padding": "milesial/Pytorch-UNet, unet/unet_parts.py",
    "FCN-32s'": "shelhamer/fcn.berkeleyvision.org, voc-fcn32s/net.py",
    "FCN-16s'": "shelhamer/fcn.berkeleyvision.org, voc-fcn16s/net.py",
    "FCN-8s'": "shelhamer/fcn.berkeleyvision.org, voc-fcn8s/net.py",
    "FSRCNN": "yjn870/FSRCNN-pytorch, models.py",
    "SRGAN's generator": "leftthomas/SRGAN, model.py",
    "A LinkNet decoder block": "e-lab/LinkNet, models/model.lua",
    "LinkNet's last layers": "e-lab/LinkNet, models/model.lua",
    "The first layers of a WGAN-GP generator of digits": "caogang/wgan-gp, gan_mnist.py",
    "Its other layers": "caogang/wgan-gp, gan_mnist.py",
    "A WGAN-GP generator of CIFAR pictures": "caogang/wgan-gp, gan_cifar10.py",
    "A beta-VAE": "1Konny/Beta-VAE, model.py: its second model",
    "World Models' encoder": "hardmaru/WorldModelsExperiments, carracing/vae/vae.py",
    "World Models' decoder": "hardmaru/WorldModelsExperiments, carracing/vae/vae.py",
    "Style transfer with upsampling": "pytorch/examples, fast_neural_style, transformer_net.py",
    "Style transfer, Johnson": "jcjohnson/fast-neural-style, fast_neural_style/models.lua",
    "FlowNetSimple's way down": "ClementPinard/FlowNetPytorch, models/FlowNetS.py",
    "FlowNetSimple's way up": "ClementPinard/FlowNetPytorch, models/FlowNetS.py: without its joins",
    "A deconvolution network's": "HyeonwooNoh/DeconvNet, DeconvNet_inference_deploy.prototxt",
    "InfoGAN's generator": "openai/InfoGAN, infogan/models/regularized_gan.py",
    "A fully connected VAE of digits": "pytorch/examples, vae/main.py",
    "A denoising autoencoder whose code is 3×3": "udacity/deep-learning-v2-pytorch, autoencoder/",
    "An autoencoder of Udacity's course": "udacity/deep-learning-v2-pytorch, autoencoder/",
    "An autoencoder with strides of 3": "L1aoXingyu/pytorch-beginner, conv_autoencoder.py",
    "An autoencoder of CIFAR pictures": "phlippe/uvadlc_notebooks, tutorial9/AE_CIFAR10.ipynb",
    "Simple baselines' pose head": "microsoft/human-pose-estimation.pytorch, pose_resnet.py",
    "CenterNet's head": "xingyizhou/CenterNet, src/lib/models/networks/resnet_dcn.py",
    "Latent diffusion's autoencoder": "CompVis/latent-diffusion, diffusionmodules/model.py",
    "StarGAN's generator": "yunjey/stargan, model.py",
    "Context encoder": "pathak22/context-encoder, train.lua",
    "Dilated convolutions of a context module": "fyu/dilation, network.py",
    "TensorFlow's tutorial of DCGAN, generator": "copies of the tutorial in public repositories",
    "Keras' example of a VAE, decoder": "keras-team/keras-io, examples/generative/vae.py",
    "Keras' example of a VAE, encoder": "keras-team/keras-io, examples/generative/vae.py",
    "TensorFlow's tutorial of a convolutional VAE, encoder": "copies in public repositories",
    "TensorFlow's tutorial of a convolutional VAE, decoder": "copies in public repositories",
    "TensorFlow's tutorial of denoising autoencoders": "copies in public repositories",
    "Keras' example of segmenting pets": "copies; they separate their kernels",
}
"""Where the layer lines were compared with source text, by how a network's name begins.

Changed by it: the WGAN-GP lines are a port's, not the paper's (which has kernel 5, stride 2, SAME
throughout); beta-VAE has three dense layers each way; the Amsterdam decoder convolves between its
steps. The others are from the papers alone."""
