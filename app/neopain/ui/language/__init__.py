"""The screen's languages: translations, directions, forms of numbers.

Takes: the stable English of the rooms below.  Gives: words on the screen.
Knows: PySide6, `core`.  Never: widgets.
"""
