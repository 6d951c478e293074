"""Sheets about the monitor itself: limits, source, files, what is rarely needed.

Takes: settings as they are.  Gives: what was chosen, as signals.
Knows: the sheet, widgets, style, language.  Never: the settings file.
"""
