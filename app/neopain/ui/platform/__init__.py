"""What the machine under the window offers: sound, background work, collection of garbage.

Takes: calls of the window.  Gives: sounds, results as signals.
Knows: PySide6.  Never: what is shown.
"""
