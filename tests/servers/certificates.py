"""Certificates for TLS cameras on loopback, made by OpenSSL's own command."""

from __future__ import annotations

import hashlib
import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Certificate:
    """A certificate for 127.0.0.1 and the authority that signed it."""

    files: tuple[str, str]
    authority: str

    @property
    def fingerprint(self) -> str:
        der = ssl.PEM_cert_to_DER_cert(Path(self.files[0]).read_text(encoding="ascii"))
        return hashlib.sha256(der).hexdigest()


def make_certificate(folder: Path) -> Certificate:
    """A new authority and a certificate of it."""
    if shutil.which("openssl") is None:
        pytest.skip("makes its certificates with the command openssl, which is not installed")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=folder)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(
        "req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Ward CA",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign",
    )  # fmt: skip
    openssl("req", *curve, "-keyout", "camera.key", "-out", "camera.csr", "-subj", "/CN=camera")
    (folder / "ext").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n", encoding="ascii")
    openssl(
        "x509", "-req", "-in", "camera.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
        "-out", "camera.pem", "-days", "2", "-extfile", "ext",
    )  # fmt: skip
    return Certificate((str(folder / "camera.pem"), str(folder / "camera.key")), str(folder / "ca.pem"))
