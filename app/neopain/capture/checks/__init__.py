"""Whether pictures are alive: frozen, looped, black, covered, moved.

Takes: frames.  Gives: conditions and events.
Knows: numpy, OpenCV.  Never: faces, scores.
"""
