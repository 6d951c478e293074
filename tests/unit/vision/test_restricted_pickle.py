import functools
import os
import pickle

import numpy as np
import pytest
import sklearn
import sklearn.base
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from neopain.core.errors import ModelFault
from neopain.vision.restricted_pickle import names_in, unpickled
from tests.unit.vision.small_models import pipeline


class Calling:
    def __init__(self, function, *arguments):
        self._call = (function, arguments)

    def __reduce__(self):
        return self._call


class Ours:
    pass


def test_a_pipeline_comes_back_and_predicts_the_same():
    fitted = pipeline()
    payload = pickle.dumps(fitted, protocol=5)
    again = unpickled(payload, names_in(payload), "a model")
    values = np.random.default_rng(1).normal(size=(5, 40)).astype(np.float32)
    np.testing.assert_array_equal(again.predict_proba(values), fitted.predict_proba(values))


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (Calling(os.system, "true"), "system"),
        (Calling(eval, "1"), "eval"),
        (Calling(functools.partial, os.system, "true"), "partial"),
        (Calling(np.fromfile, "/etc/passwd"), "fromfile"),
        (Calling(np.load, "x.npy"), "load"),
        (Calling(np.memmap, "x"), "memmap"),
        (Calling(sklearn.base.clone, 1), "clone"),
        (Calling(__import__, "os"), "import__"),
        (Ours(), "Ours"),
        (FunctionTransformer(os.system), "system"),
    ],
)
def test_a_foreign_name_is_refused_even_when_the_manifest_lists_it(value, named):
    payload = pickle.dumps(value, protocol=5)
    listed = [f"{module}.{name}" for module, name in _globals(payload)]
    with pytest.raises(ModelFault, match=named) as fault:
        unpickled(payload, listed, "a model")
    assert "was not loaded" in str(fault.value)


def test_a_name_that_the_manifest_does_not_list_is_refused():
    payload = pickle.dumps(StandardScaler(), protocol=5)
    with pytest.raises(ModelFault, match=r"StandardScaler.*manifest does not list"):
        unpickled(payload, [], "a model")


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("sklearn.svm._base", "np.load"),
        ("sklearn.svm._base", "np"),
        ("sklearn.preprocessing._data", "warnings"),
        ("sklearn.svm._base", "BaseEstimator"),
        ("sklearn.pipelines_of_others", "Pipeline"),
        ("sklearn.datasets", "fetch_openml"),
        ("sklearn.ensemble._forest", "_generate_sample_indices"),
    ],
)
def test_no_detour_through_an_admitted_module(module, name):
    payload = b"\x80\x04" + _text(module) + _text(name) + b"\x93."
    with pytest.raises(ModelFault, match="was not loaded"):
        unpickled(payload, [f"{module}.{name}"], "a model")


def test_another_release_is_refused_and_the_remedy_named(monkeypatch):
    scaler = StandardScaler().fit(np.ones((2, 2)))
    monkeypatch.setattr(sklearn.base, "__version__", "1.2.3")
    payload = pickle.dumps(scaler, protocol=5)
    monkeypatch.undo()
    names = names_in(pickle.dumps(StandardScaler().fit(np.ones((2, 2))), protocol=5))
    with pytest.raises(ModelFault, match=r"1\.2\.3.*neopain-export build"):
        unpickled(payload, names, "a model")


@pytest.mark.parametrize("cut", [0, 1, 20, 200])
def test_a_cut_pickle_is_a_fault_not_a_traceback(cut):
    payload = pickle.dumps(pipeline(), protocol=5)
    with pytest.raises(ModelFault, match="cannot be read"):
        unpickled(payload[:cut], names_in(payload), "a model")


def _globals(payload):
    found = []

    class Recorder(pickle._Unpickler):
        def find_class(self, module, name):
            found.append((module, name))
            return lambda *_: None

    import contextlib
    import io

    with contextlib.suppress(Exception):
        Recorder(io.BytesIO(payload)).load()
    return found


def _text(text):
    return b"\x8c" + bytes([len(text)]) + text.encode()
