"""A recorded session, or a whole stay, as files for others.

Takes: a session's or a stay's id, a format, a level.  Gives: a file, and the record's line that says so.
Knows: `store`, `reports`.  Never: a format of its own, widgets.
"""
