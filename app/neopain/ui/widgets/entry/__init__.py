"""Where numbers and words are entered, by touch and by keyboard.

Takes: a range, a value.  Gives: the value entered, as a signal.
Knows: PySide6, style.  Never: what a value means.
"""
