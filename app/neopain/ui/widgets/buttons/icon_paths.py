"""The signs as paths in a square of 24 by 24, drawn for this program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

SIDE = 24.0
"""The paths are drawn in a square of that side."""


class Icon(StrEnum):
    """What a sign stands for."""

    CROSS = "cross"
    BELL_SEEN = "bell_seen"
    SOUND_OFF = "sound_off"
    CARE = "care"
    ASSESS = "assess"
    PROCEDURE = "procedure"
    NOTE = "note"
    UNDO = "undo"
    PATIENT = "patient"
    REVIEW = "review"
    LIMITS = "limits"
    CAMERA = "camera"
    MORE = "more"
    STANDBY = "standby"
    STOP = "stop"
    START = "start"
    MODEL = "model"
    IMAGE = "image"
    VISITOR = "visitor"
    THEME = "theme"
    LOCK = "lock"
    SCREEN = "screen"
    FOLDER = "folder"
    UP = "up"
    BASELINE = "baseline"
    LANCE = "lance"
    NEEDLE = "needle"
    SUCTION = "suction"
    DROP = "drop"
    TURN = "turn"
    DIAPER = "diaper"
    BOTTLE = "bottle"
    SKIN = "skin"
    CAPSULE = "capsule"
    STREAMS = "streams"


def _lines(*strokes: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for first, *rest in strokes:
        path.moveTo(*first)
        for point in rest:
            path.lineTo(*point)
    return path


def _circle(path: QPainterPath, x: float, y: float, radius: float) -> QPainterPath:
    path.addEllipse(QPointF(x, y), radius, radius)
    return path


def _bell_seen() -> QPainterPath:
    return _lines(((3, 13), (9, 19), (21, 6)))


def _sound_off() -> QPainterPath:
    speaker = ((4, 9), (8, 9), (13, 5), (13, 19), (8, 15), (4, 15), (4, 9))
    return _lines(speaker, ((16, 9.5), (21, 14.5)), ((21, 9.5), (16, 14.5)))


def _care() -> QPainterPath:
    path = QPainterPath(QPointF(12, 20))
    path.cubicTo(2, 13, 3, 5, 8, 5)
    path.cubicTo(10, 5, 11.5, 6.5, 12, 8)
    path.cubicTo(12.5, 6.5, 14, 5, 16, 5)
    path.cubicTo(21, 5, 22, 13, 12, 20)
    return path


def _assess() -> QPainterPath:
    board = ((6, 4), (18, 4), (18, 21), (6, 21), (6, 4))
    return _lines(board, ((9, 9), (15, 9)), ((9, 13), (15, 13)), ((9, 17), (12, 17)))


def _procedure() -> QPainterPath:
    return _lines(((3, 13), (8, 13), (11, 5), (14, 20), (17, 13), (21, 13)))


def _note() -> QPainterPath:
    return _lines(((4, 20), (5, 15), (16, 4), (20, 8), (9, 19), (4, 20)), ((13, 7), (17, 11)))


def _undo() -> QPainterPath:
    path = _lines(((8, 4), (4, 8), (8, 12)), ((4, 8), (14, 8)))
    path.cubicTo(22, 8, 22, 19, 14, 19)
    path.lineTo(8, 19)
    return path


def _patient() -> QPainterPath:
    path = _circle(QPainterPath(), 12, 9, 5)
    path.moveTo(4, 21)
    path.cubicTo(5, 15, 19, 15, 20, 21)
    return path


def _review() -> QPainterPath:
    return _circle(_lines(((12, 7), (12, 12), (16, 14))), 12, 12, 9)


def _limits() -> QPainterPath:
    return _lines(((3, 8), (21, 8)), ((3, 16), (21, 16)), ((5, 20), (10, 12), (14, 14), (19, 4)))


def _camera() -> QPainterPath:
    path = _lines(((3, 8), (7, 8), (9, 5), (15, 5), (17, 8), (21, 8), (21, 19), (3, 19), (3, 8)))
    return _circle(path, 12, 13, 3.5)


def _baseline() -> QPainterPath:
    return _lines(((3, 15), (21, 15)), ((3, 19), (3, 5)), ((4, 15), (8, 12), (12, 15), (16, 6), (21, 9)))


def _more() -> QPainterPath:
    path = QPainterPath()
    for x in (5.0, 12.0, 19.0):
        _circle(path, x, 12, 1.4)
    return path


def _standby() -> QPainterPath:
    return _circle(_lines(((10, 9), (10, 15)), ((14, 9), (14, 15))), 12, 12, 9)


def _stop() -> QPainterPath:
    return _circle(_lines(((9, 9), (15, 9), (15, 15), (9, 15), (9, 9))), 12, 12, 9)


def _start() -> QPainterPath:
    return _circle(_lines(((10, 8), (16, 12), (10, 16), (10, 8))), 12, 12, 9)


def _model() -> QPainterPath:
    return _circle(_lines(((12, 11), (12, 17)), ((12, 7.4), (12, 7.6))), 12, 12, 9)


def _image() -> QPainterPath:
    frame = ((3, 5), (21, 5), (21, 19), (3, 19), (3, 5))
    return _lines(frame, ((3, 21), (21, 3)))


def _visitor() -> QPainterPath:
    path = _circle(_circle(QPainterPath(), 8.5, 8, 3.5), 16.5, 9, 3)
    path.moveTo(2, 20)
    path.cubicTo(3, 14, 14, 14, 15, 20)
    path.moveTo(17, 15)
    path.cubicTo(20, 15, 21, 17, 22, 20)
    return path


def _theme() -> QPainterPath:
    path = QPainterPath(QPointF(18, 15))
    path.cubicTo(12, 18, 6, 12, 9, 5)
    path.cubicTo(1, 9, 4, 21, 12, 20)
    path.cubicTo(15, 20, 17, 18, 18, 15)
    return path


def _lock() -> QPainterPath:
    path = _lines(((5, 11), (19, 11), (19, 21), (5, 21), (5, 11)))
    path.moveTo(8, 11)
    path.cubicTo(8, 2, 16, 2, 16, 11)
    return path


def _screen() -> QPainterPath:
    return _lines(
        ((3, 9), (3, 4), (8, 4)), ((16, 4), (21, 4), (21, 9)),
        ((21, 15), (21, 20), (16, 20)), ((8, 20), (3, 20), (3, 15)),
    )  # fmt: skip


def _folder() -> QPainterPath:
    return _lines(((3, 6), (9, 6), (11, 8), (21, 8), (21, 19), (3, 19), (3, 6)))


def _lance() -> QPainterPath:
    return _lines(((4, 14), (14, 14)), ((14, 10), (14, 18), (21, 14), (14, 10)), ((4, 10), (4, 18)))


def _needle() -> QPainterPath:
    return _lines(((3, 21), (9, 15)), ((7, 13), (11, 17), (20, 8), (16, 4), (7, 13)), ((16, 2), (22, 8)))


def _suction() -> QPainterPath:
    path = QPainterPath(QPointF(4, 20))
    path.cubicTo(4, 8, 14, 20, 14, 8)
    path.lineTo(14, 5)
    path.moveTo(10, 5)
    path.lineTo(18, 5)
    return path


def _drop() -> QPainterPath:
    path = QPainterPath(QPointF(12, 3))
    path.cubicTo(6, 11, 5, 13, 5, 15)
    path.cubicTo(5, 24, 19, 24, 19, 15)
    path.cubicTo(19, 13, 18, 11, 12, 3)
    return path


def _turn() -> QPainterPath:
    path = _lines(((15, 3), (19, 7), (15, 11)), ((9, 21), (5, 17), (9, 13)))
    path.moveTo(19, 7)
    path.cubicTo(8, 7, 5, 9, 5, 11)
    path.moveTo(5, 17)
    path.cubicTo(16, 17, 19, 15, 19, 13)
    return path


def _diaper() -> QPainterPath:
    path = QPainterPath(QPointF(3, 6))
    path.lineTo(21, 6)
    path.lineTo(21, 10)
    path.cubicTo(16, 10, 14, 14, 14, 18)
    path.lineTo(10, 18)
    path.cubicTo(10, 14, 8, 10, 3, 10)
    path.closeSubpath()
    return path


def _bottle() -> QPainterPath:
    body = ((8, 10), (16, 10), (17, 21), (7, 21), (8, 10))
    return _lines(body, ((9, 7), (15, 7)), ((11, 7), (12, 3), (13, 7)), ((8, 15), (13, 15)))


def _skin() -> QPainterPath:
    path = _circle(_circle(QPainterPath(), 10, 6, 4), 15.5, 13.5, 2.8)
    path.moveTo(3, 21)
    path.cubicTo(3, 12, 17, 12, 20, 21)
    return path


def _capsule() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(3, 8, 18, 8), 4, 4)
    path.moveTo(12, 8)
    path.lineTo(12, 16)
    return path


PATHS: Mapping[Icon, Callable[[], QPainterPath]] = {
    Icon.CROSS: lambda: _lines(((5, 5), (19, 19)), ((19, 5), (5, 19))),
    Icon.BELL_SEEN: _bell_seen,
    Icon.SOUND_OFF: _sound_off,
    Icon.CARE: _care,
    Icon.ASSESS: _assess,
    Icon.PROCEDURE: _procedure,
    Icon.NOTE: _note,
    Icon.UNDO: _undo,
    Icon.PATIENT: _patient,
    Icon.REVIEW: _review,
    Icon.LIMITS: _limits,
    Icon.CAMERA: _camera,
    Icon.MORE: _more,
    Icon.BASELINE: _baseline,
    Icon.STANDBY: _standby,
    Icon.STOP: _stop,
    Icon.START: _start,
    Icon.MODEL: _model,
    Icon.IMAGE: _image,
    Icon.VISITOR: _visitor,
    Icon.THEME: _theme,
    Icon.LOCK: _lock,
    Icon.SCREEN: _screen,
    Icon.FOLDER: _folder,
    Icon.STREAMS: lambda: _lines(((3, 8), (17, 8)), ((13, 4), (17, 8), (13, 12)), ((7, 16), (21, 16))),
    Icon.UP: lambda: _lines(((12, 20), (12, 5)), ((6, 11), (12, 5), (18, 11))),
    Icon.LANCE: _lance,
    Icon.NEEDLE: _needle,
    Icon.SUCTION: _suction,
    Icon.DROP: _drop,
    Icon.TURN: _turn,
    Icon.DIAPER: _diaper,
    Icon.BOTTLE: _bottle,
    Icon.SKIN: _skin,
    Icon.CAPSULE: _capsule,
}
