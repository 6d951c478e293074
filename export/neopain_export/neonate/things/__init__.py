"""What is in the cot beside the face: cloth, devices, hands, mattress, the incubator's wall.

Takes: a head or an expressed face.  Gives: things, tapes, and what a wall does to a picture.
Knows: numpy, scipy, cv2.  Never: OpenGL, labels.
"""
