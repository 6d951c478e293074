"""Lamps on the mains are told, once each way; a child that moves, breathing, noise and dusk are no flicker."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from neopain.capture.checks.flicker_check import FlickerCheck

ROWS, COLUMNS = 240, 320
SCENE = np.random.default_rng(7).integers(60, 200, (ROWS, COLUMNS)).astype(np.float32)
NOISE = np.random.default_rng(3).normal(0.0, 4.0, 10**6).astype(np.float32)


def run(light, *, seconds=20.0, fps=29.97, scene=lambda _: SCENE):
    """The events of a scene under `light(t, rows)`, a factor for each row at its own moment."""
    check, told = FlickerCheck(), []
    random = np.random.default_rng(3)
    rows = np.arange(ROWS)[:, None] / ROWS
    starts = random.integers(0, NOISE.size - SCENE.size, int(seconds * fps))
    for number in range(int(seconds * fps)):
        at = number / fps
        noise = NOISE[starts[number] : starts[number] + SCENE.size].reshape(SCENE.shape)
        grey = scene(at) * light(at, rows).astype(np.float32) + noise
        image = cv2.merge([np.clip(grey, 0, 255).astype(np.uint8)] * 3)
        told += [event.code for event in check.update(image, at)]
    return told


def mains(hertz, depth, readout_s=0.0):
    return lambda at, rows: 1.0 + depth * np.sin(2 * np.pi * 2 * hertz * (at + readout_s * rows))


@pytest.mark.parametrize(
    ("hertz", "fps", "readout_s"),
    [(50, 29.97, 0.0), (50, 30, 0.016), (60, 25, 0.0), (60, 25, 0.02), (50, 15.2, 0.0)],
)
def test_a_lamp_on_the_mains_is_told_once(hertz, fps, readout_s):
    assert run(mains(hertz, 0.08, readout_s), fps=fps) == ["light_flickers"]


def test_its_end_is_told_too():
    lamp = mains(50, 0.08)
    assert run(lambda at, rows: lamp(at, rows) if at < 15 else 1.0 + 0 * rows, seconds=40) == [
        "light_flickers", "light_steady",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "light",
    [
        lambda at, rows: 1.0 + 0 * rows,
        mains(50, 0.005),
        lambda at, rows: 1.0 - 0.03 * at / 2 + 0 * rows,
        lambda at, rows: (1.0 if at < 10 else 0.6) + 0 * rows,
    ],
    ids=["steady", "hardly any", "dusk", "a lamp switched off"],
)
def test_other_light_is_no_flicker(light):
    assert run(light) == []


def test_a_child_that_breathes_and_one_that_thrashes_are_no_flicker():
    random = np.random.default_rng(11)
    jumps = random.normal(0.0, 1.0, 400).cumsum()

    def thrash(at):
        moved = SCENE.copy()
        place = int(abs(jumps[int(at * 10)]) * 9) % 150
        moved[60:180, place : place + 150] = 210.0
        return moved

    def breathe(at):
        moved = SCENE.copy()
        low = int(170 + 3 * np.sin(2 * np.pi * 0.8 * at))
        moved[low:, 60:260] *= 1.3
        return moved

    assert run(lambda at, rows: 1.0 + 0 * rows, scene=breathe) == []
    assert run(lambda at, rows: 1.0 + 0 * rows, scene=thrash) == []
