"""Overlays: the user's own vectors and rasters on the map, with style, labels and legend."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from numbers import Real
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from lagebild.errors import ColumnError, CrsError, ValidationError
from lagebild.messages import Message
from lagebild.model.bounds import Bounds, bounds_of
from lagebild.model.report import ReadReport

__all__ = [
    "OVERLAYS",
    "PALETTES",
    "Overlay",
    "RasterOverlay",
    "RasterStyle",
    "ReadCells",
    "VectorOverlay",
    "VectorStyle",
]

_COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")
_WIDEST = 20.0

PALETTES: dict[str, tuple[str, ...]] = {
    "viridis": ("#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725"),
    "plasma": ("#0d0887", "#4c02a1", "#7e03a8", "#aa2395", "#cc4778", "#e66c5c", "#f89540", "#fdc527", "#f0f921"),
    "blues": ("#f7fbff", "#deebf7", "#c6dbef", "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#08519c", "#08306b"),
    "heat": ("#fff5eb", "#fee6ce", "#fdd0a2", "#fdae6b", "#fd8d3c", "#f16913", "#d94801", "#a63603", "#7f2704"),
    "difference": ("#2166ac", "#4393c3", "#92c5de", "#d1e5f0", "#f7f7f7", "#fddbc7", "#f4a582", "#d6604d", "#b2182b"),
    "grey": ("#000000", "#ffffff"),
}
"""Colours from the lowest value to the highest: viridis and plasma of matplotlib (CC0), others of ColorBrewer."""

ReadCells = Callable[[tuple[int, int], tuple[int, int], tuple[int, int]], NDArray[np.float32]]
"""Reads (row from, to), (column from, to), half-open, thinned to (rows, columns): shape (bands, rows, columns),
NaN where there is no data; one band of values, or red, green, blue of 0..255."""


@dataclass(frozen=True, kw_only=True)
class VectorStyle:
    """How the features of an overlay are drawn."""

    colour: str = "#c2571a"
    """`#rrggbb`; of all features, unless a column colours them."""

    width: float = 1.6
    """Pixels of lines and outlines."""

    fill_opacity: float = 0.2
    """Of areas, 0..1."""

    label: str = ""
    """The column written beside the features; empty: none."""

    colour_by: str = ""
    """The column that colours the features: numbers by a ramp, all else by categories; empty: none."""

    palette: str = "viridis"
    """The ramp of a column of numbers, one of `PALETTES`."""

    def __post_init__(self) -> None:
        if not _COLOUR.match(self.colour):
            raise ValidationError(f"a colour is written #rrggbb, such as #c2571a, not {self.colour!r:.40}")
        _check_number("width", self.width, 0.0, _WIDEST)
        _check_number("fill_opacity", self.fill_opacity, 0.0, 1.0)
        _check_palette(self.palette)


@dataclass(frozen=True, kw_only=True)
class RasterStyle:
    """How a raster of one band is drawn; images are shown as they are."""

    palette: str = "viridis"
    """One of `PALETTES`."""

    value_range: tuple[float, float] | None = None
    """Values of the palette's ends, in the raster's own unit; None: no values, or not known."""

    unit: str = ""
    """Of the values, for the legend."""

    def __post_init__(self) -> None:
        _check_palette(self.palette)
        if self.value_range is None:
            return
        low, high = (float(value) for value in self.value_range)
        if not (np.isfinite([low, high]).all() and low < high):
            raise ValidationError(f"value_range must be two finite numbers, the lower first, not {self.value_range}")
        object.__setattr__(self, "value_range", (low, high))


@dataclass(frozen=True, eq=False)
class VectorOverlay:
    """Points, lines and areas in WGS 84 longitude and latitude, one feature a row, with any columns."""

    _frame: gpd.GeoDataFrame
    style: VectorStyle
    report: ReadReport

    @classmethod
    def from_frame(
        cls, frame: gpd.GeoDataFrame, *, style: VectorStyle | None = None, report: ReadReport | None = None
    ) -> VectorOverlay:
        """Take a table in any CRS; features without a shape are left out and stand in no legend.

        Raises
        ------
        CrsError
            If the table has no CRS.
        ColumnError
            If the style names a column that the table does not have.
        ValidationError
            If it is no GeoDataFrame, or a place lies outside the earth.
        """
        if not isinstance(frame, gpd.GeoDataFrame):
            raise ValidationError(f"a vector overlay is a GeoDataFrame, not {type(frame).__name__}")
        if frame.crs is None:
            raise CrsError(Message("the table has no coordinate reference system; name it with crs='EPSG:…'"))
        placed = frame if frame.crs.equals("EPSG:4326") else frame.to_crs("EPSG:4326")
        if placed.geometry.name != "geometry":
            placed = placed.drop(columns="geometry", errors="ignore").rename_geometry("geometry")
        shapes = placed.geometry.to_numpy()
        there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        kept = placed[there].reset_index(drop=True)
        kept.columns = kept.columns.map(str)
        kept = kept.set_geometry(shapely.force_2d(kept.geometry.to_numpy()), crs="EPSG:4326")
        _check_places(kept)
        drawn = style or VectorStyle()
        for column in filter(None, (drawn.label, drawn.colour_by)):
            if column not in kept.columns or column == "geometry":
                known = ", ".join(str(name) for name in kept.columns if name != "geometry")
                raise ColumnError(f"the overlay has no column {column!r}; its columns are: {known[:300]}")
        if report is None:
            left_out = len(placed) - len(kept)
            report = ReadReport(format="GeoDataFrame", records=len(placed), kept=len(kept), quarantined=left_out)
        return cls(kept, drawn, report)

    @property
    def frame(self) -> gpd.GeoDataFrame:
        """The features, one a row; a copy-on-write view."""
        return self._frame.copy(deep=False)

    @property
    def bounds(self) -> Bounds | None:
        """The narrowest box around all features; None without any."""
        corners = self._frame.geometry.bounds.to_numpy()
        return bounds_of(corners[:, [0, 2]].ravel(), corners[:, [1, 3]].ravel())

    def __len__(self) -> int:
        return len(self._frame)


@dataclass(frozen=True, eq=False, kw_only=True)
class RasterOverlay:
    """A raster that stays in its file; made by `readers.overlay`."""

    place: str
    """The file, as GDAL names it."""

    driver: str
    """GDAL's name of its format."""

    crs: CRS
    transform: tuple[float, float, float, float, float, float]
    """a, b, c, d, e, f of x = a·column + b·row + c and y = d·column + e·row + f, from the first cell's outer corner."""

    columns: int
    rows: int
    bounds: Bounds
    """The box of longitude and latitude around all cells (degrees)."""

    kind: Literal["image", "values"]
    smooth: bool
    """Whether values between two cells have a meaning; those of colour tables and classes have none."""

    overviews: bool
    """Whether the file holds itself in coarser cells as well."""

    read: ReadCells
    style: RasterStyle = field(default_factory=RasterStyle)
    report: ReadReport = field(default_factory=lambda: ReadReport(format="raster"))
    keeper: Any = field(default=None, repr=False)
    """Keeps a temporary file for as long as the overlay lives."""


