"""Out comes a model: features to a folder that the monitor accepts.

Takes: a feature table.  Gives: a pickled pipeline with manifest and card, and the choice of it.
Knows: neopain.vision, sklearn, the study.  Never: Qt, SQL, the live monitor.
"""
