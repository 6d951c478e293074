"""The window's own modules load no model; the rest of the law is in tests/unit/bedside/test_light_start.py."""

from tests.unit.bedside.test_light_start import HEAVY, loaded_by


def test_the_window_itself_loads_no_library_for_models():
    found = loaded_by("neopain.ui.window_app")
    assert {"neopain", "PySide6"} <= found
    assert not found & HEAVY
