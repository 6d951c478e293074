"""The clips' thread: the newest pictures in memory, and some seconds of them kept where a consent allows it.

Takes: frames, log lines.  Gives: clips to a desk that encrypts them.
Knows: threading.  Never: the analysis' time, the disk, a picture without consent.
"""
