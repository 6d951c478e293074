"""Finding network cameras and the addresses of their streams.

Takes: a network, a host, a login.  Gives: cameras that answer, addresses to try.
Knows: WS-Discovery, ONVIF, brands' paths.  Never: pictures, storage, another host than the camera's.
"""
