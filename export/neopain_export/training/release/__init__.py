"""The way of a model folder to the monitor: floor, trial, choice, pin.

Takes: a model folder.  Gives: the choice of it, or why not; the digests of what is bundled.
Knows: `neopain.vision`, the folder's files.  Never: fitting, changing a model.
"""
