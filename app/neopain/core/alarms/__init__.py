"""The alarm system: conditions, signals, and what becomes of them (IEC 60601-1-8).

Takes: conditions present, at what time; acknowledgements, pauses.  Gives: signals, events, sound patterns.
Knows: numpy, stdlib, the words of `core`.  Never: readings, threads, loudspeakers.
"""
