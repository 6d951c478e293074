"""Commands that measure: features, the study and its check, facial actions, realism.

Takes: pictures with labels.  Gives: feature files, tables.
Knows: `study`, `training`, `realism`, the options.  Never: other commands, the choice of a model.
"""
