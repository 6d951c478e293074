"""Numbers of others, quoted beside ours and never mixed with them.

Only figures read in the source that is named. They are of real newborns, on data and by protocols of their
own: they show the field's order of magnitude, not a competition.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuotedResult:
    """One published result, in its authors' words and units."""

    work: str
    method: str
    sample: str
    protocol: str
    result: str
    source: str


PAPER = (
    QuotedResult(
        "Zamzmi et al. 2018",
        "deep only (best of VGG-Face, VGG-F, VGG-M, VGG-S)",
        "real neonates",
        "on a testing dataset",
        "accuracy 90.34 %, AUC 0.841",
        "arXiv 1807.01631, abstract",
    ),
    QuotedResult(
        "Zamzmi et al. 2018",
        "deep and handcrafted, mixed",
        "real neonates",
        "on a testing dataset",
        "accuracy 92.71 %, AUC 0.948",
        "arXiv 1807.01631, abstract",
    ),
)
PAPER_ON_HANDCRAFTED = "The abstract puts handcrafted features about 7 % below deep ones; it gives no table."

BASELINES = (
    QuotedResult(
        "Brahnam et al. 2007",
        "NNSOA; linear SVM; PCA and LDA",
        "COPE: 204 photographs, 26 newborns",
        "leave one subject out",
        "accuracy 90.20 %; 82.35 %; 80.39 % and 76.96 %",
        "full text",
    ),
    QuotedResult(
        "Carlini et al. 2021",
        "RetinaFace, VGG-Face, two dense layers",
        "UNIFESP 30 and iCOPE 26 newborns",
        "as published",
        "accuracy 93.07 %, F1 0.9431, AUC 0.9254",
        "review PMC10594024, tables 3 and 4",
    ),
    QuotedResult(
        "Coutrin et al. 2022",
        "VGG-Face head; N-CNN; tuned N-CNN",
        "iCOPE 27 and UNIFESP 30 newborns",
        "10 folds by subject",
        "accuracy 85.2 %; 78.7 %; 82.9 %",
        "README of the authors' repository",
    ),
    QuotedResult(
        "Salekin et al. 2021",
        "face, body and sound, fused",
        "USF-MNPAD-I, post-operative",
        "as published",
        "accuracy 79 %, AUC 0.87",
        "PMC7856028",
    ),
    QuotedResult(
        "TSMSPL 2024",
        "Video Swin, self-paced learning, fusion; three grades",
        "402 neonates in two tables",
        "external validation",
        "accuracy 80 %, macro-F1 0.81, AUC 0.94",
        "Sci Rep 14, s41598-024-77521-4, supplement",
    ),
    QuotedResult(
        "Heiderich et al. 2015",
        "NFCS actions, desktop software",
        "30 newborns of 35 to 41 weeks, own base",
        "as published",
        "sensitivity 85 %, specificity 100 % (neutral at rest)",
        "review PMC10594024, tables 2 to 4",
    ),
)
