"""The curve itself: score, interval, limits, gaps and marks over time.

Takes: a history and a stretch of time.  Gives: the drawn plot.
Knows: PySide6, pyqtgraph.  Never: which stretch is wanted.
"""
