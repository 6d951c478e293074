"""What lies under the plot, in step with its time: single signs and manual scores.

Takes: signs, manual scores, where the plot's ends are.  Gives: the drawn strips.
Knows: PySide6, style, language.  Never: a time axis of its own.
"""
