"""A feature vector to a probability, its intensity, and whether such a face is known.

Takes: FeatureVector, the classifier's folder.  Gives: PainScore, a distance from what was trained on.
Knows: scikit-learn (classifier only), numpy.  Never: pixels, smoothing, alarms.
"""
