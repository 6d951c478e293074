"""Neural networks: checked graphs, opened on GPU or CPU, run on prepared faces.

Takes: a graph's bytes and crops, uint8 RGB.  Gives: feature blocks, float32.
Knows: ONNX Runtime (inference only).  Never: where files lie.
"""
