"""How far drawn faces behave like real ones before networks that were made for real ones.

Takes: a drawn set, the monitor's face search, the expression network.  Gives: gates, met or not.
Knows: totals that were measured on real faces.  Never: a picture of a real infant, training.
"""
