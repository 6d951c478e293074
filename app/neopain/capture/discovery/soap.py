"""XML from strangers, read with care: no document type, no entities, no more than a camera needs."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from xml.etree.ElementTree import Element

MAX_BYTES = 256 * 1024
ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"{names}>'
    "<s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
)


def envelope(body: str, *, header: str = "", names: str = "") -> bytes:
    """A SOAP 1.2 message; the caller escapes what it puts in."""
    return ENVELOPE.format(names=names, header=header, body=body).encode()


def parsed(message: bytes) -> Element:
    """The message's root.

    Raises: ValueError for what is too large, no XML, or declares a document type: entities that name
        themselves over and over, or files of this computer, can only be declared there.
    """
    # Looked for without its first zero bytes too, so that UTF-16 hides nothing.
    plain = message.replace(b"\0", b"").upper()
    if len(message) > MAX_BYTES or b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise ValueError("no message of a camera")
    try:
        return ET.fromstring(message)  # noqa: S314  no document type, so no entities
    except (ET.ParseError, LookupError, RecursionError) as fault:
        raise ValueError("no XML") from fault


def every(root: Element, name: str) -> Iterator[Element]:
    """All elements of that name in whatever name space: cameras' prefixes and versions differ."""
    return (each for each in root.iter() if _local(each) == name)


def first(root: Element, *path: str) -> Element | None:
    """The first element below `root` that the names lead to, each anywhere below the one before."""
    here: Element | None = root
    for name in path:
        here = None if here is None else next((e for e in every(here, name) if e is not here), None)
    return here


def text(root: Element, *path: str, most: int = 2048) -> str:
    """The text there, on one line and not longer than `most`; "" when there is none."""
    found = first(root, *path)
    told = "" if found is None else (found.text or "")
    return "".join(letter for letter in told.strip()[:most] if letter.isprintable())


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
