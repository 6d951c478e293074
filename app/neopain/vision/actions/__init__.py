"""Single facial actions of a found face, and the second witness.

Takes: a face, its crop, its features.  Gives: strengths with confidence, distress; nothing for the unseen.
Knows: numpy, `vision.networks`.  Never: scores, time, what a sign means for the infant.
"""
