"""How a process shows that it lives, and what is said when it does not.

Takes: beats and their times.  Gives: whether to speak, and which words.
Knows: stdlib.  Never: processes, pipes, sound.
"""
