import os
import signal
import time

import numpy as np
import pytest

from neopain.core.errors import ModelFault, ProgramFault, SettingFault
from neopain.vision.models.manifest import read_trusted
from neopain_export.limited import in_child
from neopain_export.networks.architectures import ARCHITECTURES
from neopain_export.networks.layers import narrowed
from neopain_export.networks.network_import import ImportRequest, import_network
from tests.unit.export.networks import published_files as write
from tests.unit.export.networks.random_weights import random_weights

pytestmark = pytest.mark.slow


def twice(value):
    return value * 2


def refuse(value):
    raise SettingFault(f"not {value}")


def fail():
    return 1 / 0


def never_end():
    while True:
        time.sleep(60)


def die():
    os.kill(os.getpid(), signal.SIGSEGV)


def ask_for_memory():
    return np.ones(4 << 30, np.uint8).sum()


def test_what_it_makes_comes_back():
    assert in_child(twice, "ab", what="a file") == "abab"


def test_a_refusal_comes_back_as_it_was():
    with pytest.raises(SettingFault, match="not 3"):
        in_child(refuse, 3, what="a file")


def test_an_import_runs_in_it_and_gives_back_what_it_made(tmp_path):
    table = narrowed(ARCHITECTURES["vgg-f"], 1 / 64)
    write.write_caffe(tmp_path / "x.caffemodel", table, random_weights(table))
    request = ImportRequest(file=tmp_path / "x.caffemodel", folder=tmp_path / "out", name="x")
    made = in_child(import_network, request, table, what="x")
    assert made.manifest == read_trusted(tmp_path / "out")[0]


def test_our_own_fault_is_told_as_one():
    with pytest.raises(ProgramFault, match="a file: ZeroDivisionError"):
        in_child(fail, what="a file")


def test_what_never_ends_is_ended():
    with pytest.raises(ModelFault, match="a file: expected to be opened and run within 3 s"):
        in_child(never_end, what="a file", time_s=3)


@pytest.mark.parametrize("task", [die, ask_for_memory])
def test_a_broken_process_is_told(task):
    with pytest.raises(ModelFault, match="a file: the process that opened it ended"):
        in_child(task, what="a file", memory_bytes=2 << 30)
