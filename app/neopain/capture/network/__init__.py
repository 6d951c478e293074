"""Cameras on the network as sources: HTTP pictures and RTSP streams.

Takes: a checked address, a login.  Gives: Shots to a live source.
Knows: `wire` and `decoding`.  Never: what a person typed, USB.
"""
