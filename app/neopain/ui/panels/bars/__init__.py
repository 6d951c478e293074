"""The rows at the top and at the bottom of the window: alarms, header, procedure, buttons.

Takes: snapshots.  Gives: alarms as they are seen; clicks as signals.
Knows: PySide6, widgets, style, language.  Never: what a button does.
"""
