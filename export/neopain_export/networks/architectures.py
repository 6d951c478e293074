"""The layer tables of the five networks.

VGG-F, VGG-M, VGG-S: Chatfield, Simonyan, Vedaldi, Zisserman, "Return of the Devil in the Details", BMVC 2014,
table 1, with the paddings of the authors' toolbox (MatConvNet). VGG-16: Simonyan, Zisserman, "Very Deep
Convolutional Networks for Large-Scale Image Recognition", 2014, configuration D. VGG-Face: Parkhi, Vedaldi,
Zisserman, "Deep Face Recognition", BMVC 2015: the same body, 2622 identities.
"""

from __future__ import annotations

from neopain.core.errors import SettingFault
from neopain_export.networks.layers import Architecture, Conv, Dense, Layer, Lrn, MaxPool, Preprocessing

IMAGENET_MEAN_RGB = (123.68, 116.779, 103.939)
"""Mean pixel of ILSVRC 2012, published with the VGG networks."""

FACE_MEAN_RGB = (129.1863, 104.7624, 93.5940)
"""Mean pixel of the VGG-Face training set (Parkhi et al. 2015, published meta data)."""

_CNN_LICENCE = "non-commercial use only (Chatfield et al. 2014 release)"
_CNN_SOURCE = "Chatfield et al. 2014, https://www.robots.ox.ac.uk/~vgg/research/deep_eval/"


def _dense_layers(classes: int) -> tuple[Layer, ...]:
    return Dense("fc6", 4096), Dense("fc7", 4096), Dense("fc8", classes, relu=False)


def _three_convs(filters: int) -> tuple[Layer, ...]:
    return tuple(Conv(f"conv{number}", filters, 3, pad=1) for number in (3, 4, 5))


def _cnn(letter: str, layers: tuple[Layer, ...]) -> Architecture:
    return Architecture(
        name=f"vgg-{letter.lower()}",
        title=f"VGG-{letter} (CNN-{letter})",
        layers=layers + _dense_layers(1000),
        preprocessing=Preprocessing("RGB", IMAGENET_MEAN_RGB),
        licence=_CNN_LICENCE,
        source=_CNN_SOURCE,
    )


def _very_deep() -> tuple[Layer, ...]:
    layers: list[Layer] = []
    for block, (filters, depth) in enumerate(((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)), start=1):
        layers += [Conv(f"conv{block}_{number}", filters, 3, pad=1) for number in range(1, depth + 1)]
        layers.append(MaxPool(f"pool{block}", 2, 2))
    return tuple(layers)


VGG_F = _cnn(
    "F",
    (
        Conv("conv1", 64, 11, stride=4),
        Lrn("norm1"),
        MaxPool("pool1", 3, 2, pad_end=1),
        Conv("conv2", 256, 5, pad=2),
        Lrn("norm2"),
        MaxPool("pool2", 3, 2),
        *_three_convs(256),
        MaxPool("pool5", 3, 2),
    ),
)
VGG_M = _cnn(
    "M",
    (
        Conv("conv1", 96, 7, stride=2),
        Lrn("norm1"),
        MaxPool("pool1", 3, 2),
        Conv("conv2", 256, 5, stride=2, pad=1),
        Lrn("norm2"),
        MaxPool("pool2", 3, 2, pad_end=1),
        *_three_convs(512),
        MaxPool("pool5", 3, 2),
    ),
)
# The released CNN-S has no second normalisation; only the toolbox's retraining script adds one.
VGG_S = _cnn(
    "S",
    (
        Conv("conv1", 96, 7, stride=2),
        Lrn("norm1"),
        MaxPool("pool1", 3, 3, pad_end=2),
        Conv("conv2", 256, 5),
        MaxPool("pool2", 2, 2, pad_end=1),
        *_three_convs(512),
        MaxPool("pool5", 3, 3, pad_end=1),
    ),
)
VGG_16 = Architecture(
    name="vgg-16",
    title="VGG-16 (configuration D)",
    layers=_very_deep() + _dense_layers(1000),
    preprocessing=Preprocessing("RGB", IMAGENET_MEAN_RGB),
    licence="CC BY 4.0 (Simonyan and Zisserman 2014)",
    source="Simonyan and Zisserman 2014, https://www.robots.ox.ac.uk/~vgg/research/very_deep/",
)
VGG_FACE = Architecture(
    name="vgg-face",
    title="VGG-Face",
    layers=_very_deep() + _dense_layers(2622),
    preprocessing=Preprocessing("RGB", FACE_MEAN_RGB),
    licence="CC BY-NC 4.0 (Parkhi et al. 2015)",
    source="Parkhi et al. 2015, https://www.robots.ox.ac.uk/~vgg/software/vgg_face/",
)

ARCHITECTURES = {table.name: table for table in (VGG_FACE, VGG_F, VGG_M, VGG_S, VGG_16)}


def architecture_named(name: str) -> Architecture:
    """The table of one network. Raises: SettingFault for an unknown name."""
    if name not in ARCHITECTURES:
        raise SettingFault(
            f"expected one of the networks {', '.join(ARCHITECTURES)}; got {name!r}; choose one of them"
        )
    return ARCHITECTURES[name]
