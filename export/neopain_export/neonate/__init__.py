"""The simulated neonate: heads, faces, light, and the pictures of them.

Takes: a seed, the head pack in assets.  Gives: labelled pictures, the live clip.
Knows: moderngl, scipy, cv2, av.  Never: real infants, the network, the monitor's threads.
"""
