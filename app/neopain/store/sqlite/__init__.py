"""SQLite as this room uses it.

Takes: the record's file, statements.  Gives: transactions, rows with a checksum each, faults in words.
Knows: sqlite3, its error codes, WAL.  Never: what a row means.
"""
