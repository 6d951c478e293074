"""Which stay a person means."""

from __future__ import annotations

from pathlib import Path

from neopain.bedside.exports.content import stay_id_of
from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.sessions import SessionStore

HERE = "here"
"""Whoever is admitted now."""


def stay_named(data: Path, which: str) -> str:
    """The id of the stay with this id, its beginning or this code, or `here`. Raises: RecordFault."""
    with SessionStore(data) as store:
        if which == HERE:
            admission = store.admissions.current()
            if admission is None:
                raise RecordFault(Text("nobody is admitted here; name the stay, see `neopain stay list`"))
            return admission.id
        found = stay_id_of(store, which) or next(
            (one.id for one in store.admissions.numbered().values() if which and one.id.startswith(which)),
            None,
        )
    if found is None:
        raise RecordFault(
            Text("no stay is called {which}; `neopain stay list` lists them", which=repr(which))
        )
    return found
