"""What a model makes of the last seconds' scores, where it has learnt to.

Takes: scores and their capture times.  Gives: the averaged score.
Knows: numbers and seconds.  Never: limits, alarms, pictures; who uses it is the watch alone.
"""
