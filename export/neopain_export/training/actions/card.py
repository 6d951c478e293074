"""The card of the facial actions' heads: what they are, what they learned from, what they are not."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from neopain.core.facial_actions import FacialAction

FIGURES = ("auc", "correlation", "error", "told", "missed_not")
"""Of `action_heads.Agreement`, for each action."""
_WIDTH = 110
REAL_FACES = """\
On real infants who are not in pain they rest: of 70 well seen faces out of 197 pictures of real infants
in cots (Infant Detection v1, CC BY 4.0; no clinic) one had two of the three actions of the upper face at
0.5 or more, none had all three; open lips were told in one of three. What they tell of a real newborn in
pain is not known."""


def action_card(values: Mapping[str, Any]) -> str:
    """Markdown out of the manifest's values, so that card and manifest cannot disagree."""
    training, result = values["training"], values["result"]
    rows = "\n".join(_row(action, result) for action in FacialAction)
    blocks = ", ".join(f"`{block['name']}` ({block['size']})" for block in values["layout"])
    text = f"""\
# {values["name"]} {values["version"]}

**What it is.** Six linear heads. Each tells how strong one action of the face is, 0 (at rest) to 1 (as in
a full pain cry): brow bulge, eye squeeze, nasolabial furrow, open lips, vertical and horizontal mouth
stretch, as the Neonatal Facial Coding System names them (Grunau and Craig 1987, Pain 28:395-410). With it
comes a confidence, 0 to 1. They stand beside the pain score and never in its place; an open mouth alone
is no sign of pain.

**It was fitted on simulated neonates only**, of which the strength of each action is known, because they
were drawn with it: {training["data"]}; {training["pictures"]} pictures of {training["subjects"]}
subjects, badly seen ones among them. It has never seen a newborn.

{REAL_FACES}

**What it is not.** No coding by a trained coder and no clinical scale: its strengths are those of a
drawing program. No action is told where something lies on that part of the face, nor where no mesh
confirmed the face.

**Recipe.** {training["recipe"]}; features {blocks}. Confidence: the share of the action's variance that
was told right on subjects held out, less where a face lies further from the training faces than 95 of 100
of those from the others.

**Measured** (simulated; {result["protocol"]}; {result["tested_pictures"]} pictures of
{result["tested_subjects"]} subjects; present from a true strength of 0.5)

| action | AUC | correlation | mean error | told of those present | rest told of those absent |
|---|---|---|---|---|---|
{rows}

By skin tone, camera and kind of feature: docs/study/facial-actions.md.

**File.** Plain arrays in NumPy's `.npz`, read without pickle and checked. Licence: {values["licence"]}.
Made by `{values["made_by"]}`.
"""
    paragraphs = (part.strip("\n") for part in text.split("\n\n"))
    return "\n\n".join(part if part[0] in "#|" else textwrap.fill(part, _WIDTH) for part in paragraphs) + "\n"


def _row(action: FacialAction, result: Mapping[str, Any]) -> str:
    name = action.replace("_", " ")
    auc, correlation, error, told, missed_not = (result[f"{action}_{figure}"] for figure in FIGURES)
    return f"| {name} | {auc:.3f} | {correlation:.2f} | {error:.2f} | {told:.2f} | {missed_not:.2f} |"
