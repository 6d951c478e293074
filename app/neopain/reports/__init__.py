"""The record, for others.

Takes: a session with its readings, log and marks.  Gives: a summary, files of the registered formats.
Knows: stdlib; pyarrow and edfio in one file each.  Never: SQL, Qt, threads, pixels, scores of its own.
"""
