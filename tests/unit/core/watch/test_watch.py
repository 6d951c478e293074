from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.signals import Priority, Suspension
from neopain.core.errors import SettingFault
from neopain.core.readings import Reading, Reason
from neopain.core.score.pain_state import PainState
from neopain.core.score.presets import DEFAULT_PRESET, PRESETS, with_limits
from neopain.core.sessions import LogEntry, LogKind, SourceState, SourceStatus
from neopain.core.watch.source_health import REFUSAL_CAUSES
from neopain.core.watch.watch import MAX_CARE_S, BedsideWatch
from tests.fakes import raw_reading

START = datetime(2026, 1, 1, tzinfo=UTC)


class Bed:
    """A watch with a camera that gives what it is told, and a tick ten times a second."""

    def __init__(
        self, fps: int = 10, latency_s: float = 0.1, source: SourceState = SourceState.LIVE, **arguments
    ) -> None:
        self.watch = BedsideWatch(**arguments)
        self.fps, self.latency_s = fps, latency_s
        self.now = 0.0
        self.ticks = self.frames = 0
        self.log: list[LogEntry] = []
        self.readings: list[Reading] = []
        self.take(self.watch.on_source(SourceStatus(source, 0.0)))

    def take(self, entries) -> None:
        self.log.extend(entries)

    def run(self, until: float, raw: float | Reason | None) -> None:
        """Until second `until`: a raw score, a reason, or no readings at all."""
        while self.ticks / 10 < until - 1e-9:
            self.ticks += 1
            self.now = self.ticks / 10
            while (self.frames + 1) / self.fps + self.latency_s <= self.now + 1e-9:
                self.frames += 1
                if raw is not None:
                    self.read(self.frames / self.fps, raw)
            self.take(self.watch.on_tick(self.now, START + timedelta(seconds=self.now)))

    def read(self, at: float, raw: float | Reason) -> None:
        reading, entries = self.watch.on_reading(raw_reading(at, raw, self.frames, self.latency_s))
        self.take(entries)
        if reading is not None:
            self.readings.append(reading)

    def alarms(self, condition: str | None = None) -> list[tuple[float, str, str]]:
        """Time, change and condition of each alarm line."""
        lines = [
            (e.at, e.code, str(dict(e.detail)["condition"])) for e in self.log if e.kind is LogKind.ALARM
        ]
        return [line for line in lines if condition is None or line[2] == condition]

    def codes(self, kind: LogKind) -> list[str]:
        return [entry.code for entry in self.log if entry.kind is kind]

    def shown(self):
        return self.watch.snapshot(self.now)


def lanced(**arguments) -> Bed:
    bed = Bed(**arguments)
    bed.run(30.0, 1.0)
    bed.run(48.0, 9.0)
    return bed


@pytest.mark.clause("B4", "B1")
def test_a_heel_lance_is_alerted_in_time_and_rest_is_not() -> None:
    bed = lanced()
    assert [(change, condition) for _, change, condition in bed.alarms()] == [
        ("raised", "pain"),
        ("escalated", "pain"),
    ]
    raised_at, escalated_at = (at for at, _, _ in bed.alarms())
    assert raised_at > 30.0
    assert escalated_at - 30.0 <= DEFAULT_PRESET.delay.total_s <= 15.0
    shown = bed.shown()
    assert shown.alarms.highest is Priority.MEDIUM
    assert shown.alarms.sound is not None
    assert shown.state is PainState.SUSTAINED_PAIN
    assert shown.smoothed is not None
    bed.run(70.0, 1.0)
    assert [change for _, change, _ in bed.alarms()] == ["raised", "escalated", "deescalated", "cleared"]
    assert bed.shown().state is PainState.NO_SIGNS_SEEN
    assert len(bed.shown().alarms.unseen) == 1


@pytest.mark.clause("B5")
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
@pytest.mark.parametrize("latency_s", [0.05, 0.5])
def test_the_disclosed_delay_is_kept_from_the_frame_to_the_signal(preset, latency_s: float) -> None:
    bed = Bed(fps=5, latency_s=latency_s, preset=preset)
    bed.run(20.0, 0.0)
    bed.run(40.0, preset.upper_limit + 2.0)
    signalled_at = next(at for at, change, _ in bed.alarms() if change == "escalated")
    assert signalled_at - 20.0 <= bed.shown().delay.total_s
    assert bed.shown().delay_text == preset.delay.text


