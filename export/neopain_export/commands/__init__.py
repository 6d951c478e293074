"""The makers' commands, one module each.

Takes: command-line words.  Gives: files and a line on how it went.
Knows: the study, training, networks and the simulated neonate.  Never: Qt, SQL, the live monitor.
"""
