"""Commands over the record: list, check, export, copy, put right, remove.

Takes: arguments.  Gives: lines and files, out of the record or in its place.
Knows: store, reports, bedside.  Never: SQL, cameras, models.
"""
