"""How far drawn faces behave like real ones before eyes that were made for real ones.

Takes: a drawn set, the monitor's face search, the file of an expression network.  Gives: gates, met or not.
Knows: onnx, h5py, what was measured on real faces (totals).  Never: pictures of real infants.
"""