@pytest.mark.clause("B1")
def test_a_yawn_is_no_alarm() -> None:
    bed = Bed()
    bed.run(20.0, 1.0)
    bed.run(22.9, 10.0)
    bed.run(60.0, 1.0)
    assert bed.alarms() == []


@pytest.mark.clause("A9")
def test_the_same_course_gives_the_same_alarms_at_any_rate() -> None:
    courses = []
    for fps in (5, 15):
        bed = lanced(fps=fps)
        bed.run(60.0, Reason.FACE_NOT_FOUND)
        bed.run(200.0, Reason.TURNED_AWAY)
        bed.run(230.0, 1.0)
        bed.run(260.0, Reason.MODEL_FAULT)
        bed.run(280.0, 9.0)
        bed.run(300.0, None)
        courses.append(bed.alarms())
    for other in courses[1:]:
        assert [line[1:] for line in other] == [line[1:] for line in courses[0]]
        assert all(abs(a[0] - b[0]) <= 0.5 for a, b in zip(courses[0], other, strict=True))
    assert len(courses[0]) >= 10


def test_a_short_loss_of_the_face_does_not_end_the_alarm() -> None:
    bed = lanced()
    bed.run(52.0, Reason.OCCLUDED)
    assert bed.shown().state is PainState.CANNOT_ASSESS
    assert (bed.shown().smoothed, bed.shown().reason_words) == (None, "FACE COVERED")
    assert bed.shown().alarms.highest is Priority.MEDIUM
    bed.run(60.0, 9.0)
    assert [change for _, change, _ in bed.alarms()] == ["raised", "escalated"]


@pytest.mark.clause("A8")
def test_a_long_loss_hands_the_alarm_over_to_the_technical_one() -> None:
    bed = lanced()
    bed.run(80.0, Reason.FACE_NOT_FOUND)
    assert [line[1:] for line in bed.alarms()][2:] == [("raised", "cannot_assess")]
    pain, view = bed.shown().alarms.messages
    assert pain.priority is Priority.MEDIUM
    assert view.text.startswith("! FACE NOT VISIBLE (")
    bed.run(170.0, Reason.FACE_NOT_FOUND)
    assert [line[1:] for line in bed.alarms()][3:] == [("escalated", "cannot_assess"), ("cleared", "pain")]
    assert "handed_over" in bed.codes(LogKind.STATE)
    assert bed.shown().alarms.messages[0].text == "!! FACE NOT VISIBLE (2:02)"
    assert bed.shown().alarms.unseen[0].priority is Priority.MEDIUM


@pytest.mark.clause("A8")
def test_silence_is_an_alarm() -> None:
    bed = Bed()
    bed.run(10.0, 1.0)
    bed.run(16.0, None)
    assert [line[1:] for line in bed.alarms()] == [("raised", "no_readings")]
    assert bed.alarms()[0][0] == pytest.approx(15.0, abs=0.2)
    assert bed.shown().reason_words == "NO CURRENT SCORE"
    bed.run(18.0, 1.0)
    assert bed.alarms("no_readings")[-1][1] == "cleared"
    assert bed.alarms("cannot_assess") == []


def test_the_first_reading_may_take_a_while_but_not_for_ever() -> None:
    bed = Bed()
    bed.run(14.8, None)
    assert bed.alarms() == []
    assert bed.shown().reason_words == "WAITING FOR THE FIRST SCORE"
    bed.run(15.2, None)
    assert [line[1:] for line in bed.alarms()] == [("raised", "no_readings")]


@pytest.mark.clause("A8")
@pytest.mark.parametrize(
    ("state", "condition", "within_s"),
    [
        (SourceState.RECONNECTING, "camera_lost", 5.0),
        (SourceState.FAILED, "camera_lost", 5.0),
        (SourceState.CONNECTING, "camera_lost", 5.0),
        (SourceState.STALE, "picture_stale", 2.0),
        (SourceState.ENDED, "source_ended", 0.0),
    ],
)
def test_what_the_source_says_becomes_a_technical_alarm(state, condition: str, within_s: float) -> None:
    bed = Bed()
    bed.run(10.0, 1.0)
    bed.take(bed.watch.on_source(SourceStatus(state, 10.0, "unplugged")))
    bed.run(10.1 + within_s, Reason.NO_PICTURE)
    assert (condition, "raised") in [(line[2], line[1]) for line in bed.alarms()]
    bed.run(60.0, Reason.NO_PICTURE)
    assert bed.alarms("cannot_assess") == []
    bed.take(bed.watch.on_source(SourceStatus(SourceState.LIVE, 60.0)))
    assert bed.alarms(condition)[-1][1] == "cleared"
    assert bed.codes(LogKind.SOURCE) == ["live", state.value, "live"]


