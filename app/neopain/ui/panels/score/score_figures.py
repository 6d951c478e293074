"""The lines of figures under the score."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from neopain.core.score.infant.adaptation import AdaptationPhase
from neopain.core.score.infant.adaptation_line import PHASE_WORDS
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.language.numbers import decimal
from neopain.ui.language.translate import shown


def score_figures(snapshot: WatchSnapshot) -> list[str]:
    """How much was scored and was over the limit, and what is usual for this infant."""
    translate = QCoreApplication.translate
    figures = []
    share = snapshot.statistics.scored_share
    if share is not None:
        scored = translate("score_figures", "Scored {share} % of the time")
        figures.append(scored.format(share=round(100 * share)))
    over = snapshot.statistics.over_lower_share
    if over is not None and share is not None:
        words = translate("score_figures", "Over {limit}: {over} % of the scored time")
        figures.append(words.format(limit=decimal(snapshot.lower_limit), over=round(100 * over)))
    usual = snapshot.usual
    if usual.over is not None:
        words = translate("score_figures", "Against this infant's baseline: {delta}")
        figures.append(words.format(delta=decimal(usual.over, signed=True)))
    if usual.unadapted is not None:
        words = translate("score_figures", "Adapted to this infant; without: {score}")
        figures.append(words.format(score=decimal(usual.unadapted)))
    if usual.adaptation.phase is AdaptationPhase.AT_LIMIT:
        figures.append(shown(PHASE_WORDS[AdaptationPhase.AT_LIMIT]))
    return figures
