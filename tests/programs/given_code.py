"""`python -c CODE ARGUMENTS...` as a module, so that the program can be a copy of a loaded interpreter."""

import sys

code, *sys.argv[1:] = sys.argv[1:]
sys.argv[0] = "-c"
exec(compile(code, "<given>", "exec"), {"__name__": "__main__"})  # noqa: S102  a test's own program
