"""What there is to rate, and how each is shown.

Takes: folders, pictures, films, kept clips, tables.  Gives: items, and an item's pictures in memory.
Knows: the study's readers, kept clips.  Never: Qt, answers, a copy of a picture.
"""
