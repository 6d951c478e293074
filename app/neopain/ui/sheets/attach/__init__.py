"""A camera attached in four steps: chosen, its login, its test, its picture and name.

Takes: what is plugged in or answers in the network, and what people type.  Gives: a camera known by a name.
Knows: the desk of cameras, through `work`.  Never: a wait on the window's thread, a login once handed on.
"""
