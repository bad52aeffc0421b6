"""Overlays from files, tables and arrays: the reader behind `picture.add_overlay`."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import rioxarray  # noqa: F401  (registers the .rio accessor)
import xarray as xr

from lagebild.errors import CrsError, ValidationError
from lagebild.messages import Message
from lagebild.model.layers import Layer
from lagebild.model.overlay import Overlay, RasterStyle, VectorOverlay, VectorStyle
from lagebild.model.provenance import Provenance
from lagebild.readers.files import PathLike, existing_file
from lagebild.readers.layers import file_sha256
from lagebild.readers.overlay_files import recognise_overlay
from lagebild.readers.overlay_raster import open_raster_overlay
from lagebild.readers.overlay_vector import read_vector_overlay
from lagebild.readers.temporary import TemporaryFolder

__all__ = ["overlay_layer", "read_overlay"]

_LARGEST_HASHED = 2_000_000_000
"""Bytes: hashing a larger file takes longer than opening it is worth."""

_VECTOR_OPTIONS = frozenset(VectorStyle.__dataclass_fields__)
_RASTER_OPTIONS = frozenset(RasterStyle.__dataclass_fields__)


def overlay_layer(
    source: Any, layer_id: str, *, name: str | None = None, crs: Any = None, licence: str = "", attribution: str = "",
    synthetic: bool = False, **style: Any,
) -> Layer:  # fmt: skip
    """Make a layer of a file, a GeoDataFrame or a DataArray; see `lagebild.Picture.add_overlay`."""
    overlay = read_overlay(source, crs=crs, **style)
    path = Path(source) if not isinstance(source, gpd.GeoDataFrame | xr.DataArray) else None
    hashed = path is not None and path.stat().st_size <= _LARGEST_HASHED
    return Layer(
        id=layer_id,
        data=overlay,
        name=name or (path.name if path else "Overlay"),
        provenance=Provenance(
            source=path.name if path else "",
            licence=licence,
            attribution=attribution,
            sha256=file_sha256(path) if path and hashed else "",
            read_at=datetime.now(UTC).replace(microsecond=0),
            synthetic=synthetic or overlay.report.synthetic,
        ),
    )


def read_overlay(source: Any, *, crs: Any = None, **style: Any) -> Overlay:
    """Read an overlay: vectors whole, rasters by their header only.

    Parameters
    ----------
    source
        A path, a GeoDataFrame, or a DataArray of the dimensions (y, x) or (band, y, x).
    crs
        The coordinate reference system, where the source names none.
    style
        Fields of `VectorStyle` or `RasterStyle`.

    Raises
    ------
    MissingFileError, FileFormatError
        If there is no such file; if it is damaged, of no known format, or a vector of more than 500 MB.
    CrsError
        If the CRS is missing.
    ValidationError, ColumnError
        If a style has no such value, or names a column that there is not.
    """
    if isinstance(source, gpd.GeoDataFrame):
        frame = source.set_crs(crs) if source.crs is None and crs is not None else source
        return VectorOverlay.from_frame(frame, style=_vector_style(style))
    if isinstance(source, xr.DataArray):
        return _of_array(source, crs, _raster_style(style))
    return _of_file(source, crs, style)


def _of_file(source: PathLike, crs: Any, style: dict[str, Any]) -> Overlay:
    try:
        path = existing_file(Path(source))
    except TypeError as error:
        raise ValidationError(
            f"an overlay is a path, a GeoDataFrame or a DataArray, not {type(source).__name__}"
        ) from error
    found = recognise_overlay(path)
    if found.raster_driver:
        return open_raster_overlay(
            found.place,
            found.raster_driver,
            name=path.name,
            format_name=found.format,
            style=_raster_style(style),
            crs=crs,
        )
    return read_vector_overlay(path, found, _vector_style(style), crs)


def _of_array(array: xr.DataArray, crs: Any, style: RasterStyle | None) -> Overlay:
    """Put the array into a temporary GeoTIFF, which is read like any other and goes away with the overlay."""
    if not {"x", "y"} <= set(array.dims) or len(array.dims) > 3:
        raise ValidationError(
            f"a raster overlay needs the dimensions (y, x) or (band, y, x), not {tuple(map(str, array.dims))}"
        )
    placed = array.rio.write_crs(crs) if array.rio.crs is None and crs is not None else array
    if placed.rio.crs is None:
        raise CrsError(Message("the array has no coordinate reference system; name it with crs='EPSG:…'"))
    bands = [name for name in placed.dims if name not in ("y", "x")]
    folder = TemporaryFolder("lagebild-overlay-")
    path = folder.path / "overlay.tif"
    with warnings.catch_warnings():  # rioxarray still multiplies transforms by the sign that affine gives up
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        placed.transpose(*bands, "y", "x").rio.to_raster(
            path, driver="GTiff", tiled=True, compress="deflate", BIGTIFF="IF_SAFER"
        )
    return open_raster_overlay(
        str(path),
        "GTiff",
        name="xarray" if array.name is None else str(array.name),
        format_name="xarray",
        style=style,
        keeper=folder,
    )


def _vector_style(given: dict[str, Any]) -> VectorStyle | None:
    _check_options(given, _VECTOR_OPTIONS, "vectors")
    return VectorStyle(**given) if given else None


def _raster_style(given: dict[str, Any]) -> RasterStyle | None:
    _check_options(given, _RASTER_OPTIONS, "rasters")
    return RasterStyle(**given) if given else None


def _check_options(given: dict[str, Any], known: frozenset[str], what: str) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise ValidationError(
            f"overlays of {what} have no option {unknown[0]!r}; these they have: {', '.join(sorted(known))}"
        )
