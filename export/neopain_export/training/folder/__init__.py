"""A model as a folder: pickle, manifest, card, the networks it needs.

Takes: `Trained`, who it is.  Gives: a folder that the monitor accepts.
Knows: `neopain.vision.models`, the fitted parts.  Never: fitting.
"""
