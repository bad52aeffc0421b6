"""A folder of raster tiles as one terrain: .hgt, GeoTIFF, DTED and others, mixed, in folders below it as well.

Decisions: of each tile the header is read and nothing else; `mosaic` says how they are put together. All need one
coordinate reference system and one vertical datum. A tile that cannot be opened is quarantined, the rest opens; files
of other kinds are left alone, with a note. What several tiles have to say in the same words is noted once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from lagebild.codecs.picture_toml import MANIFEST_NAME
from lagebild.errors import CrsError, FileFormatError, LagebildError, ValidationError
from lagebild.messages import Message
from lagebild.model.report import Issue
from lagebild.model.terrain import Grid
from lagebild.readers.files import Ledger, one_line
from lagebild.readers.format import Head, TerrainFormat, TerrainOptions, head_of
from lagebild.readers.mosaic import coarser_levels, virtual_raster
from lagebild.readers.opened_raster import OpenRaster, Tile, as_open_raster
from lagebild.readers.registry import all_formats

__all__ = ["TERRAIN_FOLDER", "left_out", "merged", "note_once", "tile_files"]

_ENDINGS = (".hgt", ".hgt.gz", ".hgt.zip", ".tif", ".tiff", ".jp2", ".dt0", ".dt1", ".dt2", ".asc", ".nc")
"""What tiles are usually named; one that is named so and is none is damaged, not of another kind."""

_DEEPEST = 3
_MOST_LOOKED_AT = 200
"""Files whose beginning is read to recognise a folder."""

_MOST_FILES = 100_000
_MOST_NAMED = 5


def _matches(head: Head) -> bool:
    if not head.is_folder:
        return False
    usual_first = sorted(_files(head.path, _MOST_LOOKED_AT * 10), key=lambda path: not _is_named_so(path))
    return any(_tile_format(path) is not None for path in usual_first[:_MOST_LOOKED_AT])


def tile_files(folder: Path) -> list[Path]:
    """Return the files of a folder that are tiles by their content, or named like tiles, in their order."""
    return [path for path in _files(folder, _MOST_FILES + 1) if _is_named_so(path) or _tile_format(path) is not None]


def _files(folder: Path, most: int) -> list[Path]:
    found: list[Path] = []
    for path in _walked(folder, _DEEPEST):
        found.append(path)
        if len(found) >= most:
            break
    return found


def _walked(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    if any(entry.name == MANIFEST_NAME for entry in entries):
        return  # a picture has its own terrain
    below = []
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            below.append(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)
    for each in below if depth else []:
        yield from _walked(each, depth - 1)


def _is_named_so(path: Path) -> bool:
    return path.name.lower().endswith(_ENDINGS)


def _tile_format(path: Path) -> TerrainFormat | None:
    try:
        head = head_of(path)
    except LagebildError:
        return None
    formats = (found for found in all_formats() if isinstance(found, TerrainFormat))
    return next((found for found in formats if found.matches(head)), None) if head.data else None


def _read(folder: Path, options: TerrainOptions, ledger: Ledger) -> OpenRaster:
    files = _files(folder, _MOST_FILES + 1)
    if len(files) > _MOST_FILES:
        raise FileFormatError(f"{folder} holds more than {_MOST_FILES} files")
    opened: list[tuple[str, Tile]] = []
    issues: list[Issue] = []
    others: list[str] = []
    records = 0
    for path in files:
        found = _tile_format(path)
        if found is None and not _is_named_so(path):
            others.append(str(path.relative_to(folder)))
            continue
        own = Ledger(source=str(path.relative_to(folder)))
        try:
            opened.append((str(path), _tile(path, found, options, own)))
            issues += own.issues
        except LagebildError as error:
            issues.append(left_out(error, own.source, records))
        records += 1
    if not opened:
        first = next((issue for issue in issues if issue.severity == "quarantined"), None)
        why = "" if first is None else f"; the first of {records}: {first.reason}"
        raise FileFormatError(f"{folder} holds no raster of elevations that can be opened{why}")
    ledger.issues += note_once(issues)
    if others:
        shown = ", ".join(others[:_MOST_NAMED]) + (", …" if len(others) > _MOST_NAMED else "")
        ledger.note(
            Message("{count} other files of the folder were left alone: {names}", count=len(others), names=shown)
        )
    merged_tile = merged(opened, str(folder))
    return as_open_raster(merged_tile, coarser_levels(merged_tile), records=records, quarantined=records - len(opened))


def _tile(path: Path, found: TerrainFormat | None, options: TerrainOptions, ledger: Ledger) -> Tile:
    if path.stat().st_size == 0:
        raise FileFormatError(Message("{path} is empty (0 bytes)", path=path))
    if found is None:
        raise FileFormatError(
            Message("{path} is named like a tile of elevations, but is of no format of such", path=path)
        )
    if found.tile is not None:
        return found.tile(path, options, ledger)
    return _of_array(found.read(path, options, ledger))


def _of_array(raster: OpenRaster) -> Tile:
    elevation = raster.elevation

    def read(row_from: int, row_to: int, column_from: int, column_to: int) -> NDArray[np.float32]:
        return np.asarray(elevation[row_from:row_to, column_from:column_to].to_numpy(), dtype=np.float32)

    return Tile(
        read=read,
        grid=Grid.of(elevation),
        crs=elevation.rio.crs.to_wkt(),
        vertical_datum=raster.vertical_datum,
        synthetic=raster.synthetic,
    )


def merged(named: Iterable[tuple[str, Tile]], place: str) -> Tile:
    """Lay tiles together as one virtual raster; those whose name comes first count where equally fine ones overlap.

    Raises
    ------
    CrsError, ValidationError
        If two of them have different coordinate reference systems or vertical datums; if they lie too far apart.
    """
    tiles = sorted(named, key=lambda pair: pair[0])
    name, first = tiles[0]
    system, same = CRS.from_wkt(first.crs), {first.crs}
    for other_name, other in tiles[1:]:
        if other.crs not in same:
            if not system.equals(CRS.from_wkt(other.crs), ignore_axis_order=True):
                raise CrsError(
                    f"{name} and {other_name} have different coordinate reference systems ({one_line(system.name)}, "
                    f"{one_line(CRS.from_wkt(other.crs).name)}); warp one to the other's, or open them by themselves"
                )
            same.add(other.crs)
        if _datum(other) != _datum(first):
            raise ValidationError(
                f"{name} and {other_name} have different vertical datums ({first.vertical_datum or 'unknown'}, "
                f"{other.vertical_datum or 'unknown'}); name the right one by the option vertical_datum, or open them "
                "by themselves"
            )
    return virtual_raster([replace(tile, crs=first.crs) for _, tile in tiles], place)


def _datum(tile: Tile) -> str:
    return tile.vertical_datum.casefold().removesuffix(" height").removesuffix(" geoid").strip()


def left_out(error: LagebildError, source: str, record: int) -> Issue:
    """Say why a tile was left out; what was noticed of it before does not count any more."""
    ledger = Ledger(source=source)
    ledger.quarantined(Message("the tile cannot be opened: {error}", error=one_line(error)), record=record)
    return ledger.issues[0]


def note_once(issues: Iterable[Issue]) -> list[Issue]:
    """Keep the first of the notes that are made of one template, and say how many more tiles it is true of."""
    kept: list[Issue] = []
    counts: dict[str, int] = {}
    first: dict[str, int] = {}
    for issue in issues:
        template = issue.reason.template if isinstance(issue.reason, Message) else issue.reason
        if issue.severity != "note":
            kept.append(issue)
        elif template in counts:
            counts[template] += 1
        else:
            counts[template], first[template] = 0, len(kept)
            kept.append(issue)
    for template, count in counts.items():
        if count:
            issue = kept[first[template]]
            reason = Message("{reason}; so do {count} more tiles", reason=issue.reason, count=count)
            kept[first[template]] = replace(issue, reason=reason)
    return kept


TERRAIN_FOLDER = TerrainFormat(name="folder of terrain", matches=_matches, read=_read)
