"""What people read and fill in, beside alarms and score and never over them: sheets, not dialogs.

Takes: what is known.  Gives: what was filled in, checked.
Knows: PySide6, widgets, style.  Never: disks, the monitor.
"""
