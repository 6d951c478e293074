"""Colours, sizes and their switching.

Takes: a theme's name, a size of window.  Gives: palettes, sizes, style sheets.
Knows: PySide6.  Never: words, rules.
"""
