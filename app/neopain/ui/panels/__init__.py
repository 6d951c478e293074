"""The parts of the window that are always there: picture, score, alarms, events, bars.

Takes: snapshots, readings, frames.  Gives: what is seen; clicks as signals.
Knows: PySide6, widgets, style, language.  Never: decisions.
"""
