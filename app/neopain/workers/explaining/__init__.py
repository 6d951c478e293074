"""What the score hung on at the last pain alarm, worked out beside the monitor and never before it.

Takes: aligned faces, alarm lines.  Gives: one map, in memory only.
Knows: a thread that rests as long as it works.  Never: files, the record, the analysis thread's models.
"""
