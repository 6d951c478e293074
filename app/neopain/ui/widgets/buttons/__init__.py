"""Buttons, the holds that guard them, their icons and their keys.

Takes: words, icons, what a key is for.  Gives: clicks and completed holds as signals.
Knows: PySide6, style.  Never: what a button does.
"""
