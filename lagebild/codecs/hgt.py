"""SRTM height tiles (.hgt): heights in rows, and nothing else.

A tile covers one degree by one; its rows run from north to south, its outermost cells lie on the whole degrees, so
neighbours share them. Heights are big-endian 16-bit metres, -32768 where nothing is known. There is no header: the
number of bytes tells the number of cells, and only the file's name tells the place (`N47E008.hgt`: the south-western
corner's centre).
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["HGT_SIZES", "HGT_VOID", "Corner", "corner_of"]

HGT_SIZES: dict[int, tuple[int, int]] = {
    rows * columns * 2: (rows, columns)
    for rows, columns in ((3601, 3601), (3601, 1801), (1801, 1801), (1201, 1201), (1201, 601))
}
"""Bytes of a tile to its rows and columns: 1″, 2″ and 3″, farther north with every second column only."""

HGT_VOID = -32768

_NAME = re.compile(r"([NS])(\d{2})([EW])(\d{3})(?![0-9])", re.IGNORECASE | re.ASCII)


class Corner(NamedTuple):
    """The south-western corner of a tile, whole degrees."""

    longitude: int
    latitude: int


def corner_of(name: str) -> Corner | None:
    """Read the place from a file's name, such as `N47E008.SRTMGL1.hgt.gz`; None where it tells none."""
    found = _NAME.match(name)
    if found is None:
        return None
    latitude = int(found[2]) * (1 if found[1] in "Nn" else -1)
    longitude = int(found[4]) * (1 if found[3] in "Ee" else -1)
    if not (-90 <= latitude < 90 and -180 <= longitude < 180):
        return None
    return Corner(longitude=longitude, latitude=latitude)
