"""Face detectors of others: their files to folders that the monitor can use.

Takes: an ONNX file and its family.  Gives: a folder with manifest and card, once the network found drawings.
Knows: onnx, the simulated neonate, how the monitor runs detectors.  Never: whether one may be used.
"""
