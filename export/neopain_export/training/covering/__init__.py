"""What tells a bare piece of a face from a covered one.

Takes: drawn faces.  Gives: patches laid on them, and the judges of `neopain.vision.quality.covering`.
Knows: OpenCV, scikit-learn.  Never: a picture of a real infant.
"""
