"""What the course has to cover: the systems and errata of the texts, and what learners get wrong.

The letters are those of the texts' index: S for a system or statement, E for an erratum, M
for a misconception. A lesson names what it covers by them, a wrong answer the misconception
that leads to it.
"""

SYSTEMS: dict[str, str] = {
    "S1": "2-D convolution layer and its parameters",
    "S2": "Convolution, VALID, stride 1: 4×4 → 2×2",
    "S3": "Convolution, SAME, stride 1: 5×5 → 5×5",
    "S4": "Convolution, SAME, stride 2, with TensorFlow's one-sided padding",
    "S5": "A deconvolution is not a transposed convolution",
    "S6": "Round trip 5×5 → 2×2 → 5×5",
    "S7": "Transposed convolution: VALID and SAME, stride 1 and 2",
    "S8": "Worked 2×2 example, stride 1",
    "S9": "Worked 2×2 example, stride 2",
    "S10": "General rule at stride 1: as many stamps as input cells",
    "S11": "Example 1: convolution, stride 2, padding 1",
    "S12": "Example 2: transposed, stride 2",
    "S13": "Example 3: transposed, stride 1",
    "S14": "Example 4: transposed, stride 2, padding 1",
    "S15": "Keras' Conv2DTranspose, argument by argument",
    "S16": "The convolutional autoencoder in Keras on MNIST",
    "S17": "The fully convolutional autoencoder with a code of two numbers",
    "S18": "The fully connected autoencoder",
    "S19": "Encoder, code, decoder; trained on the reconstruction error",
    "S20": "Uses: classification, removing noise, generation",
    "S21": "Many to one, one to many",
    "S22": "Other uses: enlarging a picture, naming each pixel",
}

ERRATA: dict[str, str] = {
    "E1": "7×7 → 6×6 needs a 5×5 input",
    "E2": "Stamping nine values per cell is a transposed convolution, not a deconvolution",
    "E3": "The sliding kernel must be turned by 180°",
    "E4": "Padding cuts the output of a transposed convolution; it expands nothing",
    "E5": "The full size is (n − 1)·s + k; “grows by 1” holds for one example",
    "E6": "PyTorch's names beside TensorFlow's; convolution here is cross-correlation",
    "E7": "The worked model's code is longer than the picture",
    "E8": "`filters` counts output maps; a regularizer is a penalty, no start value",
    "E9": "“Padding keeps the size” holds for SAME with stride 1",
    "E10": "A convolution can enlarge, too",
    "E11": "“Inverts” is an approximation; an autoencoder uses no classes",
    "E12": "Convolutional layers are not always more helpful than fully connected ones",
    "E13": "Many to one and one to many hold per step, not over all steps",
}
"""E1 to E11 are the index's; E12 and E13 are proposed by the course."""

MISCONCEPTIONS: dict[str, str] = {
    "M1": "A transposed convolution undoes a convolution",
    "M2": "Padding makes the output larger",
    "M3": "The ring is reckoned with dilation 0",
    "M4": "output_padding adds zeros",
    "M5": "output_padding may be as large as the stride",
    "M6": "output_padding works on both sides",
    "M7": "The way back has only one size",
    "M8": "The formula without output_padding contradicts a known slide",
    "M9": "SAME keeps the size",
    "M10": "SAME is symmetric, and the same everywhere",
    "M11": "The sliding kernel lies as it is, or mirrored at a diagonal",
    "M12": "Every library's layer is the exact transpose",
    "M13": "Stride moves the kernel over the input, or stamps stand side by side",
    "M14": "Dilation and stride are the same",
    "M15": "Every output cell is reached",
    "M16": "A kernel that the stride divides cures the checkerboard",
    "M17": "A phase is a quadrant; pixel shuffle is something else",
    "M18": "The kernel's channels lie as in a convolution",
    "M19": "Padding counts once, not per side",
    "M20": "Padding of the layer and of the sliding convolution are one number",
    "M21": "Which grid is the input",
    "M22": "output_shape and output_padding mean the same everywhere",
    "M23": "Every code of a plain autoencoder's plane gives a digit",
    "M24": "The model is bad, though the drawing is off-centre",
    "M25": "A mirrored decoder returns every size",
}

TOPICS: dict[str, str] = {**SYSTEMS, **ERRATA, **MISCONCEPTIONS}
