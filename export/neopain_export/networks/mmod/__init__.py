"""MMOD, dlib's detector of faces: its table, graph, second opinion and import.

Takes: the published file.  Gives: a network's folder.
Knows: onnx, numpy, the readers of `published`.  Never: pictures, training.
"""
