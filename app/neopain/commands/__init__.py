"""The command line, one file a command; each composes the rooms that it needs.

Takes: arguments of people and scripts.  Gives: exit codes, clear lines, files.
Knows: every room below, argparse, tqdm.  Never: rules, SQL, pixels.
"""
