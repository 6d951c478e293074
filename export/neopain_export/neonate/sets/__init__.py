"""The labelled sets of drawings: who is drawn how, and which of it belongs to the test group.

Takes: a seed.  Gives: labelled pictures.
Knows: the rest of `neonate`.  Never: features, models.
"""
