"""The cameras that were attached, by name, in `cameras.json` in the folder of the sessions.

The file holds no login, and of an address nothing that may be a key; those are in the vault. A login belongs
to the host that it was given for: if somebody writes another host into the file, it is not used.
"""

from __future__ import annotations

import json
import logging
import uuid
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from neopain.bedside.cameras.vault import CameraSecret, Vault
from neopain.capture.addresses.address import check_address, holds_key
from neopain.capture.addresses.credentials import Credentials
from neopain.capture.open_source import is_usb
from neopain.capture.wire.certificates import check_fingerprint
from neopain.core.clock import Clock
from neopain.core.errors import NeopainError, RecordFault, SettingFault
from neopain.core.text import Text
from neopain.reports.atomic import whole_files

logger = logging.getLogger(__name__)

FILE = "cameras.json"
DAMAGED = "cameras.json.damaged"
LONGEST_FILE = 1 << 20
LONGEST_NAME = 40
MOST = 200
SPEC = "camera:"
"""Before a known camera's name where a source is named."""


@dataclass(frozen=True, slots=True)
class KnownCamera:
    """One row of the file.

    Attributes:
        id: its name in the vault.
        name: the bed's or the camera's name, unique whatever the case.
        address: what `open_source` takes, without login; where `partial`, without what may be a key, too.
        partial: the whole address is in the vault only.
        login: whether it was attached with a login.
        fingerprint: SHA-256 of the certificate that was accepted for it, or "".
        used_utc: when it was last attached or monitored, ISO 8601.
    """

    id: str
    name: str
    address: str
    partial: bool = False
    login: bool = False
    fingerprint: str = ""
    used_utc: str = ""

    @property
    def spec(self) -> str:
        """How a source names it."""
        return f"{SPEC}{self.name}"


@dataclass(frozen=True, slots=True)
class CameraAccess:
    """All that opens a known camera; its `repr` shows no secret.

    Attributes:
        name: its name.
        spec: what `open_source` takes.
        login: with it, None for none.
        fingerprint: of the accepted certificate, or "".
    """

    name: str
    spec: str = field(repr=False)
    login: Credentials | None = None
    fingerprint: str = ""


class LoginForgotten(SettingFault):
    """A known camera wants a login, and no keyring has it. `camera`: which one."""

    def __init__(self, camera: KnownCamera) -> None:
        super().__init__(
            f"{camera.name}: its login is not remembered on this computer; attach it once more and type user "
            "and password, or set NEOPAIN_CAMERA_USER and NEOPAIN_CAMERA_PASSWORD"
        )
        self.camera = camera


