"""The infant of this bed: admission, limits, PIN, and the stay that goes on.

Takes: what people admit and set.  Gives: the patient, the preset in force, what a new session goes on from.
Knows: `store`, the PIN's file, the exports.  Never: widgets, rules of its own.
"""
