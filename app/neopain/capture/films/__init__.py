"""Films and the simulated neonate as sources, at their own pace.

Takes: a file's bytes and a clock.  Gives: frames at their true times; what is missing, said.
Knows: OpenCV.  Never: file names to OpenCV, seeking.
"""
