"""Triangles: the head pack made from published meshes, subdivision, and plain solids.

Takes: points and faces, MakeHuman's files.  Gives: meshes, the head pack in assets.
Knows: numpy, scipy.  Never: a neonate, light, OpenGL.
"""
