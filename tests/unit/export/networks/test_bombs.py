"""Small files that would unfold to all memory, and files that lead to other files."""

from __future__ import annotations

import io
import pickle
import struct
import tracemalloc
import zipfile
import zlib

import h5py
import numpy as np
import pytest

from neopain.core.errors import ModelFault
from neopain_export.networks.mean_file import read_mean
from neopain_export.networks.published.reading import read_published
from neopain_export.networks.published.unfolding import allowed_bytes

MANY = 200 << 20
"""More than a small file may unfold to."""


def refused(path, told):
    tracemalloc.start()
    try:
        with pytest.raises(ModelFault, match=told):
            read_published(path)
        assert tracemalloc.get_traced_memory()[1] < 100e6
    finally:
        tracemalloc.stop()


def zeros_member(archive, name, size):
    with archive.open(name, "w", force_zip64=True) as member:
        for _ in range(size >> 20):
            member.write(bytes(1 << 20))


@pytest.mark.parametrize("name", ["archive/data.pkl", "archive/data/0", "archive/nobody/asks"])
def test_a_zip_bomb_is_refused(tmp_path, name):
    path = tmp_path / "x.pth"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if name != "archive/data.pkl":
            archive.writestr("archive/data.pkl", pickle.dumps({}))
        zeros_member(archive, name, MANY)
    assert path.stat().st_size < 1 << 20
    refused(path, "unfold to")


def test_many_small_members_count_together(tmp_path):
    path = tmp_path / "x.pth"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({}))
        for place in range(100):
            zeros_member(archive, f"archive/data/{place}", 2 << 20)
    refused(path, "unfold to")


def test_a_matlab_bomb_is_refused(tmp_path):
    path = tmp_path / "x.mat"
    packed = zlib.compress(bytes(MANY), 9)
    for order, mark in (("<", b"IM"), (">", b"MI")):
        head = b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack(f"{order}H", 0x0100) + mark
        path.write_bytes(head + struct.pack(f"{order}II", 15, len(packed)) + packed)
        refused(path, "unfold to")


def test_an_hdf5_bomb_is_refused(tmp_path):
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [b"conv1"]
        group = file.create_group("conv1")
        group.attrs["weight_names"] = [b"kernel"]
        group.create_dataset("kernel", (1 << 28,), "f4", chunks=(1 << 20,), compression="gzip", fillvalue=1)
    assert path.stat().st_size < 1 << 20
    refused(path, "unfold to")


def hdf5_with(path, put):
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [b"conv1"]
        group = file.create_group("conv1")
        group.attrs["weight_names"] = [b"kernel"]
        put(file, group)


def external_link(file, group):
    group["kernel"] = h5py.ExternalLink("other.h5", "/secret")


def soft_link(file, group):
    group["kernel"] = h5py.SoftLink("/conv1/kernel")


def link_to_a_group(file, group):
    file["conv2"] = h5py.ExternalLink("other.h5", "/")


def raw_storage(file, group):
    group.create_dataset("kernel", (4,), "f4", external=[("raw.bin", 0, 16)])


def virtual_view(file, group):
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "secret", (4,))
    group.create_virtual_dataset("kernel", layout)


@pytest.mark.parametrize("put", [external_link, soft_link, link_to_a_group, raw_storage, virtual_view])
@pytest.mark.parametrize("matlab", [False, True])
def test_hdf5_that_leads_to_another_file_is_refused(tmp_path, monkeypatch, put, matlab):
    monkeypatch.chdir(tmp_path)
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["secret"] = np.ones(4, np.float32)
    (tmp_path / "raw.bin").write_bytes(np.ones(4, np.float32).tobytes())
    path = tmp_path / "x.h5"
    hdf5_with(path, put)
    if matlab:
        with h5py.File(tmp_path / "m.h5", "w", userblock_size=512) as file:
            put(file, file.create_group("net"))
        path = tmp_path / "m.h5"
        with path.open("r+b") as file:
            file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")
    refused(path, "in this one file")


