"""NetCDF files, opened as lazy elevations; the variable is chosen by its dimensions, standard name and name."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from lagebild.errors import CrsError, FileFormatError, ValidationError
from lagebild.messages import Message, message_of
from lagebild.model.terrain import Grid
from lagebild.readers.elevation_values import StoredValues, metres_factor, missing_values
from lagebild.readers.files import Ledger, one_line
from lagebild.readers.format import TerrainFormat, TerrainOptions
from lagebild.readers.lazy_raster import to_metres
from lagebild.readers.opened_raster import OpenRaster, Tile, above_sea_level, as_open_raster
from lagebild.readers.terrain_crs import TerrainCrs, check_place, terrain_crs

__all__ = ["NETCDF", "open_netcdf"]

_SIGNS = (b"CDF\x01", b"CDF\x02", b"CDF\x05", b"\x89HDF\r\n\x1a\n")

_X_NAMES = {"lon", "longitude", "x", "easting"}
_Y_NAMES = {"lat", "latitude", "y", "northing"}
_GEOGRAPHIC = {"lon", "longitude", "lat", "latitude", "degrees_east", "degrees_north"}
_STANDARD_NAMES = {
    "surface_altitude",
    "height_above_mean_sea_level",
    "height_above_geopotential_datum",
    "altitude",
    "surface_height",
    "land_surface_altitude",
}
_NAMES = (
    "elevation",
    "elev",
    "z",
    "topo",
    "topography",
    "dem",
    "height",
    "altitude",
    "alt",
    "orog",
    "hgt",
    "band1",
)
_ABOVE_ELLIPSOID = {"height_above_reference_ellipsoid", "height_above_wgs84_ellipsoid"}
_LONGEST_AXIS = 10_000_000
_ERRORS = (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError, IndexError)


def open_netcdf(path: Path, ledger: Ledger, options: TerrainOptions | None = None) -> OpenRaster:
    """Open a NetCDF file; see `lagebild.open_terrain`."""
    dataset = _dataset(path)
    try:
        return _raster(dataset, path, ledger, options or TerrainOptions())
    except Exception:
        dataset.close()
        raise


def _dataset(path: Path) -> xr.Dataset:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # a URL would be fetched by the library; recognised files are local ones
            return xr.open_dataset(
                path.resolve(), engine="netcdf4", cache=False, decode_times=False, mask_and_scale=True
            )
    except _ERRORS as error:
        raise FileFormatError(
            Message(
                "{path} cannot be opened as NetCDF, perhaps it is damaged or truncated: {reason}",
                path=path,
                reason=one_line(error),
            )
        ) from error


def _raster(dataset: xr.Dataset, path: Path, ledger: Ledger, options: TerrainOptions) -> OpenRaster:
    found = {str(name): pair for name, pair in ((n, _axes(dataset, v)) for n, v in dataset.data_vars.items()) if pair}
    if not found:
        names = one_line(", ".join(map(str, dataset.data_vars))) or "none"
        raise FileFormatError(
            Message(
                "{path} (NetCDF) has no variable over latitude and longitude (or y and x); it has: {names}",
                path=path,
                names=names,
            )
        )
    name = _chosen(dataset, list(found), path)
    if len(found) > 1:
        ledger.note(
            Message("of the variables {names}, {name} was taken as elevation", names=", ".join(found), name=name)
        )
    y_name, x_name = found[name]
    variable = _two_dimensional(dataset[name], x_name, y_name, path, name)
    crs = terrain_crs(_crs(dataset, variable, x_name, y_name, path, options, ledger), options.crs, str(path), ledger)
    factor = _factor(variable, crs, path, options, ledger)
    if max(variable.shape) > _LONGEST_AXIS:
        raise FileFormatError(
            Message("{path} (NetCDF): {shape} cells are more than a terrain has", path=path, shape=variable.shape)
        )
    x, y = (np.asarray(dataset[n].to_numpy(), dtype=np.float64) for n in (x_name, y_name))
    grid = _grid(x, y, path)
    if options.check_place:
        check_place(grid, crs.horizontal, str(path), ledger)
    reader = _Reader(variable, _values(variable, factor, ledger), str(path))
    reader(grid.rows - 1, grid.rows, grid.columns - 1, grid.columns)  # a truncated file shows there
    standard = str(variable.attrs.get("standard_name", "")).lower()
    stated = "ellipsoid" if standard in _ABOVE_ELLIPSOID else ""
    tile = Tile(read=reader, grid=grid, crs=crs.wkt)
    return as_open_raster(above_sea_level([tile], crs.vertical, stated, options.vertical_datum, ledger)[0])


def _grid(x: NDArray[np.float64], y: NDArray[np.float64], path: Path) -> Grid:
    empty = xr.DataArray(np.broadcast_to(np.float32(0), (y.size, x.size)), dims=("y", "x"), coords={"y": y, "x": x})
    try:
        return Grid.of(empty)
    except ValidationError as error:
        raise ValidationError(Message("{path}: {reason}", path=path, reason=message_of(error))) from error


def _values(variable: xr.DataArray, factor: float, ledger: Ledger) -> StoredValues:
    declared = variable.encoding.get("_FillValue", variable.encoding.get("missing_value"))
    if declared is not None:  # the library has made NaN of it already
        return StoredValues(missing=(), scale=factor)
    missing, possible = missing_values(None, np.dtype(variable.dtype).kind, ledger)
    return StoredValues(missing=missing, possible=possible, scale=factor)


def _axes(dataset: xr.Dataset, variable: xr.DataArray) -> tuple[str, str] | None:
    """Return the names of the dimensions of rows and columns; None where it has none."""
    if np.dtype(variable.dtype).kind not in "iuf":
        return None
    x = next((str(d) for d in variable.dims if _is_axis(dataset, str(d), _X_NAMES, "X")), None)
    y = next((str(d) for d in variable.dims if _is_axis(dataset, str(d), _Y_NAMES, "Y")), None)
    return (y, x) if x is not None and y is not None else None


def _is_axis(dataset: xr.Dataset, name: str, names: set[str], axis: str) -> bool:
    if name not in dataset.coords or dataset[name].dims != (name,) or dataset[name].dtype.kind not in "iuf":
        return False
    told = dataset[name].attrs
    standard = str(told.get("standard_name", "")).lower().replace("projection_", "").replace("_coordinate", "")
    return name.lower() in names or standard in names or str(told.get("axis", "")).upper() == axis


def _chosen(dataset: xr.Dataset, names: list[str], path: Path) -> str:
    by_standard = [n for n in names if str(dataset[n].attrs.get("standard_name", "")).lower() in _STANDARD_NAMES]
    by_name = [n for wanted in _NAMES for n in names if n.lower() == wanted]
    for fitting in (by_standard, by_name, names):
        if len(fitting) == 1 or (fitting and fitting is by_name):
            return fitting[0]
    raise FileFormatError(
        Message(
            "{path} (NetCDF) has several variables that could be elevations ({names}); keep one of them, or give "
            "it the standard_name surface_altitude",
            path=path,
            names=one_line(", ".join(names)),
        )
    )


def _two_dimensional(variable: xr.DataArray, x_name: str, y_name: str, path: Path, name: str) -> xr.DataArray:
    for dimension in [d for d in variable.dims if d not in (x_name, y_name)]:
        if variable.sizes[dimension] != 1:
            raise FileFormatError(
                Message(
                    "{path} (NetCDF): {name} has {sizes} values along {dimension}; terrain has one",
                    path=path,
                    name=name,
                    sizes=variable.sizes[dimension],
                    dimension=dimension,
                )
            )
        variable = variable.isel({dimension: 0})
    return variable.transpose(y_name, x_name)


def _factor(variable: xr.DataArray, crs: TerrainCrs, path: Path, options: TerrainOptions, ledger: Ledger) -> float:
    unit = str(variable.attrs.get("units", "")).strip()
    if not unit and options.unit is None:
        ledger.note(
            Message("the variable {name} states no unit; its values were taken as metres", name=str(variable.name))
        )
    return metres_factor(unit, options.unit, crs.vertical, str(path), ledger)


def _crs(
    dataset: xr.Dataset,
    variable: xr.DataArray,
    x_name: str,
    y_name: str,
    path: Path,
    options: TerrainOptions,
    ledger: Ledger,
) -> str | None:
    mapping = str(variable.attrs.get("grid_mapping") or variable.encoding.get("grid_mapping") or "").split(":")[0]
    if mapping in dataset.variables:
        told = {key: value for key, value in dataset[mapping].attrs.items() if key != "GeoTransform"}
        for key in ("crs_wkt", "spatial_ref"):
            if key in told:
                return _as_wkt(told[key], path)
        try:
            return str(CRS.from_cf(told).to_wkt())
        except (CRSError, KeyError, ValueError, TypeError) as error:
            raise CrsError(
                Message("{path} (NetCDF): its grid mapping cannot be read: {reason}", path=path, reason=one_line(error))
            ) from error
    if options.crs is not None:
        return None
    words = {
        x_name.lower(),
        y_name.lower(),
        *(str(dataset[n].attrs.get("units", "")) for n in (x_name, y_name)),
    }
    if words & _GEOGRAPHIC:
        ledger.note(Message("no coordinate reference system is stated; latitude and longitude were taken as WGS 84"))
        return str(CRS.from_epsg(4326).to_wkt())
    raise CrsError(
        Message(
            "{path} (NetCDF) has no coordinate reference system (grid_mapping) for its {x_name} and {y_name}; "
            "name it by the option crs, such as crs='EPSG:25832'",
            path=path,
            x_name=x_name,
            y_name=y_name,
        )
    )


def _as_wkt(text: Any, path: Path) -> str:
    try:
        return str(CRS.from_user_input(text).to_wkt())
    except CRSError as error:
        raise CrsError(
            Message(
                "{path} (NetCDF): its coordinate reference system cannot be read: {reason}",
                path=path,
                reason=one_line(error),
            )
        ) from error


class _Reader:
    """Reads windows of a variable; xarray holds the library's own lock."""

    def __init__(self, variable: xr.DataArray, values: StoredValues, place: str) -> None:
        self.variable = variable
        self.values = values
        self.place = place

    def __call__(self, row_from: int, row_to: int, column_from: int, column_to: int) -> NDArray[np.float32]:
        try:
            values = self.variable[row_from:row_to, column_from:column_to].to_numpy()
        except _ERRORS as error:
            raise FileFormatError(
                Message(
                    "{place} cannot be read, perhaps it is truncated: {reason}",
                    place=self.place,
                    reason=one_line(error),
                )
            ) from error
        stored = self.values
        return to_metres(values, missing=stored.missing, possible=stored.possible, scale=stored.scale)


NETCDF = TerrainFormat(
    name="NetCDF",
    matches=lambda head: not head.is_gzip and head.data.startswith(_SIGNS),
    read=lambda path, options, ledger: open_netcdf(path, ledger, options),
)
