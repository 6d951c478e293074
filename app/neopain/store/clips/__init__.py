"""Clips of pictures on the disk, encrypted.

Takes: packed pictures, a key.  Gives: the same to whoever has the key, as far as they were written.
Knows: cryptography, the file system.  Never: SQL, consent, a clear picture on the disk.
"""
