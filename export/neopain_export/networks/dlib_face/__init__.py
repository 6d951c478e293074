"""dlib's network for faces: its table, graph, second opinion and import.

Takes: dlib's published file.  Gives: a network's folder.
Knows: onnx, numpy, the readers of `published`.  Never: pictures, training.
"""
