"""Tiles of a raster overlay in Web Mercator: pictures cut on demand, nothing held as a whole."""

from __future__ import annotations

import hashlib
import io
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pyproj import Transformer

from lagebild.errors import FileFormatError, TileError
from lagebild.model.bilinear import bilinear
from lagebild.model.bounds import Bounds
from lagebild.model.overlay import PALETTES, RasterOverlay
from lagebild.views.columns import pack
from lagebild.views.tile_names import TILE_CELLS, parse_tile_name, pixel_centres

__all__ = ["RasterTiles", "palette_colours"]

_HIGHEST_ZOOM = 20
_MOST_CELLS = 24_000_000
"""Cells of the file that one tile may cost where there are no overviews."""

_FINENESS = 2
"""So many cells are read for each pixel and direction, at most: then a picture is neither coarse nor slow."""

_IMAGE_CELLS = 900
"""Pixels of the longer side of a single picture."""

_WORLD = 2 * math.pi * 6378137.0


@dataclass(frozen=True, eq=False)
class RasterTiles:
    """Cuts the tiles of one raster; safe to call from several threads."""

    raster: RasterOverlay

    @cached_property
    def key(self) -> str:
        """A name of the content, for caches: the hash of its place, style and a sample of its cells."""
        raster = self.raster
        shape = (min(raster.rows, 64), min(raster.columns, 64))
        rows, columns = (0, raster.rows), (0, raster.columns)
        if not raster.overviews and raster.rows * raster.columns > _MOST_CELLS:
            rows, columns = (0, shape[0]), (0, shape[1])
        digest = hashlib.sha256(repr((raster.transform, raster.crs.to_wkt(), raster.style, raster.place)).encode())
        digest.update(raster.read(rows, columns, shape).tobytes())
        return digest.hexdigest()[:24]

    @cached_property
    def max_zoom(self) -> int:
        """The zoom whose pixels are no larger than the raster's cells."""
        return max(0, min(_HIGHEST_ZOOM, math.ceil(self._cells_per_world_log2 - math.log2(TILE_CELLS))))

    @cached_property
    def min_zoom(self) -> int:
        """The zoom from which on a tile can be cut in good time; 0 with overviews."""
        raster = self.raster
        if raster.overviews or raster.rows * raster.columns <= _MOST_CELLS:
            return 0
        return max(0, math.ceil(self._cells_per_world_log2 - math.log2(_MOST_CELLS) / 2))

    @property
    def _cells_per_world_log2(self) -> float:
        """Logarithm of the number of cells around the world, at the raster's place in Web Mercator."""
        raster = self.raster
        bounds = raster.bounds
        latitude = min(abs((bounds.south + bounds.north) / 2), 85.0)
        height = max((bounds.north - bounds.south) * _WORLD / 360.0, 1e-6)
        return math.log2(_WORLD * math.cos(math.radians(latitude)) * raster.rows / height)

    def tile(self, name: str) -> bytes:
        """Return the container of the tile `zoom/column/row`: a PNG in the column `tile`, or `empty`."""
        zoom, column, row = parse_tile_name(name, _HIGHEST_ZOOM + 4)
        if zoom < self.min_zoom:
            return pack({}, {"empty": True})
        try:
            picture = self._picture(*pixel_centres(zoom, column, row), (TILE_CELLS, TILE_CELLS))
        except FileFormatError as error:  # the rest of the file may be whole
            raise TileError(*error.args) from error
        if picture is None:
            return pack({}, {"empty": True})
        return pack({"tile": np.frombuffer(picture, dtype=np.uint8)}, {"empty": False})

    def image(self, box: Bounds) -> tuple[bytes, Bounds] | None:
        """Return one PNG of the part within a box, in Web Mercator, and its own box; None where there is nothing."""
        own = self.raster.bounds
        part = Bounds(
            max(box.west, own.west),
            max(box.south, own.south, -85.0),
            min(box.east, own.east),
            min(box.north, own.north, 85.0),
        )
        if part.west >= part.east or part.south >= part.north:
            return None
        south, north = (math.asinh(math.tan(math.radians(latitude))) for latitude in (part.south, part.north))
        scale = _IMAGE_CELLS / max(math.radians(part.east - part.west), north - south)
        columns = max(1, round(math.radians(part.east - part.west) * scale))
        rows = max(1, round((north - south) * scale))
        longitude = part.west + (np.arange(columns) + 0.5) / columns * (part.east - part.west)
        latitude = np.degrees(np.arctan(np.sinh(north - (np.arange(rows) + 0.5) / rows * (north - south))))
        lon, lat = np.meshgrid(longitude, latitude)
        picture = self._picture(lon.ravel(), lat.ravel(), (rows, columns))
        return None if picture is None else (picture, part)

    def _picture(
        self, longitude: NDArray[np.float64], latitude: NDArray[np.float64], shape: tuple[int, int]
    ) -> bytes | None:
        """Return a PNG of the colours at places."""
        cells = self._cells(longitude, latitude)
        if cells is None or not np.isfinite(cells).any():
            return None
        if self.raster.kind == "values":
            colours = palette_colours(self.raster.style.palette)
            low, high = self.raster.style.value_range or (0.0, 1.0)
            share = np.clip((cells[0] - low) / (high - low), 0.0, 1.0)
            rgb = colours[np.rint(np.nan_to_num(share) * 255).astype(np.intp)]
        else:
            rgb = np.rint(np.nan_to_num(np.moveaxis(cells, 0, -1))).astype(np.uint8)
        seen = np.where(np.isfinite(cells[0]), 255, 0).astype(np.uint8)
        picture = np.ascontiguousarray(np.dstack([rgb.reshape(*shape, 3), seen.reshape(shape)]))
        file = io.BytesIO()
        Image.fromarray(picture, "RGBA").save(file, "PNG", compress_level=3)
        return file.getvalue()

    def _cells(self, longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Values at places, shape (bands, places); None where the raster has none of them."""
        raster = self.raster
        r, c = self._place(longitude, latitude)
        inside = (r >= -0.5) & (r < raster.rows - 0.5) & (c >= -0.5) & (c < raster.columns - 0.5)
        if not inside.any():
            return None
        r, c = np.clip(r[inside], 0, raster.rows - 1), np.clip(c[inside], 0, raster.columns - 1)
        rows = (int(r.min()), min(int(r.max()) + 2, raster.rows))
        columns = (int(c.min()), min(int(c.max()) + 2, raster.columns))
        shape = (_thinned(rows), _thinned(columns))
        window = raster.read(rows, columns, shape)
        # thinned cells are wider: their centres lie elsewhere
        r = (r - rows[0] + 0.5) * shape[0] / (rows[1] - rows[0]) - 0.5
        c = (c - columns[0] + 0.5) * shape[1] / (columns[1] - columns[0]) - 0.5
        r, c = np.clip(r, 0, shape[0] - 1), np.clip(c, 0, shape[1] - 1)
        found = np.full((len(window), longitude.size), np.nan)
        for band, cells in enumerate(window):
            near = cells[np.rint(r).astype(np.intp), np.rint(c).astype(np.intp)]
            if raster.smooth:
                between = bilinear(cells, r, c)
                near = np.where(np.isfinite(between), between, near)
            found[band, inside] = near
        return found

    def _place(
        self, longitude: NDArray[np.float64], latitude: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Fractional row and column of places; 0 is the first cell's centre."""
        raster = self.raster
        if raster.crs.is_geographic:
            middle = (raster.bounds.west + raster.bounds.east) / 2
            longitude = longitude - 360.0 * np.round((longitude - middle) / 360.0)
        x, y = self._from_wgs84.transform(longitude, latitude, errcheck=False)
        a, b, x0, d, e, y0 = raster.transform
        determinant = a * e - b * d
        dx, dy = np.asarray(x) - x0, np.asarray(y) - y0
        with np.errstate(invalid="ignore"):  # places that the projection does not know are infinite
            column = (e * dx - b * dy) / determinant
            row = (a * dy - d * dx) / determinant
        return row - 0.5, column - 0.5

    @cached_property
    def _from_wgs84(self) -> Transformer:
        return Transformer.from_crs("EPSG:4326", self.raster.crs, always_xy=True)


def _thinned(span: tuple[int, int]) -> int:
    return min(span[1] - span[0], _FINENESS * TILE_CELLS)


def palette_colours(name: str) -> NDArray[np.uint8]:
    """Return 256 colours of a palette, shape (256, 3)."""
    stops = np.array([[int(stop[at : at + 2], 16) for at in (1, 3, 5)] for stop in PALETTES[name]], dtype=np.float64)
    places = np.linspace(0.0, 1.0, len(stops))
    shares = np.linspace(0.0, 1.0, 256)
    return np.column_stack([np.rint(np.interp(shares, places, stops[:, band])) for band in range(3)]).astype(np.uint8)
