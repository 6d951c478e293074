"""The tables of the record, version by version.

Takes: a record of any earlier version.  Gives: the same with the newest tables, one migration after another.
Knows: sqlite3.  Never: what stands in a row.
"""
