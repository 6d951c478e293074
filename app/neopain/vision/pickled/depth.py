"""How deep values may lie within values."""

from __future__ import annotations

from neopain.vision.pickled.values import Part, refusal

DEEPEST = 32
"""Values within values."""


def expect_shallow(value: object) -> None:
    """Refuse towers of values and values that hold themselves, without climbing them by recursion."""
    level, depth, seen = [value], 0, set[int]()
    while level:
        depth += 1
        if depth > DEEPEST:
            raise refusal(f"expected at most {DEEPEST} values within values, got more")
        below: list[object] = []
        for one in level:
            if id(one) in seen:
                continue
            seen.add(id(one))
            if isinstance(one, dict):
                below.extend(one.values())
            elif isinstance(one, list | tuple):
                below.extend(one)
            elif isinstance(one, Part):
                below += [one.arguments, one.state]
        level = below
