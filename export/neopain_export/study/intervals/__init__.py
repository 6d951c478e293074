"""What a number is worth: estimates with the interval that other infants would give.

Takes: values of one statistic, over draws of infants or over repeated splits.  Gives: estimates, 95 %.
Knows: numpy, scipy's distributions.  Never: what was measured.
"""
