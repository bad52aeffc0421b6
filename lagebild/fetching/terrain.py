"""Tiles of the Copernicus elevation model GLO-30 from its public bucket, one a degree of longitude and latitude."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from lagebild.errors import FetchError, ValidationError
from lagebild.fetching.download import checked_url, download, size_of

__all__ = ["BASE_URL", "FetchedTerrain", "fetch_terrain", "tile_names", "tile_sizes"]

BASE_URL = "https://copernicus-dem-30m.s3.amazonaws.com"
SOURCE_NAME = "SOURCE.txt"
LICENCE = (
    "Copernicus DEM GLO-30: © DLR e.V. 2010-2014 and © Airbus Defence and Space GmbH 2014-2018, provided under "
    "COPERNICUS by the European Union and ESA; all rights reserved. Heights are above EGM2008."
)
_AT_ONCE = 4
_MOST = 1_000
_LARGEST_TILE = 200_000_000
_NORTHERNMOST = 90

Progress = Callable[[str, float], None]


@dataclass(frozen=True, kw_only=True)
class FetchedTerrain:
    """What was fetched."""

    files: tuple[Path, ...]
    missing: tuple[str, ...]
    """Tiles that there are none of: the open sea, and what the model leaves out."""


def tile_names(west: float, south: float, east: float, north: float) -> list[str]:
    """Return the names of the tiles that cover a box (degrees); `east` below `west` crosses the antimeridian.

    Raises
    ------
    ValidationError
        If it is no box on earth, or larger than 1,000 tiles.
    """
    numbers = (west, south, east, north)
    if not all(math.isfinite(number) for number in numbers):
        raise ValidationError(f"a box is four numbers of degrees, not {numbers}")
    if not (abs(west) <= 180.0 and abs(east) <= 180.0 and -90.0 <= south < north <= 90.0 and west != east):
        raise ValidationError(
            "a box is west, south, east, north in degrees with south below north, not "
            f"{west:g} {south:g} {east:g} {north:g}"
        )
    width = (east - west) % 360.0 or 360.0
    columns = range(math.floor(west), math.ceil(west + width))
    rows = range(math.floor(south), min(math.ceil(north), _NORTHERNMOST))
    if len(columns) * len(rows) > _MOST:
        raise ValidationError(
            f"the box has {len(columns) * len(rows)} tiles of a degree; at most {_MOST} are fetched at once"
        )
    return [_name(row, (column + 180) % 360 - 180) for row in rows for column in columns]


def _name(south: int, west: int) -> str:
    latitude = f"{'N' if south >= 0 else 'S'}{abs(south):02d}_00"
    longitude = f"{'E' if west >= 0 else 'W'}{abs(west):03d}_00"
    return f"Copernicus_DSM_COG_10_{latitude}_{longitude}_DEM"


def _url(base: str, name: str) -> str:
    return f"{base.rstrip('/')}/{name}/{name}.tif"


def tile_sizes(names: list[str], base_url: str = BASE_URL, progress: Progress | None = None) -> dict[str, int | None]:
    """Ask how many bytes each tile has; None where there is none."""
    checked_url(base_url)
    sizes: dict[str, int | None] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for name, size in zip(names, pool.map(lambda name: size_of(_url(base_url, name)), names), strict=True):
            sizes[name] = size
            if progress is not None:
                progress(name, len(sizes) / len(names))
    return sizes


def fetch_terrain(
    sizes: dict[str, int | None], folder: Path, *, base_url: str = BASE_URL, progress: Progress | None = None
) -> FetchedTerrain:
    """Fetch tiles into a folder, four at once; those that are there already are left, those cut off gone on with.

    Parameters
    ----------
    sizes
        As `tile_sizes` returns them.
    folder
        Also gets `SOURCE.txt`: where the tiles are from, their licence, and a checksum of each.
    base_url
        Of a mirror with the same layout.
    progress
        Called with a tile's name and the share of all bytes.

    Raises
    ------
    FetchError
        If one cannot be fetched; what was fetched stays.
    """
    wanted = {name: size for name, size in sizes.items() if size is not None}
    whole, got = sum(wanted.values()), 0

    def one(name: str) -> Path | None:
        def heard(size: int) -> None:
            nonlocal got
            got += size
            if progress is not None and whole:
                progress(name, min(got / whole, 1.0))

        target = folder / f"{name}.tif"
        return target if download(_url(base_url, name), target, largest=_LARGEST_TILE, heard=heard) else None

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        # the first problem ends it; tiles under way are finished or resumed the next time
        files = dict(zip(wanted, pool.map(one, wanted), strict=True))
    found = tuple(file for file in files.values() if file is not None)
    if found:
        _write_source(folder, base_url)
    missing = [name for name in sizes if files.get(name) is None]
    return FetchedTerrain(files=found, missing=tuple(missing))


def _write_source(folder: Path, base_url: str) -> None:
    lines = [LICENCE, f"From {base_url}", "", *_checksums(folder)]
    try:
        (folder / SOURCE_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise FetchError(f"{folder / SOURCE_NAME} cannot be written: {error.strerror or error}") from error


def _checksums(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("Copernicus_DSM_COG_*.tif")):
        with file.open("rb") as opened:
            yield f"{hashlib.file_digest(opened, 'sha256').hexdigest()}  {file.name}"
