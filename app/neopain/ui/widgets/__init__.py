"""Small parts that panels and sheets share.

Takes: values.  Gives: widgets.
Knows: PySide6, style.  Never: the program around them.
"""
