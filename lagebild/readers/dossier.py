"""Reports out of CSV and GeoJSON files: what was written by lagebild, and tables that people keep."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from lagebild.codecs.dossier_csv import parse_csv
from lagebild.codecs.dossier_geojson import parse_geojson
from lagebild.codecs.dossier_rows import from_rows
from lagebild.errors import FileFormatError, LagebildError
from lagebild.messages import Message, message_of
from lagebild.model.actors import Actor, Site
from lagebild.model.dossier import Dossier
from lagebild.model.dossier_records import relation_from_record, report_from_record, site_from_record
from lagebild.model.dossier_report import Report
from lagebild.model.relations import Relation
from lagebild.model.report import ReadReport, issue_table
from lagebild.readers.files import Ledger, existing_file, read_bytes

__all__ = ["read_dossier"]

_LARGEST = 500_000_000
_CSV_NAMES = (".csv", ".tsv", ".txt")
_T = TypeVar("_T")

_Row = tuple[int, dict[str, str]]


def read_dossier(path: str | os.PathLike[str]) -> Dossier:
    """Read reports, and as far as they are there relations, actors and sites.

    A table needs a column `title` (or `Titel`); all others may be missing: ids are made, what is not graded is F6, what
    does not say when it was recorded is recorded now. Actors and sites that only reports name are made of their names.

    Parameters
    ----------
    path
        A `.csv` (`,`, `;` or tabs; names of columns in English or German) or a GeoJSON file.

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
        rows = parse_csv(data) if by_line else list(enumerate(parse_geojson(data)))
    except ValueError as error:
        raise FileFormatError(
            Message("{path} holds no reports: {reason}", path=file, reason=message_of(error))
        ) from error
    reading = _Reading(file.name, by_line=by_line)
    dossier = reading.dossier(rows)
    if rows and not len(dossier) and not len(dossier.actors):
        first = reading.ledger.first("quarantined")
        reason = "" if first is None else first.reason
        raise FileFormatError(Message("{path} holds no report that can be read: {reason}", path=file, reason=reason))
    return dossier


class _Reading:
    """One file: rows become values, one by one, and what does not is told."""

    def __init__(self, source: str, *, by_line: bool) -> None:
        self.ledger = Ledger(source)
        self._by_line = by_line
        self._now = datetime.now(UTC).replace(microsecond=0)
        self._repaired: set[int] = set()
        self._left_out: set[int] = set()

    def dossier(self, rows: list[_Row]) -> Dossier:
        """Put all rows together; ends and names are looked up once all of a kind are there."""
        records: dict[str, list[tuple[int, dict[str, str], dict[str, Any]]]] = {}
        for place, row in rows:
            try:
                kind, record = from_rows(row)
            except ValueError as error:
                self._leave(place, row, message_of(error))
            else:
                records.setdefault(kind, []).append((place, row, record))
        actors = self._unique([self._made(one, lambda record: Actor(**record)) for one in records.get("actors", [])])
        sites = self._unique([self._made(one, site_from_record) for one in records.get("sites", [])])
        for name in (name for site in sites.values() for name in site.actors):
            actors.setdefault(name, Actor(id=name, name=name))
        drafts = [(one, self._named(one, actors, sites)) for one in records.get("reports", [])]
        reports = [made for one, record in drafts if (made := self._made((*one[:2], record), self._report))]
        known = {one.id for one in reports}
        relations: list[Relation] = []
        for one in records.get("relations", []):
            relation = self._made(one, relation_from_record)
            if relation is None:
                continue
            ends = {relation.source_id, relation.target_id}
            if ends <= known or ends <= set(actors):
                relations.append(relation)
            else:
                self._leave(
                    one[0], one[1], Message("{names}: no report of the file", names=", ".join(sorted(ends - known)))
                )
        told = ReadReport(
            source=self.ledger.source,
            format="dossier (CSV)" if self._by_line else "dossier (GeoJSON)",
            records=len(rows),
            kept=len(rows) - len(self._left_out) - len(self._repaired),
            repaired=len(self._repaired),
            quarantined=len(self._left_out),
            issues=issue_table(self.ledger.issues),
        )
        return Dossier.of(reports, relations, actors.values(), sites.values(), report=told)

    def _report(self, record: dict[str, Any]) -> Report:
        return report_from_record(record)

    def _made(self, one: tuple[int, dict[str, str], dict[str, Any]], make: Callable[[dict[str, Any]], _T]) -> _T | None:
        place, row, record = one
        try:
            return make(record)
        except LagebildError as error:
            self._leave(place, row, message_of(error))
        except KeyError as error:
            self._leave(place, row, Message("{field} is missing", field=str(error.args[0])))
        except (TypeError, ValueError) as error:
            self._leave(place, row, str(error).split(") ", 1)[-1])
        return None

    def _named(
        self, one: tuple[int, dict[str, str], dict[str, Any]], actors: dict[str, Actor], sites: dict[str, Site]
    ) -> dict[str, Any]:
        """Fill in what people leave out, and make actors and sites that only reports name."""
        place, row, record = one
        record = dict(record)
        record.setdefault("id", f"{Path(self.ledger.source).stem}-{place}")
        record.setdefault("recorded_at", self._now.isoformat())
        made = []
        for field, known, new in (
            ("actors", actors, lambda name: Actor(id=name, name=name)),
            ("sites", sites, lambda name: Site(id=name, name=name)),
        ):
            by_name = {value.name: key for key, value in known.items()}
            ids = [name if name in known else by_name.get(name, name) for name in record[field]]
            record[field] = ids
            for name in ids:
                if name not in known:
                    known[name] = new(name)  # type: ignore[assignment]
                    made.append(name)
        if made:
            self._repaired.add(place)
            names = ", ".join(made)
            self.ledger.repaired(
                Message("{names}: named by the report alone, and made", names=names), text=str(row), **self._at(place)
            )
        return record

    def _unique(self, many: list[Any]) -> dict[str, Any]:
        return {one.id: one for one in many if one is not None}

    def _leave(self, place: int, row: dict[str, str], reason: str) -> None:
        said = reason if isinstance(reason, Message) else Message("the row cannot be read: {reason}", reason=reason)
        self._left_out.add(place)
        self._repaired.discard(place)
        self.ledger.quarantined(
            said, text="; ".join(f"{name}: {cell}" for name, cell in row.items()), **self._at(place)
        )

    def _at(self, place: int) -> dict[str, int]:
        return {"line" if self._by_line else "record": place}
