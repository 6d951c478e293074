"""From the source to readings: capture, newest-wins slots, analysis, preview, standby.

Takes: a source, a pipeline.  Gives: frames to the screen, raw readings to the watch.
Knows: threading, `Worker`.  Never: rules, the record, Qt.
"""
