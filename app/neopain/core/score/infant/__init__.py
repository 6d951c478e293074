"""What is learnt of this infant: the usual score, and the slow adaptation of the classifier to it.

Takes: readings as values and times.  Gives: baseline, adaptation, both as lines of the log and back.
Knows: numpy, stdlib, the words of `core`.  Never: a limit moved by it, another infant's.
"""
