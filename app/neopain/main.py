"""The program `neopain`: reads the command line, sets up the log, runs one command.

Exit codes are a contract: 0 done, 1 a failure (one clear line on stderr), 2 bad use.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from neopain import __version__, paths
from neopain.capture.addresses.address import redact
from neopain.capture.addresses.credentials import (
    ARGUMENTS_VARIABLE,
    from_environment,
    hidden_arguments,
    true_arguments,
)
from neopain.commands.registry import add_commands, sees
from neopain.commands.startup.display import TRY
from neopain.commands.startup.failure import tell_failure
from neopain.commands.startup.log import set_up_log
from neopain.commands.startup.settled import settle_folder
from neopain.core.errors import NeopainError
from neopain.core.liveness.heartbeat import GUARD
from neopain.core.memory import NO_MEMORY, address_room, lacks_memory
from neopain.store.driver.keys import KEYS, RecordKey, Wish
from neopain.ui.platform.sound_players import PLAY

LEAST_ROOM_BYTES = 1 << 30
"""With less, libraries that see do not even load: OpenCV's loader crashes, without a word."""
DESCRIPTION = """\
NeoPain watches a newborn's face and shows a facial pain score (0 to 10), its trend and alerts.
Investigational: the score is not a clinical scale and does not rule out pain. Look at the baby.

Without a command, the monitor's window opens.
"""


class _Parser(argparse.ArgumentParser):
    """Repeats what it does not understand, but never a password in it."""

    def error(self, message: str) -> NoReturn:
        """As argparse: the usage, the message, exit code 2."""
        super().error(redact(message))


def build_parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """The command line as far as `argv` asks for it (`commands.registry`)."""
    parser = _Parser(
        prog="neopain", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"neopain {__version__}")
    parser.add_argument("-v", "--verbose", action="store_true", help="write what happens to stderr")
    parser.set_defaults(run=_open_window)
    add_commands(parser, argv)
    return parser


def _open_window(arguments: argparse.Namespace) -> int:
    from neopain.commands.monitoring import window  # noqa: PLC0415  loaded only when it is opened

    return window.run_default(arguments)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns: the exit code."""
    _occupy_standard_streams()
    if argv is None:
        _hide_login()
    # Before anything starts a child, which would inherit it.
    from_environment()
    given = true_arguments(sys.argv[1:]) if argv is None else argv
    _write_any_text()
    try:
        code = _run(given)
        sys.stdout.flush()
    except NeopainError as fault:
        return _failed(str(fault), fault)
    except (MemoryError, RuntimeError, ImportError) as fault:
        return _failed(_start_failure(fault), fault)
    except BrokenPipeError:
        # Whoever read our output has gone, as `| head` does; there is nobody left to tell.
        _give_up_output()
        return 1
    except OSError as fault:
        _give_up_output()
        return _failed(_world_failure(fault), fault)
    except KeyboardInterrupt:
        return 130
    return code


def _world_failure(fault: OSError) -> str:
    if lacks_memory(fault):
        return str(NO_MEMORY)
    where = "" if fault.filename is None else f"{fault.filename}: "
    return f"{where}{fault.strerror or fault}; check the path, its permissions and the disk"


def _start_failure(fault: Exception) -> str:
    """Want of memory or of a library, in words; our own faults go on to where they are logged."""
    if lacks_memory(fault):
        return NO_MEMORY
    if not isinstance(fault, ImportError):
        raise fault
    from neopain.commands.startup.system_libraries import import_failure  # noqa: PLC0415  rarely needed

    return import_failure(fault)


def _occupy_standard_streams() -> None:
    """A program may be started with its standard streams closed, as a service or by a click.

    The next file that it opens would be one of them, and what a library says would be written into it. What
    is said on standard output then goes nowhere; that there is no standard error stays known (`failure`).
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  to the program's end


def _hide_login() -> None:
    """Begin anew without the password of a camera's address, which all see in the list of processes."""
    begin = len(sys.orig_argv) - len(sys.argv) + 1
    hidden = hidden_arguments(sys.argv[1:]) if ARGUMENTS_VARIABLE not in os.environ else None
    if hidden is not None and os.name == "posix" and sys.executable:
        arguments, variables = hidden
        whole = [sys.executable, *sys.orig_argv[1:begin], *arguments]
        # A list that is too long for the system stays as it is.
        with suppress(OSError):
            os.execve(sys.executable, whole, os.environ | variables)  # noqa: S606


def _run(given: Sequence[str]) -> int:
    if given and given[0] == GUARD:
        from neopain.ui.watchdog.app import main as guard  # noqa: PLC0415  another process's work

        return guard(given[1:])
    if given and given[0] == TRY:
        from neopain.ui.platform.try_display import main as try_display  # noqa: PLC0415  another process's work

        return try_display()
    if given and given[0] == PLAY:
        from neopain.ui.platform.play_sound import main as play  # noqa: PLC0415  another process's work

        return play(given[1:])
    arguments = build_parser(given).parse_args(given)
    set_up_log(verbose=arguments.verbose)
    KEYS.source = _load_keys
    KEYS.elsewhere = lambda: _data_folders(getattr(arguments, "data", None))
    settle_folder(arguments)
    room = address_room() if sees(given) else None
    if room is not None and room < LEAST_ROOM_BYTES:
        raise MemoryError
    return int(arguments.run(arguments))


def _data_folders(chosen: Path | None) -> list[Path]:
    found = []
    for folder in (chosen, None):
        with suppress(NeopainError):
            found.append(paths.data(folder))
    return found


def _load_keys(wish: Wish) -> list[RecordKey]:
    from neopain.bedside.records.record_keys import load_keys  # noqa: PLC0415  for encrypted records only

    return load_keys(wish)


def _write_any_text() -> None:
    """What the terminal's encoding does not hold, as in a file's name, is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _failed(text: str, fault: Exception) -> int:
    # One line whatever the text holds, as a script reads it; names may hold line breaks.
    tell_failure(redact(" ".join(text.split())))
    logging.getLogger(__name__).debug("the fault in full", exc_info=fault)
    return 1


def _give_up_output() -> None:
    """Let what is still buffered go nowhere, or the interpreter would complain about it at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
