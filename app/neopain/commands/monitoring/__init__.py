"""The command that monitors, in its window or without one.

Takes: arguments, a source.  Gives: a running monitor, a line a second or a window, a summary at its end.
Knows: bedside, and the window when it is asked for.  Never: rules, SQL, pixels.
"""
