"""Reports out of CSV, GeoJSON and STIX files: what was written by lagebild, and what others keep."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from lagebild.codecs.dossier_csv import parse_csv
from lagebild.codecs.dossier_geojson import parse_geojson
from lagebild.codecs.dossier_rows import Draft, drafts_of
from lagebild.codecs.dossier_stix_objects import is_stix, parse_stix
from lagebild.errors import FileFormatError, LagebildError
from lagebild.messages import Message, message_of
from lagebild.model.actors import Actor, Site
from lagebild.model.dossier import Dossier
from lagebild.model.dossier_records import relation_from_record, report_from_record, site_from_record
from lagebild.model.relations import Relation
from lagebild.model.report import ReadReport, issue_table
from lagebild.readers.files import Ledger, existing_file, read_bytes

__all__ = ["read_dossier"]

_LARGEST = 500_000_000
_CSV_NAMES = (".csv", ".tsv", ".txt")
_T = TypeVar("_T")
_N = TypeVar("_N", Actor, Site)


def read_dossier(path: str | os.PathLike[str]) -> Dossier:
    """Read reports, and as far as they are there relations, actors and sites.

    A table needs a column `title` (or `Titel`); all others may be missing: ids are made, what is not graded is F6, what
    does not say when it was recorded is recorded now. Actors and sites that only reports name are made of their names.

    Parameters
    ----------
    path
        A `.csv` (`,`, `;` or tabs; names of columns in English or German), a GeoJSON file, or a STIX 2.1 bundle.

    Returns
    -------
    Dossier
        `.report` counts rows and tells of each that was left out, with line or record, and why.

    Raises
    ------
    MissingFileError
        If there is no such file.
    FileFormatError
        If it is neither, or no row can be read.
    """
    file = existing_file(Path(path))
    data = read_bytes(file, largest=_LARGEST)
    by_line = file.suffix.lower() in _CSV_NAMES
    try:
        if is_stix(data) and not by_line:
            drafts, form = parse_stix(data), "STIX 2.1"
        elif by_line:
            drafts, form = list(drafts_of(parse_csv(data))), "CSV"
        else:
            drafts, form = list(drafts_of(enumerate(parse_geojson(data)))), "GeoJSON"
    except ValueError as error:
        raise FileFormatError(
            Message("{path} holds no reports: {reason}", path=file, reason=message_of(error))
        ) from error
    reading = _Reading(file.name, f"dossier ({form})", by_line=by_line)
    dossier = reading.dossier(drafts)
    if drafts and not len(dossier) and not len(dossier.actors):
        first = reading.ledger.first("quarantined")
        reason = "" if first is None else first.reason
        raise FileFormatError(Message("{path} holds no report that can be read: {reason}", path=file, reason=reason))
    return dossier


class _Reading:
    """One file: records become values, one by one, and what does not is told."""

    def __init__(self, source: str, form: str, *, by_line: bool) -> None:
        self.ledger = Ledger(source)
        self._form, self._by_line = form, by_line
        self._now = datetime.now(UTC).replace(microsecond=0)
        self._repaired: set[int] = set()
        self._left_out: set[int] = set()

    def dossier(self, drafts: list[Draft]) -> Dossier:
        """Put all records together; ends and names are looked up once all of a kind are there."""
        by_kind: dict[str, list[Draft]] = {}
        for one in drafts:
            if one.kind:
                by_kind.setdefault(one.kind, []).append(one)
            else:
                self._leave(one, one.reason)
        actors = self._unique("actors", by_kind, lambda record: Actor(**record))
        sites = self._unique("sites", by_kind, site_from_record)
        for name in (name for site in sites.values() for name in site.actors):
            actors.setdefault(name, Actor(id=name, name=name))
        named = [self._named(one, actors, sites) for one in by_kind.get("reports", [])]
        reports = [made for one in named if (made := self._made(one, report_from_record))]
        known = {one.id for one in reports}
        relations: list[Relation] = []
        for one in by_kind.get("relations", []):
            relation = self._made(one, relation_from_record)
            if relation is None:
                continue
            ends = {relation.source_id, relation.target_id}
            if ends <= known or ends <= set(actors):
                relations.append(relation)
            else:
                self._leave(one, Message("{names}: no report of the file", names=", ".join(sorted(ends - known))))
        told = ReadReport(
            source=self.ledger.source,
            format=self._form,
            records=len(drafts),
            kept=len(drafts) - len(self._left_out) - len(self._repaired),
            repaired=len(self._repaired),
            quarantined=len(self._left_out),
            issues=issue_table(self.ledger.issues),
        )
        return Dossier.of(reports, relations, actors.values(), sites.values(), report=told)

    def _made(self, one: Draft, make: Callable[[dict[str, Any]], _T]) -> _T | None:
        try:
            made = make(one.record)
        except LagebildError as error:
            self._leave(one, message_of(error))
        except KeyError as error:
            self._leave(one, Message("{field} is missing", field=str(error.args[0])))
        except (TypeError, ValueError, AttributeError) as error:
            self._leave(one, str(error).split(") ", 1)[-1])
        else:
            if one.repaired:
                self._repair(one, one.repaired)
            return made
        return None

    def _named(self, one: Draft, actors: dict[str, Actor], sites: dict[str, Site]) -> Draft:
        """Fill in what people leave out, and make actors and sites that only reports name."""
        record = dict(one.record)
        record.setdefault("id", f"{Path(self.ledger.source).stem}-{one.place}")
        record.setdefault("recorded_at", self._now.isoformat())
        made: list[str] = []
        for field, known, new in (
            ("actors", actors, lambda name: Actor(id=name, name=name)),
            ("sites", sites, lambda name: Site(id=name, name=name)),
        ):
            names: Any = record.get(field)
            if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
                continue  # said when the report is made
            by_name = {value.name: key for key, value in known.items()}
            ids: list[str] = [name if name in known else str(by_name.get(name, name)) for name in names]
            record[field] = ids
            for name in ids:
                if name not in known:
                    known[name] = new(name)  # type: ignore[assignment]
                    made.append(name)
        if made:
            self._repair(one, Message("{names}: named by the report alone, and made", names=", ".join(made)))
        return one._replace(record=record)

    def _unique(
        self, kind: str, by_kind: dict[str, list[Draft]], make: Callable[[dict[str, Any]], _N]
    ) -> dict[str, _N]:
        """Make the values of a kind; of two that have one id the first is kept."""
        found: dict[str, _N] = {}
        for one in by_kind.get(kind, []):
            value = self._made(one, make)
            if value is not None and value.id in found:
                self._leave(one, Message("two {what} have the id “{id}”", what=kind, id=value.id[:60]))
            elif value is not None:
                found[value.id] = value
        return found

    def _repair(self, one: Draft, reason: str) -> None:
        self._repaired.add(one.place)
        self.ledger.repaired(_said(reason), text=one.text, **self._at(one))

    def _leave(self, one: Draft, reason: str) -> None:
        self._left_out.add(one.place)
        self._repaired.discard(one.place)
        self.ledger.quarantined(_said(reason), text=one.text, **self._at(one))

    def _at(self, one: Draft) -> dict[str, int]:
        return {"line" if self._by_line else "record": one.place}


def _said(reason: str) -> Message:
    return reason if isinstance(reason, Message) else Message("the row cannot be read: {reason}", reason=reason)
