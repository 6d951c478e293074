from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.errors import ProgramFault
from neopain_export.manifest_text import manifest_text

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PLAIN = st.one_of(
    TEXT,
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, VALUES, max_size=4))
def test_what_is_written_is_read_back(values):
    assert tomllib.loads(manifest_text(values)) == values


def test_a_list_of_tables_keeps_its_texts():
    text = manifest_text(
        {"layout": [{"name": "lbp", "size": 59}, {"name": 'q"\n', "size": 2}], "x": (1, 2.5)}
    )
    assert text.endswith("\n")
    assert tomllib.loads(text)["layout"][1] == {"name": 'q"\n', "size": 2}


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), b"x", {1, 2}, object()])
def test_what_toml_cannot_say_is_our_fault(value):
    with pytest.raises(ProgramFault, match=r"manifest\.result\.auc"):
        manifest_text({"result": {"auc": value}})
