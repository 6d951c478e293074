"""A living camera is never called frozen, a dead one always is, whatever is burnt into its pictures."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from neopain import paths
from neopain.capture.checks.picture_check import PictureHealth
from neopain.core.alarms.conditions import ConditionId
from neopain.core.frames import Frame

RNG = np.random.default_rng(5)
FPS = 15


def scene(seed=1, height=144, width=192):
    """A still life with light, shade and edges: uint8 (H, W, 3)."""
    rng = np.random.default_rng(seed)
    image = cv2.resize(
        rng.uniform(50, 180, (6, 8, 3)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    for _ in range(25):
        centre = (int(rng.integers(0, width)), int(rng.integers(0, height)))
        cv2.circle(image, centre, int(rng.integers(3, 20)), rng.uniform(30, 220, 3).tolist(), -1)
    return np.clip(image, 0, 255).astype(np.uint8)


STILL = scene()


NOISE = RNG.normal(0, 1, 10**6)


@cache
def raised_and_lowered(sigma):
    """A noise in whole levels, as the bytes that are added and those that are taken: uint8 (10**6,) each."""
    levels = np.rint(sigma * NOISE).astype(np.int16)
    return levels.clip(0, 255).astype(np.uint8), (-levels).clip(0, 255).astype(np.uint8)


def noisy(image, sigma):
    start = int(RNG.integers(NOISE.size - image.size))
    more, less = (
        levels[start : start + image.size].reshape(image.shape) for levels in raised_and_lowered(sigma)
    )
    return cv2.subtract(cv2.add(image.astype(np.uint8, copy=False), more), less)


def jpeg(image, quality):
    return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)


def clock(image, at, scale=0.4):
    image = image.copy()
    text = f"2026-01-01 12:{at // 60:02.0f}:{at % 60:04.1f}"
    cv2.putText(image, text, (2, 16), cv2.FONT_HERSHEY_SIMPLEX, scale, (255, 255, 255), 1)
    return image


@cache
def evenly(levels):
    """The same for a noise of any whole number up to `levels`, each as often."""
    drawn = RNG.integers(-levels, levels + 1, 10**6)
    return drawn.clip(0, None).astype(np.uint8), (-drawn).clip(0, None).astype(np.uint8)


def uniform(image, levels):
    start = int(RNG.integers(10**6 - image.size))
    more, less = (part[start : start + image.size].reshape(image.shape) for part in evenly(levels))
    return cv2.subtract(cv2.add(image, more), less)


def level_noise(image):
    return uniform(image, 1)


def brighter(image, levels, gain=1.0):
    return np.clip(np.rint(gain * image + levels), 0, 255).astype(np.uint8)


def toggled(image, number, where=None):
    image = image.copy()
    row, column = where or (RNG.integers(image.shape[0]), RNG.integers(image.shape[1]))
    image[row, column] = 255 * (number % 2)
    return image


def watch(image_at, *, fps=FPS, seconds=12.0, film=False):
    """(time, faults) of each frame, and the events' codes. `image_at(time, number)`."""
    health, seen, events = PictureHealth(film=film), [], []
    for number in range(round(seconds * fps) + 1):
        at = number / fps
        seen.append((at, health.update(Frame(number, at, image_at(at, number)))))
        events += health.take_events()
    return seen, events


def first(seen, fault):
    return next((at for at, faults in seen if fault in faults), None)


def breathing(at, number):
    """A sleeping child: the picture hardly moves, but the sensor does."""
    moved = cv2.warpAffine(STILL, np.float32([[1, 0, 0], [0, 1, 0.3 * np.sin(4 * at)]]), STILL.shape[1::-1])
    return noisy(moved, 1.2)


