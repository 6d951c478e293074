"""The page of a handover, drawn: its trend as a picture, on the screen, on paper, and as a PDF file.

Qt's own writer; a QGuiApplication is enough, also one without a display.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, QUrl
from PySide6.QtGui import (
    QGuiApplication,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from neopain.bedside.exports.own_files import refuse_own_file
from neopain.reports.content.handover import Handover
from neopain.reports.formats.one_file import write_bytes
from neopain.ui.review.handover_html import PICTURE, page_of
from neopain.ui.review.handover_picture import HIGH, WIDE, trend_picture

DPI = 200
SIZES_PT = {"body": 8.0, "h2": 13.0, "p": 8.0, "th": 7.5, "td": 7.5, "small": 7.5}
ON_SCREEN = 1.35
"""Letters on the screen are read from farther away than on paper."""
MARGIN_MM = 11.0


def document_of(one: Handover, *, width_px: int, larger: float = 1.0) -> QTextDocument:
    """The page as a document, with its picture; letters so many times as large as on paper."""
    document = QTextDocument()
    letters = " ".join(f"{tag} {{ font-size: {larger * size:.1f}pt; }}" for tag, size in SIZES_PT.items())
    document.setDefaultStyleSheet(
        f"body {{ font-family: sans-serif; }} p {{ margin-top: 3px; margin-bottom: 3px; }} {letters}"
    )
    document.setDocumentMargin(0.0)
    document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(PICTURE), trend_picture(one))
    document.setHtml(page_of(one, width_px=width_px, height_px=round(width_px * HIGH / WIDE)))
    return document


def pdf_of(one: Handover) -> bytes:
    """The page as a PDF, A4; made smaller until it is one page."""
    with_application()
    whole = QByteArray()
    buffer = QBuffer(whole)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setTitle("NeoPain")
    writer.setCreator("NeoPain")
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )
    paint_page(one, writer)
    buffer.close()
    return bytes(whole.data())


def paint_page(one: Handover, device: QPagedPaintDevice) -> None:
    """One page on a paged device."""
    place = device.pageLayout().paintRectPixels(device.logicalDpiX())
    # The document counts in points of 1/96 inch; the device in its own.
    scale = device.logicalDpiX() / 96.0
    wide, high = place.width() / scale, place.height() / scale
    document = document_of(one, width_px=round(wide))
    for _ in range(12):
        document.setTextWidth(wide)
        if document.size().height() <= high:
            break
        # A busy shift: all of it smaller, rather than a second page that gets lost.
        wide, high, scale = wide * 1.06, high * 1.06, scale / 1.06
        document = document_of(one, width_px=round(wide))
    document.setPageSize(QSizeF(wide, high))
    painter = QPainter(device)
    painter.scale(scale, scale)
    document.drawContents(painter, QRectF(0.0, 0.0, wide, high))
    painter.end()


def write_pdf(one: Handover, target: Path, *, replace: bool) -> list[Path]:
    """Whole or not at all. Raises: RecordFault when it cannot be written, or may not be replaced."""
    refuse_own_file(target)
    data = pdf_of(one)

    def put(stream: BinaryIO) -> None:
        stream.write(data)

    return write_bytes(target, put, replace=replace)


def with_application() -> QGuiApplication:
    """The program's, or one of its own without a window."""
    running = QGuiApplication.instance()
    return running if isinstance(running, QGuiApplication) else QGuiApplication(["neopain"])
