"""The paper's study: labelled pictures to tables.

Takes: pictures with subject and label.  Gives: features, out-of-fold probabilities, tables, plots.
Knows: neopain.vision, cv2 (video frames), sklearn, joblib, dask, matplotlib.  Never: Qt, SQL.
"""
