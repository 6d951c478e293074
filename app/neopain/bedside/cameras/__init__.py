"""The cameras of a ward: attached once, known by name from then on.

Takes: what people choose and type, and its test.  Gives: cameras by name, with their login from the keyring.
Knows: the sessions' folder, the system's keyring.  Never: a login in a file, a log or a message.
"""
