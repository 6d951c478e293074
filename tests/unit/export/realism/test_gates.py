"""Gates between drawn and real faces."""

import numpy as np

from neopain_export.realism.gates import Look, judged


def look(state, distress, roll=0.0, found=True, bare=True, yaw=0.0, mouth=1.0):
    return Look(state, bare, yaw, roll, found, distress if found else None, mouth)


def like_real(count=50):
    """Half of the calm a little distressed, cries mostly very, laughter not."""
    made = []
    for place in range(count):
        share = place / count
        made.append(look("asleep", 0.1 + 0.8 * share, roll=2.0 * place))
        made.append(look("pain_cry", 0.87 + 0.12 * share, roll=2.0 * place))
        made.append(look("laugh", 0.05 + 0.3 * share))
    return made


def test_drawings_that_do_as_real_faces_did_meet_every_gate():
    gates = judged(like_real())
    assert [gate.name for gate in gates if not gate.met] == []


def test_sleepers_that_look_sad_are_found_out():
    sad = [look("asleep", 0.95) if one.state == "asleep" else one for one in like_real()]
    missed = {gate.name for gate in judged(sad) if not gate.met}
    assert "asleep or awake, distress 0.9 or more" in missed
    assert "crying against calm, AUC of distress" in missed


def test_too_few_drawings_meet_nothing():
    gates = judged([look("asleep", 0.4), look("pain_cry", 0.95)])
    assert not any(gate.met for gate in gates)
    assert all(np.isnan(gate.drawn) for gate in gates)


def test_a_face_that_is_covered_or_turned_says_nothing_about_the_search():
    plain = like_real()
    lost = [look("awake", None, found=False, bare=False) for _ in range(200)]
    lost += [look("awake", None, found=False, yaw=60.0) for _ in range(200)]
    found = [gate.drawn for gate in judged(plain) if "found" in gate.name]
    assert [gate.drawn for gate in judged(plain + lost) if "found" in gate.name] == found


def test_what_covers_faces_is_told_beside_and_decides_no_gate():
    hidden = [look("pain_cry", 0.2, bare=False) for _ in range(200)]
    gates = judged(like_real() + hidden)
    assert [gate.name for gate in gates if not gate.met] == []
    crying = next(gate for gate in gates if gate.name.startswith("crying, "))
    assert crying.hindered < 0.3 < crying.drawn


def test_a_weak_cry_is_no_cry_in_a_photograph():
    weak = [look("pain_cry", 0.1, mouth=0.3) for _ in range(200)]
    assert [gate.name for gate in judged(like_real() + weak) if not gate.met] == []
