"""The alarm system: conditions, signals, and what becomes of them (IEC 60601-1-8).

Takes: evidence, conditions present, at what time; acknowledgements, pauses.  Gives: signals, events, sounds.
Knows: numpy, stdlib, the words of `core`.  Never: where evidence comes from, threads, loudspeakers.
"""