Overlay = VectorOverlay | RasterOverlay
OVERLAYS = (VectorOverlay, RasterOverlay)


def _check_number(name: str, value: object, low: float, high: float) -> None:
    if not isinstance(value, Real) or not low <= float(value) <= high:
        raise ValidationError(f"{name} must be a number in {low:g}..{high:g}, not {value!r:.40}")


def _check_palette(palette: str) -> None:
    if palette not in PALETTES:
        raise ValidationError(f"the palette must be one of {', '.join(PALETTES)}, not {palette!r:.40}")


def _check_places(frame: gpd.GeoDataFrame) -> None:
    if not len(frame):
        return
    corners = frame.geometry.bounds.to_numpy()
    wrong = ~(
        (np.abs(corners[:, [1, 3]]) <= 90.0 + 1e-6).all(axis=1) & (np.abs(corners[:, [0, 2]]) <= 540.0).all(axis=1)
    )
    if wrong.any():
        number = int(np.argmax(wrong))
        raise ValidationError(
            Message(
                "feature {number} lies outside the earth (longitude {longitude}, latitude {latitude}); "
                "perhaps the coordinate reference system is not the one named",
                number=number,
                longitude=f"{corners[number, 0]:g}",
                latitude=f"{corners[number, 1]:g}",
            )
        )
