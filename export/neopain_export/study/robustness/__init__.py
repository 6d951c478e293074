"""What a result owes to how many infants were learnt from, and to the split that was drawn.

Takes: feature tables and one recipe.  Gives: curves and repeated figures, with intervals.
Knows: scikit-learn, scipy, numpy.  Never: pictures.
"""
