"""The networks once more, written from the published tables only, by other means than the product's.

Convolution: windows and einsum. Normalisation: MatConvNet's formula, channel by channel. Pooling: Caffe's
output size (rounded up) over a picture padded with minus infinity.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# (kind, name, *numbers): conv filters, kernel, stride, pad; pool kernel, stride, caffe-rounding;
# norm window, k, undivided alpha, beta; fc units
NORM = (5, 2.0, 1e-4, 0.75)
CNN_F = [
    ("conv", "conv1", 64, 11, 4, 0),
    ("norm", "norm1", *NORM),
    ("pool", "pool1", 3, 2),
    ("conv", "conv2", 256, 5, 1, 2),
    ("norm", "norm2", *NORM),
    ("pool", "pool2", 3, 2),
    ("conv", "conv3", 256, 3, 1, 1),
    ("conv", "conv4", 256, 3, 1, 1),
    ("conv", "conv5", 256, 3, 1, 1),
    ("pool", "pool5", 3, 2),
    ("fc", "fc6", 4096),
    ("fc", "fc7", 4096),
    ("fc", "fc8", 1000),
]
CNN_M = [
    ("conv", "conv1", 96, 7, 2, 0),
    ("norm", "norm1", *NORM),
    ("pool", "pool1", 3, 2),
    ("conv", "conv2", 256, 5, 2, 1),
    ("norm", "norm2", *NORM),
    ("pool", "pool2", 3, 2),
    ("conv", "conv3", 512, 3, 1, 1),
    ("conv", "conv4", 512, 3, 1, 1),
    ("conv", "conv5", 512, 3, 1, 1),
    ("pool", "pool5", 3, 2),
    ("fc", "fc6", 4096),
    ("fc", "fc7", 4096),
    ("fc", "fc8", 1000),
]
CNN_S = [
    ("conv", "conv1", 96, 7, 2, 0),
    ("norm", "norm1", *NORM),
    ("pool", "pool1", 3, 3),
    ("conv", "conv2", 256, 5, 1, 0),
    ("pool", "pool2", 2, 2),
    ("conv", "conv3", 512, 3, 1, 1),
    ("conv", "conv4", 512, 3, 1, 1),
    ("conv", "conv5", 512, 3, 1, 1),
    ("pool", "pool5", 3, 3),
    ("fc", "fc6", 4096),
    ("fc", "fc7", 4096),
    ("fc", "fc8", 1000),
]


def vd16(classes):
    rows = []
    for block, filters, depth in ((1, 64, 2), (2, 128, 2), (3, 256, 3), (4, 512, 3), (5, 512, 3)):
        rows += [("conv", f"conv{block}_{i + 1}", filters, 3, 1, 1) for i in range(depth)]
        rows.append(("pool", f"pool{block}", 2, 2))
    return [*rows, ("fc", "fc6", 4096), ("fc", "fc7", 4096), ("fc", "fc8", classes)]


TABLES = {"vgg-f": CNN_F, "vgg-m": CNN_M, "vgg-s": CNN_S, "vgg-16": vd16(1000), "vgg-face": vd16(2622)}


def conv(image, kernels, bias, stride, pad):
    padded = np.pad(image, ((0, 0), (pad, pad), (pad, pad)))
    windows = sliding_window_view(padded, kernels.shape[2:], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("chwij,fcij->fhw", windows, kernels, optimize=True) + bias[:, None, None]


def norm(image, window, k, alpha, beta):
    out = np.empty_like(image)
    for channel in range(image.shape[0]):
        first, last = max(0, channel - window // 2), min(image.shape[0], channel + window // 2 + 1)
        energy = np.square(image[first:last], dtype=np.float64).sum(axis=0)
        out[channel] = image[channel] * (k + alpha * energy) ** -beta
    return out


def pool(image, kernel, stride):
    side = image.shape[1]
    size = math.ceil((side - kernel) / stride) + 1
    missing = max(0, (size - 1) * stride + kernel - side)
    padded = np.pad(image, ((0, 0), (0, missing), (0, missing)), constant_values=-np.inf)
    return sliding_window_view(padded, (kernel, kernel), axis=(1, 2))[:, ::stride, ::stride].max(axis=(3, 4))


def forward(table, weights, image):
    """Every tensor, under the product's names. weights: name -> (OIHW or (out, in) weight, bias)."""
    found = {}
    for kind, name, *numbers in table:
        if kind == "norm":
            image = found[name] = norm(image, *numbers)
            continue
        if kind == "pool":
            image = found[name] = pool(image, *numbers)
            found[f"{name}_gap"] = image.mean(axis=(1, 2))
            continue
        weight, bias = weights[name]
        if kind == "conv":
            image = conv(image, weight, bias, numbers[2], numbers[3])
        else:
            # A few rows at a time: the weights may be a view that is copied where it is used.
            parts = np.array_split(weight, max(1, len(weight) // 64))
            given = image.ravel()
            image = (
                np.concatenate([np.einsum("oi,i->o", part, given, optimize=True) for part in parts]) + bias
            )
        found[name] = image
        if name != "fc8":
            image = found[f"{name}_relu"] = np.maximum(image, 0)
            if kind == "conv":
                found[f"{name}_relu_gap"] = image.mean(axis=(1, 2))
    return found
