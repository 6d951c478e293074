"""What the numbers mean: smoothing, limits, delay, states, coverage, baseline.

Takes: readings as values and times.  Gives: smoothed scores, states, delays, shares of time.
Knows: numpy, stdlib, the words of `core`.  Never: alarm states, pixels.
"""
