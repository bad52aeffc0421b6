"""A dossier's records as rows of plain texts, such as a spreadsheet holds, and back.

A row is one report (one version of it), relation, actor or site; the column `record` says which. Several names stand in
one cell with `; ` between them, as a JSON list where a name has a semicolon itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from lagebild.messages import Message, message_of

__all__ = ["COLUMNS", "KINDS", "Draft", "drafts_of", "from_rows", "rows_of"]

Row = dict[str, str]
Record = dict[str, Any]

KINDS = {"report": "reports", "relation": "relations", "actor": "actors", "site": "sites"}


class Draft(NamedTuple):
    """One record of a file, before anything is known to be right about it."""

    place: int
    """Its line, or its number from 0."""

    text: str
    """As it stands in the file, for reports about it."""

    kind: str = ""
    """Such as `reports`; empty: it is none of a dossier, for `reason`."""

    record: dict[str, Any] = {}  # noqa: RUF012  (never changed)
    reason: str = ""
    repaired: str = ""
    """What was filled in that the file does not say."""


_LISTS = ("actors", "sites", "topics", "platforms")
_PLACE = {"name": "place", "precision": "place_precision", "radius": "place_radius"}
_SOURCE = {"name": "source", "link": "source_link", "date": "source_date"}
_TEXTS = ("id", "title", "text", "language")
_TOLD = ("status", "recorded_by", "recorded_at")

COLUMNS = (
    "record", "id", "date", "date_precision", "title", "text", "place", "place_precision", "longitude", "latitude",
    "place_radius", *_LISTS, "source", "source_link", "source_date", "grade", *_TOLD, "language", "from", "to", "kind",
    "name", "country", "note",
)  # fmt: skip
"""In this order; after them title, text and name of each further language."""


def rows_of(records: Mapping[str, list[Record]]) -> list[Row]:
    """Lay out what `dossier_records` returned."""
    makers = {"reports": _report_row, "relations": _relation_row, "actors": _actor_row, "sites": _site_row}
    singular = {plural: one for one, plural in KINDS.items()}
    return [
        {"record": singular[plural], **{key: value for key, value in makers[plural](one).items() if value}}
        for plural in ("actors", "sites", "reports", "relations")
        for one in records.get(plural, [])
    ]


def drafts_of(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Iterator[Draft]:
    """Take rows, each with its line or number; those that cannot be read say why."""
    for place, row in rows:
        text = "; ".join(f"{name}: {cell}" for name, cell in row.items())
        try:
            kind, record = from_rows(row)
        except ValueError as error:
            yield Draft(place, text, reason=message_of(error))
        else:
            yield Draft(place, text, kind, record)


def from_rows(row: Mapping[str, str]) -> tuple[str, Record]:
    """Return what kind of record a row is (`reports`, `relations`, …), and the record for `dossier_from_records`.

    Raises
    ------
    ValueError
        If the kind is none, or a number or a list cannot be read; the text says which.
    """
    given = {key: value for key, value in row.items() if value}
    kind = given.get("record", "report").strip().lower()
    if kind not in KINDS:
        raise ValueError(
            Message("“{kind}” is no kind of record; there are {known}", kind=kind[:40], known=", ".join(KINDS))
        )
    makers = {"report": _report, "relation": _relation, "actor": _actor, "site": _site}
    return KINDS[kind], makers[kind](given)


def _report_row(one: Record) -> Row:
    row = {
        **{name: one[name] for name in (*_TEXTS, *_TOLD, "grade")},
        "date": one["date"]["text"],
        "date_precision": one["date"]["precision"],
        **_place_row(one["place"]),
        **{name: _joined(one[name]) for name in _LISTS},
        "source": one["source"]["name"],
        "source_link": one["source"]["link"],
        "source_date": one["source"]["date"],
    }
    for language, (title, text) in one["translations"].items():
        row |= {f"title_{language}": title, f"text_{language}": text}
    return row


def _place_row(place: Record | None) -> Row:
    if place is None:
        return {}
    row = {column: place[name] for name, column in _PLACE.items()} | {
        name: place[name] for name in ("longitude", "latitude")
    }
    return {name: "" if value is None else str(value) for name, value in row.items()}


def _relation_row(one: Record) -> Row:
    told = {name: one[name] or "" for name in ("kind", "note", "recorded_by", "recorded_at")}
    return {"from": one["source_id"], "to": one["target_id"], **told}


def _actor_row(one: Record) -> Row:
    return {**{name: one[name] for name in ("id", "name", "kind", "country", "note")}, **_names_row(one)}


def _site_row(one: Record) -> Row:
    told = {name: one[name] for name in ("id", "name", "note")}
    return {**told, **_place_row(one["place"]), "actors": _joined(one["actors"]), **_names_row(one)}


def _names_row(one: Record) -> Row:
    return {f"name_{language}": name for language, name in one["names"].items()}


def _report(row: Row) -> Record:
    languages = dict.fromkeys(name.split("_", 1)[1] for name in row if name.startswith(("title_", "text_")))
    return {
        **{name: row[name] for name in (*_TEXTS, *_TOLD, "grade") if name in row},
        "title": row.get("title", ""),
        "date": {
            "text": row.get("date", ""),
            **({"precision": row["date_precision"]} if "date_precision" in row else {}),
        },
        "place": _place(row),
        **{name: _parted(name, row.get(name, "")) for name in _LISTS},
        "source": {
            "name": row.get("source", ""),
            "link": row.get("source_link", ""),
            "date": row.get("source_date", ""),
        },
        "translations": {one: [row.get(f"title_{one}", ""), row.get(f"text_{one}", "")] for one in languages},
    }


def _place(row: Row) -> Record | None:
    place: Record = {name: row[column] for name, column in _PLACE.items() if column in row}
    for name in ("longitude", "latitude"):
        if name in row:
            place[name] = _number(name, row[name])
    if "radius" in place:
        place["radius"] = _number("place_radius", place["radius"])
    return place or None


def _relation(row: Row) -> Record:
    told: Record = {name: row[name] for name in ("kind", "note", "recorded_by", "recorded_at") if name in row}
    return {"source_id": row.get("from", ""), "target_id": row.get("to", ""), **told}


def _actor(row: Row) -> Record:
    told: Record = {name: row[name] for name in ("id", "name", "kind", "country", "note") if name in row}
    return {**told, "names": _names(row)}


def _site(row: Row) -> Record:
    told: Record = {name: row[name] for name in ("id", "name", "note") if name in row}
    return {
        **told,
        "place": _place(row) or {},
        "actors": _parted("actors", row.get("actors", "")),
        "names": _names(row),
    }


def _names(row: Row) -> dict[str, str]:
    return {name.split("_", 1)[1]: value for name, value in row.items() if name.startswith("name_")}


def _number(name: str, text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise ValueError(Message("{name} is no number: “{text}”", name=name, text=text[:40])) from None


def _joined(names: list[str]) -> str:
    plain = "; ".join(names)
    simple = not plain.startswith("[") and [part.strip() for part in plain.split(";")] == names
    return plain if simple or not names else json.dumps(names, ensure_ascii=False)


def _parted(column: str, cell: str) -> list[str]:
    if not cell.startswith("["):
        return [part.strip() for part in cell.split(";") if part.strip()]
    try:
        names = json.loads(cell)
    except json.JSONDecodeError:
        raise ValueError(
            Message("{column} begins like a list and is none: “{cell}”", column=column, cell=cell[:40])
        ) from None
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise ValueError(
            Message("{column} is a list of something else than texts: “{cell}”", column=column, cell=cell[:40])
        )
    return names
