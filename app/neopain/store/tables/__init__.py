"""What stands in the record: a file for each kind of row, and between rows and types.

Takes: sessions, readings, log entries, marks, stays, who changed what.  Gives: the same back, exactly.
Knows: the tables and `store.sqlite`.  Never: files, threads, Qt.
"""
