"""What a classifier's parts learn: score, strength, interval, novelty.

Takes: a feature table, a recipe.  Gives: `Trained`: fitted parts, measured on other infants.
Knows: the study, sklearn.  Never: files.
"""
