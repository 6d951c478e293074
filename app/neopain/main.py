"""The program `neopain`: reads the command line, sets up the log, runs one command.

Exit codes are a contract: 0 done, 1 a failure (one clear line on stderr), 2 bad use.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

from neopain import __version__
from neopain.commands import doctor, export, monitor, score, sessions, window
from neopain.commands.log import set_up_log
from neopain.core.errors import NeopainError

DESCRIPTION = """\
NeoPain watches a newborn's face and shows a facial pain score (0 to 10), its trend and alerts.
Investigational: the score is not a clinical scale and does not rule out pain. Look at the baby.

Without a command, the monitor's window opens.
"""


def build_parser() -> argparse.ArgumentParser:
    """The whole command line; each command registers its own part."""
    parser = argparse.ArgumentParser(
        prog="neopain", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"neopain {__version__}")
    parser.add_argument("-v", "--verbose", action="store_true", help="write what happens to stderr")
    parser.set_defaults(run=window.run_default)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in (monitor, sessions, export, score, doctor):
        command.register(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns: the exit code."""
    arguments = build_parser().parse_args(argv)
    set_up_log(verbose=arguments.verbose)
    try:
        return int(arguments.run(arguments))
    except NeopainError as fault:
        print(f"neopain: {fault}", file=sys.stderr)  # noqa: T201
        logging.getLogger(__name__).debug("the fault in full", exc_info=fault)
        return 1
    except BrokenPipeError:
        # Whoever read our output has gone, as `| head` does; there is nobody left to tell.
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        return 130
