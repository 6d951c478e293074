"""What is costly to make and the same for several tests: drawn pictures, and the faces that were found in pictures.

A face finder of single pictures and the drawing of the simulated neonate depend on nothing but what they are given,
which tests of their own ask about. A `Shelf` lies in the folder of the run, and is gone with it.
"""

import hashlib
import os
import pickle
from itertools import islice

from neopain import paths
from neopain.vision.open_finder import open_finder
from neopain_export.neonate.sets.on_demand import draw_one
from neopain_export.study.data.simulated_sets import simulated_set


class Shelf:
    """What was made in this run, by whichever of its processes; a file each, written whole or not at all."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def made(self, key, make):
        """What `make()` gave for this key. Key: of numbers and text."""
        path = self._folder / hashlib.sha256(repr(key).encode()).hexdigest()
        if path.exists():
            return pickle.loads(path.read_bytes())
        value = make()
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_bytes(pickle.dumps(value))
        partial.replace(path)
        return value


class RememberedFaces:
    """A FaceFinder before another, of single pictures: what that one saw in the same pixels is not looked for again.

    With a shelf it takes the place of the bundled finder.
    """

    def __init__(self, finder, shelf=None):
        self._finder, self._shelf = finder, shelf
        self._faces = {}

    def find(self, frame):
        key = "face", frame.image.shape, hashlib.sha256(frame.image).hexdigest()
        if key not in self._faces:
            if self._shelf is None:
                self._faces[key] = self._finder.find(frame)
            else:
                self._faces[key] = self._shelf.made(key, lambda: self._finder.find(frame))
        return self._faces[key]

    def close(self):
        self._finder.close()


class FinderOnDemand:
    """The bundled finder of single pictures, opened when a picture comes that nobody looked at."""

    def __init__(self):
        self._opened = None

    def find(self, frame):
        if self._opened is None:
            self._opened = open_finder(paths.models(), follow=False)
        return self._opened.find(frame)

    def close(self):
        if self._opened is not None:
            self._opened.close()


class RememberedFeatures:
    """A FeatureExtractor before another: the same aligned face is not looked at again."""

    def __init__(self, extractor):
        self._extractor = extractor
        self._features = {}

    @property
    def layout(self):
        return self._extractor.layout

    @property
    def provider(self):
        return self._extractor.provider

    def extract(self, crop):
        key = hashlib.sha256(crop.image).digest()
        if key not in self._features:
            self._features[key] = self._extractor.extract(crop)
        return self._features[key]


def eight_samples():
    """Two of each of four drawn neonates, of a seed that nothing was learnt from; each is seen well."""
    return list(islice(simulated_set("simulated", 6, 32).samples, 0, None, 4))


def drawing_once(shelf):
    """`draw_one` that draws each picture once in the run."""

    def draw(title, seed, number, as_drawn_by):
        what = "drawn", title, seed, number, as_drawn_by
        return shelf.made(what, lambda: draw_one(title, seed, number, as_drawn_by))

    return draw
