"""Words and rules of the ward.

Takes: plain values.  Gives: the types that flow, the alarm rules, the smoothing.
Knows: numpy, stdlib.  Never: Qt, SQL, pixels, threads, files.
"""
