"""The recorder thread, and what waits for it.

Takes: readings, log entries, notes, manual scores.  Gives: the record; a spill file while it refuses.
Knows: threading, a store.  Never: SQL, rules, pictures.
"""
