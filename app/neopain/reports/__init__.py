"""The record, for others.

Takes: a session with its readings and log entries, from anywhere.  Gives: a summary, CSV and JSON Lines files.
Knows: csv, json, stdlib.  Never: SQL, Qt, threads, pixels, scores of its own.
"""
