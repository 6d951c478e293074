"""The table of docs/cameras.md out of the causes and the German words; `python -m tests.camera_table` renews it."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET  # our own file
from pathlib import Path

from neopain.capture.failures import FAILURES

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "cameras.md"
GERMAN = ROOT / "assets" / "translations" / "neopain_de.ts"
BEGIN, END = "<!-- table of causes: begin -->", "<!-- table of causes: end -->"
HEAD = ("cause", "the screen says", "what to do", "a German screen says", "what to do, in German")


def table() -> str:
    """Every cause with its words and its remedy in both languages, as Markdown."""
    german = _german()
    rows = [HEAD, ("---",) * len(HEAD)]
    for kind, words in FAILURES.items():
        says, remedy = german[words.cause], german[words.remedy]
        said = (f"... {words.cause}", words.remedy, f"... {says}", remedy)
        rows.append((f"`{kind.value}`", *(text.replace("{detail}", "*what came*") for text in said)))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def renewed(page: str) -> str:
    """The page with the table of today."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{table()}{END}{rest.partition(END)[2]}"


def _german() -> dict[str, str]:
    messages = ET.parse(GERMAN).getroot().iter("message")  # noqa: S314
    return {one.findtext("source", ""): one.findtext("translation", "") for one in messages}


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")
    sys.stdout.write(f"{PAGE} is as of today.\n")
