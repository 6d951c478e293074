"""Consented clips of the monitor, for annotation and study; the only door from here to the record.

Takes: a clip's file, initials of whoever looks.  Gives: pictures in memory, rows in the audit.
Knows: the app's clip book and keys.  Never: clips whose consent is for anything else, a picture on the disk.
"""
