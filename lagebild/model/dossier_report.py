"""One report of the dossier: what somebody claims, of when and where, who says so, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType

from lagebild.errors import ValidationError
from lagebild.messages import Message
from lagebild.model.grading import Grade
from lagebild.model.plain_text import checked_text
from lagebild.model.report_date import ReportDate
from lagebild.model.report_place import ReportPlace

__all__ = ["Report", "Source", "Status"]

_NAMES = ("http://", "https://")


class Status(StrEnum):
    """What kind of claim a report is. Whether others confirm or contradict it, relations say."""

    REPORTED = "reported"
    PLANNED = "planned"
    ASSESSMENT = "assessment"
    """A conclusion, not an observation."""

    UNCONFIRMED = "unconfirmed"
    """It was looked for who else says so, and nobody was found."""

    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Who says so."""

    name: str
    link: str = ""
    date: str = ""

    def __post_init__(self) -> None:
        for name in ("name", "link", "date"):
            object.__setattr__(self, name, checked_text(f"a source's {name}", getattr(self, name), 2000).strip())
        if self.link and not self.link.lower().startswith(_NAMES):
            raise ValidationError(
                Message("a source's link begins with https:// or http://, not “{value}”", value=self.link[:60])
            )


@dataclass(frozen=True, kw_only=True)
class Report:
    """A claim with its source; frozen, and checked when it is made.

    Raises
    ------
    ValidationError
        If a value is missing or wrong; the sentence names it.
    """

    id: str
    title: str
    text: str = ""
    language: str = "de"
    """Of title and text."""

    date: ReportDate = field(default_factory=ReportDate)
    place: ReportPlace | None = None
    actors: tuple[str, ...] = ()
    """Ids."""

    sites: tuple[str, ...] = ()
    """Ids."""

    topics: tuple[str, ...] = ()
    """The first one gives the symbol."""

    platforms: tuple[str, ...] = ()
    """Keys of the catalogue."""

    source: Source
    grade: Grade = field(default_factory=Grade)
    status: Status = Status.REPORTED
    recorded_by: str = ""
    recorded_at: datetime
    translations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By language: title and text."""

    def __post_init__(self) -> None:
        for name in ("id", "title", "text", "language", "recorded_by"):
            object.__setattr__(self, name, checked_text(f"a report's {name}", getattr(self, name)))
        object.__setattr__(self, "id", self.id.strip())
        if not self.id or not self.title.strip():
            raise ValidationError(Message("a report needs an id and a title"))
        for name in ("actors", "sites", "topics", "platforms"):
            values = getattr(self, name)
            if isinstance(values, str):
                raise ValidationError(Message("a report's {name} are several texts, not one text", name=name))
            kept = (checked_text(f"a report's {name}", one).strip() for one in values)
            object.__setattr__(self, name, tuple(dict.fromkeys(one for one in kept if one)))
        try:
            object.__setattr__(self, "status", Status(str(self.status)))
        except ValueError:
            known = ", ".join(Status)
            raise ValidationError(
                Message("a report's status is one of {known}, not “{value}”", known=known, value=str(self.status)[:40])
            ) from None
        object.__setattr__(self, "recorded_at", _moment(self.recorded_at))
        if self.place == ReportPlace():
            object.__setattr__(self, "place", None)  # a place of which nothing is said is none
        said = {
            checked_text("a translation's language", language): (
                checked_text("a translated title", title),
                checked_text("a translated text", text),
            )
            for language, (title, text) in self.translations.items()
            if title or text
        }
        object.__setattr__(self, "translations", MappingProxyType(said))

    def titled(self, language: str) -> str:
        """Return the title in a language, else as it was recorded."""
        return self.title if language == self.language else self.translations.get(language, ("", ""))[0] or self.title

    def worded(self, language: str) -> str:
        """Return the text in a language, else as it was recorded."""
        return self.text if language == self.language else self.translations.get(language, ("", ""))[1] or self.text


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValidationError(
            Message("a report is recorded at a time with its zone, not at {value}", value=f"{value!r:.60}")
        )
    moment = value.astimezone(UTC)
    return datetime(*moment.timetuple()[:6], moment.microsecond, tzinfo=UTC)  # also of a pandas Timestamp
