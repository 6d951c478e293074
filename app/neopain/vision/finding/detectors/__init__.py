"""Families of face detectors: how each writes the faces that it sees.

Takes: a network's outputs by role, float32, and the size of the picture that it was shown.  Gives: RawFaces.
Knows: numpy.  Never: pictures, files, thresholds of its own.
"""
