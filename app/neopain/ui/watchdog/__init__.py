"""The second process's face: says and sounds that monitoring has stopped.

Takes: beats from the monitor.  Gives: a window or lines, a sound, a log.
Knows: PySide6, `core.liveness`.  Never: the monitor's own state.
"""
