"""Rasters that GDAL reads, opened as lazy elevations."""

from __future__ import annotations

import math
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import xarray as xr
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError
from rasterio._err import CPLE_BaseError  # GDAL's own errors, which rasterio does not always wrap
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.windows import Window

from lagebild.errors import CrsError, FileFormatError, ValidationError
from lagebild.messages import Message
from lagebild.model.provenance import SYNTHETIC
from lagebild.readers.files import Ledger, one_line
from lagebild.readers.format import Head, TerrainFormat, TerrainOptions
from lagebild.readers.lazy_raster import lazy_elevation, to_metres
from lagebild.units import METRES_PER_FOOT

__all__ = ["DTED", "GEOTIFF", "JPEG2000", "OpenRaster", "metres_per_unit", "open_raster"]

_US_SURVEY_FOOT = 1200.0 / 3937.0
"""NIST SP 811, appendix B."""

_UNITS = {
    "": 1.0,
    "m": 1.0,
    "metre": 1.0,
    "metres": 1.0,
    "meter": 1.0,
    "meters": 1.0,
    "ft": METRES_PER_FOOT,
    "foot": METRES_PER_FOOT,
    "feet": METRES_PER_FOOT,
    "us survey foot": _US_SURVEY_FOOT,
    "us-ft": _US_SURVEY_FOOT,
    "ftus": _US_SURVEY_FOOT,
}
_IMPOSSIBLE = {"i": (-32768.0, -32767.0, -9999.0), "u": (65535.0,), "f": (-32768.0, -32767.0, -9999.0)}
"""Values that no ground has, by kind of number; for files that declare no value for missing data."""

