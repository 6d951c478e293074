"""What the window asks of the program around it, as protocols.

Takes: the words of the rooms below.  Gives: protocols of program, ward, notes, stays and review.
Knows: the rooms' types.  Never: how it is done.
"""
