"""Sheets in which a person adds to the record: assessments, notes, procedures.

Takes: scales and times.  Gives: what was entered, as signals.
Knows: the sheet, widgets, style, language.  Never: the record.
"""
