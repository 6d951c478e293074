"""Walks a pickle's opcodes into plain data: nothing is imported, nothing is called.

A pickle is a program for a small stack machine. This machine knows the opcodes that Python writes for a
scikit-learn pipeline in protocol 4 or 5, and what they make is data: a named object is a `Part` with its
state beside it, an array is copied out of its bytes. Everything else is refused where it stands.
"""

from __future__ import annotations

import io
import pickletools
from collections.abc import Callable, Collection
from typing import Final

from neopain.core.errors import ModelFault
from neopain.core.memory import NO_MEMORY
from neopain.core.text import Text
from neopain.vision.pickled.arrays import finish_array, finish_dtype
from neopain.vision.pickled.depth import expect_shallow
from neopain.vision.pickled.named_values import VALUE_NAMES, made
from neopain.vision.pickled.values import ArrayValue, DtypeValue, Name, Part, kind_of, refusal

MOST_BYTES = 1 << 26
"""64 MiB: a support vector machine on 400 features has room for 20 000 pictures."""
MOST_OPCODES = 400_000
"""A forest of a hundred trees has some ten thousand."""
MOST_PENDING = 20_000
"""Values that wait on the stack; Python writes lists and dicts in lots of a thousand."""
MOST_MARKS = 64
"""Brackets that are open at once. Beyond them somebody builds a tower to fall on the reader."""


