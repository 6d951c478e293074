"""The record, for others.

Takes: a session with its readings, log and marks.  Gives: a summary, CSV and JSON Lines files.
Knows: csv, json, stdlib.  Never: SQL, Qt, threads, pixels, scores of its own.
"""