@pytest.mark.clause("A8")
@pytest.mark.parametrize("cause", sorted(REFUSAL_CAUSES))
@pytest.mark.parametrize("seen_before", [False, True])
def test_a_refused_login_is_not_a_lost_camera(cause: str, seen_before: bool) -> None:
    bed = Bed()
    if seen_before:
        bed.run(10.0, 1.0)
    else:
        bed = Bed(source=SourceState.CONNECTING)
    at = bed.now
    bed.take(bed.watch.on_source(SourceStatus(SourceState.RECONNECTING, at, "refuses the login", cause)))
    bed.run(at + 20.0, None if not seen_before else Reason.NO_PICTURE)
    bed.take(bed.watch.on_source(SourceStatus(SourceState.FAILED, at + 20.0, "refuses the login", cause)))
    bed.run(at + 60.0, Reason.NO_PICTURE)
    assert bed.alarms("camera_refused")[0][1] == "raised"
    assert bed.alarms("camera_lost") == []
    assert "LOGIN REFUSED" in bed.shown().alarms.messages[0].text


def test_a_camera_that_was_never_seen_is_not_called_lost() -> None:
    bed = Bed(source=SourceState.CONNECTING)
    for at, state in ((1.0, SourceState.RECONNECTING), (30.0, SourceState.FAILED)):
        bed.run(at, Reason.NO_PICTURE)
        bed.take(bed.watch.on_source(SourceStatus(state, at, "does not answer")))
        bed.run(at + 10.0, Reason.NO_PICTURE)
        assert bed.shown().alarms.messages[0].text.startswith("!! CAMERA NOT CONNECTED")


@pytest.mark.clause("A8", "A4")
@settings(max_examples=12, deadline=None)
@given(
    loss=st.lists(
        st.tuples(
            st.sampled_from([SourceState.STALE, SourceState.RECONNECTING, SourceState.FAILED]),
            st.sampled_from([0.5, 3.0, 20.0, 150.0]),
        ),
        min_size=1,
        max_size=3,
    ),
    first_after_s=st.sampled_from([0.2, 2.0, 4.0]),
    hidden_s=st.sampled_from([0.0, 15.0, 100.0]),
)
@example(loss=[(SourceState.RECONNECTING, 150.0)], first_after_s=4.0, hidden_s=100.0)
def test_a_camera_that_returns_raises_nothing_new(loss, first_after_s, hidden_s) -> None:
    """Whatever was told before: from the return on alarms only end, as long as scores come."""
    bed = Bed(fps=5)
    bed.run(10.0, 1.0)
    bed.run(10.0 + hidden_s, Reason.TURNED_AWAY)
    for state, lasts_s in loss:
        bed.take(bed.watch.on_source(SourceStatus(state, bed.now)))
        bed.run(bed.now + lasts_s, Reason.NO_PICTURE)
    back_at = bed.now
    bed.take(bed.watch.on_source(SourceStatus(SourceState.LIVE, back_at)))
    bed.run(back_at + first_after_s, Reason.NO_PICTURE)
    bed.run(back_at + 40.0, 1.0)
    assert [line for line in bed.alarms() if line[0] >= back_at and line[1] != "cleared"] == []
    assert bed.shown().alarms.messages == ()


def test_a_face_that_stays_away_after_the_cameras_return_is_told_in_its_own_time() -> None:
    bed = Bed(fps=5)
    bed.run(10.0, 1.0)
    bed.take(bed.watch.on_source(SourceStatus(SourceState.RECONNECTING, 10.0)))
    bed.run(300.0, Reason.NO_PICTURE)
    bed.take(bed.watch.on_source(SourceStatus(SourceState.LIVE, 300.0)))
    bed.run(500.0, Reason.FACE_NOT_FOUND)
    times = [at for at, change, _ in bed.alarms("cannot_assess") if change in {"raised", "escalated"}]
    assert times == [pytest.approx(320.0, abs=0.3), pytest.approx(420.0, abs=0.3)]


