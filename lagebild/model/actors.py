"""Who and what reports are about: actors such as ministries and companies, and sites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lagebild.errors import ValidationError
from lagebild.messages import Message
from lagebild.model.plain_text import checked_text, checked_texts
from lagebild.model.report_place import ReportPlace

__all__ = ["Actor", "ActorKind", "Site"]


class ActorKind(StrEnum):
    """What an actor is."""

    STATE = "state"
    AUTHORITY = "authority"
    ARMED_FORCE = "armed force"
    COMPANY = "company"
    JOINT_VENTURE = "joint venture"
    PLANT = "plant"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Someone who acts; reports name it by its id."""

    id: str
    name: str
    kind: ActorKind = ActorKind.OTHER
    country: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """By language, such as `{"en": "Ministry of Defence"}`."""

    note: str = ""

    def __post_init__(self) -> None:
        for name in ("id", "name", "country", "note"):
            object.__setattr__(self, name, checked_text(f"an actor's {name}", getattr(self, name)))
        object.__setattr__(self, "id", self.id.strip())
        if not self.id or not self.name:
            raise ValidationError(Message("an actor needs an id and a name"))
        try:
            object.__setattr__(self, "kind", ActorKind(str(self.kind)))
        except ValueError:
            known = ", ".join(ActorKind)
            raise ValidationError(
                Message("an actor is one of {known}, not “{value}”", known=known, value=str(self.kind)[:40])
            ) from None
        object.__setattr__(self, "names", checked_texts("an actor's names", self.names))

    def name_in(self, language: str) -> str:
        """Return the name in a language, else as it is written."""
        return self.names.get(language) or self.name


@dataclass(frozen=True, kw_only=True)
class Site:
    """Somewhere that reports speak of; its place is never finer than its source."""

    id: str
    name: str
    place: ReportPlace = field(default_factory=ReportPlace)
    actors: tuple[str, ...] = ()
    """Ids of those whose site it is."""

    names: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("id", "name", "note"):
            object.__setattr__(self, name, checked_text(f"a site's {name}", getattr(self, name)))
        object.__setattr__(self, "id", self.id.strip())
        if not self.id or not self.name:
            raise ValidationError(Message("a site needs an id and a name"))
        object.__setattr__(self, "actors", tuple(checked_text("a site's actor", one).strip() for one in self.actors))
        object.__setattr__(self, "names", checked_texts("a site's names", self.names))

    def name_in(self, language: str) -> str:
        """Return the name in a language, else as it is written."""
        return self.names.get(language) or self.name
