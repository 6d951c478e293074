"""The number and what stands beside it: size, state, figures, and why it is so.

Takes: a snapshot.  Gives: the score as it is seen.
Knows: PySide6, widgets, style, language.  Never: smoothing, limits, decisions.
"""
