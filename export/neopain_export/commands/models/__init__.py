"""Commands that make and choose a model: train, build, promote, pin.

Takes: features, a model folder.  Gives: a model folder, the choice of one.
Knows: `training`, `study`, the options.  Never: other commands.
"""
