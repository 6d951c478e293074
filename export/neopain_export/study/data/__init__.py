"""Pictures with labels: where they come from and what they say.

Takes: folders, tables, films, public sets.  Gives: samples by subject.
Knows: OpenCV, Pillow, PyAV.  Never: features.
"""
