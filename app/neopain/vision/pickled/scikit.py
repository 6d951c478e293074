"""What is used of scikit-learn at the bedside, loaded without the statistics that it wants for other parts.

`scipy.stats` is an eighth of the way to the first score. Nothing that predicts needs it; who trains gets it
at its first use.
"""

from __future__ import annotations

from neopain.vision.left_out import late

with late("scipy.stats"):
    import sklearn
    from sklearn.calibration import CalibratedClassifierCV, _CalibratedClassifier, _SigmoidCalibration
    from sklearn.decomposition import PCA
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.feature_selection import SelectKBest
    from sklearn.frozen import FrozenEstimator
    from sklearn.isotonic import IsotonicRegression
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import GaussianNB
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import MinMaxScaler, StandardScaler
    from sklearn.svm import SVC
    from sklearn.tree import DecisionTreeClassifier
    from sklearn.tree._tree import Tree

__all__ = [
    "PCA",
    "SVC",
    "CalibratedClassifierCV",
    "DecisionTreeClassifier",
    "FrozenEstimator",
    "GaussianNB",
    "IsotonicRegression",
    "KNeighborsClassifier",
    "LogisticRegression",
    "MinMaxScaler",
    "Pipeline",
    "RandomForestClassifier",
    "SelectKBest",
    "StandardScaler",
    "Tree",
    "_CalibratedClassifier",
    "_SigmoidCalibration",
    "sklearn",
]