def test_hdf5_groups_in_a_circle_come_to_an_end(tmp_path):
    path = tmp_path / "x.h5"

    def circle(file, group):
        group["again"] = group
        group["kernel"] = np.ones((3, 3), np.float32)

    hdf5_with(path, circle)
    assert set(read_published(path).layers) == {"conv1"}


def the_same_name_again(group):
    group.attrs["weight_names"] = np.array([b"kernel"] * 5000)


def other_spellings_of_one_name(group):
    group.attrs["weight_names"] = np.array([b"./" * each + b"kernel" for each in range(80)])


def many_names_for_one_array(group):
    for each in range(80):
        group[f"k{each}"] = group["kernel"]


@pytest.mark.parametrize("name", [the_same_name_again, other_spellings_of_one_name, many_names_for_one_array])
def test_one_array_under_many_names_is_refused(tmp_path, name):
    def put(file, group):
        group["kernel"] = np.ones((512, 512), np.float32)
        name(group)

    path = tmp_path / "x.h5"
    hdf5_with(path, put)
    refused(path, "unfold to")


def test_groups_that_lead_to_one_another_by_two_ways_are_walked_once(tmp_path):
    path = tmp_path / "x.weights.h5"
    with h5py.File(path, "w") as file:
        last = file.create_group("layers")
        for _ in range(40):
            one = last.create_group("one")
            last["two"] = one
            last = one
        last["conv1/vars/0"] = np.ones((3, 3), np.float32)
    assert set(read_published(path).layers) == {"conv1"}


def torch_zip(path, pickled):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickled)
        archive.writestr("archive/data/0", bytes(4))


@pytest.mark.parametrize(
    "pickled",
    [
        b"\x80\x02Nr\xff\xff\xff\x7f.",
        b"\x80\x02Nr\xff\xff\xff\xff.",
        b"\x80\x02" + b"(" * 100_000 + b".",
        b"\x80\x04\x96" + struct.pack("<Q", 1 << 40) + b".",
        b"\x80\x02cos\nsystem\n.",
        b"(S'x'\nios\nsystem\n.",
        b"\x80\x02\x8b\xff\xff\xff\x7f.",
    ],
)
def test_a_checkpoints_pickle_asks_for_no_more_than_it_is_worth(tmp_path, pickled):
    path = tmp_path / "x.pth"
    torch_zip(path, pickled)
    refused(path, "expected a")


def test_a_tensor_that_repeats_one_number_is_refused(tmp_path):
    path = tmp_path / "x.pth"
    tensor = (
        b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\n"
        b"X\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x01tQK\x00(J\x00\x00\x00\x40J\x00\x00\x00\x40t(K\x00K\x00t"
        b"\x89ccollections\nOrderedDict\n)RtR"
    )
    torch_zip(path, b"\x80\x02}X\x08\x00\x00\x00a.weight" + tensor + b"s.")
    refused(path, "outside its storage")


def test_an_array_that_says_more_than_it_holds_is_refused(tmp_path):
    path = tmp_path / "mean.npy"
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        stream, {"descr": "<f8", "fortran_order": False, "shape": (1 << 40,)}
    )
    path.write_bytes(stream.getvalue() + bytes(24))
    with pytest.raises(ModelFault, match=r"in a file of \d+ bytes"):
        read_mean(path, "RGB")
    np.save(path, np.array([1.0, 2.0, 3.0]))
    assert read_mean(path, "RGB").tolist() == [1, 2, 3]


def test_an_array_of_objects_is_refused(tmp_path):
    path = tmp_path / "mean.npy"
    np.save(path, np.array([None], object), allow_pickle=True)
    with pytest.raises(ModelFault, match="mean"):
        read_mean(path, "RGB")


def test_what_may_unfold_grows_with_the_file():
    assert allowed_bytes(0) == 64 << 20
    assert allowed_bytes(4 << 20) == 200 << 20
    assert allowed_bytes(550 << 20) == 4 << 30
