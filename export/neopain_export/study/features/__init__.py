"""From pictures to a table of features, once.

Takes: samples.  Gives: feature tables.
Knows: `vision`, joblib, dask.  Never: labels, classifiers.
"""
