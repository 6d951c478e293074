"""How a scene becomes a picture: projection, OpenGL, noise, and what a camera does to the light.

Takes: a scene.  Gives: pixels.
Knows: moderngl, cv2, av.  Never: who stands before the camera, and why.
"""
