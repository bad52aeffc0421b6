"""An entry of the log, before and after it has its place in the chain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from lagebild.errors import ValidationError
from lagebild.messages import Message

__all__ = ["Entry", "EntryKind", "NewEntry", "moment_text"]

_LONGEST = 20_000
"""Characters of one field; longer ones are no entry of a log but a mistake or an attack."""


class EntryKind(StrEnum):
    """What an entry tells of."""

    ALERT = "alert"
    ACKNOWLEDGEMENT = "acknowledgement"
    CLOSING = "closing"
    REPORT = "report"
    RULE = "rule"
    LOGIN = "login"
    FEED = "feed"
    NOTE = "note"


@dataclass(frozen=True)
class NewEntry:
    """What somebody wants to have in the log.

    Parameters
    ----------
    kind
        What it tells of.
    text
        One sentence; a `Message` can be said in another language later.
    who
        The person or part of the program that says so.
    subject
        What it belongs to, such as `alert:17`: all entries of one subject are its history.
    details
        Further values, as JSON can hold them.
    time
        When it happened, in UTC; by default now. A time without a zone is refused.

    Raises
    ------
    ValidationError
        If the text is empty, a field is longer than 20,000 characters, or the details are no JSON.
    """

    kind: EntryKind
    text: str
    who: str = "lagebild"
    subject: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        if not str(self.text).strip():
            raise ValidationError("an entry of the log needs a text")
        if self.time.tzinfo is None:
            raise ValidationError(f"an entry of the log needs a time with its zone, not {self.time.isoformat()}")
        for name, value in self.columns().items():
            if len(value) > _LONGEST:
                raise ValidationError(
                    f"{name} of an entry of the log has {len(value)} characters; at most {_LONGEST} are taken"
                )

    def columns(self) -> dict[str, str]:
        """Return the entry as the texts that are stored, and over which the hash is made."""
        said = self.text if isinstance(self.text, Message) else None
        return {
            "time": moment_text(self.time),
            "kind": EntryKind(self.kind).value,
            "who": _storable(self.who),
            "subject": _storable(self.subject),
            "text": _storable(self.text),
            "template": "" if said is None else _storable(said.template),
            "values": "{}" if said is None else said.values_as_json(),
            "details": _json(self.details),
        }


@dataclass(frozen=True)
class Entry:
    """An entry of the log as it was read; its fields are exactly the stored texts.

    `kind` is an `EntryKind`, or what a newer lagebild has written.
    `template` and `values` are those of a `Message`; `lagebild.messages.translate` says it in another language.
    """

    number: int
    time: datetime
    kind: str
    who: str
    subject: str
    text: str
    template: str
    values: str
    details: Mapping[str, Any]
    hash: str


def moment_text(moment: datetime) -> str:
    """Return a moment as it is stored: UTC in microseconds, which sorts as it reads."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def _storable(text: str) -> str:
    """PostgreSQL stores no zero byte, and no database half a character; both are shown as what cannot be shown."""
    return str(text).replace("\0", "�").encode("utf-8", "replace").decode()


def _json(details: Mapping[str, Any]) -> str:
    try:
        return json.dumps(details, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ValidationError(f"the details of an entry of the log cannot be written as JSON: {error}") from error
