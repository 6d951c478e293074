"""Pickles that no pickler writes: programs for the unpickler, towers, and requests for memory."""

import contextlib
import functools
import os
import pickle
import struct
import tracemalloc

import numpy as np
import pytest
import sklearn.base
from sklearn.preprocessing import FunctionTransformer

from neopain.core.errors import ModelFault
from neopain.vision.pickled import opcodes
from neopain.vision.pickled.rebuild import BESIDE, PARTS, names_in, rebuilt
from tests.unit.vision.pickled.made_pipelines import (
    DTYPE,
    F8,
    FROM_BUFFER,
    SVC_NAME,
    Forged,
    array,
    content,
    fitted,
    named,
    number,
    pickled,
    shape,
    text,
    whole,
)

EVERY_NAME = frozenset(PARTS) | BESIDE | opcodes.VALUE_NAMES
RECONSTRUCT = named("numpy._core.multiarray", "_reconstruct")
NDARRAY = named("numpy", "ndarray")
SCALAR = named("numpy._core.multiarray", "scalar")
EMPTY_ARRAY = RECONSTRUCT + NDARRAY + b"K\x00\x85C\x01b\x87R"


def refused(payload, match="was not loaded"):
    """Refused soon, and without asking for more memory than a few times the file."""
    tracemalloc.start()
    try:
        with pytest.raises(ModelFault, match=match):
            rebuilt(payload, EVERY_NAME, "a model")
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()


class Ours:
    pass


@pytest.mark.parametrize(
    "value",
    [
        Forged(os.system, ("true",)),
        Forged(eval, ("1",)),
        Forged(functools.partial, (os.system, "true")),
        Forged(np.fromfile, ("/etc/passwd",)),
        Forged(np.load, ("x.npy",)),
        Forged(np.memmap, ("x",)),
        Forged(np.zeros, (2**40,)),
        Forged(bytearray, (2**40,)),
        Forged(getattr, ("a", "upper")),
        Forged(sklearn.base.clone, (1,)),
        Forged(__import__, ("os",)),
        Ours(),
        FunctionTransformer(os.system),
        slice(0, 1),
        range(10**9),
        {1, 2},
        frozenset({1}),
        complex(1, 2),
    ],
)
def test_a_foreign_name_is_refused(value):
    for protocol in (4, 5):
        refused(pickle.dumps(value, protocol=protocol))


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("sklearn.svm._base", "np.load"),
        ("sklearn.svm", "_classes.SVC"),
        ("sklearn", "svm._classes.SVC.fit"),
        ("sklearn.svm._classes", "SVC.__init__"),
        ("sklearn.svm._classes", "SVR"),
        ("sklearn.svm._classes.SVC", ""),
        ("", "sklearn.svm._classes.SVC"),
        ("numpy", "dtypes"),
        ("sklearn.datasets", "fetch_openml"),
        ("os", "system"),
        ("\ud800", "x"),
    ],
)
def test_no_detour_to_another_name(module, name):
    refused(whole(named(module, name) + b")\x81}b"))


@pytest.mark.parametrize("state", [
    (3, "<", None, None, None, -1, -1, 63),
    (3, "<", None, None, None, 8, 8, 0),
    (3, "<", None, ("a",), {"a": (np.dtype("O"), 0)}, 8, 1, 0),
    (3, "<", (np.dtype("O"), (2,)), None, None, 8, 1, 0),
    (3, ">", None, None, None, -1, -1, 0),
    (3, "|", None, None, None, -1, -1, 0),
    (True, "<", None, None, None, -1, -1, 0),
    (4, "<", None, None, None, -1, -1, 0, {}),
    (3, "<"),
    (),
])  # fmt: skip
def test_a_forged_dtype_is_refused(state):
    for protocol in (4, 5):
        refused(pickle.dumps(Forged(np.dtype, ("f8", False, True), state), protocol=protocol))


@pytest.mark.parametrize(
    "code", ["O", "O8", "V8", "U5", "S5", "M8[s]", "f16", "c16", "f2", "V64", ">f8", "f8,f8", "a" * 300, ""]
)
def test_another_dtype_is_refused(code):
    refused(whole(array(shape(1), content(bytes(8)), DTYPE + text(code) + b"\x89\x88\x87R")))


