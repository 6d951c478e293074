"""Which TLS camera is believed: one that a trusted authority signed, or the one that was accepted."""

from __future__ import annotations

import hashlib
import hmac
import re
import socket
import ssl

from neopain.capture.failures import CameraFailure
from neopain.core.errors import SettingFault
from neopain.core.foreign_words import foreign
from neopain.core.source_causes import FailureKind
from neopain.core.text import Text

_OTHER_HOST, _OTHER_NUMBER = 62, 64
"""X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""
_HEX = re.compile(r"[0-9a-f]{64}")


def check_fingerprint(text: str) -> str:
    """A SHA-256 fingerprint as 64 lower-case hexadecimal digits; "" stays "".

    Args:
        text: with or without colons and spaces, either case.

    Raises: SettingFault for anything else.
    """
    plain = re.sub(r"[:\s]", "", text).lower()
    if plain and not _HEX.fullmatch(plain):
        raise SettingFault(
            Text(
                "a certificate's fingerprint has 64 hexadecimal digits (SHA-256), with or without "
                "colons; got {got} characters; copy it from the camera's own page or from "
                "NeoPain's message",
                got=len(plain),
            )
        )
    return plain


def shown_fingerprint(plain: str) -> str:
    """In pairs with colons, as browsers and cameras show it."""
    return ":".join(plain[place : place + 2] for place in range(0, len(plain), 2)).upper()


def secured(sock: socket.socket, host: str, name: str, fingerprint: str) -> ssl.SSLSocket:
    """TLS over a connected socket. Nothing is sent by us before the camera has proved itself.

    Args:
        sock: with its time-out set.
        host: as in the address; the certificate must be for it.
        name: for people.
        fingerprint: of the certificate accepted for this camera; then, and only then, no authority is asked.

    Raises: CameraFailure, OSError for what happens to the connection.
    """
    # A failed handshake takes the socket with it.
    again = (sock.getpeername(), sock.gettimeout())
    try:
        if not fingerprint:
            return ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        secure = _unchecked().wrap_socket(sock, server_hostname=host)
    except ssl.SSLCertVerificationError as fault:
        raise CameraFailure(
            FailureKind.CERTIFICATE_UNTRUSTED, name, _with_fingerprint(*again, host, _objection(fault, host))
        ) from None
    except ssl.SSLEOFError:
        raise CameraFailure(FailureKind.NOT_ENCRYPTED, name, Text("it hung up in the handshake")) from None
    except ssl.SSLError as fault:
        raise CameraFailure(
            FailureKind.NOT_ENCRYPTED, name, foreign(fault.reason.lower()) if fault.reason else Text("no TLS")
        ) from None
    shown = fingerprint_of(secure)
    if not hmac.compare_digest(shown, fingerprint):
        secure.close()
        raise CameraFailure(
            FailureKind.CERTIFICATE_CHANGED,
            name,
            Text("SHA-256 {fingerprint}", fingerprint=shown_fingerprint(shown)),
        )
    return secure


def fingerprint_of(secure: ssl.SSLSocket) -> str:
    """SHA-256 of the camera's certificate, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(secure.getpeercert(binary_form=True) or b"").hexdigest()


def _unchecked() -> ssl.SSLContext:
    """A context that takes any certificate; whoever uses it compares the fingerprint."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _objection(fault: ssl.SSLCertVerificationError, host: str) -> str:
    """What OpenSSL has against the certificate."""
    if fault.verify_code == _OTHER_HOST:
        return Text("Hostname mismatch, certificate is not valid for '{host}'.", host=host)
    if fault.verify_code == _OTHER_NUMBER:
        return Text("IP address mismatch, certificate is not valid for '{host}'.", host=host)
    return foreign(fault.verify_message)


def _with_fingerprint(peer: tuple[str, int], timeout_s: float | None, host: str, why: str) -> str:
    """Ask once more, without sending anything, what the fingerprint to compare would be."""
    try:
        with (
            socket.create_connection(peer[:2], timeout_s) as plain,
            _unchecked().wrap_socket(plain, server_hostname=host) as secure,
        ):
            shown = shown_fingerprint(fingerprint_of(secure))
            return Text("{why}; SHA-256 {fingerprint}", why=why, fingerprint=shown)
    except (OSError, ValueError):
        return why
