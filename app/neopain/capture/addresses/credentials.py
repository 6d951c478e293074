"""A camera's user name and password, out of the places where other programs see them."""

from __future__ import annotations

import os
import threading
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field

from neopain.capture.addresses.address import check_address
from neopain.core.errors import SettingFault

USER_VARIABLE = "NEOPAIN_CAMERA_USER"
PASSWORD_VARIABLE = "NEOPAIN_CAMERA_PASSWORD"  # noqa: S105  the name of a variable
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
    """A command line without the login of its camera's address, and the variables that hold it instead.

    Everybody on a machine can read every command line. Returns: None when there is nothing to hide.
    """
    kept, variables = [], {}
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
    return (kept, variables) if variables else None
