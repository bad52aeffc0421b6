"""How reports stand to each other: one confirms, contradicts or supersedes another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from lagebild.errors import ValidationError
from lagebild.messages import Message
from lagebild.model.plain_text import checked_text

__all__ = ["Relation", "RelationKind"]


class RelationKind(StrEnum):
    """What the first says to the second."""

    CONFIRMS = "confirms"
    CONTRADICTS = "contradicts"
    SUPERSEDES = "supersedes"
    ADDS = "adds"
    PLAN = "plan"
    """The first is the plan of what the second tells."""

    PART_OF = "part_of"
    """Of actors: the first belongs to the second."""


@dataclass(frozen=True, kw_only=True)
class Relation:
    """One relation; its ends are ids of two reports, or of two actors.

    Raises
    ------
    ValidationError
        If the kind is unknown, or both ends are the same.
    """

    source_id: str
    target_id: str
    kind: RelationKind
    note: str = ""
    recorded_by: str = ""
    recorded_at: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("source_id", "target_id", "note", "recorded_by"):
            object.__setattr__(self, name, checked_text(f"a relation's {name}", getattr(self, name)))
        for name in ("source_id", "target_id"):
            object.__setattr__(self, name, getattr(self, name).strip())
        if self.source_id == self.target_id:
            raise ValidationError(Message("“{name}” has a relation to itself", name=self.source_id[:60]))
        try:
            object.__setattr__(self, "kind", RelationKind(str(self.kind)))
        except ValueError:
            known = ", ".join(RelationKind)
            raise ValidationError(
                Message("a relation is one of {known}, not “{value}”", known=known, value=str(self.kind)[:40])
            ) from None
        if self.recorded_at is not None:
            if self.recorded_at.tzinfo is None:
                raise ValidationError(
                    Message(
                        "a relation is recorded at a time with its zone, not at {value}",
                        value=f"{self.recorded_at!r:.60}",
                    )
                )
            object.__setattr__(self, "recorded_at", self.recorded_at.astimezone(UTC))
