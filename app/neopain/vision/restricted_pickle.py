"""Reads a pickled scikit-learn pipeline without letting the pickle name anything else.

A pickle is a program: it can call whatever it can name. Here it can name only what the manifest lists, and of
that only classes of scikit-learn's estimators and a short list of functions, each of which does nothing but
build a value. The file's digest was checked before; this is the second lock, for the day on which somebody
brings a model from elsewhere, with a manifest to match.
"""

from __future__ import annotations

import io
import pickle
import warnings
from typing import TYPE_CHECKING

from neopain.core.errors import ModelFault

if TYPE_CHECKING:
    from collections.abc import Collection

_ESTIMATORS = (
    "sklearn._loss",
    "sklearn.calibration",
    "sklearn.compose",
    "sklearn.decomposition",
    "sklearn.discriminant_analysis",
    "sklearn.ensemble",
    "sklearn.feature_selection",
    "sklearn.isotonic",
    "sklearn.linear_model",
    "sklearn.metrics._dist_metrics",
    "sklearn.naive_bayes",
    "sklearn.neighbors",
    "sklearn.neural_network",
    "sklearn.pipeline",
    "sklearn.preprocessing",
    "sklearn.svm",
    "sklearn.tree",
    "sklearn.utils._bunch",
)
"""Modules whose own classes may be named."""

_VALUES = frozenset(
    {
        "builtins.bytearray",
        "builtins.complex",
        "builtins.frozenset",
        "builtins.object",
        "builtins.range",
        "builtins.set",
        "builtins.slice",
        "collections.OrderedDict",
        "collections.defaultdict",
        "copyreg._reconstructor",
        "numpy._core.multiarray._reconstruct",
        "numpy._core.multiarray.scalar",
        "numpy._core.numeric._frombuffer",
        "numpy.bool",
        "numpy.dtype",
        "numpy.float32",
        "numpy.float64",
        "numpy.int32",
        "numpy.int64",
        "numpy.ndarray",
        "numpy.random._mt19937.MT19937",
        "numpy.random._pickle.__bit_generator_ctor",
        "numpy.random._pickle.__randomstate_ctor",
        "scipy.interpolate._interpolate.interp1d",
        "scipy.sparse._csr.csr_matrix",
        "sklearn.feature_selection._mutual_info.mutual_info_classif",
        "sklearn.feature_selection._univariate_selection.chi2",
        "sklearn.feature_selection._univariate_selection.f_classif",
        "sklearn.metrics._dist_metrics.newObj",
        "sklearn.neighbors._ball_tree.newObj",
        "sklearn.neighbors._kd_tree.newObj",
    }
)
"""Exact names: types and functions that only build a value, and the rankers of a feature selection."""

_FAULTS = (
    pickle.UnpicklingError,
    ArithmeticError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    UnicodeError,
    ValueError,
)
"""What a damaged pickle makes Python raise (pickle's documentation names some and excludes none)."""


def unpickled(payload: bytes, listed: Collection[str], of: str) -> object:
    """The object in a pickle that names nothing but `listed`, and of that nothing that could do harm.

    Args:
        payload: the pickle, already checked against its manifest.
        listed: the classes and functions that the manifest admits, `module.name`.
        of: the model in words, for the message.

    Raises:
        ModelFault: a foreign class, a damaged file, another release of a library.
    """
    reader = _Reader(payload, of, frozenset(listed))
    try:
        with warnings.catch_warnings():
            # scikit-learn only warns when a pickle is another release's; a score of such a model is unknown.
            warnings.simplefilter("error", UserWarning)
            return reader.load()
    except UserWarning as warning:
        raise ModelFault(
            f"{of}: it was not made for the libraries installed here: {' '.join(str(warning).split())[:240]} "
            "Build the model again with `neopain-export build`."
        ) from warning
    except _FAULTS as fault:
        raise ModelFault(
            f"{of}: expected a pickled scikit-learn pipeline, got one that cannot be read "
            f"({type(fault).__name__}: {str(fault)[:160]}). "
            "Restore the model's folder, or build it again with `neopain-export build`."
        ) from fault


def names_in(payload: bytes) -> tuple[str, ...]:
    """Every class and function that a pickle names, sorted: what its manifest has to list.

    Reads the pickle under the same hard limits, so it refuses what `unpickled` would. Raises: ModelFault.
    """
    reader = _Reader(payload, "the pickle", None)
    try:
        reader.load()
    except _FAULTS as fault:
        raise ModelFault(f"expected a pickled pipeline, got: {type(fault).__name__}: {fault}.") from fault
    return tuple(sorted(reader.named))


class _Reader(pickle.Unpickler):
    def __init__(self, payload: bytes, of: str, listed: frozenset[str] | None) -> None:
        super().__init__(io.BytesIO(payload))
        self.named: set[str] = set()
        self._of = of
        self._listed = listed

    def find_class(self, module_name: str, global_name: str, /) -> object:
        """The named class or function, if it may be named. Raises: ModelFault."""
        full = f"{module_name}.{global_name}"
        if self._listed is not None and full not in self._listed:
            raise self._foreign(full, "its manifest does not list it")
        # A dotted name walks through attributes, and so out of the module.
        from_estimators = "." not in global_name and any(
            module_name == home or module_name.startswith(f"{home}.") for home in _ESTIMATORS
        )
        if full not in _VALUES and not from_estimators:
            raise self._foreign(full, "it is not part of a scikit-learn estimator")
        found: object = super().find_class(module_name, global_name)
        if full not in _VALUES and not (isinstance(found, type) and found.__module__ == module_name):
            raise self._foreign(full, "it is not a class of that module")
        self.named.add(full)
        return found

    def _foreign(self, full: str, why: str) -> ModelFault:
        return ModelFault(
            f"{self._of}: the pickle names `{full}`, and {why}. It was not loaded. "
            "Use models only from a source you trust, or build the model again with `neopain-export build`."
        )
