"""A loudspeaker that plays nothing is an alarm on the window, as alarms can then only be seen."""

from __future__ import annotations


def test_a_player_that_fails_is_an_alarm_until_it_plays_again(qtbot, window, player):
    player.command = lambda *_: ("false", [])
    window.start("simulated")

    def told():
        message = window.alarms.technical.message
        return message is not None and "NO SOUND OUTPUT" in message.text

    qtbot.waitUntil(told, timeout=15_000)
    player.command = lambda *_: ("true", [])
    window._sound.play("reminder", 0.4)
    qtbot.waitUntil(lambda: not told(), timeout=15_000)
