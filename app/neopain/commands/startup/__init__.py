"""What every start needs: log, display, system libraries, and how a failure is told.

Takes: the machine as it is.  Gives: one line that helps.
Knows: stdlib, `ui.platform` when a window must tell it.  Never: cameras, models.
"""
