"""Still pictures as a source: one file, or a folder in name order.

Takes: a path.  Gives: checked pictures, Frames at a pace.
Knows: Pillow, for what a file claims before it is decoded.  Never: networks, cameras.
"""
