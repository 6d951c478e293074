"""Coded pictures and video to pixels.

Takes: bytes of JPEG, H.264 or H.265; a device's number.  Gives: uint8 BGR (H, W, 3), or no picture.
Knows: OpenCV, simplejpeg.  Never: addresses, logins, time.
"""
