"""How much is flown where: flights or seconds in each cell of a grid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from lagebild.errors import ValidationError
from lagebild.model.altitude import Reference
from lagebild.model.bounds import Bounds
from lagebild.model.heights import heights_of
from lagebild.model.qnh import QNH
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
    heights: Sequence[float] | None = None,
    reference: Reference = Reference.AMSL,
    qnh: QNH = None,
) -> xr.DataArray:
    """Return how much is flown in each cell of a grid of longitude and latitude, in bands of height if wanted.

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
    heights
        Edges of bands of height in metres, ascending; a height on an edge belongs to the band above it. There is a band
        below the first edge, one above the last, and one, `unknown`, for what has no known height or may lie in several
        bands (a height is an interval, see `lagebild.model.heights`): over all bands, nothing is lost.
    reference
        What the edges are measured from: `amsl` or `pressure`.
    qnh
        In hPa: a number, a series over UTC times, or None for unknown; for heights that have to be converted.

    Returns
    -------
    xarray.DataArray
        Dimensions `(latitude, longitude)`, coordinates the middles of the cells (degrees, latitude ascending);
        `attrs["units"]` is `s` or `1`, `attrs["cell"]` the width of a cell in degrees. With `heights` the dimension
        `band` comes first, with names of the bands and their edges as coordinates `lower` and `upper` (m; infinite
        beyond the outermost edges, NaN of `unknown`), and `attrs["height_reference"]`.

    Raises
    ------
    ValidationError
        If the width of a cell, the quantity, the bounds or the edges are none, or the grid would have more than 100
        million cells.
    ReferenceMismatchError
        If heights of a track cannot be measured from the reference.
    """
    import xarray as xr

    from lagebild.analysis.kernels.density import share_out  # numba is loaded by those who need it

    if not (math.isfinite(cell) and cell > 0):
        raise ValidationError(f"cell must be a positive number of degrees, not {cell!r}")
    if quantity not in ("seconds", "flights"):
        raise ValidationError(f"quantity must be 'seconds' or 'flights', not {quantity!r}")
    edges = _edges(heights)
    bands = len(edges) + 2 if heights is not None else 1
    box = _checked(bounds) if bounds is not None else tracks.bounds
    west, south, columns, rows = _grid(box, cell, bands, stated=bounds is not None) if box else (0, 0, 0, 0)
    flown, flights = np.zeros((bands, rows, columns)), np.zeros((bands, rows, columns), dtype=np.int64)
    frame = tracks.frame
    low = high = np.zeros(len(frame))
    if heights is not None:
        flown_at = heights_of(frame, reference, qnh=qnh)
        low, high = flown_at.low, flown_at.high
    share_out(
        _places(frame["longitude"].to_numpy(), cell, west),
        _places(frame["latitude"].to_numpy(), cell, south),
        frame["time"].astype("int64").to_numpy() / 1e9,
        np.ascontiguousarray(tracks.offsets),
        MAX_GAP_SECONDS,
        _FULL_TURN / cell,
        low,
        high,
        edges,
        flown,
        flights,
    )
    titles = {"seconds": "Seconds flown per cell", "flights": "Flights per cell"}
    values = flown if quantity == "seconds" else flights
    found = xr.DataArray(
        values,
        dims=("band", "latitude", "longitude"),
        coords={
            "latitude": ("latitude", (south + np.arange(rows) + 0.5) * cell, {"units": "degrees_north"}),
            "longitude": ("longitude", (west + np.arange(columns) + 0.5) * cell, {"units": "degrees_east"}),
        },
        name=quantity,
        attrs={"units": "s" if quantity == "seconds" else "1", "long_name": titles[quantity], "cell": cell},
    )
    if heights is None:
        return found.isel(band=0)
    return found.assign_coords(_bands(edges)).assign_attrs(height_reference=str(reference))


def _edges(heights: Sequence[float] | None) -> NDArray[np.float64]:
    edges = np.asarray([] if heights is None else heights, dtype=np.float64)
    if edges.ndim != 1 or not np.isfinite(edges).all() or bool(np.any(np.diff(edges) <= 0.0)):
        raise ValidationError(f"heights are the edges of bands in metres, ascending, not {heights!r}")
    if heights is not None and not edges.size:
        raise ValidationError("heights need one edge at least")
    return edges


def _bands(edges: NDArray[np.float64]) -> dict[str, Any]:
    """Return the coordinates along the bands."""
    between = [f"{low:g} to {high:g} m" for low, high in pairwise(edges)]
    names = [f"below {edges[0]:g} m", *between, f"from {edges[-1]:g} m", "unknown"]
    metres = {"units": "m"}
    return {
        "band": ("band", names),
        "lower": ("band", np.array([-np.inf, *edges, np.nan]), metres),
        "upper": ("band", np.array([*edges, np.inf, np.nan]), metres),
    }


def _checked(bounds: tuple[float, float, float, float]) -> Bounds:
    west, south, east, north = bounds
    if not (all(map(math.isfinite, bounds)) and west < east <= west + _FULL_TURN and south < north):
        raise ValidationError(f"bounds are west, south, east, north in degrees, not {bounds!r}")
    return Bounds(west, south, east, north)


def _grid(bounds: Bounds, cell: float, bands: int, *, stated: bool) -> tuple[int, int, int, int]:
    """West and south edge in cells, and the number of columns and rows."""
    if stated:  # edges that are multiples of the cell's width but for rounding are its edges
        west, south = math.floor(bounds.west / cell + _ROUNDING), math.floor(bounds.south / cell + _ROUNDING)
        columns = math.ceil(bounds.east / cell - _ROUNDING) - west
        rows = math.ceil(bounds.north / cell - _ROUNDING) - south
    else:  # a fix on an edge belongs to the cell beyond it; rounded as the places are
        west, south = math.floor(bounds.west / cell), math.floor(bounds.south / cell)
        columns, rows = math.floor(bounds.east / cell - west) + 1, math.floor(bounds.north / cell - south) + 1
    if bands * columns * rows > _MOST_CELLS:
        raise ValidationError(
            f"cells of {cell:g} degrees would be {bands * columns * rows:,} in these bounds; choose larger ones"
        )
    return west, south, columns, rows


def _places(degrees: NDArray[np.float64], cell: float, edge: int) -> NDArray[np.float64]:
    return degrees / cell - edge
