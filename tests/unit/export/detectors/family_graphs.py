"""Real detectors of every family: the bundled YuNet with its faces rewritten as that family writes them.

What is written here is each family's own arithmetic backwards, by the papers, and not the decoders' code.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from neopain import paths

SIDE_PX = 640
STRIDES = (8, 16, 32)
ANCHORS_PX = {8: (16, 32), 16: (64, 128), 32: (256, 512)}


class Writer:
    """YuNet's graph at a fixed size, with nodes added behind and before it."""

    def __init__(self):
        model = onnx.load(str(paths.models() / "face_detector" / "yunet.onnx"))
        self.nodes = list(model.graph.node)
        self.filled = list(model.graph.initializer)
        self.opsets = model.opset_import
        self.ir_version = model.ir_version
        self.picture = model.graph.input[0].name
        self.count = 0

    def const(self, values, dtype=np.float32):
        self.count += 1
        name = f"const_{self.count}"
        self.filled.append(numpy_helper.from_array(np.asarray(values, dtype), name))
        return name

    def op(self, kind, *inputs, **attributes):
        self.count += 1
        name = f"told_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def shown_as(self, channels, mean, scale):
        """The network wants (pixel - mean) * scale in these channels; YuNet wants BGR 0..255."""
        own, undone, plain = "network_picture", "undone", "plain"
        nodes = [
            helper.make_node("Div", [own, self.const(scale)], [undone]),
            helper.make_node("Add", [undone, self.const(np.reshape(mean, (1, 3, 1, 1)))], [plain]),
        ]
        if channels == "RGB":
            nodes.append(
                helper.make_node("Gather", [plain, self.const([2, 1, 0], np.int64)], ["bgr"], axis=1)
            )
            plain = "bgr"
        for node in self.nodes:
            node.input[:] = [plain if name == self.picture else name for name in node.input]
        self.nodes = nodes + self.nodes
        self.picture = own

    def faces(self, stride):
        """Names of confidence (1, N, 1), middle and sides (1, N, 2) and points (1, N, 10), all in px."""
        cells = SIDE_PX // stride
        rows, columns = np.divmod(np.arange(cells * cells), cells)
        corner = np.stack([columns, rows], axis=1)[None].astype(np.float32)
        confidence = self.op("Sqrt", self.op("Mul", f"cls_{stride}", f"obj_{stride}"))
        box = f"bbox_{stride}"
        place = self.op("Slice", box, *(self.const(each, np.int64) for each in ([0], [2], [2])))
        size = self.op("Slice", box, *(self.const(each, np.int64) for each in ([2], [4], [2])))
        middle = self.op("Mul", self.op("Add", place, self.const(corner)), self.const(stride))
        sides = self.op("Mul", self.op("Exp", size), self.const(stride))
        points = self.op(
            "Mul", self.op("Add", f"kps_{stride}", self.const(np.tile(corner, 5))), self.const(stride)
        )
        return confidence, middle, sides, points

    def twice(self, name, width, other=None):
        """Two anchors a cell: the same, or `other`, for the second; (1, 2 N, width)."""
        both = self.op("Concat", name, other or name, axis=2)
        return self.op("Reshape", both, self.const([1, -1, width], np.int64))

    def named(self, name, wanted):
        self.nodes.append(helper.make_node("Identity", [name], [wanted]))
        return wanted

    def model(self, outputs, side=SIDE_PX, axes=3):
        graph = helper.make_graph(
            self.nodes,
            "detector",
            [helper.make_tensor_value_info(self.picture, TensorProto.FLOAT, [1, 3, side, side])],
            [
                helper.make_tensor_value_info(
                    name, TensorProto.FLOAT, [f"{name}_{axis}" for axis in range(axes)]
                )
                for name in outputs
            ],
            self.filled,
        )
        made = helper.make_model(graph, opset_imports=self.opsets, ir_version=self.ir_version)
        onnx.checker.check_model(made)
        return made


def nothing(writer, name):
    return writer.op("Mul", name, writer.const(0.0))


