"""What is recorded as lines of JSON: in files, in spill files, and live.

Takes: sessions, readings, log entries, marks.  Gives: one line each, and the same back.
Knows: JSON Lines (jsonlines.org), this product's versioned schema.  Never: SQL, Qt, threads, pixels.
"""
