"""Between the watch and whoever listens: no fault and no slowness there ends an alarm.

Takes: the watch's calls.  Gives: the same calls, guarded, or as lines to another program.
Knows: threading, sockets.  Never: Qt, rules.
"""