def test_a_stopped_source_is_expected_to_be_silent() -> None:
    bed = Bed()
    bed.run(10.0, 1.0)
    bed.take(bed.watch.on_source(SourceStatus(SourceState.STOPPED, 10.0)))
    bed.run(200.0, None)
    assert bed.alarms() == []


def test_the_same_state_again_is_no_news() -> None:
    bed = Bed()
    bed.take(bed.watch.on_source(SourceStatus(SourceState.LIVE, 1.0, "other words")))
    assert bed.codes(LogKind.SOURCE) == ["live"]
    assert bed.shown().source_state is SourceState.LIVE


@pytest.mark.clause("A8", "B9")
def test_a_frozen_picture_has_no_score_though_the_model_gives_one() -> None:
    bed = Bed()
    bed.run(10.0, 1.0)
    bed.take(bed.watch.on_fact(ConditionId.PICTURE_FROZEN, True, bed.now))
    bed.run(18.0, 1.0)
    shown = bed.shown()
    assert (shown.smoothed, shown.state) == (None, PainState.CANNOT_ASSESS)
    assert shown.reason is bed.readings[-1].reason is Reason.PICTURE_FROZEN
    assert bed.readings[-1].raw is None
    assert shown.reason_words == "PICTURE FROZEN"
    assert [line[1:] for line in bed.alarms()] == [("raised", "picture_frozen")]
    bed.take(bed.watch.on_fact(ConditionId.PICTURE_FROZEN, False, bed.now))
    bed.run(20.0, 1.0)
    assert bed.shown().smoothed is not None
    assert bed.alarms()[-1][1] == "cleared"


@pytest.mark.clause("A8")
def test_facts_from_outside_become_alarms_and_foreign_ones_are_refused() -> None:
    bed = Bed()
    bed.take(bed.watch.on_fact(ConditionId.DISK_LOW, True, 1.0))
    assert [line[1:] for line in bed.alarms()] == [("raised", "disk_low")]
    bed.take(bed.watch.on_fact(ConditionId.MODEL_FAULT, True, 1.0))
    bed.run(5.0, 1.0)
    assert bed.alarms("model_fault")[0][1] == "raised"
    before = bed.alarms()
    for foreign in (ConditionId.PAIN, "fire"):
        (line,) = bed.watch.on_fact(foreign, True, 6.0)
        assert line.code == "refused"
        assert foreign in line.text
    bed.run(30.0, 1.0)
    assert bed.alarms() == before


@pytest.mark.clause("A8", "A10")
def test_a_clock_step_is_logged_latched_and_moves_no_alarm() -> None:
    bed = Bed()
    bed.run(10.0, 1.0)
    bed.take(bed.watch.on_tick(10.1, START + timedelta(seconds=3610.1)))
    assert bed.codes(LogKind.CLOCK) == ["clock_step"]
    assert [line[1:] for line in bed.alarms()] == [("raised", "clock_step")]
    assert bed.shown().alarms.messages[0].condition_id == ConditionId.CLOCK_STEP


@pytest.mark.clause("A8", "F6")
def test_a_stall_is_told_and_not_taken_for_a_dead_camera() -> None:
    bed = Bed()
    bed.run(10.0, 1.0)
    bed.take(bed.watch.on_tick(70.0, START + timedelta(seconds=70.0)))
    assert bed.codes(LogKind.CLOCK) == ["stalled"]
    assert ("raised", "monitor_stalled") in [line[1:] for line in bed.alarms()]
    assert bed.alarms("no_readings") == []
    assert bed.watch.snapshot(70.0).state is PainState.CANNOT_ASSESS


@pytest.mark.clause("A12")
def test_state_words_go_to_the_log_with_the_limits_in_force() -> None:
    bed = lanced()
    assert bed.codes(LogKind.STATE) == ["no_signs_seen", "ambiguous", "possible_pain", "sustained_pain"]
    entry = [entry for entry in bed.log if entry.kind is LogKind.STATE][-1]
    assert dict(entry.detail)["upper_limit"] == DEFAULT_PRESET.upper_limit


