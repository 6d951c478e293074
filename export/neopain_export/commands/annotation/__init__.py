"""Commands of the raters.

Takes: arguments.  Gives: the window of annotation, tables, lines.
Knows: argparse.  Never: formats, pixels.
"""
