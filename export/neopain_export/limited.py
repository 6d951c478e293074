"""Runs one task on a file of unknown origin in a process of its own, with an end to its time and memory.

A graph that never ends or asks for all memory ends that process and not the tool, and the tool says so.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

from neopain.core.errors import ModelFault, NeopainError, ProgramFault
from neopain.core.memory import lacks_memory

TIME_S = 300.0
MEMORY_BYTES = 12 << 30
"""Address space: ONNX Runtime alone reserves some; VGG-16 with all its layers takes three times its file."""
_END_S = 5.0

Made = TypeVar("Made")


def in_child(
    task: Callable[..., Made],
    *arguments: object,
    what: str,
    time_s: float = TIME_S,
    memory_bytes: int = MEMORY_BYTES,
) -> Made:
    """What `task(*arguments)` returns; all of them are pickled to the other process and back.

    Args:
        task: a function of a module.
        arguments: for it.
        what: the file in words, for the message.
        time_s: after this the process is ended.
        memory_bytes: of address space, where the system can limit it (not on Windows and macOS).

    Raises: NeopainError as the task did; ModelFault when its process did not come to an end by itself.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(theirs, memory_bytes, task, arguments), daemon=True)
    child.start()
    theirs.close()
    try:
        if not ours.poll(time_s):
            raise ModelFault(
                f"{what}: expected to be opened and run within {time_s:.0f} s; it was not, and was ended. "
                "Use another network or model."
            )
        kind, value = ours.recv()
    except EOFError:
        child.join(_END_S)
        raise ModelFault(
            f"{what}: the process that opened it ended (exit code {child.exitcode}): it asked for more "
            f"memory than {memory_bytes >> 30} GiB, or broke its library. Use another network or model."
        ) from None
    finally:
        ours.close()
        child.kill()
        child.join(_END_S)
    if kind == "made":
        made: Made = value
        return made
    if kind == "asked for memory":
        # Here the limit is ours: "this computer has too little memory" would blame the wrong one.
        raise ModelFault(
            f"{what}: the process that opened it ended: it asked for more memory than "
            f"{memory_bytes >> 30} GiB, or than is free. Use another network or model."
        )
    if isinstance(value, NeopainError):
        raise value
    raise ProgramFault(f"{what}: {value}")


def _work(
    results: Connection, memory_bytes: int, task: Callable[..., object], arguments: tuple[object, ...]
) -> None:
    _limit(memory_bytes)
    try:
        results.send(("made", task(*arguments)))
    except NeopainError as fault:
        results.send(("asked for memory", None) if lacks_memory(fault) else ("refused", fault))
    except MemoryError:
        results.send(("asked for memory", None))
    except Exception as fault:  # noqa: BLE001  told where the task was asked for
        results.send(("failed", f"{type(fault).__name__}: {fault}"))


def _limit(memory_bytes: int) -> None:
    if not sys.platform.startswith("linux"):
        return
    import resource  # noqa: PLC0415  not on every system

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory_bytes if most == resource.RLIM_INFINITY else min(memory_bytes, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
