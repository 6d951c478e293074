"""What stands beside the scores, second by second, as the record tells it."""

from __future__ import annotations

import numpy as np
import pytest

from neopain.core.errors import RecordFault
from neopain.core.facial_actions import ActionStrength, FacialAction, FacialActions
from neopain.core.interval import Interval
from neopain.core.readings import Quality, Reading
from neopain.core.watch.sign_seconds import ACTIONS
from neopain.store.sessions import SessionStore
from tests.fakes import unscored
from tests.recorded.records import a_session

BEGAN = 500.25
SESSION = a_session("1aaaaaaa-1111-4111-8111-111111111111", started_at=BEGAN)


def seen(at: float, brow: float, intensity: float, low: float, high: float) -> Reading:
    actions = FacialActions.of({FacialAction.BROW_BULGE: ActionStrength(brow, 0.9)})
    return Reading(
        0, at, Quality.OK, None, 4.0, 4.0, interval=Interval(low, high), intensity=intensity, actions=actions
    )


@pytest.fixture
def store(tmp_path):
    with SessionStore(tmp_path) as opened:
        opened.begin(SESSION)
        opened.append(
            SESSION.id,
            [
                seen(BEGAN + 0.1, 0.2, 2.0, 3.0, 5.0),
                seen(BEGAN + 0.9, 0.6, 4.0, 2.0, 4.5),
                unscored(BEGAN + 1.5),
                seen(BEGAN + 4.0, 1.0, 9.0, 3.5, 6.0),
            ],
            (),
        )
        yield opened


def test_each_second_with_a_reading_has_a_row_and_none_is_never_zero(store):
    beside = store.signs.seconds(SESSION.id, since=BEGAN, until=BEGAN + 100.0)
    signs, brow = beside.signs, ACTIONS.index(FacialAction.BROW_BULGE)
    assert signs.times.tolist() == [BEGAN, BEGAN + 1.0, BEGAN + 4.0]
    np.testing.assert_allclose(signs.strengths[:, brow], [0.4, np.nan, 1.0], atol=1e-6)
    np.testing.assert_allclose(signs.confidences[:, brow], [0.9, np.nan, 0.9], atol=1e-6)
    assert np.isnan(np.delete(signs.strengths, brow, axis=1)).all()
    np.testing.assert_allclose(signs.intensity, [3.0, np.nan, 9.0])
    np.testing.assert_allclose(beside.low, [2.0, np.nan, 3.5])
    np.testing.assert_allclose(beside.high, [5.0, np.nan, 6.0])


def test_only_the_stretch_that_was_asked_for(store):
    rows = store.signs.seconds(SESSION.id, since=BEGAN + 1.0, until=BEGAN + 4.0)
    assert rows.signs.times.tolist() == [BEGAN + 1.0]
    assert len(store.signs.seconds(SESSION.id, since=BEGAN + 50.0, until=BEGAN + 60.0).low) == 0


def test_a_session_that_is_not_there_is_named(store):
    with pytest.raises(RecordFault, match="no session nobody"):
        store.signs.seconds("nobody", since=0.0, until=1.0)


def test_each_action_of_a_reading_is_read_back_as_it_was_written(store):
    """By its own name, strength and confidence, also where another reading has the same."""
    each = {action: ActionStrength(n / 10, 1.0 - n / 50) for n, action in enumerate(FacialAction, 1)}
    each[FacialAction.OPEN_LIPS] = None
    whole = Reading(9, BEGAN + 6.0, Quality.OK, None, 4.0, 4.0, actions=FacialActions.of(each))
    store.append(SESSION.id, [whole], ())
    brows = [FacialActions(brow_bulge=ActionStrength(strength, 0.9)) for strength in (0.2, 0.6, 1.0)]
    found = [one.actions for one in store.readings(SESSION.id)]
    assert found == [*brows[:2], None, brows[2], whole.actions]
