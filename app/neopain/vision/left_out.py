"""Leaves out, or leaves for later, modules that a library loads for parts of it that are not used here."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class _LeftOut(ModuleType):
    """Says what happened instead of an AttributeError that nobody understands."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ImportError(f"{self.__name__}.{name}: {self.__name__} was left out when its user was imported")


class _Later:
    """Stands for a name of a module that is loaded when the name is first used."""

    def __init__(self, module: str, name: str) -> None:
        self._where = module, name

    def __call__(self, *args: object, **options: object) -> object:
        return self._real()(*args, **options)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real(), name)

    def __instancecheck__(self, one: object) -> bool:
        return isinstance(one, self._real())

    def _real(self) -> Any:  # noqa: ANN401  whatever the name stands for
        module, name = self._where
        loaded = importlib.import_module(module)
        if isinstance(loaded, _LateModule):
            raise ImportError(f"{module}.{name} was used while {module} was left for later")  # noqa: TRY004
        return getattr(loaded, name)


class _LateModule(ModuleType):
    """Gives a stand-in for every name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = []  # so that it may have children, which stand in as well

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Later(self.__name__, name)


@contextmanager
def late(*names: str) -> Iterator[None]:
    """While it lasts, an import of these modules' names gives stand-ins, which load it when they are used.

    For functions and objects that are called or asked; nothing can be derived from a stand-in. What is loaded
    already stays; afterwards an import by anybody else loads the real one.

    Args:
        names: dotted, each parent before its children; a parent that is not among them is loaded now.
    """
    for parent in {name.rpartition(".")[0] for name in names} - set(names):
        importlib.import_module(parent)
    with _standing_in(_LateModule, *names):
        yield


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """While it lasts, an import of these modules gives an empty one; what is loaded already stays.

    Args:
        names: dotted, each parent before its children.

    Afterwards an import by anybody else loads the real ones.
    """
    with _standing_in(_LeftOut, *names):
        yield


@contextmanager
def _standing_in(kind: type[ModuleType], *names: str) -> Iterator[None]:
    missing = [name for name in names if name not in sys.modules]
    # A package that is loaded has the stand-in as its own, too: some load the real one when they are asked.
    for name in missing:
        module = sys.modules[name] = kind(name)
        parent, _, child = name.rpartition(".")
        if parent in sys.modules:
            setattr(sys.modules[parent], child, module)
    try:
        yield
    finally:
        for name in missing:
            module = sys.modules.pop(name)
            parent, _, child = name.rpartition(".")
            if vars(sys.modules.get(parent, module)).get(child) is module:
                delattr(sys.modules[parent], child)
