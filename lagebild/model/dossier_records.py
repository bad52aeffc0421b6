"""Dossier and catalogue as plain records, for files and hashes, and back with every fault named by its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from lagebild.errors import LagebildError, ValidationError
from lagebild.messages import Message, message_of
from lagebild.model.actors import Actor, Site
from lagebild.model.dossier import Dossier
from lagebild.model.dossier_report import Report, Source
from lagebild.model.grading import Grade
from lagebild.model.platforms import Platform, Platforms, PlatformValue
from lagebild.model.relations import Relation
from lagebild.model.report_date import ReportDate
from lagebild.model.report_place import ReportPlace

__all__ = [
    "dossier_from_records",
    "dossier_records",
    "platforms_from_records",
    "platforms_records",
    "relation_from_record",
    "report_from_record",
    "site_from_record",
]

Record = dict[str, Any]
_T = TypeVar("_T")


def dossier_records(dossier: Dossier) -> Record:
    """Return all a dossier holds as JSON-able records: `reports` (all versions), `relations`, `actors`, `sites`."""
    return {
        "reports": [_report_record(one) for one in dossier.versions],
        "relations": [_relation_record(one) for one in dossier.relation_values],
        "actors": [
            {
                "id": a.id,
                "name": a.name,
                "kind": str(a.kind),
                "country": a.country,
                "names": dict(a.names),
                "note": a.note,
            }
            for a in dossier.actor_values
        ],
        "sites": [
            {
                "id": one.id,
                "name": one.name,
                "place": _place_record(one.place),
                "actors": list(one.actors),
                "names": dict(one.names),
                "note": one.note,
            }
            for one in dossier.site_values
        ],
    }


def dossier_from_records(records: object) -> Dossier:
    """Return the dossier that `dossier_records` wrote.

    Raises
    ------
    ValidationError
        If a record is missing something or wrong; the sentence names it by its list and number.
    """
    whole = _table("a dossier", records)
    return Dossier.of(
        _each(whole, "reports", report_from_record),
        _each(whole, "relations", relation_from_record),
        _each(whole, "actors", lambda one: Actor(**one)),
        _each(whole, "sites", site_from_record),
    )


def platforms_records(platforms: Platforms) -> list[Record]:
    """Return a catalogue as JSON-able records, a type each."""
    return [
        {
            "key": one.key,
            "name": one.name,
            "manufacturer": one.manufacturer,
            "names": dict(one.names),
            "variants": list(one.variants),
            "note": one.note,
            "values": [_value_record(value) for value in one.values],
        }
        for one in platforms
    ]


def platforms_from_records(records: object) -> Platforms:
    """Return the catalogue that `platforms_records` wrote.

    Raises
    ------
    ValidationError
        If a record is missing something or wrong.
    """
    return Platforms.of(_each({"types": records}, "types", _platform))


def _report_record(one: Report) -> Record:
    return {
        "id": one.id,
        "title": one.title,
        "text": one.text,
        "language": one.language,
        "date": {"text": one.date.text, "precision": str(one.date.precision)},
        "place": None if one.place is None else _place_record(one.place),
        "actors": list(one.actors),
        "sites": list(one.sites),
        "topics": list(one.topics),
        "platforms": list(one.platforms),
        "source": _source_record(one.source),
        "grade": str(one.grade),
        "status": str(one.status),
        "recorded_by": one.recorded_by,
        "recorded_at": one.recorded_at.isoformat(),
        "translations": {name: list(pair) for name, pair in one.translations.items()},
    }


def _source_record(source: Source) -> Record:
    return {"name": source.name, "link": source.link, "date": source.date}


def _place_record(place: ReportPlace) -> Record:
    return {
        "name": place.name,
        "precision": None if place.precision is None else str(place.precision),
        "longitude": place.longitude,
        "latitude": place.latitude,
        "radius": place.radius,
    }


def _relation_record(one: Relation) -> Record:
    return {
        "source_id": one.source_id,
        "target_id": one.target_id,
        "kind": str(one.kind),
        "note": one.note,
        "recorded_by": one.recorded_by,
        "recorded_at": None if one.recorded_at is None else one.recorded_at.isoformat(),
    }


def _value_record(one: PlatformValue) -> Record:
    return {
        "field": str(one.field),
        "value": one.value,
        "value_high": one.value_high,
        "unit": one.unit,
        "qualifier": str(one.qualifier),
        "text": one.text,
        "variant": one.variant,
        "source": _source_record(one.source),
    }


def report_from_record(record: Record) -> Report:
    """Return one version of a report; raises what its parts raise, `KeyError` and `TypeError` for what is missing."""
    given = dict(record)
    translations = _table("translations", given.pop("translations", {}))
    return Report(
        **{
            **given,
            "date": ReportDate(**_table("date", given.get("date") or {})),
            "place": _place(given.get("place")),
            "source": Source(**_table("source", given["source"])),
            "grade": Grade.parse(given.get("grade", "F6")),
            "recorded_at": _moment(given["recorded_at"]),
            "translations": {name: (str(pair[0]), str(pair[1])) for name, pair in translations.items()},
        }
    )


def _place(record: object) -> ReportPlace | None:
    return None if record is None else ReportPlace(**_table("place", record))


def relation_from_record(record: Record) -> Relation:
    """Return one relation; raises as `report_from_record`."""
    moment = record.get("recorded_at")
    return Relation(**{**record, "recorded_at": None if moment is None else _moment(moment)})


def site_from_record(record: Record) -> Site:
    """Return one site; raises as `report_from_record`."""
    return Site(**{**record, "place": _place(record.get("place")) or ReportPlace()})


def _platform(record: Record) -> Platform:
    return Platform(**{**record, "values": tuple(_each(record, "values", _value))})


def _value(record: Record) -> PlatformValue:
    return PlatformValue(**{**record, "source": Source(**_table("source", record["source"]))})


def _moment(value: object) -> datetime:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        raise ValidationError(Message("“{value}” is no time", value=str(value)[:40])) from None


def _table(what: str, value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValidationError(Message("{what} is no table of names and values", what=what))
    return dict(value)


def _each(whole: Mapping[str, Any], name: str, make: Callable[[Record], _T]) -> Iterable[_T]:
    many = whole.get(name, [])
    if not isinstance(many, list):
        raise ValidationError(Message("{name} is no list", name=name))
    made = []
    for number, record in enumerate(many):
        try:
            made.append(make(_table(name, record)))
        except LagebildError as error:
            reason = message_of(error)
        except KeyError as error:
            reason = Message("{field} is missing", field=str(error.args[0]))
        except (TypeError, ValueError, IndexError) as error:
            reason = str(error).split(") ", 1)[-1]
        else:
            continue
        raise ValidationError(Message("{name}[{number}]: {reason}", name=name, number=number, reason=reason))
    return made
