"""Which session somebody means by `latest`, an id, or its beginning."""

from __future__ import annotations

from neopain.core.errors import RecordFault
from neopain.core.sessions import Session
from neopain.core.text import Text
from neopain.store.sqlite.database import Database
from neopain.store.tables import rows

LATEST = "latest"


def find_session(database: Database, text: str) -> Session:
    """As `SessionStore.find`. Raises: RecordFault."""
    wanted = text.strip().lower()
    if wanted == LATEST:
        found = database.execute(f"{rows.SELECT_SESSION} ORDER BY no DESC LIMIT 1")
        if not found:
            raise RecordFault(
                Text(
                    "there is no session in {path} yet; record one with `neopain monitor`", path=database.path
                )
            )
        return rows.session_of(found[0], database.path)
    found = database.execute(
        f"{rows.SELECT_SESSION} WHERE substr(id, 1, ?) = ? ORDER BY no LIMIT 4", [len(wanted), wanted]
    )
    if not wanted or not found:
        raise RecordFault(
            Text(
                "no session id in {path} begins with {text}; `neopain sessions` lists them",
                path=database.path,
                text=repr(text),
            )
        )
    if len(found) > 1:
        some = ", ".join(str(row[0]) for row in found[:3])
        raise RecordFault(
            Text(
                "several session ids begin with {text} ({some}, ...); give more of the id",
                text=repr(text),
                some=some,
            )
        )
    return rows.session_of(found[0], database.path)
