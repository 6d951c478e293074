"""Threads of the bedside: each pure part on a thread of its own.

Takes: a source, a pipeline, a watch, a store.  Gives: readings, log entries and states to a listener.
Knows: threading, queue, logging.  Never: Qt, SQL, pixels, rules.
"""
