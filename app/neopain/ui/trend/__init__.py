"""The trend of the score: panel, windows of time, overview and what stands under the pointer.

Takes: readings, limits, notes.  Gives: what is drawn.
Knows: PySide6, style, language.  Never: smoothing, limits of its own.
"""
