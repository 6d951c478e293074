"""What every live source is: connected, drained, lost, waited for and opened again.

Takes: a Device, whatever is behind it.  Gives: the newest Frame, SourceStatus.
Knows: the one thread that drains a camera.  Never: protocols, pixels.
"""
