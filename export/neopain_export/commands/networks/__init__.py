"""Commands about networks: imported, quantised, the witness of the way up.

Takes: a published file.  Gives: a network's or a detector's folder.
Knows: `neopain_export.networks`, `detectors`, the options.  Never: other commands.
"""