@pytest.mark.clause("A12", "B3")
def test_new_limits_are_logged_and_senseless_ones_refused() -> None:
    bed = lanced()
    higher = with_limits(DEFAULT_PRESET, lower_limit=6.5, upper_limit=8.0, upper_hold_s=6.0)
    bed.take(bed.watch.set_preset(higher, bed.now))
    assert (bed.shown().lower_limit, bed.shown().upper_limit) == (6.5, 8.0)
    assert bed.shown().preset_label == higher.label
    wrong = PRESETS[0].__class__("x", "X", 0, 28, 1.0, 9.0)
    bed.take(bed.watch.set_preset(wrong, bed.now))
    assert bed.codes(LogKind.SETTING) == ["limits", "refused"]
    assert bed.shown().upper_limit == 8.0
    with pytest.raises(SettingFault):
        BedsideWatch(wrong)


def test_sound_is_paused_and_resumed_through_the_watch() -> None:
    bed = lanced()
    bed.take(bed.watch.pause_audio(bed.now))
    assert bed.shown().alarms.sound is None
    bed.take(bed.watch.resume_audio(bed.now))
    assert bed.shown().alarms.sound is not None
    bed.take(bed.watch.pause_audio(bed.now, -1.0))
    assert bed.codes(LogKind.SETTING) == ["refused"]
    bed.take(bed.watch.acknowledge(bed.now))
    assert bed.shown().alarms.messages[0].acknowledged


def test_the_watch_never_runs_backwards() -> None:
    bed = Bed()
    bed.run(10.0, 1.0)
    bed.read(10.0, 1.0)
    (entry,) = bed.watch.pause_audio(5.0)
    assert entry.at == pytest.approx(10.1)


def test_a_score_older_than_the_one_before_is_no_number_and_the_next_one_is() -> None:
    bed = Bed()
    bed.run(10.0, 1.0)
    bed.read(9.0, 9.0)
    assert (bed.readings[-1].smoothed, bed.readings[-1].reason) == (None, Reason.MODEL_FAULT)
    bed.read(10.2, 1.0)
    assert bed.readings[-1].smoothed == 1.0


@pytest.mark.clause("B9")
def test_what_is_shown_is_what_was_given_to_the_record() -> None:
    bed = Bed()
    for until, raw in ((5.0, 1.0), (9.0, 9.0), (10.0, Reason.TWO_FACES), (12.0, 7.0)):
        bed.run(until, raw)
        newest = bed.readings[-1]
        shown = bed.shown()
        assert (shown.raw, shown.smoothed) == (newest.raw, newest.smoothed)
        assert shown.reason is newest.reason
    assert len(bed.readings) == bed.frames


@pytest.mark.clause("B9", "A8")
@pytest.mark.parametrize("reason", list(Reason))
def test_no_reason_for_a_missing_score_ends_or_lowers_a_pain_alarm(reason: Reason) -> None:
    """Not even with calm scores in between that stand for less than the recovery time."""
    bed = lanced()
    bed.run(49.0, reason)
    bed.read(49.05, 0.0)
    bed.run(54.0, reason)
    assert [line[1:] for line in bed.alarms("pain")] == [("raised", "pain"), ("escalated", "pain")]
    assert bed.shown().smoothed is None
    bed.run(330.0, reason)
    lines = [(at, change) for at, change, _ in bed.alarms("pain")][2:]
    others = [(at, change) for at, change, condition in bed.alarms() if condition != "pain"]
    (ended_at, change), *rest = lines
    assert (change, rest) == ("cleared", [])
    assert bed.shown().alarms.highest is Priority.MEDIUM, "one as urgent has taken over"
    assert any(at <= ended_at for at, _ in others)
    assert bed.shown().alarms.unseen[0].priority is Priority.MEDIUM


def test_the_words_beside_a_falling_score_are_true_of_it() -> None:
    bed = lanced()
    while bed.now < 60.0:
        bed.run(bed.now + 0.1, 0.0)
        shown = bed.shown()
        if "stay over the upper limit" in shown.state_help:
            assert shown.smoothed is not None
            assert round(shown.smoothed, 1) > shown.upper_limit


def test_nothing_is_claimed_before_the_first_call() -> None:
    shown = BedsideWatch().snapshot(1000.0)
    assert (shown.state, shown.smoothed, shown.reading_age_s) == (PainState.CANNOT_ASSESS, None, None)
    assert shown.alarms.messages == ()
    assert shown.alarms.suspension is Suspension.NONE
    assert MAX_CARE_S == 900.0
