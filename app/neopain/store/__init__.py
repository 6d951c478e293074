"""The record.

Takes: sessions, readings, log entries, annotations, assessments.  Gives: the same, exactly, after any crash.
Knows: sqlite3, sqlcipher3.  Never: Qt, threads, pixels, files for others.
"""
