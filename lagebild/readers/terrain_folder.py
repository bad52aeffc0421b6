"""A folder of elevation tiles as one raster, read lazily: nothing is opened but headers.

A folder counts as one where its rasters are of one format (SRTM tiles: packed or not) and nothing else in it is data
that lagebild reads; descriptions beside them do not matter. A tile that cannot be opened is left out and told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from lagebild.errors import FileFormatError, LagebildError
from lagebild.messages import Message, message_of
from lagebild.readers.files import Ledger
from lagebild.readers.format import Head, TerrainFormat, TerrainOptions, head_of
from lagebild.readers.hgt import HGT
from lagebild.readers.mosaic import NamedTile, mosaic
from lagebild.readers.opened_raster import OpenRaster, Tile, as_open_raster
from lagebild.readers.raster import DTED, ESRI_ASCII, GEOTIFF, JPEG2000
from lagebild.readers.terrain_zip import HGT_ZIP, hgt_tiles_in

__all__ = ["TERRAIN_FOLDER"]

_MOST_FILES = 100_000
_LOOKED_AT = 200
_DEEPEST = 4
_FAMILIES: tuple[tuple[TerrainFormat, ...], ...] = ((GEOTIFF,), (HGT_ZIP, HGT), (DTED,), (JPEG2000,), (ESRI_ASCII,))
_OTHER_DATA = (".igc", ".gpx", ".parquet", ".csv", ".kml", ".kmz", ".geojson", ".gpkg", ".shp", ".openair", ".txt.gz")
"""Endings of data that is no description of rasters."""


def _files(folder: Path, depth: int = 0) -> Iterator[Path]:
    """Go through a folder's files in the order of their names; links to folders are not followed."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if depth < _DEEPEST and not entry.is_symlink():
                yield from _files(entry, depth + 1)
        elif entry.is_file():
            yield entry


def _family(path: Path) -> int | None:
    """Return which kind of tile a file is."""
    try:
        head = head_of(path)
    except LagebildError:
        return None
    return next((n for n, family in enumerate(_FAMILIES) if any(one.matches(head) for one in family)), None)


def _matches(head: Head) -> bool:
    if not head.is_folder:
        return False
    found: Counter[int | None] = Counter()
    for path in islice(_files(head.path), _LOOKED_AT):
        if path.name.lower().endswith(_OTHER_DATA):
            return False
        found[_family(path)] += 1
    families = [family for family in found if family is not None]
    return len(families) == 1 and found[families[0]] > 1


def _read(path: Path, options: TerrainOptions, ledger: Ledger) -> OpenRaster:
    tiles: list[NamedTile] = []
    notes: dict[str, list[Message]] = {}
    quarantined = ignored = 0
    kind: int | None = None
    for file in islice(_files(path), _MOST_FILES):
        family = _family(file)
        if family is None or (kind is not None and family != kind):
            ignored += 1
            continue
        kind = family
        name = file.relative_to(path).as_posix()
        own = Ledger(source=file.name)
        try:
            found = _tiles(file, family, options, own)
        except LagebildError as error:
            quarantined += 1
            ledger.quarantined(Message("the tile cannot be opened: {reason}", reason=message_of(error)), text=name)
            continue
        tiles += [NamedTile(f"{name}#{number}" if number else name, tile) for number, tile in enumerate(found)]
        for issue in own.issues:
            reason = issue.reason
            if issue.severity == "quarantined" and isinstance(reason, Message):
                quarantined += 1
                ledger.quarantined(reason, text=issue.text)
            elif isinstance(reason, Message):
                notes.setdefault(reason.template, []).append(reason)
    if not tiles:
        first = ledger.first("quarantined")
        raise FileFormatError(
            f"{path}: no tile can be opened" + ("" if first is None else f"; the first: {first.reason}")
        )
    for alike in notes.values():
        same = alike[0] if len(alike) == 1 else Message("{reason} ({count} files)", reason=alike[0], count=len(alike))
        ledger.note(same)
    if ignored:
        ledger.note(Message("{count} other files in the folder were not read", count=ignored))
    finest, *coarser = mosaic(tiles, str(path))
    return as_open_raster(finest, coarser, records=len(tiles) + quarantined, quarantined=quarantined)


def _tiles(file: Path, family: int, options: TerrainOptions, ledger: Ledger) -> list[Tile]:
    head = head_of(file)
    chosen = next(one for one in _FAMILIES[family] if one.matches(head))
    if chosen is HGT_ZIP:
        return hgt_tiles_in(file, options, ledger)
    assert chosen.tile is not None
    return [chosen.tile(file, options, ledger)]


TERRAIN_FOLDER = TerrainFormat(name="folder of tiles", matches=_matches, read=_read)
