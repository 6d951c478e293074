"""What a library loads without need is left out, and is there for everybody else."""

import subprocess
import sys

import pytest

from neopain.vision.finding.left_out import left_out


def test_an_import_gives_an_empty_module_and_later_the_real_one():
    assert "wsgiref.headers" not in sys.modules
    with left_out("wsgiref", "wsgiref.headers"):
        import wsgiref.headers as empty

        with pytest.raises(ImportError, match=r"wsgiref.headers.Headers: wsgiref.headers was left out"):
            _ = empty.Headers
    import wsgiref.headers as real

    assert real.Headers
    assert real is not empty


def test_what_is_there_stays():
    import json.decoder

    with left_out("json", "json.decoder"):
        import json.decoder as again
    assert again is json.decoder


def test_a_fault_inside_leaves_nothing_behind():
    with pytest.raises(RuntimeError), left_out("no_such_module_at_all"):
        raise RuntimeError
    assert "no_such_module_at_all" not in sys.modules


def test_the_bedside_does_without_plots():
    script = (
        "import sys; import neopain.vision.finding.face_landmarker; "
        "print(any(name.split('.')[0] in {'matplotlib', 'sounddevice'} for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
