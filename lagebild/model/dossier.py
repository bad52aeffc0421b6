"""The dossier: reports that may disagree, how they stand to each other, and what was known when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.errors import ValidationError
from lagebild.messages import Message
from lagebild.model.actors import Actor, Site
from lagebild.model.dossier_report import Report
from lagebild.model.relations import Relation
from lagebild.model.report import ReadReport

__all__ = ["REPORT_COLUMNS", "Dossier"]

_Named = TypeVar("_Named", Actor, Site)

REPORT_COLUMNS = {
    "date": "str",
    "date_precision": "str",
    "title": "str",
    "text": "str",
    "place": "str",
    "longitude": "float64",
    "latitude": "float64",
    "place_precision": "str",
    "actors": "str",
    "source": "str",
    "reliability": "str",
    "credibility": "str",
    "status": "str",
    "id": "str",
    "date_from": "datetime64[ns, UTC]",
    "date_to": "datetime64[ns, UTC]",
    "place_radius": "float64",
    "topics": "str",
    "platforms": "str",
    "sites": "str",
    "source_link": "str",
    "source_date": "str",
    "recorded_by": "str",
    "recorded_at": "datetime64[ns, UTC]",
    "language": "str",
    "version": "int64",
}
"""Of `Dossier.reports`; after them title and text of each language that there are translations into."""

_RELATION_COLUMNS = {
    "from": "str",
    "to": "str",
    "kind": "str",
    "note": "str",
    "recorded_by": "str",
    "recorded_at": "datetime64[ns, UTC]",
}

SEPARATOR = "; "
"""Between the names in one cell of a table."""

_FIRST, _LAST = pd.Timestamp.min.tz_localize("UTC"), pd.Timestamp.max.tz_localize("UTC")


@dataclass(frozen=True, repr=False)
class Dossier:
    """Reports in the order in which they were first recorded, with relations, actors and sites; frozen.

    A report that was edited has several versions; all are kept. Equal where all of that is.

    Raises
    ------
    ValidationError
        If two values have one id, or a relation, a report or a site names something that is not there.
    """

    _versions: tuple[Report, ...] = ()
    """All versions of all reports, in the order in which they were recorded."""

    _relations: tuple[Relation, ...] = ()
    _actors: tuple[Actor, ...] = ()
    _sites: tuple[Site, ...] = ()
    report: ReadReport = field(default_factory=lambda: ReadReport(format="dossier", records=0, kept=0), compare=False)

    def __post_init__(self) -> None:
        for what, many in (("actors", self._actors), ("sites", self._sites)):
            _check_unique(what, many)
        actors, sites, reports = self._actor_by_id, self._site_by_id, self._current
        for version in self._versions:
            for what, named, known in (("actor", version.actors, actors), ("site", version.sites, sites)):
                missing = [one for one in named if one not in known]
                if missing:
                    raise ValidationError(
                        Message(
                            "report “{report}” names the {what} “{name}”, which the dossier does not have",
                            report=version.id[:60],
                            what=what,
                            name=missing[0][:60],
                        )
                    )
        for site in self._sites:
            for one in site.actors:
                if one not in actors:
                    raise ValidationError(
                        Message(
                            "site “{site}” names the actor “{name}”, which the dossier does not have",
                            site=site.id[:60],
                            name=one[:60],
                        )
                    )
        for relation in self._relations:
            ends = (relation.source_id, relation.target_id)
            if not (all(end in reports for end in ends) or all(end in actors for end in ends)):
                missing = [end for end in ends if end not in reports and end not in actors]
                raise ValidationError(
                    Message(
                        "a relation joins two reports or two actors of the dossier; “{name}” is not one of them",
                        name=(missing or list(ends))[0][:60],
                    )
                )

    @classmethod
    def of(
        cls,
        reports: Iterable[Report] = (),
        relations: Iterable[Relation] = (),
        actors: Iterable[Actor] = (),
        sites: Iterable[Site] = (),
        *,
        report: ReadReport | None = None,
    ) -> Dossier:
        """Take reports (also several versions of one, in their order), relations, actors and sites."""
        versions = tuple(reports)
        told = report or ReadReport(format="dossier", records=len(versions), kept=len(versions))
        return cls(versions, tuple(relations), tuple(actors), tuple(sites), told)

    def __iter__(self) -> Iterator[Report]:
        """The newest version of each report."""
        return iter(self._current.values())

    def __len__(self) -> int:
        return len(self._current)

    def __contains__(self, report_id: object) -> bool:
        return report_id in self._current

    def __repr__(self) -> str:
        """Say how much there is."""
        return f"Dossier({len(self)} reports, {len(self._relations)} relations, {len(self._actors)} actors)"

    @property
    def versions(self) -> tuple[Report, ...]:
        """All versions of all reports, as they were recorded."""
        return self._versions

    @property
    def relation_values(self) -> tuple[Relation, ...]:
        """The relations as values; `relations` is their table."""
        return self._relations

    @property
    def actor_values(self) -> tuple[Actor, ...]:
        """The actors as values; `actors` is their table."""
        return self._actors

    @property
    def site_values(self) -> tuple[Site, ...]:
        """The sites as values; `sites` is their table."""
        return self._sites

    def of_id(self, report_id: str) -> Report:
        """Return the newest version of a report.

        Raises
        ------
        ValidationError
            If there is none of that id.
        """
        found = self._current.get(report_id)
        if found is None:
            raise ValidationError(Message("the dossier has no report “{name}”", name=str(report_id)[:60]))
        return found

    def history(self, report_id: str) -> tuple[Report, ...]:
        """Return all versions of a report, the oldest first."""
        return tuple(one for one in self._versions if one.id == report_id)

    def has_actor(self, actor_id: str) -> bool:
        """Whether there is an actor of that id."""
        return actor_id in self._actor_by_id

    def has_site(self, site_id: str) -> bool:
        """Whether there is a site of that id."""
        return site_id in self._site_by_id

    def actor(self, actor_id: str) -> Actor:
        """Return an actor.

        Raises
        ------
        ValidationError
            If there is none of that id.
        """
        found = self._actor_by_id.get(actor_id)
        if found is None:
            raise ValidationError(Message("the dossier has no actor “{name}”", name=str(actor_id)[:60]))
        return found

    def site(self, site_id: str) -> Site:
        """Return a site.

        Raises
        ------
        ValidationError
            If there is none of that id.
        """
        found = self._site_by_id.get(site_id)
        if found is None:
            raise ValidationError(Message("the dossier has no site “{name}”", name=str(site_id)[:60]))
        return found

    def with_report(self, report: Report) -> Dossier:
        """Return the dossier with a report more, or with a newer version of it."""
        return Dossier.of((*self._versions, report), self._relations, self._actors, self._sites)

    def with_relation(self, relation: Relation) -> Dossier:
        """Return the dossier with a relation more; one that is there already stays one."""
        same = (relation.source_id, relation.target_id, relation.kind)
        there = any((one.source_id, one.target_id, one.kind) == same for one in self._relations)
        relations = self._relations if there else (*self._relations, relation)
        return Dossier.of(self._versions, relations, self._actors, self._sites)

    def with_actor(self, actor: Actor) -> Dossier:
        """Return the dossier with an actor more, or in place of the one of that id."""
        return Dossier.of(self._versions, self._relations, _replaced(self._actors, actor), self._sites)

    def with_site(self, site: Site) -> Dossier:
        """Return the dossier with a site more, or in place of the one of that id."""
        return Dossier.of(self._versions, self._relations, self._actors, _replaced(self._sites, site))

    def as_of(self, moment: datetime) -> Dossier:
        """Return what was recorded by a moment (with its zone): what was known then.

        Of each report the newest version of then; relations whose ends were there. Actors and sites are all there.
        """
        if moment.tzinfo is None:
            raise ValidationError(Message("a moment has a zone, such as UTC: {value}", value=f"{moment!r:.60}"))
        then = moment.astimezone(UTC)
        versions = tuple(one for one in self._versions if one.recorded_at <= then)
        known = {one.id for one in versions} | set(self._actor_by_id)
        relations = tuple(
            one
            for one in self._relations
            if (one.recorded_at is None or one.recorded_at <= then) and {one.source_id, one.target_id} <= known
        )
        return Dossier.of(versions, relations, self._actors, self._sites)

    @cached_property
    def reports(self) -> pd.DataFrame:
        """The newest version of each report, a row each: `REPORT_COLUMNS`, then translations as `title_en`, `text_en`.

        Missing texts are empty, missing numbers NaN, times that are not bounded NaT. `actors`, `topics`, `platforms`
        and `sites` are the names with `; ` between them. `date_to` is the moment before which it was.
        """
        languages = list(dict.fromkeys(language for one in self for language in one.translations))
        rows = [self._row(one, languages) for one in self]
        kinds = {**REPORT_COLUMNS, **{f"{part}_{one}": "str" for one in languages for part in ("title", "text")}}
        columns = {name: [row[name] for row in rows] for name in kinds}
        return pd.DataFrame({name: _series(columns[name], kind) for name, kind in kinds.items()})

    @cached_property
    def relations(self) -> pd.DataFrame:
        """One relation a row: from, to (ids), kind, note, recorded_by, recorded_at (NaT: not known)."""
        rows = [
            (one.source_id, one.target_id, str(one.kind), one.note, one.recorded_by, one.recorded_at)
            for one in self._relations
        ]
        columns = list(zip(*rows, strict=True)) or [()] * len(_RELATION_COLUMNS)
        return pd.DataFrame(
            {
                name: _series(list(values), kind)
                for (name, kind), values in zip(_RELATION_COLUMNS.items(), columns, strict=True)
            }
        )

    @cached_property
    def actors(self) -> pd.DataFrame:
        """One actor a row: id, name, kind, country, note."""
        rows = [(one.id, one.name, str(one.kind), one.country, one.note) for one in self._actors]
        return pd.DataFrame(rows, columns=["id", "name", "kind", "country", "note"]).astype("str")

    @cached_property
    def sites(self) -> pd.DataFrame:
        """One site a row: id, name, place, longitude, latitude, place_precision, actors (names), note."""
        rows = [
            {
                "id": one.id,
                "name": one.name,
                "place": one.place.name,
                "longitude": one.place.longitude,
                "latitude": one.place.latitude,
                "place_precision": str(one.place.precision or ""),
                "actors": SEPARATOR.join(self._actor_by_id[actor].name for actor in one.actors),
                "note": one.note,
            }
            for one in self._sites
        ]
        names = ["id", "name", "place", "longitude", "latitude", "place_precision", "actors", "note"]
        kinds = {name: "float64" if name in ("longitude", "latitude") else "str" for name in names}
        return pd.DataFrame(rows, columns=names).astype(kinds)

    def filtered(
        self,
        *,
        actors: Sequence[str] = (),
        topics: Sequence[str] = (),
        platforms: Sequence[str] = (),
        sites: Sequence[str] = (),
        reliability: str = "F",
        credibility: str = "6",
        status: Sequence[str] = (),
        start: datetime | None = None,
        end: datetime | None = None,
        undated: bool = True,
        text: str = "",
    ) -> NDArray[np.bool_]:
        """Return which rows of `reports` hold all that is asked; shape (reports,).

        Parameters
        ----------
        actors, topics, platforms, sites, status
            Any of these: ids of actors and sites, topics, keys of the catalogue.
        reliability, credibility
            At least so good: `B` takes A and B. F and 6 (cannot be judged) take all.
        start, end
            Reports whose date overlaps the time between them; `undated` takes reports without a date as well.
        text
            All its words are in title, text, place, source or a name, in any case and language.
        """
        found = np.ones(len(self), dtype=bool)
        for wanted, index in ((actors, "actors"), (topics, "topics"), (platforms, "platforms"), (sites, "sites")):
            if wanted:
                found &= self._holders(index, wanted)
        frame = self.reports
        if status:
            found &= frame["status"].isin([str(one) for one in status]).to_numpy()
        for name, least, worst in (("reliability", reliability, "F"), ("credibility", credibility, "6")):
            if least != worst:
                found &= (frame[name] <= least).to_numpy()
        if start is not None or end is not None:
            found &= self._overlapping(start, end, undated=undated)
        for word in text.casefold().split():
            found &= np.fromiter((word in one for one in self._searched), dtype=bool, count=len(self))
        return found

    @cached_property
    def _current(self) -> dict[str, Report]:
        newest: dict[str, Report] = {}
        for one in self._versions:
            newest[one.id] = one
        return newest

    @cached_property
    def _counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for one in self._versions:
            counts[one.id] = counts.get(one.id, 0) + 1
        return counts

    @cached_property
    def _actor_by_id(self) -> dict[str, Actor]:
        return {one.id: one for one in self._actors}

    @cached_property
    def _site_by_id(self) -> dict[str, Site]:
        return {one.id: one for one in self._sites}

    @cached_property
    def _searched(self) -> list[str]:
        """What is searched of each report, in one case."""
        texts = []
        for one in self:
            named = [self._actor_by_id[name] for name in one.actors]
            parts = [one.title, one.text, one.source.name, *one.topics, *one.platforms]
            parts += [part for pair in one.translations.values() for part in pair]
            parts += [part for actor in named for part in (actor.name, *actor.names.values())]
            parts.append("" if one.place is None else one.place.name)
            texts.append("\n".join(parts).casefold())
        return texts

    @cached_property
    def _index(self) -> dict[tuple[str, str], list[int]]:
        """By field and value, the rows that have it."""
        rows: dict[tuple[str, str], list[int]] = {}
        for number, one in enumerate(self):
            for name in ("actors", "topics", "platforms", "sites"):
                for value in getattr(one, name):
                    rows.setdefault((name, value), []).append(number)
        return rows

    def _holders(self, name: str, wanted: Sequence[str]) -> NDArray[np.bool_]:
        found = np.zeros(len(self), dtype=bool)
        for value in [wanted] if isinstance(wanted, str) else wanted:
            found[self._index.get((name, value), [])] = True
        return found

    def _overlapping(self, start: datetime | None, end: datetime | None, *, undated: bool) -> NDArray[np.bool_]:
        frame = self.reports
        begin, until = frame["date_from"], frame["date_to"]
        known = (frame["date"] != "").to_numpy()
        over = np.ones(len(self), dtype=bool)
        if start is not None:
            over &= (until.isna() | (until > pd.Timestamp(start))).to_numpy()
        if end is not None:
            over &= (begin.isna() | (begin <= pd.Timestamp(end))).to_numpy()
        return np.asarray(np.where(known, over, undated))

    def _row(self, one: Report, languages: Sequence[str]) -> dict[str, Any]:
        place = one.place
        return {
            "date": one.date.text,
            "date_precision": str(one.date.precision),
            "title": one.title,
            "text": one.text,
            "place": "" if place is None else place.name,
            "longitude": None if place is None else place.longitude,
            "latitude": None if place is None else place.latitude,
            "place_precision": "" if place is None or place.precision is None else str(place.precision),
            "actors": SEPARATOR.join(self._actor_by_id[name].name for name in one.actors),
            "source": one.source.name,
            "reliability": one.grade.reliability,
            "credibility": one.grade.credibility,
            "status": str(one.status),
            "id": one.id,
            "date_from": _clipped(one.date.earliest),
            "date_to": _clipped(one.date.latest),
            "place_radius": None if place is None else place.radius,
            "topics": SEPARATOR.join(one.topics),
            "platforms": SEPARATOR.join(one.platforms),
            "sites": SEPARATOR.join(self._site_by_id[name].name for name in one.sites),
            "source_link": one.source.link,
            "source_date": one.source.date,
            "recorded_by": one.recorded_by,
            "recorded_at": _clipped(one.recorded_at),
            "language": one.language,
            "version": self._counts[one.id],
            **{f"title_{name}": one.translations.get(name, ("", ""))[0] for name in languages},
            **{f"text_{name}": one.translations.get(name, ("", ""))[1] for name in languages},
        }


def _check_unique(what: str, many: Sequence[Actor] | Sequence[Site]) -> None:
    seen: set[str] = set()
    for one in many:
        if one.id in seen:
            raise ValidationError(Message("two {what} have the id “{id}”", what=what, id=one.id[:60]))
        seen.add(one.id)


def _replaced(many: tuple[_Named, ...], new: _Named) -> tuple[_Named, ...]:
    there = any(one.id == new.id for one in many)
    return tuple([new if one.id == new.id else one for one in many] + ([] if there else [new]))


def _clipped(moment: datetime | None) -> pd.Timestamp | None:
    """Return a moment as a table can hold it: nanoseconds reach from 1677 to 2262."""
    if moment is None:
        return None
    if moment.year < _FIRST.year + 1:
        return _FIRST
    return _LAST if moment.year >= _LAST.year else pd.Timestamp(moment)


def _series(values: Sequence[Any], kind: str) -> pd.Series[Any]:
    if kind.startswith("datetime"):
        times = pd.to_datetime(pd.Series(list(values), dtype="object"), utc=True)
        return times.dt.as_unit("ns") if len(times) else pd.Series([], dtype=kind)
    return pd.Series(list(values), dtype=kind)


def texts_of(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the names in a cell of a table."""
    return tuple(part.strip() for part in str(row.get(name) or "").split(";") if part.strip())
