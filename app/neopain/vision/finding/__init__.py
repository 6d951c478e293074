"""Where the face is, which way up, and how it is turned.

Takes: a frame, uint8 BGR (H, W, 3).  Gives: faces with landmarks and pose in frame pixels.
Knows: MediaPipe (face_landmarker only), OpenCV.  Never: scores.
"""
