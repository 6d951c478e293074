"""What people do about one patient: admission, notes, procedures, assessments, usual level, whose session.

Takes: clicks, keys, answers of sheets.  Gives: calls of the program about the patient, changes of panels.
Knows: panels, sheets, `bedside`.  Never: SQL, models, alarm rules.
"""
