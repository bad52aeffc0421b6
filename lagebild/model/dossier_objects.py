"""What reports are about: actors, sites and aircraft types, and what joins them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any

import pandas as pd

from lagebild.model.dossier import Dossier
from lagebild.model.dossier_report import Report, Status
from lagebild.model.platforms import Platforms
from lagebild.model.relations import RelationKind

__all__ = ["ObjectKey", "ObjectKind", "object_links", "object_name", "objects_of", "reports_naming"]


class ObjectKind(StrEnum):
    """What an object is."""

    ACTOR = "actor"
    SITE = "site"
    PLATFORM = "platform"


_FIELDS = {ObjectKind.ACTOR: "actors", ObjectKind.SITE: "sites", ObjectKind.PLATFORM: "platforms"}
"""Of a report: what it names of each kind."""

_COLUMNS = {"from_kind": "str", "from": "str", "to_kind": "str", "to": "str", "link": "str", "reports": "int64"}


@dataclass(frozen=True, order=True)
class ObjectKey:
    """Names one object of a picture."""

    kind: ObjectKind
    id: str

    def __str__(self) -> str:
        """Write it as one text; `parse` reads it."""
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> ObjectKey | None:
        """Read what `str` wrote; None of another text."""
        kind, _, name = text.partition(":")
        return cls(ObjectKind(kind), name) if kind in list(ObjectKind) and name else None


def objects_of(dossier: Dossier, platforms: Platforms) -> list[ObjectKey]:
    """Return all actors and sites, and the types of the catalogue and of reports, in their order."""
    named = (key for report in dossier for key in report.platforms)
    types = dict.fromkeys([*(one.key for one in platforms), *named])
    return [
        *(ObjectKey(ObjectKind.ACTOR, one.id) for one in dossier.actor_values),
        *(ObjectKey(ObjectKind.SITE, one.id) for one in dossier.site_values),
        *(ObjectKey(ObjectKind.PLATFORM, key) for key in types),
    ]


def object_name(dossier: Dossier, platforms: Platforms, key: ObjectKey, language: str) -> str:
    """Return what an object is called; one that is in no list is called by its id."""
    if key.kind is ObjectKind.ACTOR and dossier.has_actor(key.id):
        return dossier.actor(key.id).name_in(language)
    if key.kind is ObjectKind.SITE and dossier.has_site(key.id):
        return dossier.site(key.id).name_in(language)
    if key.kind is ObjectKind.PLATFORM and platforms.has_key(key.id):
        return platforms.of_key(key.id).name_in(language)
    return key.id


def reports_naming(dossier: Dossier, key: ObjectKey) -> pd.DataFrame:
    """Return the rows of `dossier.reports` that name an object."""
    named: dict[str, Any] = {_FIELDS[key.kind]: [key.id]}
    return dossier.reports[dossier.filtered(**named)]


def object_links(dossier: Dossier) -> pd.DataFrame:
    """Return what joins objects.

    Returns
    -------
    pandas.DataFrame
        One row a link: from_kind, from, to_kind, to, `link` and `reports`. `part_of` joins actors as relations say,
        `at` an actor with a site of its own; `named together` two objects that as many `reports` name (withdrawn ones
        do not count), in the order of their keys. The former two have 0 reports.
    """
    rows: list[tuple[str, str, str, str, str, int]] = []
    for relation in dossier.relation_values:
        if relation.kind is RelationKind.PART_OF and dossier.has_actor(relation.source_id):
            rows.append(("actor", relation.source_id, "actor", relation.target_id, "part_of", 0))
    rows += [("actor", actor, "site", site.id, "at", 0) for site in dossier.site_values for actor in site.actors]
    together: Counter[tuple[ObjectKey, ObjectKey]] = Counter()
    for report in dossier:
        if report.status is not Status.WITHDRAWN:
            together.update(combinations(sorted(_named(report)), 2))
    rows += [(str(a.kind), a.id, str(b.kind), b.id, "named together", n) for (a, b), n in together.items()]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)


def _named(report: Report) -> set[ObjectKey]:
    return {ObjectKey(kind, name) for kind, field in _FIELDS.items() for name in getattr(report, field)}