_VERTICAL_DATUMS = {"E96": "EGM96", "MSL": "mean sea level", "E08": "EGM2008"}
_COLOURS = {ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.palette}
_EPSILON = 1e-9
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_JPEG2000 = (b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")
_DTED = (b"UHL1", b"VOL1", b"HDR1")


@dataclass(frozen=True, kw_only=True)
class OpenRaster:
    """An opened raster of elevations."""

    elevation: xr.DataArray
    coarser: tuple[xr.DataArray, ...] = ()
    vertical_datum: str = ""
    """Empty where the file does not say."""

    synthetic: bool = False
    """Whether the file's metadata mark it as made up."""


@dataclass(frozen=True, kw_only=True)
class _Values:
    """How a file's stored numbers become metres."""

    missing: tuple[float, ...]
    masked: bool
    scale: float
    offset: float


def open_raster(place: str, driver: str, ledger: Ledger) -> OpenRaster:
    """Open a raster with the named GDAL driver only; see `lagebild.open_terrain`."""
    try:
        # within an environment GDAL's messages go to Python's logging instead of the terminal
        with rasterio.Env():
            return _open_raster(place, driver, ledger)
    except (RasterioError, CPLE_BaseError) as error:
        raise FileFormatError(
            f"{place} cannot be opened as a raster, perhaps it is damaged: {one_line(error)}"
        ) from error


def _open_raster(place: str, driver: str, ledger: Ledger) -> OpenRaster:
    with _opened(place, driver) as dataset:
        _check_raster(dataset, place)
        if dataset.count > 1:
            ledger.note(Message("the raster has {count} bands; the first was taken as elevation", count=dataset.count))
        values = _values_of(dataset, place, ledger)
        crs = dataset.crs
        datum = _vertical_datum(dataset)
        synthetic = dataset.tags().get("LAGEBILD_MARKING") == SYNTHETIC
        elevation = _lazy(place, driver, dataset, values, None, crs)
        _probe(dataset, place)
        levels = len(dataset.overviews(1))
    coarser = []
    for level in range(levels):
        with _opened(place, driver, level) as dataset:
            _probe(dataset, place)
            coarser.append(_lazy(place, driver, dataset, values, level, crs))
    usable = tuple(array for array in coarser if min(array.shape) >= 2)
    return OpenRaster(elevation=elevation, coarser=usable, vertical_datum=datum, synthetic=synthetic)


@contextmanager
def _opened(place: str, driver: str, level: int | None = None) -> Iterator[Any]:
    try:
        # a raster without a place on earth is refused with our own sentence
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            dataset = _dataset(place, driver, level)
    except (RasterioError, CPLE_BaseError, OSError, ValueError, TypeError) as error:
        raise FileFormatError(
            f"{place} cannot be opened as a raster, perhaps it is truncated: {one_line(error)}"
        ) from error
    with dataset:
        yield dataset


def _dataset(place: str, driver: str, level: int | None) -> Any:
    options = {} if level is None else {"overview_level": level}
    return rasterio.open(place, driver=driver, **options)


def _check_raster(dataset: Any, place: str) -> None:
    if dataset.count == 0:
        raise FileFormatError(f"{place} has no band of elevations")
    kind = np.dtype(dataset.dtypes[0]).kind if dataset.dtypes[0] else "?"
    if kind not in "iuf":
        raise FileFormatError(f"{place} holds {dataset.dtypes[0]} values, no elevations")
    if _COLOURS & set(dataset.colorinterp[:1]):
        raise FileFormatError(f"{place} is a coloured image ({dataset.count} bands), no raster of elevations")
    try:
        crs = dataset.crs
    except (RasterioError, CPLE_BaseError) as error:
        raise CrsError(f"{place}: its coordinate reference system cannot be read: {one_line(error)}") from error
    if crs is None:
        raise CrsError(f"{place} has no coordinate reference system; set one (such as EPSG:4326) in the file")
    transform = dataset.transform
    if transform.is_identity and dataset.gcps[0]:
        raise CrsError(f"{place} is placed by control points, not by a regular grid; warp it first")
    largest = max(abs(transform.a), abs(transform.e))
    if max(abs(transform.b), abs(transform.d)) > _EPSILON * largest:
        raise CrsError(f"{place} has a rotated grid; warp it to one whose rows run west to east first")
    if transform.a <= 0:
        raise CrsError(f"{place} has columns that run east to west; warp it first")


def _values_of(dataset: Any, place: str, ledger: Ledger) -> _Values:
    kind = np.dtype(dataset.dtypes[0]).kind
    missing: tuple[float, ...] = ()
    declared = dataset.nodata
    if declared is None:
        missing = _IMPOSSIBLE[kind]
        shown = ", ".join(f"{value:.0f}" for value in missing)
        ledger.note(Message("no value for missing data is declared; {values} were taken as such", values=shown))
    elif not math.isnan(declared):
        missing = (float(declared),)
    masked = any(flag.name in ("per_dataset", "alpha") for flag in dataset.mask_flag_enums[0])
    factor = _factor(dataset, place, ledger)
    return _Values(
        missing=missing,
        masked=masked,
        scale=float(dataset.scales[0]) * factor,
        offset=float(dataset.offsets[0]) * factor,
    )


def _factor(dataset: Any, place: str, ledger: Ledger) -> float:
    stated = (dataset.units[0] or "").strip()
    if stated:
        return metres_per_unit(stated, place, ledger)
    axis = _vertical_axis(dataset.crs)
    if axis is not None and abs(axis.unit_conversion_factor - 1.0) > _EPSILON:
        sentence = Message(
            "elevations are in {unit} (by the vertical coordinate system); they were turned into metres",
            unit=axis.unit_name,
        )
        ledger.note(sentence)
        return float(axis.unit_conversion_factor)
    return 1.0


def metres_per_unit(unit: str, place: str, ledger: Ledger) -> float:
    """Return the factor from a file's unit to metres; refuses what is no length."""
    factor = _UNITS.get(unit.strip().lower())
    if factor is None:
        raise ValidationError(f"{place} gives its values in {unit!r}; elevations in metres or feet are needed")
    if factor != 1.0:
        ledger.note(Message("elevations are in {unit}; they were turned into metres", unit=unit))
    return factor


def _vertical_axis(crs: Any) -> Any:
    try:
        parts = CRS.from_wkt(crs.to_wkt()).sub_crs_list
    except CRSError:
        return None
    return next((part.axis_info[0] for part in parts if part.is_vertical), None)


def _vertical_datum(dataset: Any) -> str:
    code = str(dataset.tags().get("DTED_VerticalDatum", "")).strip()
    if code:
        return _VERTICAL_DATUMS.get(code, code)
    try:
        parts = CRS.from_wkt(dataset.crs.to_wkt()).sub_crs_list
    except CRSError:
        return ""
    return next((str(part.name) for part in parts if part.is_vertical), "")


def _lazy(place: str, driver: str, dataset: Any, values: _Values, level: int | None, crs: Any) -> xr.DataArray:
    transform = dataset.transform
    x = transform.c + (np.arange(dataset.width) + 0.5) * transform.a
    y = transform.f + (np.arange(dataset.height) + 0.5) * transform.e
    return lazy_elevation(_Reader(place, driver, level, values), x, y, crs.to_wkt())


def _probe(dataset: Any, place: str) -> None:
    """Read the last block of cells: a truncated file shows there, not when someone asks for it."""
    _read(dataset, Window(dataset.width - 1, dataset.height - 1, 1, 1), place)


def _read(dataset: Any, window: Window, place: str, *, mask: bool = False) -> NDArray[Any]:
    try:
        with rasterio.Env():
            found = dataset.read_masks(1, window=window) if mask else dataset.read(1, window=window)
    except (RasterioError, CPLE_BaseError, OSError, ValueError) as error:
        cause = error.__cause__ or error.__context__ or error
        raise FileFormatError(f"{place} cannot be read, perhaps it is truncated: {one_line(cause)}") from error
    return np.asarray(found)


class _Reader:
    """Reads windows of one level of a raster, each thread by a handle of its own; opens anew after pickling."""

    def __init__(self, place: str, driver: str, level: int | None, values: _Values) -> None:
        self.place = place
        self.driver = driver
        self.level = level
        self.values = values
        self._local = threading.local()

    def __call__(self, row_from: int, row_to: int, column_from: int, column_to: int) -> NDArray[np.float32]:
        window = Window(column_from, row_from, column_to - column_from, row_to - row_from)
        dataset = self._handle()
        mask = _read(dataset, window, self.place, mask=True) == 0 if self.values.masked else None
        return to_metres(
            _read(dataset, window, self.place),
            missing=self.values.missing,
            mask=mask,
            scale=self.values.scale,
            offset=self.values.offset,
        )

    def _handle(self) -> Any:
        dataset = getattr(self._local, "dataset", None)
        if dataset is None:
            try:
                with rasterio.Env():
                    dataset = _dataset(self.place, self.driver, self.level)
            except (RasterioError, CPLE_BaseError, OSError) as error:
                raise FileFormatError(f"{self.place} cannot be opened any more: {one_line(error)}") from error
            self._local.dataset = dataset
        return dataset

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_local"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._local = threading.local()


def _starts_with(signs: tuple[bytes, ...]) -> Callable[[Head], bool]:
    return lambda head: not head.is_gzip and head.data.startswith(signs)


def _by(driver: str) -> Callable[[Path, TerrainOptions, Ledger], OpenRaster]:
    return lambda path, _, ledger: open_raster(str(path), driver, ledger)


GEOTIFF = TerrainFormat(name="GeoTIFF", matches=_starts_with(_TIFF), read=_by("GTiff"))
JPEG2000 = TerrainFormat(name="JPEG 2000", matches=_starts_with(_JPEG2000), read=_by("JP2OpenJPEG"))
DTED = TerrainFormat(
    name="DTED", matches=lambda head: _starts_with(_DTED)(head) and b"DSI" in head.data[:1000], read=_by("DTED")
)
