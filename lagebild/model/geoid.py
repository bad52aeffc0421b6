"""The geoid EGM96: how far mean sea level lies above the WGS 84 ellipsoid.

The 15' grid of the US National Geospatial-Intelligence Agency (WW15MGH, public domain) lies beside this module as
`egm96_15.xz`, made from `egm96_15.gtx` of the Debian package proj-data: heights in steps of 2 mm (so at most 1 mm off
the grid), rows from north to south, columns from 180° W eastwards; second differences along columns, then along rows,
the first two values counted from zero; each difference d as 2 d, or -2 d - 1 if negative, in 16 bits; all low bytes,
then all high bytes; xz. Between the grid's points: bicubic convolution, within 0.02 m of NGA's own interpolation.
"""

from __future__ import annotations

import lzma
import math
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lagebild.model.bilinear import sealed
from lagebild.model.compiled import inner, kernel
from lagebild.model.threads import in_threads

__all__ = ["geoid_grid", "geoid_height"]

_FILE = "egm96_15.xz"
_ROWS, _COLUMNS = 721, 1440
_PER_DEGREE = 4
_STEP = 0.002
"""Metres of one step of the stored heights."""


def geoid_height(longitude: ArrayLike, latitude: ArrayLike) -> NDArray[np.float64]:
    """Return the height of mean sea level (EGM96) above the WGS 84 ellipsoid; altitude AMSL = ellipsoid height - this.

    Parameters
    ----------
    longitude, latitude
        WGS 84 degrees, arrays of one shape (or numbers); longitudes of any turn.

    Returns
    -------
    ndarray
        Metres in the places' shape; NaN where a coordinate is missing or the latitude beyond ±90°.
    """
    lon, lat = np.broadcast_arrays(np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64))
    longitudes, latitudes, grid = sealed(lon.ravel()), sealed(lat.ravel()), geoid_grid()
    found = np.empty(longitudes.size)
    in_threads(found.size, lambda begin, end: _bicubic(grid, longitudes, latitudes, begin, end, found))
    return found.reshape(lon.shape)


@cache
def geoid_grid() -> NDArray[np.float32]:
    """Read the grid: (721, 1440), metres; rows from 90° N to 90° S, columns from 180° W to 179.75° E."""
    planes = np.frombuffer(lzma.decompress(resources.files(__package__).joinpath(_FILE).read_bytes()), dtype=np.uint8)
    zigzag = planes.reshape(2, -1).T.copy().view("<u2").astype(np.int32).reshape(_ROWS, _COLUMNS)
    steps = np.where(zigzag % 2, -(zigzag // 2) - 1, zigzag // 2)
    for axis in (1, 1, 0, 0):
        steps = np.cumsum(steps, axis=axis, dtype=np.int32)
    grid = (steps * _STEP).astype(np.float32)
    grid.setflags(write=False)
    return grid


@kernel
def _bicubic(
    grid: NDArray[np.float32],
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    begin: int,
    end: int,
    result: NDArray[np.float64],
) -> None:
    """Interpolate with the cubic convolution of Keys (1981, a = -1/2); over a pole the opposite meridian goes on."""
    for k in range(begin, end):
        if not (abs(latitude[k]) <= 90.0 and math.isfinite(longitude[k])):
            result[k] = np.nan
            continue
        row = (90.0 - latitude[k]) * _PER_DEGREE
        column = ((longitude[k] + 180.0) % 360.0) * _PER_DEGREE
        r0, c0 = math.floor(row), math.floor(column)
        value = 0.0
        for i in range(-1, 3):
            r, turn = r0 + i, 0
            if r < 0:
                r, turn = -r, _COLUMNS // 2
            elif r >= _ROWS:
                r, turn = 2 * (_ROWS - 1) - r, _COLUMNS // 2
            along = 0.0
            for j in range(-1, 3):
                along += _weight(column - c0 - j) * grid[r, (c0 + j + turn) % _COLUMNS]
            value += _weight(row - r0 - i) * along
        result[k] = value


@inner
def _weight(distance: float) -> float:
    """Share of a point `distance` cells away, within ±2."""
    x = abs(distance)
    if x <= 1.0:
        return (1.5 * x - 2.5) * x * x + 1.0
    return ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
