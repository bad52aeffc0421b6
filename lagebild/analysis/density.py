"""How much is flown where: flights or seconds in each cell of a grid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from lagebild.errors import ValidationError
from lagebild.model.bounds import Bounds
from lagebild.model.tracks import MAX_GAP_SECONDS, Tracks

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["density"]

_MOST_CELLS = 100_000_000
_FULL_TURN = 360.0
_ROUNDING = 1e-9


def density(
    tracks: Tracks,
    *,
    cell: float = 0.05,
    quantity: Literal["seconds", "flights"] = "seconds",
    bounds: tuple[float, float, float, float] | None = None,
) -> xr.DataArray:
    """Return how much is flown in each cell of a grid of longitude and latitude.

    Between two fixes flight is taken as straight (in longitude and latitude) and steady; each such segment is shared
    out among the cells it crosses in proportion to its length in them. Across gaps (more than `MAX_GAP_SECONDS`)
    nothing is known, and nothing counted.

    Parameters
    ----------
    tracks
        The flight paths.
    cell
        Width and height of a cell in degrees. The edges of the cells lie on multiples of it.
    quantity
        `seconds`: seconds flown in each cell, float64. `flights`: the number of flight paths that touch it, int64.
    bounds
        West, south, east, north in degrees, widened to whole cells; by default all fixes. East exceeds 180 where the
        box crosses the antimeridian.

    Returns
    -------
    xarray.DataArray
        Dimensions `(latitude, longitude)`, coordinates the middles of the cells (degrees, latitude ascending);
        `attrs["units"]` is `s` or `1`, `attrs["cell"]` the width of a cell in degrees.

    Raises
    ------
    ValidationError
        If the width of a cell, the quantity or the bounds are none, or the grid would have more than 100 million cells.
    """
    import xarray as xr

    from lagebild.analysis.kernels.density import share_out  # numba is loaded by those who need it

    if not (math.isfinite(cell) and cell > 0):
        raise ValidationError(f"cell must be a positive number of degrees, not {cell!r}")
    if quantity not in ("seconds", "flights"):
        raise ValidationError(f"quantity must be 'seconds' or 'flights', not {quantity!r}")
    box = _checked(bounds) if bounds is not None else tracks.bounds
    west, south, columns, rows = _grid(box, cell, stated=bounds is not None) if box else (0, 0, 0, 0)
    flown, flights = np.zeros((rows, columns)), np.zeros((rows, columns), dtype=np.int64)
    frame = tracks.frame
    share_out(
        _places(frame["longitude"].to_numpy(), cell, west),
        _places(frame["latitude"].to_numpy(), cell, south),
        frame["time"].astype("int64").to_numpy() / 1e9,
        np.ascontiguousarray(tracks.offsets),
        MAX_GAP_SECONDS,
        _FULL_TURN / cell,
        flown,
        flights,
    )
    titles = {"seconds": "Seconds flown per cell", "flights": "Flights per cell"}
    return xr.DataArray(
        flown if quantity == "seconds" else flights,
        dims=("latitude", "longitude"),
        coords={
            "latitude": ("latitude", (south + np.arange(rows) + 0.5) * cell, {"units": "degrees_north"}),
            "longitude": ("longitude", (west + np.arange(columns) + 0.5) * cell, {"units": "degrees_east"}),
        },
        name=quantity,
        attrs={"units": "s" if quantity == "seconds" else "1", "long_name": titles[quantity], "cell": cell},
    )


def _checked(bounds: tuple[float, float, float, float]) -> Bounds:
    west, south, east, north = bounds
    if not (all(map(math.isfinite, bounds)) and west < east <= west + _FULL_TURN and south < north):
        raise ValidationError(f"bounds are west, south, east, north in degrees, not {bounds!r}")
    return Bounds(west, south, east, north)


def _grid(bounds: Bounds, cell: float, *, stated: bool) -> tuple[int, int, int, int]:
    """West and south edge in cells, and the number of columns and rows."""
    if stated:  # edges that are multiples of the cell's width but for rounding are its edges
        west, south = math.floor(bounds.west / cell + _ROUNDING), math.floor(bounds.south / cell + _ROUNDING)
        columns = math.ceil(bounds.east / cell - _ROUNDING) - west
        rows = math.ceil(bounds.north / cell - _ROUNDING) - south
    else:  # a fix on an edge belongs to the cell beyond it; rounded as the places are
        west, south = math.floor(bounds.west / cell), math.floor(bounds.south / cell)
        columns, rows = math.floor(bounds.east / cell - west) + 1, math.floor(bounds.north / cell - south) + 1
    if columns * rows > _MOST_CELLS:
        raise ValidationError(
            f"cells of {cell:g} degrees would be {columns * rows:,} in these bounds; choose larger ones"
        )
    return west, south, columns, rows


def _places(degrees: NDArray[np.float64], cell: float, edge: int) -> NDArray[np.float64]:
    return degrees / cell - edge
