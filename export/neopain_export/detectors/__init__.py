"""Face detectors of others: their files to folders that the monitor can use.

Takes: an ONNX file and its family.  Gives: a folder with manifest and card, after the network found drawn faces.
Knows: onnx, the simulated neonate, what the monitor runs detectors with.  Never: where a detector may be used.
"""
