"""What a library loads without need is left out, and is there for everybody else."""

import subprocess
import sys

import pytest

from neopain.vision.left_out import late, left_out


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


def test_what_is_left_for_later_is_loaded_when_it_is_used():
    sys.modules.pop("xml.sax.saxutils", None)
    with late("xml.sax.saxutils"):
        from xml.sax.saxutils import XMLGenerator, escape

        with pytest.raises(ImportError, match="escape was used while"):
            escape("<")
    assert "xml.sax.saxutils" not in sys.modules
    assert escape("<") == "&lt;"
    assert XMLGenerator.startElement
    from xml.sax.saxutils import escape as real

    assert real is not escape


def test_what_is_there_is_not_left_for_later():
    import json.decoder

    with late("json.decoder"):
        from json.decoder import JSONDecoder
    assert JSONDecoder is json.decoder.JSONDecoder


def test_a_whole_package_is_left_for_later_with_what_is_in_it():
    for name in ("xml.sax.saxutils", "xml.sax"):
        sys.modules.pop(name, None)
    with late("xml.sax", "xml.sax.saxutils"):
        import xml.sax
        from xml.sax.saxutils import escape, unescape
    assert "xml.sax" not in sys.modules
    assert escape("<") + unescape("&lt;") == "&lt;<"
    fault = xml.sax.SAXException
    import xml.sax as real

    assert isinstance(real.SAXException("a fault"), fault)
    assert not isinstance(ValueError("a fault"), fault)


def test_a_package_that_loads_when_asked_gets_the_stand_in_and_later_the_real_one():
    script = (
        "import numpy as np\n"
        "from neopain.vision.left_out import left_out\n"
        "with left_out('numpy.f2py'):\n"
        "    import numpy.f2py as empty\n"
        "import numpy.f2py as real\n"
        "print(hasattr(empty, '__file__'), hasattr(real, '__file__'), np.f2py is real)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True"]


BEDSIDE = """
import sys
import numpy as np
from neopain import paths
from neopain.vision.scoring.classifier import load_classifier
classifier = load_classifier(paths.models() / "pain_svm")
late = ["stats", "optimize", "interpolate", "integrate", "spatial", "fft"]
late = {*(f"scipy.{name}" for name in late), "numpy.f2py", "numpy.testing"}
print(sorted(late & sys.modules.keys()))
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_selection import f_classif
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC
values = np.arange(16.0).reshape(8, 2)
labels = np.array([0, 1] * 4)
grid = GridSearchCV(SVC(), {"C": [1.0, 2.0]}, cv=2).fit(values, labels)
print(grid.cv_results_["rank_test_score"].tolist(), "scipy.stats" in sys.modules)
for method in ("sigmoid", "isotonic"):
    model = CalibratedClassifierCV(SVC(), method=method, cv=2).fit(values, labels)
    print(model.predict_proba(values).shape, "scipy.optimize" in sys.modules)
"""


def test_the_bedside_scores_without_statistics_and_who_trains_gets_them():
    done = subprocess.run([sys.executable, "-c", BEDSIDE], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "[1, 1] True", "(8, 2) True", "(8, 2) True"]


def test_the_bedside_does_without_plots():
    script = (
        "import sys; import neopain.vision.finding.face_landmarker; "
        "print(any(name.split('.')[0] in {'matplotlib', 'sounddevice'} for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
