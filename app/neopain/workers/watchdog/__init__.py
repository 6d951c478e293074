"""The two ends of the heartbeat: the monitor's, and that of the second process.

Takes: beats.  Gives: a process that tells when they stop, and the judgement of them.
Knows: subprocess, threading, `core.liveness`.  Never: Qt, the monitor's own state.
"""
