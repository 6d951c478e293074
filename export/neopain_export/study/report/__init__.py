"""What others read of a study.

Takes: rows of results.  Gives: tables, plots, files.
Knows: matplotlib.  Never: training.
"""