@pytest.mark.parametrize(
    "body",
    [
        array(shape(2), content(bytes(8))),
        array(shape(0), content(bytes(8))),
        array(shape(-1), content(bytes(8))),
        array(shape(-1, -1), content(bytes(8))),
        array(shape(2**62, 4), content(b"")),
        array(shape(2**40), content(bytes(8))),
        array(shape(1, 1, 1, 1), content(bytes(8))),
        array(b"K\x01", content(bytes(8))),
        array(b"(\x88t", content(bytes(8))),
        array(b"](K\x01e", content(bytes(8))),
        array(shape(1), text("12345678")),
        array(shape(1), b"N"),
        array(shape(1), content(bytes(8)), b"N"),
        array(shape(1), content(bytes(8)), text("f8")),
        array(shape(1), content(bytes(8)), DTYPE),
        array(shape(1), content(bytes(8)), order="A"),
        array(shape(1), content(bytes(8)), DTYPE + text("f8") + b"\x89\x88\x87R"),
        FROM_BUFFER + b")R",
        SCALAR + F8 + content(bytes(16)) + b"\x86R",
        SCALAR + F8 + b"\x85R",
        SCALAR + F8 + b"N\x86R",
        EMPTY_ARRAY + b"N" + b"b",
        EMPTY_ARRAY + b"(K\x01" + shape(2**40) + F8 + b"\x89" + content(bytes(8)) + b"tb",
        EMPTY_ARRAY + b"(K\x01" + shape(1) + F8 + b"K\x00" + content(bytes(8)) + b"tb",
        EMPTY_ARRAY + b"(\x88" + shape(1) + F8 + b"\x89" + content(bytes(8)) + b"tb",
        RECONSTRUCT + SVC_NAME + b"K\x00\x85C\x01b\x87R",
        RECONSTRUCT + NDARRAY + b"K\x05\x85C\x01b\x87R",
        RECONSTRUCT + b")R",
        NDARRAY + shape(2**40) + b"\x85R",
        NDARRAY + b")\x81",
    ],
)
def test_a_forged_array_is_refused(body):
    refused(whole(SVC_NAME + b")\x81}" + text("coef0") + body + b"sb"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"N",
        b"NN",
        b"}",
        b"(N",
        b"0N",
        b"2N",
        b"e",
        b"b",
        b"Nb",
        b"NNb",
        b"R",
        b"NNR",
        b"\x81",
        b"NN\x81",
        b"\x93",
        b"NN\x93",
        b"K\x01K\x02\x93",
        text("sklearn.svm._classes") + b"K\x02\x93",
        SVC_NAME,
        SVC_NAME + b"R",
        SVC_NAME + b")R",
        SVC_NAME + b"]R",
        SVC_NAME + b"(K\x01t\x81",
        SVC_NAME + b")\x81",
        SVC_NAME + b")\x81Nb",
        SVC_NAME + b")\x81]b",
        SVC_NAME + b")\x81}b}b",
        SVC_NAME + b")\x81}}\x86b",
        SVC_NAME + b")}\x92",
        SVC_NAME + b"\x94)\x81}bh\x00b",
        b"]}b",
        b"}K\x01K\x02s",
        b"}" + text("a") + b"N" + text("a") + b"Nu",
        b"}(" + text("a") + b"N" + text("a") + b"Nu",
        b"}(" + text("a") + b"u",
        b"](N",
        b"(N(e",
        b"Nh\x00",
        b"h\x00",
        b"N\x94q\x00",
        b"(\x94N",
        b"Nj\xff\xff\xff\xff",
        b"cos\nsystem\n)R",
        b"(S'true'\nios\nsystem\n",
        b"(cos\nsystem\nS'true'\no",
        b"P1\n",
        b"NQ",
        b"\x82\x01",
        b"\x83\x01\x00",
        b"\x84\x01\x00\x00\x00",
        b"\x97",
        b"\x98",
        b"\x8f",
        b"I1\n",
        b"L1L\n",
        b"F1.0\n",
        b"V\\u0041\n",
        b"\x8b" + struct.pack("<i", -1),
        b"\x8b" + struct.pack("<i", 2**31 - 1),
        b"\x8e" + struct.pack("<Q", 2**63) + b"x",
        b"\x8e" + struct.pack("<Q", 2**40) + b"x",
        b"\x96" + struct.pack("<Q", 2**40) + b"x",
        b"B" + struct.pack("<I", 2**32 - 1) + b"x",
        b"X" + struct.pack("<I", 2**32 - 1) + b"x",
        b"X" + struct.pack("<I", 2) + b"\xff\xfe",
        b"\x8d" + struct.pack("<Q", 2**63) + b"x",
        b"\x95" + struct.pack("<Q", 2**63),
        b"\xff",
        b"\x80\x04N",
        b"N\x80\x04",
    ],
)  # fmt: skip
def test_a_program_that_no_pickler_writes_is_refused(body):
    refused(whole(body))