LIVING = {
    "breathing": breathing,
    "a doll under a camera": lambda at, n: noisy(STILL, 1.0),
    "little noise": lambda at, n: noisy(STILL, 0.7),
    "compressed": lambda at, n: jpeg(noisy(STILL, 1.5), 80),
    "compressed hard": lambda at, n: jpeg(noisy(STILL, 2.0), 50),
    "with a clock": lambda at, n: clock(noisy(STILL, 1.0), at),
    "dim": lambda at, n: noisy(STILL // 6, 2.0),
    "under a light that drifts": lambda at, n: brighter(noisy(STILL, 1.0), 6 * np.sin(at)),
    "grey": lambda at, n: np.repeat(noisy(STILL, 1.2)[:, :, :1], 3, axis=2),
}


@pytest.mark.parametrize("fps", [3, 15])
@pytest.mark.parametrize("kind", LIVING)
def test_a_living_camera_over_a_still_scene_has_no_fault(kind, fps):
    seen, events = watch(LIVING[kind], fps=fps, seconds=16)
    assert all(not faults for _, faults in seen)
    assert not events


FROZEN = {
    "the same picture": lambda at, n: STILL.copy(),
    "a clock": lambda at, n: clock(STILL, at),
    "a large clock": lambda at, n: clock(STILL, at, 0.55),
    "a clock, compressed": lambda at, n: jpeg(clock(STILL, at), 75),
    "noise of one level": lambda at, n: level_noise(STILL),
    "clock and noise": lambda at, n: clock(level_noise(STILL), at),
    "one toggling pixel": lambda at, n: toggled(STILL, n, (100, 100)),
    "a wandering pixel": lambda at, n: toggled(STILL, n),
    "a flickering level": lambda at, n: STILL + np.uint8(n % 2),
    "five flickering levels": lambda at, n: brighter(STILL, 5 * (n % 2)),
    "slowly brighter": lambda at, n: brighter(STILL, at),
    "pumping contrast": lambda at, n: brighter(STILL, 0.0, 1 + 0.03 * np.sin(2 * at)),
    "a clock, slowly brighter": lambda at, n: brighter(clock(STILL, at), 2 * at),
}


@pytest.mark.parametrize("kind", FROZEN)
@pytest.mark.parametrize("fps", [4, 15])
def test_a_dead_picture_is_frozen_after_five_seconds_whatever_flickers_in_it(kind, fps):
    seen, _ = watch(FROZEN[kind], fps=fps, seconds=8)
    assert first(seen, ConditionId.PICTURE_FROZEN) == pytest.approx(5.0, abs=1.5 / fps)
    assert ConditionId.PICTURE_FROZEN in seen[-1][1]


def banner(image, at, row=130):
    """A text that scrolls across the whole width, once in eight seconds, on a black strip."""
    image = image.copy()
    image[row - 9 : row + 5] = 0
    where = (int(192 - 48 * (at % 8)), row)
    cv2.putText(
        image, "WARD 3  bed 7  please wash your hands", where, cv2.FONT_HERSHEY_PLAIN, 0.9, (255,) * 3, 1
    )
    return image


BANNERS = {
    "below": lambda at, n: banner(STILL, at),
    "above": lambda at, n: banner(STILL, at, 12),
    "compressed": lambda at, n: jpeg(banner(STILL, at), 75),
    "with a noise of one level": lambda at, n: level_noise(banner(STILL, at)),
    "slowly brighter": lambda at, n: brighter(banner(STILL, at), at),
    "always full": lambda at, n: banner(STILL, 3 + at % 2),
}


@pytest.mark.parametrize("kind", BANNERS)
@pytest.mark.parametrize("fps", [4, 8])
def test_a_dead_picture_behind_a_text_that_runs_across_it_is_frozen(kind, fps):
    seen, _ = watch(BANNERS[kind], fps=fps, seconds=16)
    assert first(seen, ConditionId.PICTURE_FROZEN) <= 13
    thawed, _ = watch(lambda at, n: banner(noisy(STILL, 1.0), at), fps=fps, seconds=16)
    assert all(not faults for _, faults in thawed)


def test_a_face_that_moves_in_a_picture_that_a_coder_else_repeats_lives():
    def quiet(at, number):
        image = STILL.copy()
        image[60:84, 70:110] = noisy(STILL[60:84, 70:110], 3.0)
        return image

    seen, _ = watch(quiet, seconds=16)
    assert all(not faults for _, faults in seen)


NOISY = {
    "two levels": lambda at, n: uniform(STILL, 2),
    "four levels": lambda at, n: uniform(STILL, 4),
    "normal": lambda at, n: noisy(STILL, 2.0),
    "with a clock": lambda at, n: clock(uniform(STILL, 2), at),
    "compressed": lambda at, n: jpeg(uniform(STILL, 3), 80),
    "slowly brighter": lambda at, n: uniform(brighter(STILL, at), 2),
}


@pytest.mark.parametrize("kind", NOISY)
@pytest.mark.parametrize("fps", [4, 8])
def test_a_dead_picture_under_noise_is_frozen_after_half_a_minute(kind, fps):
    seen, events = watch(NOISY[kind], fps=fps, seconds=33)
    assert 29 <= first(seen, ConditionId.PICTURE_FROZEN) <= 33
    assert [event.code for event in events] == ["picture_motionless"]


def moved(image, x, y=0.0):
    return cv2.warpAffine(image, np.float32([[1, 0, x], [0, 1, y]]), image.shape[1::-1], borderMode=1)


def with_face(at, amplitude, sigma, rate=1.5):
    """Only the face, a tenth of the picture, moves; amplitude in pixels of this small picture."""
    image = STILL.copy()
    face = moved(STILL, amplitude * np.sin(rate * at), amplitude * np.cos(2 * rate * at))
    image[50:100, 70:125] = face[50:100, 70:125]
    return noisy(image, sigma)


SLEEPING = {
    "breathing, a tenth of a pixel": lambda at, n: noisy(moved(STILL, 0.1 * np.sin(4 * at)), 1.5),
    "slowly": lambda at, n: noisy(moved(STILL, 0.1 * np.sin(0.4 * at)), 1.5),
    "only the face": lambda at, n: with_face(at, 0.1, 1.5),
    "only the face, in the dark": lambda at, n: with_face(at, 0.3, 4.0),
    "ventilated, ten a second": lambda at, n: noisy(moved(STILL, 0.1 * np.sin(62.8 * at)), 1.5),
    "a pulse in the skin's colour": lambda at, n: noisy(
        brighter(STILL, np.where(np.arange(192) < 60, 0.8 * np.sin(14 * at), 0.0)[None, :, None]), 1.5
    ),
    "a breath every nine seconds": lambda at, n: noisy(
        moved(STILL, 0.5 * max(0, np.sin(0.7 * at)) ** 8), 1.5
    ),
}


@pytest.mark.parametrize("kind", SLEEPING)
@pytest.mark.parametrize("fps", [4, 8])
def test_a_sleeping_child_is_never_called_frozen(kind, fps):
    seen, events = watch(SLEEPING[kind], fps=fps, seconds=45)
    assert all(not faults for _, faults in seen)
    assert not events


def test_a_slow_camera_needs_ten_pictures_to_be_called_frozen():
    seen, _ = watch(lambda at, n: STILL.copy(), fps=1, seconds=15)
    assert first(seen, ConditionId.PICTURE_FROZEN) == 9.0


def test_a_picture_that_moves_again_thaws_at_once():
    seen, _ = watch(lambda at, n: noisy(STILL, 1.5) if at > 8 else STILL.copy(), fps=10, seconds=9)
    assert ConditionId.PICTURE_FROZEN in seen[80][1]
    assert not seen[81][1]


@pytest.fixture(scope="module")
def film():
    """The first seconds of the simulated neonate: uint8 (144, 192, 3) each."""
    reader = cv2.VideoCapture(str(paths.assets() / "neonate" / "heel_lance.mp4"))
    pictures = [cv2.resize(reader.read()[1], (192, 144), interpolation=cv2.INTER_NEAREST) for _ in range(360)]
    reader.release()
    return pictures


@pytest.mark.parametrize("length_s", [0.4, 1, 2, 5, 9])
@pytest.mark.parametrize("change", [None, clock, level_noise])
def test_a_loop_is_frozen(film, length_s, change):
    def looped(at, number):
        picture = film[number % round(length_s * FPS)]
        return clock(picture, at) if change is clock else level_noise(picture) if change else picture.copy()

    seen, events = watch(looped, seconds=length_s + 9)
    at = first(seen, ConditionId.PICTURE_FROZEN)
    assert at is not None
    assert at <= length_s + 8
    assert ConditionId.PICTURE_FROZEN in seen[-1][1]
    assert [event.code for event in events] == ["picture_repeats"]


def test_a_loop_of_a_living_camera_is_frozen_too():
    recorded = [breathing(number / FPS, number) for number in range(40)]
    seen, _ = watch(lambda at, n: recorded[n % 40].copy(), seconds=12)
    assert first(seen, ConditionId.PICTURE_FROZEN) <= 40 / FPS + 8


def test_a_film_that_runs_to_and_fro_or_is_shaken_is_frozen_too():
    recorded = [breathing(number / FPS, number) for number in range(45)]
    there_and_back = [*recorded, *recorded[::-1]]
    shaken = [np.roll(STILL, number % 2, axis=1) for number in range(2)]
    for pictures in (there_and_back, shaken):
        seen, _ = watch(lambda at, n, film=pictures: film[n % len(film)].copy(), seconds=16)
        assert first(seen, ConditionId.PICTURE_FROZEN) <= len(pictures) / FPS + 8


def test_the_film_of_the_simulated_neonate_lives(film):
    seen, events = watch(lambda at, n: film[n].copy(), seconds=23)
    assert all(not faults for _, faults in seen)
    assert not events


def test_a_film_on_purpose_may_repeat_itself_but_not_stand_still(film):
    seen, _ = watch(lambda at, n: film[n % 30].copy(), seconds=14, film=True)
    assert all(not faults for _, faults in seen)
    seen, _ = watch(lambda at, n: film[0].copy(), seconds=6, film=True)
    assert ConditionId.PICTURE_FROZEN in seen[-1][1]


@pytest.mark.parametrize("interval_s", [2, 4, 7, 10])
def test_a_coder_that_refreshes_a_quiet_scene_at_key_pictures_only_is_learnt(interval_s):
    """Between key pictures a coder may repeat a scene without any change."""
    shown = {}

    def coded(at, number):
        key = int(at // interval_s)
        if key not in shown:
            shown[key] = noisy(STILL, 2.0)
        return shown[key].copy()

    seen, _ = watch(coded, fps=5, seconds=6 * interval_s)
    late = [faults for at, faults in seen if at > 2.1 * interval_s]
    assert not any(late)
    dead, _ = watch(lambda at, n: coded(min(at, 3.5 * interval_s), n), fps=5, seconds=6 * interval_s + 6)
    assert ConditionId.PICTURE_FROZEN in dead[-1][1]


@pytest.mark.parametrize("level", [0, 5, 90, 255])
def test_a_covered_lens_is_told_after_two_seconds(level):
    seen, _ = watch(lambda at, n: noisy(np.full_like(STILL, level), 2.0), seconds=4)
    assert first(seen, ConditionId.PICTURE_BLACK) == pytest.approx(2.0, abs=0.25)


def test_a_hand_on_the_lens_is_covered_though_it_glows_from_one_side():
    glow = np.repeat(np.linspace(20, 120, 192)[None], 144, axis=0)[:, :, None] * np.array([0.3, 0.3, 1.0])
    seen, _ = watch(lambda at, n: noisy(glow, 5.0), seconds=4)
    assert first(seen, ConditionId.PICTURE_BLACK) == pytest.approx(2.0, abs=0.5)


def test_a_short_shadow_is_no_fault():
    seen, _ = watch(lambda at, n: noisy(STILL // 100 if 2 <= at < 3.5 else STILL, 1.5), seconds=6)
    assert all(not faults for _, faults in seen)


def views(before, after, seconds=20, fps=8):
    seen, events = watch(lambda at, n: noisy(before if at < 13 else after, 1.5), seconds=seconds, fps=fps)
    assert all(not faults for _, faults in seen)
    return [(event.code, event.text) for event in events]


def test_a_camera_that_was_turned_or_moved_is_told_once():
    large = scene(height=250, width=300)
    before = large[30:174, 30:222]
    for after, words in (
        (large[54:198, 68:260], "shifted by 19 %"),
        (before[::-1, ::-1], "upside down"),
        (scene(2), "changed as a whole"),
    ):
        ((code, text),) = views(before, after)
        assert code == "view_changed"
        assert words in text, text


def test_a_nurse_who_reaches_in_is_no_moved_camera():
    half = STILL.copy()
    half[:, :80] = (120, 140, 190)
    assert not views(STILL, half)


def test_light_that_goes_on_is_no_moved_camera():
    assert not views(STILL // 2, STILL)


def test_the_switch_to_the_night_picture_is_told_and_is_no_moved_camera():
    night = np.repeat(255 - STILL[:, :, 1:2], 3, axis=2)
    assert [code for code, _ in views(STILL, night, seconds=18)] == ["grey_pictures"]
    assert [code for code, _ in views(night, STILL, seconds=18)] == ["colour_pictures"]


def test_a_changed_size_begins_anew():
    seen, events = watch(
        lambda at, n: noisy(STILL if at < 12 else scene(height=192, width=144), 1.5), seconds=20
    )
    assert all(not faults for _, faults in seen)
    assert not events


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (17, 9), (48, 64), (2160, 3840)])
def test_any_size_is_looked_at(size):
    image = RNG.integers(0, 255, (*size, 3), np.uint8)
    seen, _ = watch(lambda at, n: image, fps=10, seconds=1)
    assert len(seen) == 11
