"""The camera's protocols, spoken here: HTTP, RTSP, RTP, TLS and logins.

Takes: a checked address, time-outs.  Gives: compressed pictures as bytes; CameraFailure with the cause.
Knows: sockets, ssl.  Never: proxies, redirects to elsewhere, other hosts than the address's, pixels, threads.
"""
