"""What the trend remembers: scores, gaps, limits, marks and signs of the last 24 hours.

Takes: readings and what stood before the session.  Gives: rows of a stretch of time.
Knows: numpy, the core.  Never: Qt.
"""
