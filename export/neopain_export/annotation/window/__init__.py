"""The window of the raters: one picture, its questions, nothing that could sway an answer.

Takes: a pass.  Gives: answers of a person.
Knows: PySide6; parts, style and language of the app's window.  Never: file names, infants, others' answers.
"""
