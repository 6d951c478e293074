"""The rules of rating: what is asked, in which order, what an answer is, where two raters differ.

Takes: plain values.  Gives: orders, passes, disputes, figures of agreement.
Knows: the study's agreement.  Never: Qt, files, pictures.
"""
