"""Cameras plugged into this computer.

Takes: a number, a device, a lasting name.  Gives: a list of cameras, a live source.
Knows: what Linux, Windows and macOS tell of cameras.  Never: networks, logins.
"""
