"""mini-Xception, the network for expressions: its table, graph, second opinion and import.

Takes: the published Keras file.  Gives: a network's folder.
Knows: onnx, numpy, the readers of `published`.  Never: pictures, training.
"""
