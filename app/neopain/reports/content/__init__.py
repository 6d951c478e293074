"""What every report says of a session or a stay, whatever the file's format.

Takes: a session, its readings, log and marks; how much may be told.  Gives: numbers, columns, explanations.
Knows: units, names of columns, levels of privacy.  Never: a file's format, SQL, Qt, threads.
"""
