"""What a model's score hangs on: pieces of one face, and blocks and regions over a whole set.

Takes: a model's folder, labelled or plain pictures.  Gives: maps, importances with intervals.
Knows: `vision`, numpy, OpenCV.  Never: training, choosing a model.
"""
