"""Where in an aligned face a score comes from, by covering one piece after the other.

Takes: FaceCrop, what scores one.  Gives: maps of how the score changed, drawn on the face.
Knows: OpenCV.  Never: models, threads, where a map is kept.
"""
