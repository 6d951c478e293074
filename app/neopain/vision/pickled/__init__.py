"""The pickled scikit-learn pipeline, read as data and built anew.

Takes: a pickle's bytes.  Gives: a fitted scikit-learn estimator made of checked plain arrays.
Knows: the pickle's opcodes, the parts that a pipeline may have.  Never: pickle.load, a foreign state.
"""
