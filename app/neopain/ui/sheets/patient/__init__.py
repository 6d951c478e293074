"""Sheets about the infant: admission, correction, usual state, pictures by consent.

Takes: what is known of the patient.  Gives: what was entered, as signals.
Knows: the sheet, widgets, style, language.  Never: the record.
"""
