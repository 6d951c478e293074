"""Pictures in.

Takes: a camera, a stream's address, a file or a folder.  Gives: Frame, SourceStatus.
Knows: cv2, Pillow, simplejpeg, sockets (in `wire`), threads that drain live sources.  Never: Qt, SQL, models.
"""
