"""People's judgements of pictures, blinded: what a study learns from and is measured by.

Takes: pictures, films, consented clips, answers of people.  Gives: the study's table, figures of agreement.
Knows: numpy; PySide6 and parts of the app's window (window only).  Never: a score, a copy of a picture.
"""
