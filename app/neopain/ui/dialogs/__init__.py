"""What people fill in: admission, scores, limits, notes, sources, sessions.

Takes: what is known.  Gives: what was filled in, checked.
Knows: PySide6, widgets, style.  Never: disks, the monitor.
"""
