"""How well a face is seen, and why it is not scored.

Takes: a frame and the face in it.  Gives: measured views and reasons.
Knows: OpenCV, numpy.  Never: scores.
"""
