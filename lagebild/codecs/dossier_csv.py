"""Rows of a dossier as a CSV file that people edit in a spreadsheet.

Written with a byte-order mark, so that spreadsheets read it as UTF-8, and commas. A text that a spreadsheet would take
for a formula has an apostrophe before it, which is taken away again when it is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from lagebild.codecs.dossier_rows import COLUMNS
from lagebild.messages import Message

__all__ = ["GERMAN", "dump_csv", "parse_csv"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_NUMBERS = ("longitude", "latitude", "place_radius")

GERMAN = {
    "datensatz": "record", "kennung": "id", "datum": "date", "datumsgenauigkeit": "date_precision", "titel": "title",
    "ort": "place", "ortsgenauigkeit": "place_precision", "länge": "longitude", "breite": "latitude",
    "radius": "place_radius", "akteure": "actors", "standorte": "sites", "themen": "topics", "muster": "platforms",
    "quelle": "source", "verweis": "source_link", "quellendatum": "source_date", "bewertung": "grade",
    "erfasst von": "recorded_by", "erfasst am": "recorded_at", "sprache": "language", "von": "from", "nach": "to",
    "art": "kind", "land": "country", "bemerkung": "note",
}  # fmt: skip
"""What a column may be called as well."""


def dump_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Write rows; columns that none of them has are left out."""
    many = list(rows)
    used = {name for row in many for name in row}
    further = sorted(used - set(COLUMNS))
    names = [name for name in (*COLUMNS, *further) if name in used] or ["record"]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    for row in many:
        writer.writerow([_safe(name, row.get(name, "")) for name in names])
    return text.getvalue().encode("utf-8-sig")


def parse_csv(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """Return rows with the line on which each begins; `,`, `;` or a tab parts the cells.

    Raises
    ------
    ValueError
        If it is not UTF-8, or no table at all.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            Message("it is not UTF-8: {reason} at byte {place}", reason=error.reason, place=error.start)
        ) from error
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    rows = []
    try:
        names = [_name(cell) for cell in next(reader, [])]
        line = reader.line_num + 1
        for cells in reader:
            if any(cells):
                rows.append(
                    (line, {name: _plain(name, cell) for name, cell in zip(names, cells, strict=False) if name})
                )
            line = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(Message("line {line}: {reason}", line=reader.line_num, reason=str(error))) from error
    if not any(names):
        raise ValueError(Message("it has no line with the names of columns"))
    return rows


def _safe(name: str, cell: str) -> str:
    return f"'{cell}" if name not in _NUMBERS and cell.startswith(_FORMULA) else cell


def _plain(name: str, cell: str) -> str:
    return cell[1:] if name not in _NUMBERS and cell.startswith("'") else cell


def _name(cell: str) -> str:
    name = cell.strip().lower()
    return GERMAN.get(name, name)
