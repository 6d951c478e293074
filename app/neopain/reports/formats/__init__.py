"""The formats of exported files, one file each, and their registry.

Takes: what `reports.content` tells of a session or a stay.  Gives: whole files, by the word of an option.
Knows: csv, json; pyarrow and edfio in one file each.  Never: SQL, Qt, threads, numbers of its own.
"""
