"""The model's card: what it is, what it learned from, what it is not."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from neopain.vision.models.manifest import FORCED
from neopain_export.training.fitting.intensity import MARKS

_BOUNDS = ("_low", "_high")
_FORCED = """\
**NOT BETTER THAN CHANCE.** It was promoted by force although: {why}. Its scores must not be relied upon.

"""
_CHOSEN = """\
The recipe is the best of {count} that were compared, so figures on the infants of that comparison flatter it.
*AUC corrected* and *accuracy corrected* say what choosing the best is worth on infants that it was not chosen
on; they are the figures to quote. *With refusals* counts pictures that could not be assessed as errors.

"""
_SIMULATED = """\
**It was trained on simulated neonates only.** They are drawings, made by this project's own generator from a
CC0 head. It has never seen a newborn. Nothing is known about its scores on newborns."""
_KNOWN = (
    "**Known or unknown.** A face unlike all that it learnt from gets no number but the reason "
    "`unlike_training`: its distance in {blocks} is over the limit. The distance: {method}. The figure "
    "`unlike training` in the table is the share of tested faces that are refused so; the other figures are "
    "of all tested faces."
)
_GRADED = (
    "**Intensity.** Beside the probability, which asks *pain expression or not*, stands an intensity of 0 to "
    "10: how strong the expression is. {truth} It is learnt by {method}. It is no clinical scale and raises "
    "no alarm.{marks}"
)
_TRUTH_DRAWN = (
    "The truth that it learnt from is the drawing's own: the geometric mean of brow bulge, eye squeeze and "
    "nasolabial furrow, times 0.7 to 1 by the mouth; 10 is the strongest cry drawn."
)
_TRUTH_SUPPLIED = (
    "What it learnt from is the column `intensity` of its maker's set, as people or instruments judged "
    "there; what 10 means, only they can say."
)
_MARK = (
    " About {mark}: {faces} of the tested faces; {share:.0f} % of them labelled pain; {whose} strength "
    "was {truth} (median, and from the 10 % to the 90 % point)."
)
_UNCERTAIN = (
    "**How sure.** Every score has an interval: {method}. In the table, `interval width` is its mean width "
    "(of 1), and `interval covered` the share of tested faces in bands of scores whose observed share of "
    "pain agrees with their intervals. The intervals know nothing of faces unlike these."
)
_CERTAINTY_UNKNOWN = "**How sure.** It learned from too few infants to say how sure its scores are."
_WIDTH = 110
_SUPPLIED = """\
It was trained on pictures that its maker supplied ({data}). What is known about it is in the table below and
holds for those pictures; it was not validated on other infants, wards or cameras."""


def card_text(values: Mapping[str, Any]) -> str:
    """Markdown out of the manifest's values, so that card and manifest cannot disagree."""
    training, result = values["training"], values["result"]
    origin = _SIMULATED if training["simulated"] else _SUPPLIED.format(data=training["data"])
    blocks = "\n".join(f"| `{block['name']}` | {block['size']} |" for block in values["layout"])
    figures = "\n".join(
        f"| {key.replace('_', ' ')} | {_shown(key, result)} |" for key in result if not key.endswith(_BOUNDS)
    )
    forced = "" if FORCED not in result else _FORCED.format(why=result[FORCED])
    choice = "" if "chosen_among" not in result else _CHOSEN.format(count=result["chosen_among"])
    answers = ", ".join(f"{value:.3f}" for value in values["known_answers"]["probabilities"])
    novelty = values["novelty"]
    blocks_named = " and ".join(f"`{name}`" for name in novelty["blocks"])
    told = [_KNOWN.format(blocks=blocks_named, method=novelty["method"])]
    if "intensity" in values:
        truth = _TRUTH_DRAWN if training["simulated"] else _TRUTH_SUPPLIED
        method = values["intensity"]["method"]
        told.append(_GRADED.format(truth=truth, method=method, marks=_marks(values)))
    interval = values.get("interval")
    told.append(_CERTAINTY_UNKNOWN if interval is None else _UNCERTAIN.format(method=interval["method"]))
    if "real_faces" in training:
        told.append(f"**Real faces.** {training['real_faces']}")
    known = "\n\n".join(textwrap.fill(paragraph, _WIDTH) for paragraph in told)
    measured = "simulated" if training["simulated"] else training["data"]
    return f"""\
# {values["name"]} {values["version"]}

**What it is.** A classifier of facial expression. Out comes a calibrated probability that the face shows a
pain expression; the monitor shows ten times that as the *facial pain score (investigational)*.

{forced}{origin}

**What it is not.** Not a medical device, not clinically validated, not a clinical scale and no substitute for
one. It sees a face only: a low score does not mean that an infant is comfortable (a preterm, sedated,
paralysed or exhausted infant may show little), and a high one does not prove pain (hunger, fright and
handling move the same muscles). Never treat, or leave untreated, by this score: look at the baby.

**Trained on** {training["data"]}:
{training["pictures"]} pictures of {training["subjects"]} subjects,
{training["pictures_with_pain"]} of them labelled pain.
{training["left_out"]} more could not be assessed and were left out. Seed {training["seed"]}.

**Recipe.** {training["recipe"]}.

**Features**

| block | values |
|---|---|
{blocks}

**Measured** ({measured})

{choice}| figure | value |
|---|---|
{figures}

{known}

**Limits known beforehand.** Faces are found by a detector made for adults. Tape, tubes, a pacifier or a hand
on the face, side light and a turned head make scores less certain. Skin tones, gestational ages and cameras
outside the training pictures are untested.

**File.** A pickled scikit-learn pipeline. The monitor never unpickles it: it reads it as data, checks every
number, and builds the pipeline anew. At every start it must answer three average training pictures (without
pain, of all, with pain) as it did when it was made: {answers}. Licence: {values["licence"]}. Made by
`{values["made_by"]}`.
"""


def _marks(values: Mapping[str, Any]) -> str:
    """What faces with a few values of the intensity were."""
    result = values["result"]
    return "".join(
        _MARK.format(
            mark=mark,
            faces=result[f"intensity_near_{mark}_faces"],
            share=100 * result[f"intensity_near_{mark}_pain_share"],
            whose="their true" if values["training"]["simulated"] else "the rated",
            truth=result[f"intensity_near_{mark}_truth"],
        )
        for mark, _ in MARKS
        if f"intensity_near_{mark}_faces" in result
    )


def _shown(key: str, result: Mapping[str, Any]) -> str:
    value = result[key]
    if not isinstance(value, float):
        return str(value)
    low, high = (result.get(f"{key}{bound}") for bound in _BOUNDS)
    return f"{value:.3f}" if low is None or high is None else f"{value:.3f} (95 %: {low:.3f} to {high:.3f})"
