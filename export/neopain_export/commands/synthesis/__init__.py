"""Commands that make pictures and sounds from nothing but this repository.

Takes: a count, a seed.  Gives: pictures with labels, alarm sounds.
Knows: `neonate`, `sounds`, the options.  Never: other commands, real infants.
"""
