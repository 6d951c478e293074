"""Looking back: stays and sessions, one of them on the trend, its alarms, comparisons and handover.

Takes: what the record gives of a stay.  Gives: sheets, and the page that is printed.
Knows: the trend, sheets, `bedside`.  Never: SQL, limits of its own, the running session.
"""
