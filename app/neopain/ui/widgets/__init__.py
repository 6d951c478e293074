"""Small parts that panels and dialogs share.

Takes: values.  Gives: widgets.
Knows: PySide6, style.  Never: the program around them.
"""
