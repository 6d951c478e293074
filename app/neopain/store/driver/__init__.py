"""The two libraries that open a record: Python's own SQLite, and SQLCipher for an encrypted one.

Takes: a file, keys.  Gives: a connection, whichever library it needs, and the errors of both as one.
Knows: sqlite3, sqlcipher3, what an encrypted file looks like.  Never: tables, where keys are kept, threads.
"""
