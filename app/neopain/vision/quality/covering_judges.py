"""The numbers of the judges of `covering`; written by `neopain-export covering`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

FAR = 3.0
"""Standard deviations beyond which a figure counts no more: a small patch of an odd colour hides nothing,
and a square must not run away."""


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """A logistic judge with squares over the figures of a piece.

    Attributes:
        mean, scale: float64 (15,); figures are standardised by them first.
        linear, square: float64 (15,), weights of the standardised figures and of their squares.
        least: the log odds over which a piece is covered; a constant of the fit is in it.
    """

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    linear: NDArray[np.float64]
    square: NDArray[np.float64]
    least: float

    def standard(self, values: NDArray[np.float64], far: float = FAR) -> NDArray[np.float64]:
        """Standardised figures, float64 (n, 15), cut at `far`. values: float64 (n, 15)."""
        return np.clip((values - self.mean) / self.scale, -far, far)

    def odds(self, values: NDArray[np.float64], far: float = FAR) -> NDArray[np.float64]:
        """Log odds of being covered, over the limit, float64 (n,). values: float64 (n, 15)."""
        standard = self.standard(values, far)
        found: NDArray[np.float64] = standard @ self.linear + standard**2 @ self.square - self.least
        return found

    def with_least(self, least: float) -> Judge:
        """The same with another limit."""
        return replace(self, least=least)


def _judge(mean: str, scale: str, linear: str, square: str, least: float) -> Judge:
    return Judge(_row(mean), _row(scale), _row(linear), _row(square), least)


def _row(text: str) -> NDArray[np.float64]:
    return np.array([float(word) for word in text.split(",")])


# The figures below are written by a command.
JUDGES: dict[str, Judge] = {
    "eye": _judge(
        "-1.132, -0.8359, 0.222, 0.8008, 1.592, 0.508, 0.3511, -2.403, "
        "-2.761, 0.507, 0.2248, -0.2413, 0.2754, 0.5807, 0.007637",
        "0.6635, 0.6724, 0.5119, 0.6283, 1.311, 0.7605, 0.3868, 0.5898, "
        "0.607, 0.8567, 0.2785, 0.8252, 0.3426, 0.4526, 0.5623",
        "-1.174, -0.0589, 0.6068, -0.213, -0.2503, -0.2606, -0.3016, 0.3988, "
        "0.5928, 2.315, -0.07271, 0.3079, -0.7862, -0.8928, 0.002444",
        "0.568, -0.2903, 1.111, -0.5311, -0.608, -0.1782, 0.09056, -0.03121, "
        "0.3336, 0.2752, -0.2758, 0.7238, -0.2932, 0.6924, -0.06593",
        5.538,
    ),
    "inner_eyes": _judge(
        "-1.262, -0.9838, 0.1949, 0.6623, 1.24, 0.5586, 0.2263, -2.564, "
        "-2.796, 0.5472, 0.1741, -0.2347, 0.1898, 0.4689, 0.007226",
        "0.599, 0.5981, 0.5652, 0.544, 0.847, 0.7561, 0.3513, 0.5601, "
        "0.5848, 0.9377, 0.248, 0.807, 0.4026, 0.3847, 0.5045",
        "-0.9667, -0.2597, 0.4546, 0.009901, -0.711, -0.5861, -0.1265, 0.5503, "
        "0.5924, 1.36, 0.1276, -0.308, -0.8691, -0.6396, -0.07524",
        "0.2452, -0.06679, 0.7456, -0.2276, 0.02952, 0.1477, 0.1918, -0.1556, "
        "0.4207, 0.2453, 0.05939, 0.5515, -0.06524, 0.3996, -0.6404",
        4.459,
    ),
    "brow": _judge(
        "-1.371, -1.095, 0.1188, 0.4845, 1.349, 0.4616, 0.5144, -2.5, "
        "-3.027, 0.4471, 0.1894, -0.1974, 0.2901, 0.3616, -0.001435",
        "0.5929, 0.6053, 0.5086, 0.4897, 1.038, 0.7114, 0.4597, 0.583, "
        "0.5761, 0.8147, 0.2868, 0.8104, 0.4116, 0.2845, 0.6017",
        "-0.5308, 0.2083, 0.7884, 0.334, -0.8959, -0.2628, -0.5906, 0.06176, "
        "0.5236, 2.412, 0.5302, -0.04144, -0.6251, -0.6933, -0.3586",
        "0.2342, -0.2531, 0.8303, -0.1088, -0.2724, -0.1446, -0.2789, 0.132, "
        "0.3927, 0.4061, -0.1944, 0.6696, -0.3263, 0.1995, 0.05263",
        4.963,
    ),
    "inner_brow": _judge(
        "-1.533, -1.252, 0.06802, 0.3959, 0.9378, 0.5552, 0.2533, -2.758, "
        "-3.019, 0.4464, 0.1446, -0.05161, 0.1254, 0.3233, 0.136",
        "0.5816, 0.5928, 0.5653, 0.5091, 0.8755, 0.7009, 0.3753, 0.5425, "
        "0.5883, 0.7472, 0.2227, 0.8302, 0.4184, 0.2799, 0.3564",
        "-0.7489, -0.204, 0.5021, 0.2189, -0.8356, -0.5638, -0.263, 0.5395, "
        "0.657, 1.6, 0.4689, -0.219, -0.3897, -0.5341, -0.3277",
        "0.0103, 0.1735, 0.6593, -0.07468, -0.1674, 0.05933, 0.4386, -0.2345, "
        "0.3981, 0.3404, -0.03398, 0.5894, -0.286, 0.4074, -0.1154",
        4.599,
    ),
    "mouth": _judge(
        "-0.6838, -0.4235, 0.3792, 1.063, 2.506, 0.5193, 0.4749, -2.093, "
        "-2.576, 0.6021, 0.3521, -0.5259, 0.5163, 0.6864, 0.2212",
        "0.6657, 0.6454, 0.5414, 0.6479, 1.584, 0.9435, 0.376, 0.5964, "
        "0.5214, 0.8269, 0.345, 0.8863, 0.3187, 0.4174, 0.6973",
        "-0.6367, -0.2436, 0.392, -0.09121, -0.8329, -0.1146, -0.5313, 0.03579, "
        "0.3989, 1.465, -0.684, -0.2637, -1.056, -0.6405, -0.2565",
        "0.1943, -0.2265, 0.838, -0.5476, -0.2715, -0.1887, 0.4995, 0.1957, "
        "0.2225, -0.002333, 0.122, 0.7687, -0.05874, 0.9808, -0.7142",
        8.872,
    ),
}
# The figures above are written by a command.
