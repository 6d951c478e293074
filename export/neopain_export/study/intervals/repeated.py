"""What many splits of one set are worth: their spread, corrected for the infants that they share.

The models of two splits have learnt mostly from the same infants, so that their results resemble each other:
the variance of a mean over splits is not their variance over their count, which would shrink to nothing with
enough splits. Nadeau and Bengio 2003 ("Inference for the generalization error", the corrected resampled t)
take 1 / splits + tested / learnt in place of 1 / splits; Bouckaert and Frank 2004 do so over repeated
cross-validation.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from neopain_export.study.intervals.estimates import UNKNOWN, Estimate

FEWEST_SPLITS = 4
"""Fewer give no interval: a spread of two or three says nothing."""
LEVEL = 0.975


def corrected_resampled(
    values: NDArray[np.float64], tested_to_learnt: float, most: float = 1.0, least: float = 0.0
) -> Estimate:
    """The mean over splits and its corrected 95 % interval, cut at what the figure can be.

    Args:
        values: float64 (splits,), one figure of each fold of each repeat; NaN where it does not exist.
        tested_to_learnt: infants tested in a fold over infants learnt from.
        most: that the figure can be.
        least: that it can be.
    """
    found = values[np.isfinite(values)]
    if not found.size:
        return UNKNOWN
    mean = float(found.mean())
    if found.size < FEWEST_SPLITS:
        return Estimate(mean, float("nan"), float("nan"))
    spread = float(np.sqrt((1.0 / found.size + tested_to_learnt) * found.var(ddof=1)))
    reach = float(t.ppf(LEVEL, found.size - 1)) * spread
    return Estimate(mean, max(least, mean - reach), min(most, mean + reach))
