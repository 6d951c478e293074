"""What window, headless command and ward ask of the program: sessions, patients, exports.

Takes: wishes of people, models, a folder.  Gives: running monitors, admissions, records, exports.
Knows: every room below, no Qt.  Never: widgets, pixels, rules of its own.
"""
