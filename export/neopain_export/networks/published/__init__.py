"""One published file format to plain arrays, each.

Takes: a path.  Gives: `PublishedNetwork`, layers under the file's own names and what it says of its input.
Knows: the file formats.  Never: which network it should be, ONNX.
"""
