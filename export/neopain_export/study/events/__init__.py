"""The bedside question: of the painful procedures, how many did the monitor tell, how often was it wrong?

Takes: exported readings, and what people say happened when.  Gives: alarms held against it, with intervals.
Knows: the monitor's own watch, through which the readings go once more.  Never: pictures, training.
"""
