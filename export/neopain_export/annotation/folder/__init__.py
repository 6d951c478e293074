"""The folder of an annotation: plan, raters, answers, each safe before the next picture is seen.

Takes: items and answers.  Gives: passes that go on after a kill, the study's table and its manifest.
Knows: the file system.  Never: Qt, the content of pictures.
"""
