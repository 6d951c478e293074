"""Fitted pipelines of every kind, and hand-made pickles."""

import functools
import pickle
import struct

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

COUNT = 12
CLASSIFIERS = {
    "svm-rbf": SVC,
    "svm-linear": lambda: SVC(kernel="linear"),
    "logistic": LogisticRegression,
    "bayes": GaussianNB,
    "neighbours": lambda: KNeighborsClassifier(5),
    "tree": lambda: DecisionTreeClassifier(max_depth=4, random_state=0),
    "forest": lambda: RandomForestClassifier(n_estimators=5, random_state=0),
}


def rows(count=60, seed=0):
    values = np.random.default_rng(seed).normal(size=(count, COUNT)).astype(np.float32)
    return values, (values[:, 0] > 0).astype(int)


def fitted(classifier="svm-rbf", *, method="sigmoid", ensemble=False):
    """A copy of its own for every caller."""
    return pickle.loads(_fitted(classifier, method, ensemble))


@functools.cache
def _fitted(classifier, method, ensemble):
    steps = [
        ("select", SelectKBest(f_classif, k=5)),
        ("scale", StandardScaler()),
        ("classify", CLASSIFIERS[classifier]()),
    ]
    model = CalibratedClassifierCV(Pipeline(steps), method=method, cv=3, ensemble=ensemble)
    return pickle.dumps(model.fit(*rows()))


def inner(model):
    return model.calibrated_classifiers_[0].estimator


def step(model, name="classify"):
    return inner(model).named_steps[name]


def pickled(model, protocol=4):
    return pickle.dumps(model, protocol=protocol)


class Forged:
    """Pickles as a call of something, with a state that its maker never wrote."""

    def __init__(self, function, arguments, state=None):
        self._reduced = (function, arguments) if state is None else (function, arguments, state)

    def __reduce__(self):
        return self._reduced


def text(value):
    raw = value.encode("utf-8", "surrogatepass")
    return b"\x8c" + bytes([len(raw)]) + raw if len(raw) < 256 else b"X" + struct.pack("<I", len(raw)) + raw


def named(module, name):
    return text(module) + text(name) + b"\x93"


def whole(body, protocol=4):
    return b"\x80" + bytes([protocol]) + body + b"."


SVC_NAME = named("sklearn.svm._classes", "SVC")
DTYPE = named("numpy", "dtype")
F8 = (
    DTYPE
    + text("f8")
    + b"\x89\x88\x87R"
    + b"(K\x03"
    + text("<")
    + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
)
FROM_BUFFER = named("numpy._core.numeric", "_frombuffer")


def array(shape, content, dtype=F8, order="C"):
    """`shape` and `content` as opcodes."""
    return FROM_BUFFER + b"(" + content + dtype + shape + text(order) + b"tR"


def content(raw):
    return b"\x8e" + struct.pack("<Q", len(raw)) + raw


def number(value):
    if 0 <= value < 256:
        return b"K" + bytes([value])
    raw = value.to_bytes(9, "little", signed=True)
    return b"\x8a\x09" + raw


def shape(*sizes):
    return b"(" + b"".join(map(number, sizes)) + b"t"
