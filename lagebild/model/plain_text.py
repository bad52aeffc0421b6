"""Texts that people write: of bounded length, and such that a file can hold them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lagebild.errors import ValidationError
from lagebild.messages import Message

__all__ = ["checked_text", "checked_texts"]

_LONGEST = 100_000


def checked_text(what: str, value: object, longest: int = _LONGEST) -> str:
    """Return a text as it is.

    Raises
    ------
    ValidationError
        If it is no text, too long, or holds half a character.
    """
    if not isinstance(value, str):
        raise ValidationError(Message("{what} must be text, not {value}", what=what, value=f"{value!r:.80}"))
    if len(value) > longest:
        raise ValidationError(
            Message("{what} has {count} characters; {most} are the most", what=what, count=len(value), most=longest)
        )
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValidationError(
            Message("{what} has half a character, which no file can hold: {value}", what=what, value=f"{value!r:.80}")
        ) from None
    return str(value)


def checked_texts(what: str, values: Mapping[str, str]) -> Mapping[str, str]:
    """Return texts by language, frozen; empty ones are left out."""
    return MappingProxyType({checked_text(what, key): checked_text(what, text) for key, text in values.items() if text})
