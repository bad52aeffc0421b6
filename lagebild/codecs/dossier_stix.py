"""A dossier's records as a STIX 2.1 bundle (OASIS, 2021).

A version of a report is a `report`, an actor an `identity`, a site and a report's place a `location`, a translation
`language-content`, a relation a `relationship`. What STIX has no property for stands in one property extension: the
grade (Admiralty scheme, AJP-2.1), dates and places as exact as they are, who recorded what. Ids follow from ours
(UUIDv5), so that equal dossiers give equal bundles.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from lagebild.codecs.optional import needs
from lagebild.messages import Message

__all__ = ["CREDIBILITY_CONFIDENCES", "EXTENSION", "dump_stix"]

Record = dict[str, Any]

_NAMESPACE = uuid.UUID("5d0c7a0e-6d3c-5f0b-9f6e-0d4f2b7c1a90")
_PRODUCER = f"identity--{uuid.uuid5(_NAMESPACE, 'lagebild')}"

EXTENSION = f"extension-definition--{uuid.uuid5(_NAMESPACE, 'admiralty grade and precision, 1.0')}"
"""Of all objects written here."""

CREDIBILITY_CONFIDENCES = {"1": 90, "2": 70, "3": 50, "4": 30, "5": 10}
"""STIX 2.1, appendix A, "Admiralty Credibility"; 6 (cannot be judged) has none."""

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
"""When objects were made that say nothing of it."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_CLASSES = {"state": "organization", "other": "unknown"}
_SCHEMA = (
    "An object has `kind` (report, relation, actor, site, place), `order` (its place in the dossier) and `record`. Of "
    "a report the record has: grade (letter A to F: reliability of the source; digit 1 to 6: credibility, AJP-2.1), "
    "date {text (ISO 8601, also an interval), precision (day, month, year, before, since, planned, unknown)}, place "
    "{name, precision (point, city, region, country), longitude, latitude (degrees), radius (m)}, status, recorded_by, "
    "recorded_at, platforms (aircraft types)."
)


def dump_stix(records: Mapping[str, list[Record]]) -> bytes:
    """Write what `dossier_records` returned; every object is checked by the `stix2` library.

    Raises
    ------
    MissingPackageError
        Without that library.
    ValueError
        If the library refuses an object; the text names it.
    """
    stix2 = needs("stix2", "stix", purpose="STIX bundles")
    objects = [_producer(), _extension_definition()]
    for order, actor in enumerate(records["actors"]):
        objects += _actor(actor, order)
    for order, site in enumerate(records["sites"]):
        objects += _site(site, order)
    objects += _reports(records["reports"])
    reports = {one["id"] for one in records["reports"]}
    objects += _relations(records["relations"], reports)
    for one in objects:
        try:
            stix2.parse(one, allow_custom=False)
        except stix2.exceptions.STIXError as error:
            raise ValueError(
                Message("{name} is not valid STIX: {reason}", name=one["id"], reason=str(error)[:300])
            ) from error
    content = orjson.dumps(objects)
    bundle = {"type": "bundle", "id": f"bundle--{uuid.uuid5(_NAMESPACE, content.decode())}", "objects": objects}
    return orjson.dumps(bundle, option=orjson.OPT_INDENT_2)


def _producer() -> Record:
    return {**_common("identity", "", _BEGIN), "id": _PRODUCER, "name": "lagebild", "identity_class": "system"}


def _extension_definition() -> Record:
    return {
        **_common("extension-definition", "", _BEGIN),
        "id": EXTENSION,
        "created_by_ref": _PRODUCER,
        "name": "Admiralty grade and precision",
        "description": "Grades of information and how exactly dates and places are known.",
        "schema": _SCHEMA,
        "version": "1.0",
        "extension_types": ["property-extension"],
    }


def _actor(actor: Record, order: int) -> Iterator[Record]:
    made = {
        **_common("identity", f"actor:{actor['id']}", _BEGIN),
        "name": actor["name"],
        "identity_class": _CLASSES.get(actor["kind"], "organization"),
        **({"description": actor["note"]} if actor["note"] else {}),
        **_extended("actor", order, actor),
    }
    yield made
    yield from _translations(made, {language: (name, "") for language, name in actor["names"].items()})


def _site(site: Record, order: int) -> Iterator[Record]:
    made = {
        **_common("location", f"site:{site['id']}", _BEGIN),
        "name": site["name"],
        **_where(site["place"]),
        **({"description": site["note"]} if site["note"] else {}),
        **_extended("site", order, site),
    }
    yield made
    yield from _translations(made, {language: (name, "") for language, name in site["names"].items()})


