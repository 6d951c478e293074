"""Tells scikit-learn at once that NumPy's own arrays are no data frames.

At every step of a fit it asks narwhals whether it was given a data frame or a column of one, and narwhals
goes through all kinds that there are: a fifth of the time of a small fit. Of NumPy's arrays the answer is
always no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from sklearn.utils import validation

QUESTIONS = ("is_into_dataframe", "is_into_series")


@contextmanager
def plain_arrays() -> Iterator[None]:
    """While it lasts. Whatever is no NumPy array is asked about as ever; other releases ask nothing."""
    asked = getattr(getattr(validation, "nw", None), "dependencies", None)
    known = {name: getattr(asked, name) for name in QUESTIONS if hasattr(asked, name)}
    for name, ask in known.items():
        setattr(asked, name, _knowing_arrays(ask))
    try:
        yield
    finally:
        for name, ask in known.items():
            setattr(asked, name, ask)


def _knowing_arrays(ask: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def is_it(what: Any) -> bool:  # noqa: ANN401  whatever scikit-learn was given
        return type(what) is not np.ndarray and ask(what)

    return is_it
