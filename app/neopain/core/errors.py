"""What can go wrong: the world's faults, and ours.

Every message says what was expected, what came, and what to do. The world's faults are shown and retried;
ours are logged with a traceback and lead to a safe state (no number, a reason, a technical alarm).
"""

from __future__ import annotations


class NeopainError(Exception):
    """Root of all errors that NeoPain raises on purpose; its text is fit for the screen.

    It is given a `core.text.Text`: `str(fault)` is that very Text, which the screen says in its language.
    """


class EnvironmentFault(NeopainError):
    """The world's fault: camera, disk, display, file, permission."""


class SourceFault(EnvironmentFault):
    """A picture source cannot be opened or understood."""


class ModelFault(EnvironmentFault):
    """A model file is missing, altered, foreign, or does not fit."""


class RecordFault(EnvironmentFault):
    """The record cannot be written or read: disk full, no permission, damaged, unknown session."""


class NotKeptYet(RecordFault):
    """No place takes it now; what runs holds it and goes on trying, and so may whoever asked."""


class SettingFault(EnvironmentFault):
    """A setting, an argument or an input file that makes no sense."""


class ProgramFault(NeopainError):
    """Our own fault: a promise inside NeoPain was broken."""
