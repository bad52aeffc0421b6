"""Bytes of a text file to text: UTF-8 with or without a byte order mark, else Windows' cp1252."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Text", "decode_text", "looks_like_text", "split_lines"]

_BINARY_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1a\x1b"))
"""Control characters that no text file holds; the end-of-file sign of DOS and the escape sign do occur."""


class Text(NamedTuple):
    """A decoded text and how it was encoded."""

    text: str
    encoding: str
    """`utf-8` or `cp1252`."""


def decode_text(data: bytes) -> Text:
    """Decode bytes; never fails: what neither encoding knows becomes U+FFFD."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Text(data.decode("utf-16", errors="replace"), "utf-16")
    try:
        return Text(data.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        return Text(data.removeprefix(b"\xef\xbb\xbf").decode("cp1252", errors="replace"), "cp1252")


def looks_like_text(head: bytes) -> bool:
    """Whether the beginning of a file can be text."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return not head.translate(None, delete=bytes(set(range(256)) - set(_BINARY_CONTROLS)))


def split_lines(text: str) -> list[str]:
    """Split at line ends of any system, and at nothing else (`str.splitlines` also splits at form feeds)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
