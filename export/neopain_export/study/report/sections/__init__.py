"""The parts of `tables.md`, a question each.

Takes: a study's results.  Gives: lines of Markdown.
Knows: numpy.  Never: files.
"""
