"""Tiny model folders, made on the fly: a one-layer graph and a small fitted pipeline."""

import hashlib
import io
import json
import pickle

import numpy as np
import onnx
import sklearn
from onnx import TensorProto, helper, numpy_helper
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from neopain.core.errors import ModelFault
from neopain.vision.models.known_answers import FILE
from neopain.vision.pickled.rebuild import names_in

LBP = "lbp.u8r1.g2x2"
LBP_SIZE = 40


def graph(scale=1.0, side="H"):
    """`mean`: the average of each channel times `scale`; `plain`: the pixels."""
    factor = numpy_helper.from_array(np.array(scale, np.float32), "factor")
    nodes = [
        helper.make_node("Mul", ["image", "factor"], ["plain"]),
        helper.make_node("ReduceMean", ["plain"], ["mean"], axes=[2, 3], keepdims=0),
    ]
    shape = ["N", 3, side, side]
    made = helper.make_model(
        helper.make_graph(
            nodes,
            "small",
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
            [
                helper.make_tensor_value_info("mean", TensorProto.FLOAT, ["N", 3]),
                helper.make_tensor_value_info("plain", TensorProto.FLOAT, shape),
            ],
            [factor],
        ),
        opset_imports=[helper.make_opsetid("", 13)],
    )
    made.ir_version = 8
    onnx.checker.check_model(made)
    return made.SerializeToString()


def network_folder(folder, model=None, name="small", **changes):
    model = graph() if model is None else model
    text = {
        "head": head(name, "network", "small.onnx", model),
        "input": '[input]\ntensor = "image"\nheight = 8\nwidth = 8\nchannels = "RGB"\nmean = [0, 0, 0]\nscale = 1.0',
        "outputs": "[outputs]\nmean = 3",
    } | changes
    return written(folder, "small.onnx", model, text)


def pipeline(count=LBP_SIZE, seed=0):
    """Fitted on made-up numbers whose first feature decides."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(60, count)).astype(np.float32)
    labels = (values[:, 0] > 0).astype(int)
    return CalibratedClassifierCV(
        make_pipeline(StandardScaler(), SelectKBest(f_classif, k=3), SVC()), cv=3
    ).fit(values, labels)


def classifier_folder(folder, fitted=None, blocks=((LBP, LBP_SIZE),), recorded=(), payload=None, **changes):
    payload = (
        pickle.dumps(pipeline() if fitted is None else fitted, protocol=5) if payload is None else payload
    )
    classes = changes.pop("classes", None)
    classes = admitted(payload) if classes is None else classes
    count = sum(block[1] for block in blocks)
    vectors = known_vectors(count)
    novelty = changes.pop("novelty_payload", None)
    novelty = novelty_bytes(novelty_arrays(blocks[0][1])) if novelty is None else novelty
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(vectors.tobytes())
    (folder / "novelty.npz").write_bytes(novelty)
    text = {
        "head": head("pain-svm", "classifier", "pain.pkl", payload),
        "layout": "\n".join(f'[[layout]]\nname = "{block[0]}"\nsize = {block[1]}' for block in blocks),
        "networks": "\n".join(["[networks]", *(f'{one[0]} = "{one[1]}"' for one in recorded)]),
        "libraries": f'[libraries]\nscikit-learn = "{sklearn.__version__}"\nnumpy = "{np.__version__}"',
        "pickle": f"[pickle]\nclasses = {json.dumps(list(classes))}",
        "training": '[training]\ndata = "made up"\nsimulated = true\nsubjects = 3\npictures = 60',
        "known_answers": known_answers(payload, vectors),
        "novelty": novelty_table(novelty, blocks[0][0]),
        "result": "[result]\nauc = 0.9\nauc_low = 0.8\nauc_high = 1.0",
    } | changes
    return written(folder, "pain.pkl", payload, text)


def admitted(payload):
    try:
        return names_in(payload)
    except ModelFault:
        return ("sklearn.svm._classes.SVC",)


def known_vectors(count):
    """A calm and a pained one for `pipeline`, whose first feature decides."""
    vectors = np.zeros((2, count), np.float32)
    vectors[:, 0] = -2, 2
    return vectors


def known_answers(payload, vectors, sha256=None):
    try:
        told = pickle.loads(payload).predict_proba(vectors)[:, 1].tolist()
    except Exception:
        told = [0.1, 0.9]
    sha256 = hashlib.sha256(vectors.tobytes()).hexdigest() if sha256 is None else sha256
    return f'[known_answers]\nsha256 = "{sha256}"\nprobabilities = {json.dumps(told)}'


def novelty_arrays(size, **changes):
    """A unit Gaussian about 0 with one component; a distance of 10 is the limit."""
    arrays = {
        "mean": np.zeros(size), "scale": np.ones(size), "components": np.eye(1, size),
        "variances": np.ones(1), "noise": np.array(1.0), "middle": np.array(0.0), "outer": np.array(10.0),
    } | changes  # fmt: skip
    return {f"0.{name}": np.asarray(values, np.float32) for name, values in arrays.items()}


def novelty_bytes(arrays):
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def novelty_table(payload, block, **changes):
    values = {
        "file": "novelty.npz",
        "sha256": hashlib.sha256(payload).hexdigest(),
        "bytes": len(payload),
        "blocks": [block],
        "method": "made up",
        "threshold": 1.0,
    } | changes
    return "\n".join(["[novelty]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())])


def head(name, kind, file, payload, changed=None):
    values = {
        "schema": 1,
        "name": name,
        "version": "1.0",
        "kind": kind,
        "file": file,
        "sha256": hashlib.sha256(payload).hexdigest(),
        "bytes": len(payload),
        "licence": "Apache-2.0",
        "source": "made up",
        "made_by": "a test",
    } | (changed or {})
    return "\n".join(f"{key} = {json.dumps(value)}" for key, value in values.items() if value is not None)


def written(folder, file, payload, text):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_bytes(payload)
    (folder / "manifest.toml").write_text("\n\n".join(text.values()) + "\n", "utf-8")
    return folder