def _where(place: Record) -> Record:
    """Properties of a location: it needs coordinates, a country or a region."""
    if place["longitude"] is None:
        known = place["name"].strip() or "unknown"
        return {"country" if place["precision"] == "country" else "region": known}
    radius = {} if not place["radius"] else {"precision": place["radius"]}
    return {"longitude": place["longitude"], "latitude": place["latitude"], **radius}


def _reports(versions: list[Record]) -> Iterator[Record]:
    created: dict[str, datetime] = {}
    latest: dict[str, datetime] = {}
    for order, record in enumerate(versions):
        key, recorded = record["id"], datetime.fromisoformat(record["recorded_at"])
        created.setdefault(key, recorded)
        # versions of one object are told apart by this time alone, which has milliseconds
        modified = max(recorded, latest.get(key, recorded - timedelta(seconds=1)) + timedelta(milliseconds=1))
        latest[key] = modified
        yield from _report(record, order, created[key], modified)


def _report(record: Record, order: int, created: datetime, modified: datetime) -> Iterator[Record]:
    place = record["place"]
    spot = None
    if place is not None and (place["longitude"] is not None or place["name"].strip()):
        name = place["name"].strip()
        spot = {
            **_common("location", f"place:{record['id']}:{order}", _BEGIN),
            **({"name": name} if name else {}),
            **_where(place),
            **_extended("place", order, {}),
        }
        yield spot
    refs = [_id("identity", f"actor:{one}") for one in record["actors"]]
    refs += [_id("location", f"site:{one}") for one in record["sites"]]
    refs += [] if spot is None else [spot["id"]]
    labels = [topic for topic in record["topics"] if topic.strip()]
    confidence = CREDIBILITY_CONFIDENCES.get(record["grade"][1])
    made = {
        **_common("report", f"report:{record['id']}", created, modified),
        "name": record["title"],
        **({"description": record["text"]} if record["text"] else {}),
        "published": _time(modified),
        "object_refs": refs or [_PRODUCER],
        **({"labels": labels} if labels else {}),
        **({"confidence": confidence} if confidence is not None else {}),
        **({"lang": record["language"]} if _LANGUAGE.fullmatch(record["language"]) else {}),
        **_source(record["source"], record["grade"]),
        **_extended("report", order, record),
    }
    yield made
    yield from _translations(made, record["translations"])


def _source(source: Record, grade: str) -> Record:
    if not source["name"].strip():
        return {}
    date = f"; as of {source['date']}" if source["date"] else ""
    told = {"source_name": source["name"], "description": f"reliability {grade[0]} (Admiralty scheme){date}"}
    return {"external_references": [{**told, **({"url": source["link"]} if source["link"] else {})}]}


def _relations(relations: list[Record], reports: set[str]) -> Iterator[Record]:
    seen: Counter[str] = Counter()
    for order, one in enumerate(relations):
        kind = "report" if one["source_id"] in reports and one["target_id"] in reports else "actor"
        stix = {"report": "report", "actor": "identity"}[kind]
        name = f"relation:{one['source_id']}\n{one['kind']}\n{one['target_id']}"
        seen[name] += 1
        recorded = datetime.fromisoformat(one["recorded_at"]) if one["recorded_at"] else _BEGIN
        yield {
            **_common("relationship", f"{name}\n{seen[name]}", recorded),
            "relationship_type": one["kind"].replace("_", "-"),
            "source_ref": _id(stix, f"{kind}:{one['source_id']}"),
            "target_ref": _id(stix, f"{kind}:{one['target_id']}"),
            **({"description": one["note"]} if one["note"] else {}),
            **_extended("relation", order, one),
        }


def _translations(made: Record, translations: Mapping[str, Any]) -> Iterator[Record]:
    contents = {
        language: {name: text for name, text in zip(("name", "description"), pair, strict=True) if text}
        for language, pair in translations.items()
        if _LANGUAGE.fullmatch(language)
    }
    contents = {language: content for language, content in contents.items() if content}
    if contents:
        yield {
            **_common("language-content", f"translations:{made['id']}:{made['modified']}", _BEGIN),
            "object_ref": made["id"],
            "object_modified": made["modified"],
            "contents": contents,
            **_extended("translation", 0, {}),
        }


def _common(kind: str, name: str, created: datetime, modified: datetime | None = None) -> Record:
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": _id(kind, name),
        "created": _time(created),
        "modified": _time(modified or created),
    }


def _extended(kind: str, order: int, record: Record) -> Record:
    extension = {"extension_type": "property-extension", "kind": kind, "order": order, "record": record}
    return {"extensions": {EXTENSION: extension}}


def _id(kind: str, name: str) -> str:
    return f"{kind}--{uuid.uuid5(_NAMESPACE, name)}"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
