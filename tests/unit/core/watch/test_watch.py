from __future__ import annotations

from datetime import timedelta

import pytest

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.kinds import Priority
from neopain.core.alarms.signals import Suspension
from neopain.core.errors import SettingFault
from neopain.core.readings import RawReading, Reason
from neopain.core.score.pain_state import PainState
from neopain.core.score.presets import DEFAULT_PRESET, PRESETS, with_limits
from neopain.core.sessions import LogKind, SourceState, SourceStatus
from neopain.core.watch.watch import MAX_CARE_S, BedsideWatch
from tests.unit.core.watch.bed import START, Bed, lanced


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


@pytest.mark.clause("A8", "B9")
def test_a_face_unlike_training_is_its_own_alarm_and_hands_the_pain_alarm_over() -> None:
    bed = lanced()
    bed.run(300.0, Reason.UNLIKE_TRAINING)
    assert [line[1:] for line in bed.alarms()][2:] == [
        ("raised", "unlike_training"),
        ("escalated", "unlike_training"),
        ("cleared", "pain"),
    ]
    raised_at = bed.alarms("unlike_training")[0][0]
    assert raised_at - 48.0 == pytest.approx(20.0, abs=0.3)
    (message,) = bed.shown().alarms.messages
    assert message.text.startswith("!! FACE UNLIKE TRAINING ("), "as urgent as what it took over"
    assert (bed.shown().smoothed, bed.shown().reason_words) == (None, "FACE UNLIKE TRAINING")
    assert bed.shown().state is PainState.CANNOT_ASSESS
    bed.run(310.0, 1.0)
    assert bed.alarms()[-1][1:] == ("cleared", "unlike_training")


def test_a_face_unlike_training_stays_low_however_long_it_lasts() -> None:
    bed = Bed()
    bed.run(10.0, 1.0)
    bed.run(600.0, Reason.UNLIKE_TRAINING)
    assert [line[1:] for line in bed.alarms()] == [("raised", "unlike_training")]
    (message,) = bed.shown().alarms.messages
    assert message.text.startswith("! FACE UNLIKE TRAINING (")


def test_an_unlike_face_that_is_found_now_and_then_does_not_make_two_alarms_take_turns() -> None:
    bed = Bed()
    bed.run(10.0, 1.0)
    for second in range(11, 111):
        bed.run(float(second), Reason.UNLIKE_TRAINING if second % 4 == 0 else Reason.FACE_NOT_FOUND)
    assert [line[1:] for line in bed.alarms()] == [("raised", "unlike_training")]
    bed.run(140.0, Reason.FACE_NOT_FOUND)
    assert [line[1:] for line in bed.alarms()][1:] == [
        ("cleared", "unlike_training"),
        ("raised", "cannot_assess"),
        ("escalated", "cannot_assess"),
    ]


def test_an_adults_face_is_an_alarm_of_its_own_and_hands_the_pain_alarm_over() -> None:
    bed = lanced()
    bed.run(300.0, Reason.NOT_AN_INFANT)
    assert [line[1:] for line in bed.alarms()][2:] == [
        ("raised", "not_an_infant"),
        ("escalated", "not_an_infant"),
        ("cleared", "pain"),
    ]
    assert bed.alarms("not_an_infant")[0][0] - 48.0 == pytest.approx(20.0, abs=0.3)
    assert (bed.shown().smoothed, bed.shown().reason_words) == (None, "NOT AN INFANT'S FACE")
    bed.run(310.0, 1.0)
    assert bed.alarms()[-1][1:] == ("cleared", "not_an_infant")


def test_two_kinds_of_strange_faces_in_turn_are_one_alarm() -> None:
    bed = Bed()
    bed.run(10.0, 1.0)
    for second in range(11, 111):
        bed.run(float(second), (Reason.UNLIKE_TRAINING, Reason.NOT_AN_INFANT)[second // 3 % 2])
    assert [line[1:] for line in bed.alarms()] == [("raised", "not_an_infant")]
    bed.run(140.0, Reason.UNLIKE_TRAINING)
    assert [line[1:] for line in bed.alarms()][1:] == [
        ("cleared", "not_an_infant"),
        ("raised", "unlike_training"),
    ]


def test_a_number_outside_training_is_shown_apart_and_counts_nowhere() -> None:
    bed = Bed()
    bed.run(20.0, 1.0)
    before = bed.shown().statistics.scored_s
    for second in range(21, 61):
        raw = RawReading(second, float(second), reason=Reason.UNLIKE_TRAINING, distance=2.0, outside=9.9)
        bed.take(bed.watch.on_reading(raw)[1])
        bed.take(bed.watch.on_tick(float(second), START + timedelta(seconds=second)))
        bed.now = float(second)
    shown = bed.shown()
    assert (shown.outside_score, shown.smoothed, shown.raw) == (9.9, None, None)
    assert shown.state is PainState.CANNOT_ASSESS
    assert shown.statistics.scored_s - before <= 2.0
    assert bed.alarms("pain") == []
    assert bed.watch.snapshot(bed.now + 60.0).outside_score is None, "too old"


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


@pytest.mark.parametrize("last", [1.0, Reason.FACE_NOT_FOUND])
def test_a_stopped_source_is_expected_to_be_silent(last: float | Reason) -> None:
    bed = Bed()
    bed.run(10.0, 1.0)
    bed.run(20.0, last)
    bed.take(bed.watch.on_source(SourceStatus(SourceState.STOPPED, 20.0)))
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
    bed.take(bed.watch.on_fact(ConditionId.PICTURE_FROZEN, True, 1.0))
    bed.run(6.5, 1.0)
    assert bed.alarms("picture_frozen")[0][1] == "raised"
    before = bed.alarms()
    for foreign in (ConditionId.PAIN, "fire"):
        line, *alarm = bed.watch.on_fact(foreign, True, 6.5)
        assert line.code == "refused"
        assert foreign in line.text
        bed.take(alarm)
    bed.run(30.0, 1.0)
    assert [line[1:] for line in bed.alarms() if line not in before] == [("raised", "program_fault")]


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


@pytest.mark.parametrize(
    ("every_s", "told"), [(9.6, {"unlike_training"}), (10.6, {"unlike_training", "cannot_assess"})]
)
def test_a_strange_face_seen_now_and_then_is_one_alarm_for_ten_seconds(
    every_s: float, told: set[str]
) -> None:
    bed = Bed(fps=5)
    bed.run(5.0, 1.0)
    for number in range(1, 20):
        bed.run(5.0 + every_s * number - 0.2, Reason.FACE_NOT_FOUND)
        bed.run(5.0 + every_s * number, Reason.UNLIKE_TRAINING)
    assert {condition for _, _, condition in bed.alarms()} == told
