"""The record's files on the disk: where they lie, who holds them, what lies beside them.

Takes: a folder.  Gives: a lock, small files that are whole or not there, checksums of pages, the PIN's file.
Knows: the file system and whose a file is.  Never: SQL, sessions.
"""