@pytest.mark.parametrize("payload", [
    b"", b".", b"\x80", b"\x80\x04", b"\x80\x04.", b"N.", b"\x80\x02N.", b"\x80\x03N.", b"\x80\x06N.", b"\x80\x00N.",
    whole(b"N") + b"N.", whole(b"N") + b"\x00", b"not a pickle", bytes(100), b"\x80\x04" + b"N" * 10,
])  # fmt: skip
def test_bytes_that_are_no_whole_pickle_are_refused(payload):
    refused(payload)


@pytest.mark.parametrize(
    "tower",
    [
        b"]" * 100 + b"a" * 99,
        b"(" * 200,
        b"(" * 30_000,
        b")" + b"\x85" * 30_000,
        b"]" + b"\x85" * 30_000,
        b"]\x94" + b"h\x00\x86" * 20_000,
        b"(" * 50 + b"N" + b"t" * 50,
        b"N" * 30_000,
        b"N" + b"\x94" * 60_000,
        b"]\x94" + b"h\x00a" * 100,
        b"}\x94" + text("a") + b"h\x00s",
        b"]\x94](" + b"h\x00" * 15_000 + b"e",
    ],
)
def test_towers_and_circles_are_refused(tower):
    refused(whole(tower))


def test_a_laughter_of_references_costs_nothing():
    """Each list holds the one before ten times: ten to the thirtieth of values, if anybody climbed them."""
    body = b"]\x94"
    for place in range(30):
        body += b"](" + (b"h" + bytes([place])) * 10 + b"e\x94"
    refused(whole(b"(" + body + b"t"))


def test_too_many_steps_and_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(opcodes, "MOST_OPCODES", 1000)
    refused(whole(b"]" + b"Na" * 1000), "at most 1000 steps")
    monkeypatch.undo()
    monkeypatch.setattr(opcodes, "MOST_BYTES", 1000)
    refused(pickled(fitted()), "at most 1000 bytes")


@pytest.mark.parametrize("protocol", [4, 5])
def test_no_cut_and_no_flipped_byte_is_a_traceback(protocol):
    """Whatever a damaged file holds: the same model, another sound one, or a refusal."""
    payload = pickled(fitted("tree"), protocol)
    names = names_in(payload)
    random = np.random.default_rng(protocol)
    damaged = [payload[:cut] for cut in random.integers(0, len(payload), 60)]
    for place in random.integers(0, len(payload), 400):
        altered = bytearray(payload)
        altered[place] ^= 1 << random.integers(8)
        damaged.append(bytes(altered))
    loaded = 0
    for one in damaged:
        with contextlib.suppress(ModelFault):
            rebuilt(one, names, "a model")
            loaded += 1
    assert loaded < len(damaged)


def test_two_parts_that_share_one_array_share_it_only_once():
    values = array(shape(1), content(bytes(8))) + b"\x94"
    body = b"(" + values + b"h\x00" * 1000 + b"t"
    refused(whole(SVC_NAME + b")\x81" + b"}" + text("coef0") + body + b"sb"), "SVC")


def test_the_number_of_a_big_integer_is_never_written_out():
    refused(whole(SVC_NAME + b")\x81}" + text("n_features_in_") + number(2**70) + b"sb"))
