"""The stay of one infant: its sessions on one axis, and what is known of them so far.

Takes: sessions, readings and entries of the record.  Gives: one stay, for trend, review and report.
Knows: `core.record`, `core.score`, `core.alarms`.  Never: SQL, files, the running watch.
"""