class KnownCameras:
    """Reads and writes the file at each call, so that window and command line see the same."""

    def __init__(self, folder: Path, vault: Vault, clock: Clock) -> None:
        self._file = folder / FILE
        self._vault = vault
        self._clock = clock

    def all(self) -> tuple[KnownCamera, ...]:
        """The one used last first. A row that makes no sense is left out and told in the log."""
        return tuple(sorted(self._read(), key=lambda one: one.used_utc, reverse=True))

    def get(self, name: str) -> KnownCamera | None:
        """The one of that name, whatever the case."""
        return next((one for one in self._read() if one.name.casefold() == name.strip().casefold()), None)

    def save(
        self, name: str, spec: str, *, login: Credentials | None = None, fingerprint: str = ""
    ) -> tuple[KnownCamera, bool]:
        """Know a camera by a name from now on; one of the same name is replaced.

        Args:
            name: the bed's.
            spec: a USB camera or an address; a login in it is taken out.
            login: for it.
            fingerprint: of the certificate that a person accepted.

        Returns: the camera, and whether its login will be there after the next start.

        Raises: SettingFault for a name or address that makes no sense, RecordFault when nothing can be
        written.
        """
        name = check_camera_name(name)
        before = self.get(name)
        camera_id = uuid.uuid4().hex if before is None else before.id
        camera = KnownCamera(
            camera_id, name, spec.strip(), fingerprint=check_fingerprint(fingerprint), used_utc=self._now()
        )
        lasts = True
        if is_usb(camera.address):
            self._vault.forget(camera_id)
        else:
            given = login or Credentials()
            address = check_address(camera.address, user=given.user, password=given.password)
            partial = holds_key(address)
            secret = CameraSecret(address.user, address.password, address.url)
            camera = replace(
                camera,
                address=address.name if partial else address.url,
                partial=partial,
                login=bool(address.user or address.password),
            )
            if partial or camera.login:
                lasts = self._vault.keep(camera_id, secret)
            else:
                self._vault.forget(camera_id)
        self._write([one for one in self._read() if one.id != camera_id] + [camera])
        return camera, lasts

    def forget(self, name: str) -> bool:
        """Forget a camera and its login. Returns: whether there was one. Raises: RecordFault."""
        camera = self.get(name)
        if camera is None:
            return False
        self._vault.forget(camera.id)
        self._write([one for one in self._read() if one.id != camera.id])
        return True

    def used(self, name: str) -> None:
        """Note that it is monitored now, so that it is offered first next time. Never raises."""
        camera = self.get(name)
        if camera is None:
            return
        try:
            changed = replace(camera, used_utc=self._now())
            self._write([changed if one.id == camera.id else one for one in self._read()])
        except NeopainError as fault:
            logger.warning("it cannot be noted which camera is used (%s)", fault)

    def access(self, name: str, environment: Credentials | None = None) -> CameraAccess:
        """What opens the camera of that name. Slow: the keyring may have to be unlocked.

        Args:
            name: which.
            environment: a login given by variables, which goes before the kept one.

        Raises: SettingFault for an unknown name; LoginForgotten.
        """
        camera = self.get(name)
        if camera is None:
            known = ", ".join(one.name for one in self.all()) or "none yet"
            raise SettingFault(
                Text(
                    "no camera is known as {name}; known: {known}",
                    name=repr(name.strip()[:LONGEST_NAME]),
                    known=known,
                )
            )
        if is_usb(camera.address):
            return CameraAccess(camera.name, camera.address)
        given = (
            environment if environment is not None and (environment.user or environment.password) else None
        )
        secret = self._vault.load(camera.id)
        if secret is not None and not _same_place(secret.address, camera.address):
            logger.warning("the login of a camera belongs to another host than its row names: not used")
            secret = None
        if (camera.login and secret is None and given is None) or (camera.partial and secret is None):
            raise LoginForgotten(camera)
        if secret is None:
            return CameraAccess(camera.name, camera.address, given, camera.fingerprint)
        kept = Credentials(secret.user, secret.password)
        return CameraAccess(camera.name, secret.address, given or kept, camera.fingerprint)

    def _now(self) -> str:
        return self._clock.utc().isoformat(timespec="milliseconds")

    def _read(self) -> list[KnownCamera]:
        try:
            with self._file.open(encoding="utf-8") as stream:
                rows = json.loads(stream.read(LONGEST_FILE))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except (OSError, ValueError, RecursionError) as fault:
            logger.warning("%s cannot be read (%s); cameras have to be attached again", FILE, fault)
            return []
        found: dict[str, KnownCamera] = {}
        for row in rows[:MOST] if isinstance(rows, list) else ():
            camera = _row(row)
            if camera is None:
                logger.warning("a row of %s makes no sense and is left out", FILE)
            else:
                found.setdefault(camera.name.casefold(), camera)
        return list(found.values())

    def _write(self, cameras: list[KnownCamera]) -> None:
        """Raises: RecordFault."""
        if len(cameras) > MOST:
            raise SettingFault(Text("at most {most} cameras are known; forget one first", most=MOST))
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._set_aside()
            with whole_files(self._file, replace=True) as drafts:
                drafts.open(self._file).write(json.dumps([asdict(one) for one in cameras], indent=1))
        except OSError as fault:
            raise RecordFault(
                Text("{file} cannot be written ({why}); check the disk", file=self._file, why=fault.strerror)
            ) from fault

    def _set_aside(self) -> None:
        """What cannot be read is not written over: somebody may still mend it."""
        if self._file.exists():
            try:
                json.loads(self._file.read_text(encoding="utf-8"))
            except (OSError, ValueError, RecursionError):
                self._file.replace(self._file.with_name(DAMAGED))


def check_camera_name(name: str) -> str:
    """A name as it is kept: on one line, 1 to 40 characters. Raises: SettingFault."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise SettingFault(
            Text(
                "a camera's name has 1 to {most} characters, best the bed's, such as Bed 4; type another",
                most=LONGEST_NAME,
            )
        )
    return plain


def _row(row: object) -> KnownCamera | None:
    if not isinstance(row, dict):
        return None
    kinds = {one.name: bool if one.type in {"bool", bool} else str for one in fields(KnownCamera)}
    if set(row) - set(kinds) or not all(isinstance(value, kinds[key]) for key, value in row.items()):
        return None
    try:
        camera = KnownCamera(**row)
        check_camera_name(camera.name)
        check_fingerprint(camera.fingerprint)
        if not is_usb(camera.address):
            address = check_address(camera.address.removesuffix("?…"))
            if address.user or address.password:
                return None
    except (TypeError, SettingFault):
        return None
    return camera


def _same_place(one: str, other: str) -> bool:
    try:
        places = [check_address(each.removesuffix("?…")) for each in (one, other)]
    except SettingFault:
        return False
    return len({(each.scheme, each.host.lower(), each.port) for each in places}) == 1
