"""Which language the screen speaks: its translation, its direction, and the form of numbers."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from neopain import paths

VARIABLE = "NEOPAIN_LANGUAGE"
SOURCE_LANGUAGE = "en"

logger = logging.getLogger(__name__)


def wanted_language() -> str:
    """The variable NEOPAIN_LANGUAGE, such as `de`, else the computer's locale, such as `de_DE`."""
    return os.environ.get(VARIABLE, "").strip() or QLocale.system().name()


def languages() -> tuple[str, ...]:
    """What the screen can speak, English first."""
    found = sorted(path.stem.partition("_")[2] for path in _folder().glob("neopain_*.qm"))
    return (SOURCE_LANGUAGE, *found)


def speak(app: QApplication, wanted: str | None = None) -> str:
    """Install the translation into `wanted`, default `wanted_language()`, before any widget is made.

    Numbers are written as in that language; the record and the exports keep the decimal point.

    Returns: the language spoken; English where there is no translation.
    """
    QLocale.setDefault(QLocale.c())
    locale = QLocale(wanted_language() if wanted is None else wanted)
    language = QLocale.languageToCode(locale.language())
    ours = QTranslator(app)
    if language == SOURCE_LANGUAGE or not ours.load(f"neopain_{language}", str(_folder())):
        if locale.language() not in {QLocale.Language.English, QLocale.Language.C}:
            logger.info("no words in %s; the screen speaks English", locale.name())
        return SOURCE_LANGUAGE
    theirs = QTranslator(app)
    if theirs.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(theirs)
    app.installTranslator(ours)
    app.setLayoutDirection(locale.textDirection())
    numbers = QLocale(locale)
    numbers.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    QLocale.setDefault(numbers)
    return language


def _folder() -> Path:
    return paths.assets() / "translations"
