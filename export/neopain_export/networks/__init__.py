"""Published weights to a network that the monitor can run.

Takes: a weight file as its authors published it.  Gives: an ONNX graph, its manifest and its card.
Knows: layer tables, onnx, scipy.io, h5py, protobuf, safetensors.  Never: the internet, unsafe pickles, Qt.
"""