_MARK: Final = object()
_CONSTANTS: Final = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_LITERALS: Final = frozenset(
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
_OPCODES: Final = {
    opcode.code.encode("latin-1"): opcode
    for opcode in pickletools.opcodes
    if opcode.name in _LITERALS | _CONSTANTS.keys() | _ACTIONS
}
_CODE_OF_PROTO: Final = b"\x80"
_FAULTS: Final = (ValueError, TypeError, LookupError, ArithmeticError, EOFError)
"""What `pickletools` raises for a damaged pickle."""


def read(payload: bytes, admitted: Collection[str]) -> tuple[object, frozenset[str]]:
    """What the pickle holds as plain data, and every name in it.

    Args:
        payload: the pickle.
        admitted: names of parts that it may hold, `module.name`, beside numpy's of arrays and numbers.

    Raises: ModelFault: too large, too deep, damaged, an opcode or a name that no pipeline needs.
    """
    if len(payload) > MOST_BYTES:
        raise refusal(f"expected a pickle of at most {MOST_BYTES} bytes, got {len(payload)}")
    machine = _Machine(frozenset(admitted) | VALUE_NAMES)
    try:
        value = machine.run(payload)
    except ModelFault:
        raise
    except MemoryError as fault:
        # Sizes are checked before anything is made of them: it is the computer's memory, not a forged size.
        raise ModelFault(Text("{memory}", memory=NO_MEMORY)) from fault
    except _FAULTS as fault:
        raise refusal(
            "expected a whole pickle, got one that cannot be read "
            f"({type(fault).__name__}: {str(fault)[:120]})"
        ) from fault
    expect_shallow(value)
    return value, frozenset(machine.named)


class _Machine:
    """The stack and the memo."""

    def __init__(self, admitted: frozenset[str]) -> None:
        self.named: set[str] = set()
        self._admitted = admitted
        self._stack: list[object] = []
        self._memo: dict[int, object] = {}
        self._marks = 0
        self._do: dict[str, Callable[[object], None]] = {
            "PROTO": self._protocol,
            "FRAME": lambda _: None,
            "MARK": lambda _: self._mark(),
            "EMPTY_DICT": lambda _: self._push({}),
            "EMPTY_LIST": lambda _: self._push([]),
            "EMPTY_TUPLE": lambda _: self._push(()),
            "TUPLE1": lambda _: self._tuple(1),
            "TUPLE2": lambda _: self._tuple(2),
            "TUPLE3": lambda _: self._tuple(3),
            "TUPLE": lambda _: self._push(tuple(self._to_mark())),
            "APPEND": lambda _: self._append([self._pop()]),
            "APPENDS": lambda _: self._append(self._to_mark()),
            "SETITEM": lambda _: self._set(self._two()),
            "SETITEMS": lambda _: self._set(self._to_mark()),
            "MEMOIZE": lambda _: self._remember(len(self._memo)),
            "BINPUT": self._remember,
            "LONG_BINPUT": self._remember,
            "BINGET": self._recall,
            "LONG_BINGET": self._recall,
            "STACK_GLOBAL": lambda _: self._name(),
            "NEWOBJ": lambda _: self._new_object(),
            "REDUCE": lambda _: self._reduce(),
            "BUILD": lambda _: self._build(),
        }

    def run(self, payload: bytes) -> object:
        """Every opcode in order. Raises: ModelFault, and what pickletools raises."""
        stream = io.BytesIO(payload)
        if stream.read(1) != _CODE_OF_PROTO:
            raise refusal("expected a pickle of protocol 4 or 5")
        stream.seek(0)
        for _ in range(MOST_OPCODES):
            code = stream.read(1)
            opcode = _OPCODES.get(code)
            if opcode is None:
                raise refusal(
                    f"expected what a pickled pipeline needs, got {code!r} at byte {stream.tell() - 1}"
                )
            # An opcode's argument is read only if the opcode is admitted.
            argument = None if opcode.arg is None else opcode.arg.reader(stream)
            if opcode.name == "STOP":
                return self._result(len(payload) - stream.tell())
            self._step(opcode.name, argument)
            if len(self._stack) > MOST_PENDING:
                raise refusal(f"expected at most {MOST_PENDING} values that wait, got more")
        raise refusal(f"expected a pickle of at most {MOST_OPCODES} steps, got more")

    def _step(self, name: str, argument: object) -> None:
        if name in _LITERALS:
            self._push(argument)
        elif name in _CONSTANTS:
            self._push(_CONSTANTS[name])
        else:
            self._do[name](argument)

    def _result(self, left: int) -> object:
        if left:
            raise refusal("expected nothing behind the pickle's end")
        if len(self._stack) != 1 or self._marks:
            raise refusal(f"expected one object in the pickle, got {len(self._stack)}")
        return self._stack[0]

    def _protocol(self, argument: object) -> None:
        if argument not in {4, 5} or self._stack or self._memo:
            raise refusal(f"expected a pickle of protocol 4 or 5, got {kind_of(argument)}")

    def _push(self, value: object) -> None:
        self._stack.append(value)

    def _pop(self) -> object:
        if not self._stack or self._stack[-1] is _MARK:
            raise refusal("expected a value on the pickle's stack, got none")
        return self._stack.pop()

    def _two(self) -> list[object]:
        last = self._pop()
        return [self._pop(), last]

    def _mark(self) -> None:
        self._marks += 1
        if self._marks > MOST_MARKS:
            raise refusal(f"expected at most {MOST_MARKS} values within values, got more")
        self._push(_MARK)

    def _to_mark(self) -> list[object]:
        found = []
        while self._stack and self._stack[-1] is not _MARK:
            found.append(self._stack.pop())
        if not self._stack:
            raise refusal("expected a mark on the pickle's stack, got none")
        self._stack.pop()
        self._marks -= 1
        return found[::-1]

    def _tuple(self, count: int) -> None:
        items = [self._pop() for _ in range(count)]
        self._push(tuple(items[::-1]))

    def _append(self, items: list[object]) -> None:
        target = self._top()
        if type(target) is not list:
            raise refusal(f"expected a list to append to, got {kind_of(target)}")
        target.extend(items)

    def _set(self, items: list[object]) -> None:
        target = self._top()
        if type(target) is not dict or len(items) % 2:
            raise refusal(f"expected a dict and pairs for it, got {kind_of(target)}")
        for key, value in zip(items[::2], items[1::2], strict=True):
            if type(key) is not str:
                raise refusal(f"expected texts as keys, got {kind_of(key)}")
            if key in target:
                raise refusal(f"expected each key once, got {key[:60]!r} twice")
            target[key] = value

    def _top(self) -> object:
        if not self._stack:
            raise refusal("expected a value on the pickle's stack, got none")
        return self._stack[-1]

    def _remember(self, place: object) -> None:
        if type(place) is not int or place in self._memo or self._top() is _MARK:
            raise refusal("expected each value to be remembered once")
        self._memo[place] = self._top()

    def _recall(self, place: object) -> None:
        if type(place) is not int or place not in self._memo:
            raise refusal("expected a value that was remembered, got none")
        self._push(self._memo[place])

    def _name(self) -> None:
        module, name = self._two()
        if type(module) is not str or type(name) is not str:
            raise refusal(f"expected a name as two texts, got {kind_of(module)} and {kind_of(name)}")
        full = f"{module}.{name}"
        if full not in self._admitted:
            raise refusal(
                f"the pickle names {full[:120]!r}, which is no part of a pipeline that is read here"
            )
        self.named.add(full)
        self._push(Name(full))

    def _new_object(self) -> None:
        named, arguments = self._two()
        if not isinstance(named, Name) or named.full in VALUE_NAMES or arguments != ():
            raise refusal(f"expected a part made without arguments, got {kind_of(named)}")
        self._push(Part(named.full))

    def _reduce(self) -> None:
        named, arguments = self._two()
        if not isinstance(named, Name) or type(arguments) is not tuple:
            raise refusal(f"expected a name and its arguments, got {kind_of(named)}")
        self._push(made(named.full, arguments))

    def _build(self) -> None:
        state = self._pop()
        target = self._top()
        if isinstance(target, DtypeValue):
            finish_dtype(target, state)
        elif isinstance(target, ArrayValue):
            finish_array(target, state)
        elif isinstance(target, Part) and not target.built:
            target.state, target.built = state, True
        else:
            raise refusal(f"expected a part that has no state yet, got {kind_of(target)}")
