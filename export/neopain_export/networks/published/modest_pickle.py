"""A look at a checkpoint's pickle before it is unpickled: it must not ask for more than its own size.

Python's unpickler makes room for as many remembered values as the highest number that a pickle names, so a
few bytes can ask for gigabytes.
"""

from __future__ import annotations

import pickletools
from typing import IO

MOST_OPCODES = 5_000_000
MOST_MARKS = 200
_REMEMBERING = frozenset({"PUT", "BINPUT", "LONG_BINPUT"})
_OPCODES = {opcode.code.encode("latin-1"): opcode for opcode in pickletools.opcodes}
_NEVER_WRITTEN = frozenset(
    {"STRING", "UNICODE", "FLOAT", "INT", "LONG", "INST", "OBJ", "PERSID", "LONG4", "EXT1", "EXT2", "EXT4"}
    | {"DUP", "POP", "POP_MARK", "NEXT_BUFFER", "READONLY_BUFFER"}
)
"""Opcodes that PyTorch does not write, and that name, call or multiply things in ways of their own."""


def expect_modest_pickle(file: IO[bytes]) -> None:
    """Read to the end of the next pickle. Raises: ValueError, EOFError and what pickletools raises."""
    marks = 0
    for count in range(MOST_OPCODES):
        opcode = _OPCODES.get(file.read(1))
        if opcode is None or opcode.name in _NEVER_WRITTEN:
            raise ValueError(f"{'no opcode' if opcode is None else opcode.name} in the pickle")
        argument = None if opcode.arg is None else opcode.arg.reader(file)
        if opcode.name in _REMEMBERING and int(argument or 0) > count:
            raise ValueError("a pickle that remembers more values than it holds")
        marks += opcode.name == "MARK"
        marks -= opcode.name in {"TUPLE", "LIST", "DICT", "APPENDS", "SETITEMS", "FROZENSET", "ADDITEMS"}
        if marks > MOST_MARKS:
            raise ValueError(f"a pickle with more than {MOST_MARKS} values within values")
        if opcode.name == "STOP":
            return
    raise ValueError(f"a pickle of more than {MOST_OPCODES} steps")
