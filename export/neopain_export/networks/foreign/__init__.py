"""Any ONNX file with a feature output, checked and taken.

Takes: an ONNX file.  Gives: a network's folder.
Knows: onnx, the readers of `published`.  Never: running it unchecked.
"""
