"""The heads of the facial actions: fitted on what was truly drawn, measured, carded.

Takes: a feature table with the drawn actions.  Gives: heads in a folder, their card and tables.
Knows: the study, sklearn.  Never: the pain classifier's own recipe.
"""
