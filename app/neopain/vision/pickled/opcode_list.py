"""The opcodes that Python writes for a scikit-learn pipeline in protocol 4 or 5; no others are read."""

from __future__ import annotations

import pickletools
from typing import Final

CONSTANTS: Final = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
LITERALS: Final = frozenset(
    {
        "BININT",
        "BININT1",
        "BININT2",
        "LONG1",
        "BINFLOAT",
        "SHORT_BINUNICODE",
        "BINUNICODE",
        "SHORT_BINBYTES",
        "BINBYTES",
        "BINBYTES8",
        "BYTEARRAY8",
    }
)
_ACTIONS: Final = frozenset(
    {
        "PROTO",
        "FRAME",
        "STOP",
        "MARK",
        "EMPTY_DICT",
        "EMPTY_LIST",
        "EMPTY_TUPLE",
        "TUPLE1",
        "TUPLE2",
        "TUPLE3",
        "TUPLE",
        "APPEND",
        "APPENDS",
        "SETITEM",
        "SETITEMS",
        "MEMOIZE",
        "BINPUT",
        "LONG_BINPUT",
        "BINGET",
        "LONG_BINGET",
        "STACK_GLOBAL",
        "NEWOBJ",
        "REDUCE",
        "BUILD",
    }
)
OPCODES: Final = {
    opcode.code.encode("latin-1"): opcode
    for opcode in pickletools.opcodes
    if opcode.name in LITERALS | CONSTANTS.keys() | _ACTIONS
}
CODE_OF_PROTO: Final = b"\x80"
