"""What the system and libraries say in their own English: the common of it as a `Text`, which is translated.

What is not here is quoted as it came.
"""

from __future__ import annotations

from neopain.core.text import Text

_SYSTEM = (
    Text("No route to host"),
    Text("Network is unreachable"),
    Text("Host is down"),
    Text("Connection reset by peer"),
    Text("Permission denied"),
    Text("No such file or directory"),
    Text("No space left on device"),
    Text("Read-only file system"),
    Text("Input/output error"),
    Text("Is a directory"),
    Text("Not a directory"),
    Text("Too many open files"),
)
_CERTIFICATES = (
    Text("self-signed certificate"),
    Text("self-signed certificate in certificate chain"),
    Text("unable to get local issuer certificate"),
    Text("certificate has expired"),
    Text("certificate is not yet valid"),
    Text("wrong_version_number"),
)
_PICTURES = (Text("Premature end of JPEG file"),)
_KNOWN: dict[str, Text] = {str(words): words for words in (*_SYSTEM, *_CERTIFICATES, *_PICTURES)}


def foreign(words: str) -> str:
    """The same words, as a Text where they are known."""
    return _KNOWN.get(words, words)


def why(fault: OSError) -> str:
    """What the system says of a failure; the fault's kind where it says nothing."""
    return foreign(fault.strerror or str(fault) or type(fault).__name__)


def shown_value(value: object) -> str:
    """What a file says where something else belongs, in 120 letters at most.

    Python writes no whole number of more than some thousand digits.
    """
    try:
        return repr(value)[:120]
    except ValueError:
        return Text("a number of thousands of digits")
