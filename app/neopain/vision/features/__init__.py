"""A found face to numbers: aligned, its texture and strain measured, joined with what networks see.

Takes: Frame, Face, FaceCrop.  Gives: FaceCrop, FeatureVector, whether a face stirred.
Knows: OpenCV, scikit-image, the layout's block names.  Never: scores, ONNX Runtime itself.
"""
