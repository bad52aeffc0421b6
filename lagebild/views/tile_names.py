"""Names of Web Mercator tiles, `zoom/column/row`, and the places of their pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lagebild.errors import LagebildError

__all__ = ["TILE_CELLS", "TileNameError", "parse_tile_name", "pixel_centres"]

TILE_CELLS = 256


class TileNameError(LagebildError, KeyError):
    """A tile was asked for by a name that is none."""


def parse_tile_name(name: str, highest_zoom: int) -> tuple[int, int, int]:
    """Return zoom, column and row (XYZ numbering, row 0 in the north) of an existing tile."""
    try:
        zoom, column, row = (int(part) for part in name.split("/"))
    except ValueError as error:
        raise TileNameError(f"a tile is named zoom/column/row, not {name!r}") from error
    if not (0 <= zoom <= highest_zoom and 0 <= row < 2**zoom and 0 <= column < 2**zoom):
        raise TileNameError(f"there is no tile {name!r}")
    return zoom, column, row


def pixel_centres(zoom: int, column: int, row: int, border: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude (degrees) of the tile's pixels and a border around them, flat, row by row."""
    steps = (np.arange(-border, TILE_CELLS + border) + 0.5) / TILE_CELLS
    longitude = (column + steps) / 2**zoom * 360.0 - 180.0
    latitude = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (row + steps) / 2**zoom))))
    lon, lat = np.meshgrid(longitude, latitude)
    return lon.ravel(), lat.ravel()
