"""A temporal head for tests: the logistic of the mean, with a little of all else."""

from neopain.core.temporal.head import TemporalHead


def a_head(window_s=4.0, **changes):
    numbers = {
        "window_s": window_s,
        "level": 5.0,
        "centre": (5.0, 5.0, 0.0, 0.5),
        "spread": (2.5, 2.5, 1.0, 0.5),
        "weights": (2.0, 0.2, 0.1, 0.5),
        "bias": 0.0,
    }
    return TemporalHead(**(numbers | changes))
