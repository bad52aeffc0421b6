"""Texts and names for XML that is written: whatever a text holds, the document stays well-formed and says the same."""

from __future__ import annotations

import re

__all__ = ["COLUMNS_NAMESPACE", "attribute", "escaped", "is_plain_name", "legal", "root_name"]

COLUMNS_NAMESPACE = "urn:lagebild:columns:1"
"""Namespace of what lagebild adds to formats that cannot hold all of its columns."""

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML 1.0 cannot hold, not even escaped."""

_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}", re.ASCII)
_NO_BLANK = re.compile(r"\S|$")
_ROOT = re.compile(r"<(?:[\w.-]{1,100}:)?([\w.-]{1,100})(?=[\s/>])")


def legal(text: str) -> str:
    """Return the text with U+FFFD in the place of signs that XML cannot hold."""
    return _ILLEGAL.sub("\ufffd", text)


def escaped(text: str) -> str:
    """Return a text as the content of an element; carriage returns survive reading."""
    plain = legal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("\r", "&#13;")


def attribute(text: str) -> str:
    """Return a text as the value of an attribute, without its quotes; line ends and tabulators survive reading."""
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def is_plain_name(text: str) -> bool:
    """Whether a text can be the name of an attribute."""
    return _PLAIN_NAME.fullmatch(text) is not None and not text.lower().startswith("xml")


def _blanks_end(text: str, at: int) -> int:
    found = _NO_BLANK.search(text, at)
    return found.start() if found else len(text)


def root_name(text: str) -> str:
    """Return the local name of a document's root, by its beginning; empty where there is none, and for other texts."""
    at = 0
    for _ in range(1000):
        at = _blanks_end(text, at)
        if text.startswith("<!--", at):
            end, length = text.find("-->", at), 3
        elif text.startswith("<?", at):
            end, length = text.find("?>", at), 2
        elif text.startswith("<!", at):
            # a document type is refused later, by its reader; an internal one ends with a bracket
            opened, closed = text.find("[", at), text.find(">", at)
            end, length = (text.find("]>", at), 2) if -1 < opened < closed else (closed, 1)
        else:
            match = _ROOT.match(text, at)
            return match[1] if match else ""
        if end < 0:
            return ""
        at = end + length
    return ""
