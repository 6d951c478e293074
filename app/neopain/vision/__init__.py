"""Picture to number.

Takes: Frame, model folders.  Gives: Face, FaceCrop, View, FeatureVector, PainScore.
Knows: cv2, mediapipe, onnxruntime, scikit-image, scikit-learn.  Never: Qt, SQL, threads, clocks, alarms.
"""
