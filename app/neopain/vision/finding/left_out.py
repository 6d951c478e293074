"""Leaves out modules that a library loads for parts of it that are not used here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


class _LeftOut(ModuleType):
    """Says what happened instead of an AttributeError that nobody understands."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ImportError(f"{self.__name__}.{name}: {self.__name__} was left out when its user was imported")


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """While it lasts, an import of these modules gives an empty one; what is loaded already stays.

    Args:
        names: dotted, each parent before its children.

    Afterwards an import by anybody else loads the real ones.
    """
    missing = [name for name in names if name not in sys.modules]
    for name in missing:
        module = sys.modules[name] = _LeftOut(name)
        parent, _, child = name.rpartition(".")
        if parent in missing:
            setattr(sys.modules[parent], child, module)
    try:
        yield
    finally:
        for name in missing:
            sys.modules.pop(name, None)
