"""What is used of scikit-learn at the bedside, loaded without what it wants of SciPy for other things.

Statistics, optimisers, integrals, distances and NumPy's tools for Fortran are a third of the way to the first
score. Nothing that predicts needs them; who trains gets them at their first use.
"""

from __future__ import annotations

from neopain.vision.left_out import late, left_out

_LATE = (
    "scipy.stats",
    "scipy.optimize",
    "scipy.optimize._linesearch",
    "scipy.interpolate",
    "scipy.integrate",
    "scipy.spatial",
    "scipy.spatial.distance",
    "scipy.spatial.transform",
    "scipy.fft",
)
# SciPy takes every name of NumPy, and with them its builder for Fortran and its helps for tests.
with left_out("numpy.f2py", "numpy.testing"), late(*_LATE):
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