def scrfd(anchors=2):
    """Outputs with numbers for names and not in the order of the roles, rows without a batch."""
    writer = Writer()
    told = {}
    for stride in STRIDES:
        confidence, middle, sides, points = writer.faces(stride)
        cells = SIDE_PX // stride
        rows, columns = np.divmod(np.arange(cells * cells), cells)
        anchor = np.stack([columns, rows], axis=1)[None].astype(np.float32) * stride
        half = writer.op("Div", sides, writer.const(2.0))
        first = writer.op("Sub", writer.const(anchor), writer.op("Sub", middle, half))
        last = writer.op("Sub", writer.op("Add", middle, half), writer.const(anchor))
        reach = writer.op("Div", writer.op("Concat", first, last, axis=2), writer.const(stride))
        away = writer.op(
            "Div", writer.op("Sub", points, writer.const(np.tile(anchor, 5))), writer.const(stride)
        )
        if anchors == 2:
            confidence = writer.twice(confidence, 1, nothing(writer, confidence))
            reach, away = writer.twice(reach, 4), writer.twice(away, 10)
        for part, name, width in (("kps", away, 10), ("score", confidence, 1), ("bbox", reach, 4)):
            told[part, stride] = writer.op("Reshape", name, writer.const([-1, width], np.int64))
    names = {key: str(440 + number) for number, key in enumerate(told)}
    outputs = [writer.named(told[key], names[key]) for key in told]
    writer.shown_as("RGB", [127.5] * 3, 1 / 128)
    return writer.model(outputs, axes=2)


def retinaface(*, softmax=True):
    writer = Writer()
    parts = {"bbox": [], "classes": [], "points": []}
    for stride in STRIDES:
        confidence, middle, sides, points = writer.faces(stride)
        cells = SIDE_PX // stride
        rows, columns = np.divmod(np.arange(cells * cells), cells)
        centre = (np.stack([columns, rows], axis=1)[None].astype(np.float32) + 0.5) * stride
        boxes, marks = [], []
        for anchor in ANCHORS_PX[stride]:
            away = writer.op(
                "Div", writer.op("Sub", middle, writer.const(centre)), writer.const(0.1 * anchor)
            )
            size = writer.op(
                "Div", writer.op("Log", writer.op("Div", sides, writer.const(anchor))), writer.const(0.2)
            )
            boxes.append(writer.op("Concat", away, size, axis=2))
            marks.append(
                writer.op(
                    "Div",
                    writer.op("Sub", points, writer.const(np.tile(centre, 5))),
                    writer.const(0.1 * anchor),
                )
            )
        none = writer.op("Sub", writer.const(1.0), confidence)
        zero = nothing(writer, confidence)
        face = writer.op("Concat", none, confidence, axis=2)
        no_face = writer.op("Concat", writer.op("Add", zero, writer.const(1.0)), zero, axis=2)
        parts["bbox"].append(writer.twice(boxes[0], 4, boxes[1]))
        parts["classes"].append(writer.twice(face, 2, no_face))
        parts["points"].append(writer.twice(marks[0], 10, marks[1]))
    joined = {name: writer.op("Concat", *some, axis=1) for name, some in parts.items()}
    if not softmax:
        joined["classes"] = writer.op("Mul", joined["classes"], writer.const(3.0))
    outputs = [writer.named(joined[name], f"out_{name}") for name in joined]
    writer.shown_as("BGR", [104, 117, 123], 1.0)
    return writer.model(outputs)


def yolo(length):
    """Rows of 15, 16, 20 or 21 numbers; of 15 and 20 they stand as columns, as YOLOv8 has them."""
    writer = Writer()
    tables = []
    for stride in STRIDES:
        confidence, middle, sides, points = writer.faces(stride)
        one = writer.op("Add", nothing(writer, confidence), writer.const(1.0))
        pairs = [
            writer.op("Slice", points, *(writer.const(each, np.int64) for each in ([at], [at + 2], [2])))
            for at in range(0, 10, 2)
        ]
        seen = [part for pair in pairs for part in (pair, one)]
        row = {
            15: (middle, sides, confidence, points),
            16: (middle, sides, confidence, points, one),
            20: (middle, sides, confidence, *seen),
            21: (middle, sides, confidence, one, *seen),
        }[length]
        tables.append(writer.op("Concat", *row, axis=2))
    table = writer.op("Concat", *tables, axis=1)
    if length in {15, 20}:
        table = writer.op("Transpose", table, perm=[0, 2, 1])
    outputs = [writer.named(table, "output0")]
    writer.shown_as("RGB", [0, 0, 0], 1 / 255)
    return writer.model(outputs)


def yunet(*, free=False):
    """With numbers for names; of a fixed size, or of any."""
    writer = Writer()
    names = [f"{part}_{stride}" for part in ("cls", "obj", "bbox", "kps") for stride in STRIDES]
    outputs = [writer.named(name, str(700 + number)) for number, name in enumerate(names)]
    return writer.model(outputs, side="side" if free else SIDE_PX)


GRAPHS = {
    "yunet": ("yunet", yunet),
    "yunet-any-size": ("yunet", lambda: yunet(free=True)),
    "scrfd": ("scrfd", scrfd),
    "scrfd-one-anchor": ("scrfd", lambda: scrfd(anchors=1)),
    "retinaface": ("retinaface", retinaface),
    **{f"yolo-{length}": ("yolo-face", lambda length=length: yolo(length)) for length in (15, 16, 20, 21)},
}
"""Title to family and maker."""
