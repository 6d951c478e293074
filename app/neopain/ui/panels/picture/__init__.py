"""The picture of the camera and what is drawn on it.

Takes: frames and snapshots.  Gives: the picture, with its age and its sign.
Knows: PySide6, style, language.  Never: analysis of a picture.
"""
