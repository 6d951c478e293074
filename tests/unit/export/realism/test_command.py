"""The table of `neopain-export realism`."""

from neopain_export import cli
from neopain_export.commands.measurement import realism
from neopain_export.realism.gates import Look


def test_it_prints_every_gate_and_fails_while_one_is_not_met(monkeypatch, capsys):
    drawn = [Look("asleep", True, 0.0, 0.0, True, 0.95, 0.0) for _ in range(20)]
    monkeypatch.setattr(realism, "looks", lambda seed, count, title, crew, cache: drawn)
    assert cli.main(["realism", "simulated-hard-2", "--count", "20"]) == 1
    told = capsys.readouterr().out
    assert "SIMULATED" in told
    assert "NOT met" in told
    assert "too few, raise --count" in told
    assert "of 8 gates met" in told
