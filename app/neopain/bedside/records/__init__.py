"""Into the record and back: notes, manual scores, rescue, recovery, backup, retention.

Takes: what people note, what the record refused.  Gives: lines in the record or beside it, and copies.
Knows: `store`, the running session's recorder.  Never: SQL, widgets.
"""
