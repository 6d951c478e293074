"""The record looked through, read around damage, and cleared of old sessions.

Takes: a whole record.  Gives: what is damaged, what is still sound, a record without a session's bytes.
Knows: tables, pages, backups.  Never: readings changed, Qt, threads.
"""
