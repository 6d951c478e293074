"""Small files of every published format, written as the toolboxes write them."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from collections import OrderedDict

import h5py
import numpy as np
import scipy.io
from safetensors.numpy import save_file

from neopain_export.networks.layers import Conv, Dense, Lrn, MaxPool, spatial_inputs
from neopain_export.networks.published.caffe_messages import message_class


def hwio(architecture, name, weight):
    """A table weight as MatConvNet and Keras order it: (H, W, I, O)."""
    if weight.ndim == 4:
        return weight.transpose(2, 3, 1, 0)
    spatial = spatial_inputs(architecture)[name]
    c, h, w = spatial if len(spatial) == 3 else (spatial[0], 1, 1)
    return weight.reshape(-1, c, h, w).transpose(2, 3, 1, 0)


# MatConvNet


def matconvnet_layers(architecture, weights, *, old):
    layers = []
    for layer in architecture.layers:
        if isinstance(layer, Conv | Dense):
            item = {"type": "conv", "name": layer.name}
            kernel = hwio(architecture, layer.name, weights[layer.name].weight)
            bias = weights[layer.name].bias[None]
            if old:
                item |= {"filters": kernel, "biases": bias}
            else:
                item["weights"] = [kernel, bias]
            item["stride"] = np.full((1, 2), float(getattr(layer, "stride", 1)))
            item["pad"] = np.full((1, 4), float(getattr(layer, "pad", 0)))
            layers.append(item)
            layers.append({"type": "relu", "name": f"relu{layer.name[4:]}"})
        elif isinstance(layer, MaxPool):
            layers.append(
                {
                    "type": "pool",
                    "name": layer.name,
                    "method": "max",
                    "pool": np.full((1, 2), float(layer.kernel)),
                    "stride": np.full((1, 2), float(layer.stride)),
                    "pad": np.array([[0.0, layer.pad_end, 0.0, layer.pad_end]]),
                }
            )
        elif isinstance(layer, Lrn):
            param = np.array([[layer.size, layer.k, layer.alpha / layer.size, layer.beta]], float)
            layers.append({"type": "normalize", "name": layer.name, "param": param})
    return layers


def cells(items):
    array = np.empty((1, len(items)), object)
    for place, item in enumerate(items):
        array[0, place] = (
            {k: cells(v) if isinstance(v, list) else v for k, v in item.items()}
            if isinstance(item, dict)
            else item
        )
    return array


def write_mat5(path, architecture, weights, *, old=False, mean=None, layers=None):
    layers = layers or matconvnet_layers(architecture, weights, old=old)
    normalization = (
        {} if mean is None else {"averageImage": mean, "imageSize": np.array([[224.0, 224.0, 3.0]])}
    )
    content = {"layers": cells(layers), "classes": {"name": "x"}}
    content |= (
        {"normalization": normalization} if old else {"meta": {"normalization": normalization, "x": 1.0}}
    )
    scipy.io.savemat(path, content, do_compression=True)


def write_dagnn(path, architecture, weights):
    names = [layer.name for layer in architecture.learned]
    layers = [
        {
            "name": name,
            "type": "dagnn.Conv",
            "params": cells([f"{name}_filter", f"{name}_bias"]),
            "block": {"stride": np.ones((1, 2)), "hasBias": 1.0},
        }
        for name in names
    ]
    params = []
    for name in names:
        params.append({"name": f"{name}_filter", "value": hwio(architecture, name, weights[name].weight)})
        params.append({"name": f"{name}_bias", "value": weights[name].bias[:, None]})
    # MATLAB has struct arrays here, which savemat writes from record arrays
    scipy.io.savemat(path, {"net": {"layers": records(layers), "params": records(params)}})


def records(items):
    array = np.empty((1, len(items)), [(key, object) for key in items[0]])
    for place, item in enumerate(items):
        array[0, place] = tuple(item.values())
    return array


def write_mat73(path, architecture, weights, *, mean=None):
    """As MATLAB writes -v7.3: HDF5 behind a block of 512 bytes, axes reversed, cells as references."""
    with h5py.File(path, "w", userblock_size=512) as file:
        refs = file.create_group("#refs#")

        def put(parent, name, value):
            if isinstance(value, dict):
                group = parent.create_group(name)
                group.attrs["MATLAB_class"] = np.bytes_("struct")
                for key, item in value.items():
                    put(group, key, item)
                return group
            if isinstance(value, list):
                pointers = [put(refs, f"r{len(refs)}x{place}", item).ref for place, item in enumerate(value)]
                node = parent.create_dataset(name, data=np.array(pointers, h5py.ref_dtype)[:, None])
                node.attrs["MATLAB_class"] = np.bytes_("cell")
                return node
            if isinstance(value, str):
                node = parent.create_dataset(name, data=np.array([[ord(c)] for c in value], np.uint16))
                node.attrs["MATLAB_class"] = np.bytes_("char")
                return node
            array = np.asarray(value)
            node = parent.create_dataset(name, data=array.T)
            node.attrs["MATLAB_class"] = np.bytes_("single" if array.dtype == np.float32 else "double")
            return node

        put(file, "layers", matconvnet_layers(architecture, weights, old=False))
        if mean is not None:
            put(file, "meta", {"normalization": {"averageImage": mean}})
    with path.open("r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM")


# Caffe


def caffe_blob(array, *, style):
    blob = message_class("BlobProto")()
    flat = np.ascontiguousarray(array, np.float32).ravel()
    if style == "v1":
        shape = (1,) * (4 - array.ndim) + array.shape
        blob.num, blob.channels, blob.height, blob.width = shape
    else:
        blob.shape.dim.extend(array.shape)
    if style == "double":
        blob.double_data.append(flat.astype("<f8").tobytes())
        return blob
    if style == "unpacked":
        # tag of field 5 with wire type 5 before every number
        unpacked = b"".join(b"\x2d" + struct.pack("<f", value) for value in flat)
        blob.MergeFromString(unpacked)
        return blob
    middle = 4 * (flat.size // 3)
    content = flat.tobytes()
    # a packed field may come in several runs
    blob.data.extend([content[:middle], content[middle:]])
    return blob


def write_caffe(path, architecture, weights, *, style="v2"):
    net = message_class("NetParameter")(name="test")
    for layer in architecture.layers:
        item = net.layers.add() if style in {"v0", "v1"} else net.layer.add()
        holder = item.layer if style == "v0" else item
        holder.name = layer.name
        if layer.name in weights:
            blob_style = "v1" if style == "v0" else style
            for array in (weights[layer.name].weight, weights[layer.name].bias):
                holder.blobs.append(caffe_blob(array, style=blob_style))
        if style == "v0":
            continue
        if isinstance(layer, Conv):
            item.convolution_param.num_output = layer.filters
            item.convolution_param.kernel_size.append(layer.kernel)
            item.convolution_param.stride.append(layer.stride)
            item.convolution_param.pad.append(layer.pad)
        if isinstance(layer, Lrn):
            item.lrn_param.local_size, item.lrn_param.k = layer.size, layer.k
            item.lrn_param.alpha, item.lrn_param.beta = layer.alpha, layer.beta
    path.write_bytes(net.SerializeToString())


# Keras

KERAS_NAMES = {"fc6": "fc1", "fc7": "fc2", "fc8": "predictions"}


def keras_name(name):
    return KERAS_NAMES.get(name, f"block{name[4]}_conv{name[6]}" if name[:4] == "conv" else name)


def keras_weight(architecture, name, weight):
    kernel = hwio(architecture, name, weight)
    return kernel if weight.ndim == 4 else kernel.reshape(-1, kernel.shape[-1])


def write_keras_older(path, architecture, weights, *, whole_model=False, naming=keras_name):
    with h5py.File(path, "w") as file:
        root = file.create_group("model_weights") if whole_model else file
        names = [naming(layer.name) for layer in architecture.layers]
        root.attrs["layer_names"] = np.array(names, "S")
        for layer in architecture.layers:
            name = naming(layer.name)
            group = root.create_group(name)
            keys = []
            if layer.name in weights:
                keys = [f"{name}/kernel:0", f"{name}/bias:0"]
                group[keys[0]] = keras_weight(architecture, layer.name, weights[layer.name].weight)
                group[keys[1]] = weights[layer.name].bias
            group.attrs["weight_names"] = np.array(keys, "S")


def write_keras_3(path, architecture, weights, *, with_names=False):
    counts = {}
    with h5py.File(path, "w") as file:
        for layer in architecture.layers:
            kind = {Conv: "conv2d", Dense: "dense"}.get(type(layer), "max_pooling2d")
            number = counts[kind] = counts.get(kind, -1) + 1
            group = file.create_group(f"layers/{kind}_{number}" if number else f"layers/{kind}")
            values = group.create_group("vars")
            if with_names:
                values.attrs["name"] = keras_name(layer.name)
            if layer.name in weights:
                values["0"] = keras_weight(architecture, layer.name, weights[layer.name].weight)
                values["1"] = weights[layer.name].bias


# PyTorch


def torchvision_names(architecture):
    """features.N and classifier.N as in a torchvision VGG: conv, relu, pool; linear, relu, dropout."""
    names, place, dense = {}, 0, 0
    for layer in architecture.layers:
        if isinstance(layer, Dense):
            names[layer.name] = f"classifier.{dense}"
            dense += 3
        else:
            names[layer.name] = f"features.{place}"
            place += 2 if isinstance(layer, Conv) else 1
    return names


def state_dict(weights, names=None):
    tensors = {}
    for name, layer in weights.items():
        own = names[name] if names else name
        tensors |= {f"{own}.weight": layer.weight, f"{own}.bias": layer.bias}
    return tensors


def write_safetensors(path, tensors):
    save_file({name: np.ascontiguousarray(value) for name, value in tensors.items()}, path)


class _Global:
    """Pickles as a reference to `module.name`, or as a call of it."""

    def __init__(self, module, name, arguments=None):
        self.module, self.name, self.arguments = module, name, arguments


class _Storage:
    def __init__(self, key, size):
        self.key, self.size = key, size


class _TorchPickler(pickle._Pickler):
    """Writes the opcodes that torch.save writes, without torch."""

    dispatch = pickle._Pickler.dispatch.copy()
    legacy = False

    def persistent_id(self, obj):
        if isinstance(obj, _Storage):
            pid = ("storage", _Global("torch", "FloatStorage"), obj.key, "cpu", obj.size)
            return (*pid, None) if self.legacy else pid
        return None

    def save_global_name(self, obj):
        self.write(pickle.GLOBAL + f"{obj.module}\n{obj.name}\n".encode())
        if obj.arguments is not None:
            self.save(obj.arguments)
            self.write(pickle.REDUCE)

    dispatch[_Global] = save_global_name


def _torch_object(tensors):
    loaded, contents = OrderedDict(), []
    for key, (name, value) in enumerate(tensors.items()):
        contents.append(np.ascontiguousarray(value, np.float32))
        strides = tuple(step // 4 for step in contents[-1].strides)
        arguments = (_Storage(str(key), value.size), 0, value.shape, strides, False, OrderedDict())
        loaded[name] = _Global("torch._utils", "_rebuild_tensor_v2", arguments)
    return loaded, contents


def _dumped(obj, *, legacy=False):
    buffer = io.BytesIO()
    pickler = _TorchPickler(buffer, 2)
    pickler.legacy = legacy
    pickler.dump(obj)
    return buffer.getvalue()


def write_torch_zip(path, tensors, *, extra=None):
    loaded, contents = _torch_object(tensors)
    if extra is not None:
        loaded["extra"] = extra
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("net/data.pkl", _dumped(loaded))
        archive.writestr("net/byteorder", "little")
        for key, content in enumerate(contents):
            archive.writestr(f"net/data/{key}", content.tobytes())
        archive.writestr("net/version", "3\n")


def write_torch_legacy(path, tensors):
    loaded, contents = _torch_object(tensors)
    facts = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}
    with path.open("wb") as file:
        for item in (0x1950A86A20F9469CFC6C, 1001, facts, loaded, [str(key) for key in range(len(contents))]):
            file.write(_dumped(item, legacy=True))
        for content in contents:
            file.write(struct.pack("<q", content.size) + content.tobytes())


def foreign_global(module, name, arguments=()):
    """Something that a hostile checkpoint would call."""
    return _Global(module, name, arguments)
