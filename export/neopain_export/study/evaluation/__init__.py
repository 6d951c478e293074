"""Who is tested on whom, with which classifier, and how well.

Takes: feature tables.  Gives: rows of results with intervals.
Knows: scikit-learn, numpy.  Never: pictures.
"""
