"""STIX 2.1 bundles of anybody as records of a dossier, as far as they go; what does not is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson

from lagebild.codecs.dossier_rows import Draft
from lagebild.codecs.dossier_stix import CREDIBILITY_CONFIDENCES, EXTENSION
from lagebild.messages import Message

__all__ = ["is_stix", "parse_stix"]

Record = dict[str, Any]

_MOST = 500_000
_LONGEST = 2000
"""Characters of an object that a report about it quotes."""

_ACTORS = ("identity", "threat-actor", "intrusion-set")
_KINDS = {"actor": "actors", "site": "sites", "report": "reports", "relation": "relations"}
_RELATIONS = ("confirms", "contradicts", "supersedes", "adds", "plan", "part-of")
_RANGES = ((80, "1"), (60, "2"), (40, "3"), (20, "4"), (0, "5"))
"""STIX 2.1, appendix A: the least confidence of each credibility."""

_PRECISIONS = ((100.0, "point"), (30_000.0, "city"), (300_000.0, "region"))
"""Up to so many metres."""


def is_stix(data: bytes) -> bool:
    """Whether bytes begin as a STIX bundle does."""
    head = data[:4096].lstrip()
    return head.startswith(b"{") and b'"bundle' in head and b'"FeatureCollection"' not in head


def parse_stix(data: bytes) -> list[Draft]:
    """Return what the objects of a bundle say, each with its number from 0.

    Actors are identities, threat actors and intrusion sets; sites are locations; reports are reports and notes.
    `confidence` is read as the credibility on the Admiralty scale of STIX, appendix A; the reliability of a source is
    unknown (F) but in bundles written here.

    Raises
    ------
    ValueError
        If it is no bundle, or one of more than half a million objects.
    """
    try:
        bundle = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ValueError(Message("it is no JSON: {reason}", reason=str(error))) from error
    objects = bundle.get("objects") if isinstance(bundle, dict) and bundle.get("type") == "bundle" else None
    if not isinstance(objects, list):
        raise ValueError(Message("it is no STIX bundle"))  # noqa: TRY004  (a fault of the file, not of a call)
    if len(objects) > _MOST:
        raise ValueError(Message("it has {count} objects; {most} are the most", count=len(objects), most=_MOST))
    return list(_Bundle(objects).drafts())


class _Bundle:
    """The objects of one bundle, which name each other."""

    def __init__(self, objects: list[Any]) -> None:
        self._objects = [one if isinstance(one, dict) else {} for one in objects]
        self._by_id = {str(one.get("id")): one for one in self._objects}
        self._ids = {name: str(_own(one).get("id") or name) for name, one in self._by_id.items()}
        """What each object is called in the dossier."""

        self._translations = self._find_translations()

    def drafts(self) -> Iterator[Draft]:
        """What stands for a record; parts of others (translations, places, the extension) have none of their own."""
        own: list[tuple[str, int, Draft]] = []
        for place, one in enumerate(self._objects):
            if _is_part(one):
                continue
            text = orjson.dumps(one).decode()[:_LONGEST]
            made = self._draft(place, text, one)
            extension = _extension(one)
            if made.kind and extension is not None:
                own.append((made.kind, _order(extension), made))
            else:
                yield made
        for _, _, made in sorted(own, key=lambda each: each[:2]):  # the order of objects in a bundle means nothing
            yield made

    def _draft(self, place: int, text: str, one: Record) -> Draft:
        kind, record = str(one.get("type")), _own(one)
        if record:
            plural = _KINDS[str((_extension(one) or {}).get("kind"))]
            return Draft(place, text, plural, self._as_edited(plural, record, one))
        makers: dict[str, Callable[[Record], tuple[str, Record, str]]] = {
            **dict.fromkeys(_ACTORS, self._actor),
            "location": self._site,
            "report": self._report,
            "note": self._note,
            "relationship": self._relation,
        }
        if kind not in makers:
            known = ", ".join(makers)
            return Draft(
                place,
                text,
                reason=Message("an object of the type “{kind}” is not read; {known} are", kind=kind[:60], known=known),
            )
        if kind == "relationship" and one.get("relationship_type") not in _RELATIONS:
            named = str(one.get("relationship_type"))[:60]
            known = ", ".join(_RELATIONS)
            return Draft(
                place,
                text,
                reason=Message("a relationship “{kind}” is not read; {known} are", kind=named, known=known),
            )
        plural, made, repaired = makers[kind](one)
        return Draft(place, text, plural, made, repaired=repaired)

    def _as_edited(self, kind: str, record: Record, one: Record) -> Record:
        """What another program may have changed since counts: names, texts, confidence, translations."""
        if kind in ("actors", "sites"):
            names = {language: name for language, (name, _) in self._translated(one).items() if name}
            kept = _table(record, "names")
            note = {"note": _text(one, "description")} if "description" in one else {}
            return {**record, "name": _text(one, "name"), "names": {**kept, **names}, **note}
        if kind == "relations":
            return {**record, "note": _text(one, "description")}
        grade = str(record.get("grade", "F6"))
        told = one.get("confidence")
        if told != CREDIBILITY_CONFIDENCES.get(grade[1:]):
            grade = grade[:1] + _credibility(told)
        kept = _table(record, "translations")
        translated = {language: list(pair) for language, pair in self._translated(one).items()}
        return {
            **record,
            "title": _text(one, "name"),
            "text": _text(one, "description"),
            "grade": grade,
            "translations": {**kept, **translated},
        }

    def _actor(self, one: Record) -> tuple[str, Record, str]:
        kinds = {"identity": "company" if one.get("identity_class") == "organization" else "other"}
        names = {language: name for language, (name, _) in self._translated(one).items() if name}
        record = {
            "id": str(one.get("id", "")),
            "name": _text(one, "name"),
            "kind": kinds.get(str(one.get("type")), "other"),
            "names": names,
            "note": _text(one, "description"),
        }
        guessed = record["kind"] == "company"
        return "actors", record, Message("an organization: taken for a company") if guessed else ""

    def _site(self, one: Record) -> tuple[str, Record, str]:
        name = next((text for key in ("name", "city", "region", "country") if (text := _text(one, key))), "")
        place: Record = {"name": name}
        repaired = ""
        if _is_number(one.get("longitude")) and _is_number(one.get("latitude")):
            radius = one.get("precision") if _is_number(one.get("precision")) else None
            place |= {"longitude": one["longitude"], "latitude": one["latitude"], "precision": _precision(radius)}
            if radius is None:
                repaired = Message("it does not say how exact its place is: taken as known to the region")
            else:
                place["radius"] = radius
        record = {"id": str(one.get("id", "")), "name": name, "place": place, "note": _text(one, "description")}
        return "sites", record, repaired

    def _report(self, one: Record) -> tuple[str, Record, str]:
        translated = {language: list(pair) for language, pair in self._translated(one).items()}
        record = {
            **self._claim(one),
            "title": _text(one, "name"),
            "text": _text(one, "description"),
            "topics": [*_texts(one, "labels"), *_texts(one, "report_types")],
            "translations": translated,
        }
        return "reports", record, ""

    def _note(self, one: Record) -> tuple[str, Record, str]:
        content = _text(one, "content")
        title = _text(one, "abstract") or content.strip().split("\n")[0][:120]
        record = {**self._claim(one), "title": title, "text": content, "topics": _texts(one, "labels")}
        authors = ", ".join(_texts(one, "authors"))
        return "reports", {**record, "recorded_by": authors or record["recorded_by"]}, ""

    def _claim(self, one: Record) -> Record:
        """What reports and notes have in common."""
        refs = [name for name in _texts(one, "object_refs") if name in self._by_id]
        kinds = {name: str(self._by_id[name].get("type")) for name in refs}
        producer = _text(self._by_id.get(str(one.get("created_by_ref")), {}), "name")
        references = one.get("external_references")
        first = references[0] if isinstance(references, list) and references and isinstance(references[0], dict) else {}
        link = _text(first, "url")
        recorded = {"recorded_at": _text(one, "modified") or _text(one, "created")}
        return {
            "id": str(one.get("id", "")),
            "language": _text(one, "lang") or "en",
            "actors": [self._ids[name] for name in refs if kinds[name] in _ACTORS],
            "sites": [self._ids[name] for name in refs if kinds[name] == "location"],
            "platforms": [],
            "source": {
                "name": _text(first, "source_name") or producer or "STIX",
                "link": link if link.lower().startswith(("http://", "https://")) else "",
                "date": _text(one, "published")[:10],
            },
            "grade": "F" + _credibility(one.get("confidence")),
            "status": "withdrawn" if one.get("revoked") is True else "reported",
            "recorded_by": producer,
            **({name: value for name, value in recorded.items() if value}),
        }

    def _relation(self, one: Record) -> tuple[str, Record, str]:
        ends = [str(one.get(name, "")) for name in ("source_ref", "target_ref")]
        record = {
            "source_id": self._ids.get(ends[0], ends[0]),
            "target_id": self._ids.get(ends[1], ends[1]),
            "kind": str(one["relationship_type"]).replace("-", "_"),
            "note": _text(one, "description"),
            "recorded_by": _text(self._by_id.get(str(one.get("created_by_ref")), {}), "name"),
            **({"recorded_at": _text(one, "created")} if _text(one, "created") else {}),
        }
        return "relations", record, ""

    def _find_translations(self) -> dict[tuple[str, str], dict[str, tuple[str, str]]]:
        found: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
        for one in self._objects:
            contents = one.get("contents")
            if one.get("type") != "language-content" or not isinstance(contents, dict):
                continue
            pairs = {
                str(language): (_text(content, "name"), _text(content, "description"))
                for language, content in contents.items()
                if isinstance(content, dict)
            }
            found.setdefault((str(one.get("object_ref")), str(one.get("object_modified", ""))), {}).update(pairs)
        return found

    def _translated(self, one: Record) -> dict[str, tuple[str, str]]:
        name = str(one.get("id"))
        of_all, of_version = (self._translations.get((name, at), {}) for at in ("", str(one.get("modified"))))
        return {**of_all, **of_version}


def _is_part(one: Record) -> bool:
    """Whether an object is read with another one, or says what bundles of ours have in common."""
    kind, own = one.get("type"), _extension(one)
    if kind in ("language-content", "extension-definition"):
        return True
    if own is not None:
        return own.get("kind") in ("place", "translation")
    return kind == "identity" and one.get("identity_class") == "system" and one.get("name") == "lagebild"


def _extension(one: Record) -> Record | None:
    extensions = one.get("extensions")
    found = extensions.get(EXTENSION) if isinstance(extensions, dict) else None
    return found if isinstance(found, dict) else None


def _own(one: Record) -> Record:
    """The record of an object that was written here; empty for others."""
    extension = _extension(one) or {}
    record = extension.get("record")
    return dict(record) if isinstance(record, dict) and str(extension.get("kind")) in _KINDS else {}


def _order(extension: Mapping[str, Any]) -> int:
    order = extension.get("order")
    return order if isinstance(order, int) else 0


def _credibility(confidence: object) -> str:
    if not isinstance(confidence, int | float) or isinstance(confidence, bool) or not 0 <= confidence <= 100:
        return "6"
    return next(digit for least, digit in _RANGES if confidence >= least)


def _precision(radius: float | None) -> str:
    """Name how exact a radius in metres is."""
    if radius is None:
        return "region"
    return next(
        (name for most, name in ((100, "point"), (30_000, "city"), (300_000, "region")) if radius <= most), "country"
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(one: Mapping[str, Any], name: str) -> str:
    value = one.get(name)
    return value if isinstance(value, str) else ""


def _table(one: Mapping[str, Any], name: str) -> Record:
    value = one.get(name)
    return value if isinstance(value, dict) else {}


def _texts(one: Mapping[str, Any], name: str) -> list[str]:
    values = one.get(name)
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
