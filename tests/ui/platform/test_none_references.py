"""The Qt binding must not lose references to None while painting: 6.12.0 on Python 3.11 did, and aborted."""

import sys

import pytest
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QLabel


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_painting_loses_no_references_to_none(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    image = QImage(32, 32, QImage.Format.Format_RGB888)
    pen = QPen()

    def paint(times):
        for number in range(times):
            painter = QPainter(image)
            painter.setPen(pen)
            painter.drawLine(0, 0, 10, 10)
            painter.save()
            painter.restore()
            painter.end()
            label.setText(str(number))
            label.update()

    paint(50)
    before = sys.getrefcount(None)
    paint(2000)
    assert before - sys.getrefcount(None) < 200
