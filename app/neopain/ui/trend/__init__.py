"""The trend of the score: plot, overview, history, manual scores beside it.

Takes: readings, limits, notes, manual scores.  Gives: what is drawn.
Knows: PySide6, pyqtgraph (trend_plot only).  Never: smoothing, limits of its own.
"""
