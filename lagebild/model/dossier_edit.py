"""One change that a person makes to a dossier: a report, new or newer, with what it says to others."""

from __future__ import annotations

from dataclasses import dataclass

from lagebild.errors import EditConflictError
from lagebild.messages import Message
from lagebild.model.actors import Actor
from lagebild.model.dossier import Dossier
from lagebild.model.dossier_report import Report
from lagebild.model.relations import Relation, RelationKind

__all__ = ["DossierEdit"]


@dataclass(frozen=True, kw_only=True)
class DossierEdit:
    """A version of a report, made on top of those that its author had seen."""

    report: Report
    seen: int = 0
    """How many versions of the report there were when editing began; 0: it is a new report."""

    actors: tuple[Actor, ...] = ()
    """New ones that the report names."""

    relations: tuple[Relation, ...] = ()
    """New ones."""

    dropped: tuple[tuple[str, str, RelationKind], ...] = ()
    """Relations that are taken back: from, to, kind."""

    def applied(self, dossier: Dossier) -> Dossier:
        """Return the dossier with this change.

        Raises
        ------
        EditConflictError
            If somebody else has saved the report since; theirs is not replaced unseen.
        ValidationError
            If the report or a relation names something that the dossier does not have.
        """
        history = dossier.history(self.report.id)
        if len(history) != self.seen:
            raise EditConflictError(_conflict(history))
        kept = [
            one for one in dossier.relation_values if (one.source_id, one.target_id, one.kind) not in set(self.dropped)
        ]
        there = {(one.source_id, one.target_id, one.kind) for one in kept}
        new = [one for one in self.relations if (one.source_id, one.target_id, one.kind) not in there]
        named = {one.id for one in dossier.actor_values}
        actors = [*dossier.actor_values, *(one for one in self.actors if one.id not in named)]
        versions = dossier.versions
        if not history or _said(history[-1]) != _said(self.report):
            versions = (*versions, self.report)  # relations alone make no new version
        return Dossier.of(versions, [*kept, *new], actors, dossier.site_values)


def _said(report: Report) -> tuple[object, ...]:
    """All that a report says, without by whom and when it was recorded."""
    told = {name: value for name, value in vars(report).items() if name not in ("recorded_by", "recorded_at")}
    return tuple(dict(value) if name == "translations" else value for name, value in sorted(told.items()))


def _conflict(history: tuple[Report, ...]) -> Message:
    if not history:
        return Message("this report is no longer in the dossier")
    newest = history[-1]
    return Message(
        "{name} has saved a newer version of this report, at {time} UTC",
        name=newest.recorded_by or "?",
        time=f"{newest.recorded_at:%H:%M:%S}",
    )
