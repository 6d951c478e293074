"""A camera's user name and password, out of the places where other programs see them."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field

from neopain.capture.addresses.address import check_address, redact
from neopain.core.errors import SettingFault

USER_VARIABLE = "NEOPAIN_CAMERA_USER"
PASSWORD_VARIABLE = "NEOPAIN_CAMERA_PASSWORD"  # noqa: S105  the name of a variable
ARGUMENTS_VARIABLE = "NEOPAIN_ARGUMENTS"
"""The true command line, from a program to itself, where the one that all see has something hidden."""
CERTIFICATE_VARIABLE = "NEOPAIN_CAMERA_CERTIFICATE"
"""SHA-256 fingerprint of the accepted certificate: no secret, and kept in the environment."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login, "" for none; its `repr` shows neither part."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


class _Taken:
    """What was taken from the environment so far."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.credentials = Credentials()


_taken = _Taken()


def from_environment(environment: MutableMapping[str, str] = os.environ) -> Credentials:
    """The login that the variables hold, and remove it there: no child of this process inherits it.

    What was taken once is given again with every call, until the variables are set anew.
    """
    with _taken.lock:
        if USER_VARIABLE in environment or PASSWORD_VARIABLE in environment:
            user, password = environment.pop(USER_VARIABLE, ""), environment.pop(PASSWORD_VARIABLE, "")
            _taken.credentials = Credentials(user, password)
        return _taken.credentials


def hidden_arguments(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]] | None:
    """A command line without a secret in it, and the variables that hold it instead.

    Everybody on a machine can read every command line. The login of a camera's address stands in variables of
    its own; whatever else may be a secret, as a bed's login or a key in a path, `true_arguments` gives back.

    Returns: None when there is nothing to hide.
    """
    kept, variables = _without_login(arguments)
    shown = [redact(argument) for argument in kept]
    if shown != kept:
        variables |= {ARGUMENTS_VARIABLE: json.dumps(kept)}
    return (shown, variables) if variables else None


def true_arguments(
    arguments: Sequence[str], environment: MutableMapping[str, str] = os.environ
) -> Sequence[str]:
    """What was hidden of this command line, which leaves the environment with that."""
    told = environment.pop(ARGUMENTS_VARIABLE, None)
    if told is None:
        return arguments
    try:
        true = [str(one) for one in json.loads(told)]
    except (ValueError, TypeError, RecursionError):
        return arguments
    # Another program's word, as of a shell in which this one was started, is not believed.
    return true if [redact(one) for one in true] == list(arguments) else arguments


def _without_login(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    kept: list[str] = []
    variables: dict[str, str] = {}
    for argument in arguments:
        option, assigned, value = argument.partition("=") if argument.startswith("--") else ("", "", argument)
        try:
            address = check_address(value)
        except SettingFault:
            kept.append(argument)
            continue
        if not (address.user or address.password):
            kept.append(argument)
            continue
        variables = {USER_VARIABLE: address.user, PASSWORD_VARIABLE: address.password}
        kept.append(f"{option}{assigned}{address.url}")
    return kept, variables
