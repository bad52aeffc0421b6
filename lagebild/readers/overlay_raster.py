"""Raster overlays: opened by their header, read by windows of any coarseness."""

from __future__ import annotations

import threading
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from rasterio._err import CPLE_BaseError
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import RasterioError
from rasterio.windows import Window

from lagebild.errors import CrsError, FileFormatError
from lagebild.messages import Message
from lagebild.model.bounds import Bounds
from lagebild.model.overlay import RasterOverlay, RasterStyle
from lagebild.model.provenance import SYNTHETIC
from lagebild.model.report import ReadReport, issue_table
from lagebild.readers.files import Ledger, one_line

__all__ = ["open_raster_overlay"]

_ERRORS = (RasterioError, CPLE_BaseError, OSError, ValueError, TypeError)
_RGB = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
_SAMPLE_CELLS = 512
_SAMPLE_WINDOWS = 4
"""So many windows each way tell the range of values where there are no overviews."""

_UNREDUCED_CELLS = 36_000_000
"""Rasters up to this size are read whole for the range of their values."""

_MOST_COLOURED = 255.0


def open_raster_overlay(
    place: str,
    driver: str,
    *,
    name: str,
    format_name: str,
    style: RasterStyle | None,
    crs: Any = None,
    keeper: Any = None,
) -> RasterOverlay:
    """Open a raster with the named GDAL driver only; `crs` is used where the file names none.

    Raises
    ------
    FileFormatError
        If it is damaged, or holds values that cannot be drawn.
    CrsError
        If it has no coordinate reference system and none is given, or no place on earth.
    """
    ledger = Ledger(source=name)
    try:
        with rasterio.Env(), warnings.catch_warnings():
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            with rasterio.open(place, driver=driver) as dataset:
                return _described(dataset, place, driver, name, format_name, style, crs, keeper, ledger)
    except (FileFormatError, CrsError):
        raise
    except (*_ERRORS, ProjError) as error:
        raise FileFormatError(
            Message(
                "{name} cannot be read as {format}, perhaps it is damaged or truncated: {reason}",
                name=name,
                format=format_name,
                reason=one_line(error),
            )
        ) from error


def _described(
    dataset: Any, place: str, driver: str, name: str, form: str, style: RasterStyle | None, crs: Any, keeper: Any,
    ledger: Ledger,
) -> RasterOverlay:  # fmt: skip
    known = _crs_of(dataset, name, crs)
    if dataset.transform.is_identity:
        raise CrsError(Message("{name} does not say where on earth its cells lie", name=name))
    kind, bands, palette = _bands_of(dataset, name)
    stretch = _stretch_needed(dataset, kind)
    reader = _Cells(place, driver, bands, palette, None)
    range_ = style.value_range if style else None
    if range_ is None and (kind == "values" or stretch):
        range_ = _range(reader, dataset)
    if stretch:
        reader = _Cells(place, driver, bands, palette, range_)
    given = style or RasterStyle(palette="grey" if _is_grey(dataset, kind) else "viridis")
    unit = given.unit or (dataset.units[0] or "" if kind == "values" else "")
    reader(
        (dataset.height - 1, dataset.height), (dataset.width - 1, dataset.width), (1, 1)
    )  # truncated files fail here
    if not dataset.overviews(1) and dataset.width * dataset.height > _UNREDUCED_CELLS:
        ledger.note(Message("the raster has no overviews, so it is drawn from near only; `gdaladdo` makes them"))
    return RasterOverlay(
        place=place,
        driver=driver,
        crs=known,
        transform=tuple(dataset.transform)[:6],
        columns=dataset.width,
        rows=dataset.height,
        bounds=_bounds(dataset, known, name),
        kind="image" if kind == "image" else "values",
        smooth=palette is None and not _is_classes(dataset, kind),
        overviews=bool(dataset.overviews(1)),
        read=reader,
        style=RasterStyle(palette=given.palette, value_range=range_, unit=unit),
        report=ReadReport(
            source=name,
            format=form,
            records=1,
            kept=1,
            synthetic=dataset.tags().get("LAGEBILD_MARKING") == SYNTHETIC,
            issues=issue_table(ledger.issues),
        ),
        keeper=keeper,
    )


def _crs_of(dataset: Any, name: str, given: Any) -> CRS:
    try:
        if dataset.crs is not None:
            return CRS.from_wkt(dataset.crs.to_wkt())
        if given is not None:
            return CRS.from_user_input(given)
    except CRSError as error:
        raise CrsError(
            Message(
                "{name}: its coordinate reference system cannot be read: {reason}", name=name, reason=one_line(error)
            )
        ) from error
    raise CrsError(
        Message(
            "{name} has no coordinate reference system; set one (such as EPSG:4326) in the file, or name it with "
            "add_overlay(…, crs='EPSG:…')",
            name=name,
        )
    )


def _bands_of(dataset: Any, name: str) -> tuple[str, tuple[int, ...], NDArray[np.float32] | None]:
    """What is shown: an image of three bands, of a colour table, or one band of values."""
    if dataset.count == 0 or np.dtype(dataset.dtypes[0]).kind not in "iufb":
        raise FileFormatError(Message("{name} holds no values that can be drawn", name=name))
    meanings = dataset.colorinterp
    if all(colour in meanings for colour in _RGB):
        return "image", tuple(meanings.index(colour) + 1 for colour in _RGB), None
    if meanings[0] is ColorInterp.palette:
        table = np.zeros((1 << 16, 3), dtype=np.float32)
        for value, colour in dataset.colormap(1).items():
            table[value] = np.nan if colour[3] == 0 else colour[:3]
        return "image", (1,), table
    return "values", (1,), None


def _stretch_needed(dataset: Any, kind: str) -> bool:
    return kind == "image" and dataset.dtypes[0] != "uint8" and dataset.colorinterp[0] is not ColorInterp.palette


def _is_grey(dataset: Any, kind: str) -> bool:
    return kind == "values" and dataset.dtypes[0] == "uint8" and dataset.colorinterp[0] is ColorInterp.gray


def _is_classes(dataset: Any, kind: str) -> bool:
    return kind == "values" and bool(dataset.tags(1).get("CATEGORY_NAMES"))


def _range(read: _Cells, dataset: Any) -> tuple[float, float]:
    """Lowest and highest value; of a sample where reading all would take long."""
    rows, columns = dataset.height, dataset.width
    if dataset.overviews(1) or rows * columns <= _UNREDUCED_CELLS:
        shape = (min(rows, _SAMPLE_CELLS), min(columns, _SAMPLE_CELLS))
        parts = [read((0, rows), (0, columns), shape)]
    else:
        size = _SAMPLE_CELLS // 2
        starts = [
            (int(r), int(c))
            for r in np.linspace(0, rows - size, _SAMPLE_WINDOWS)
            for c in np.linspace(0, columns - size, _SAMPLE_WINDOWS)
        ]
        parts = [
            read((max(r, 0), min(r + size, rows)), (max(c, 0), min(c + size, columns)), (size, size)) for r, c in starts
        ]
    values = np.concatenate([part.ravel() for part in parts])
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    return (low, high) if high > low else (low, low + 1.0)


def _bounds(dataset: Any, crs: CRS, name: str) -> Bounds:
    steps = np.linspace(0.0, 1.0, 22)
    column, row = np.meshgrid(steps * dataset.width, steps * dataset.height)
    a, b, x0, d, e, y0 = tuple(dataset.transform)[:6]
    x, y = a * column + b * row + x0, d * column + e * row + y0
    longitude, latitude = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(x, y, errcheck=False)
    good = np.isfinite(longitude) & np.isfinite(latitude) & (np.abs(latitude) <= 90.0 + 1e-6)
    if not good.any():
        raise CrsError(Message("{name} does not say where on earth its cells lie", name=name))
    west, east = float(longitude[good].min()), float(longitude[good].max())
    return Bounds(
        west, max(-90.0, float(latitude[good].min())), min(east, west + 360.0), min(90.0, float(latitude[good].max()))
    )


class _Cells:
    """Reads windows of a raster, each thread by a handle of its own; opens anew after pickling."""

    def __init__(
        self,
        place: str,
        driver: str,
        bands: tuple[int, ...],
        palette: NDArray[np.float32] | None,
        stretch: tuple[float, float] | None,
    ) -> None:
        self.place = place
        self.driver = driver
        self.bands = bands
        self.palette = palette
        self.stretch = stretch
        self._local = threading.local()

    def __call__(self, rows: tuple[int, int], columns: tuple[int, int], shape: tuple[int, int]) -> NDArray[np.float32]:
        window = Window(columns[0], rows[0], columns[1] - columns[0], rows[1] - rows[0])
        try:
            with rasterio.Env():
                return self._read(window, shape)
        except _ERRORS as error:
            cause = error.__cause__ or error.__context__ or error
            raise FileFormatError(
                Message(
                    "{name} cannot be read, perhaps it is truncated: {reason}",
                    name=Path(self.place).name,
                    reason=one_line(cause),
                )
            ) from error

    def _read(self, window: Window, shape: tuple[int, int]) -> NDArray[np.float32]:
        dataset = self._handle()
        size = (len(self.bands), *shape)
        method = Resampling.nearest if self.palette is not None else Resampling.average
        stored = dataset.read(self.bands, window=window, out_shape=size, resampling=method)
        mask = dataset.dataset_mask(window=window, out_shape=shape, resampling=Resampling.nearest)
        if self.palette is not None:
            cells = np.moveaxis(self.palette[stored[0].astype(np.int64)], -1, 0).copy()
        else:
            cells = stored.astype(np.float32) * np.float32(dataset.scales[0]) + np.float32(dataset.offsets[0])
        if self.stretch is not None:
            low, high = self.stretch
            cells = np.clip((cells - low) / (high - low), 0.0, 1.0) * _MOST_COLOURED
        cells[:, mask == 0] = np.nan
        cells[~np.isfinite(cells)] = np.nan
        return np.asarray(cells, dtype=np.float32)

    def _handle(self) -> Any:
        dataset = getattr(self._local, "dataset", None)
        if dataset is None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
                dataset = self._local.dataset = rasterio.open(self.place, driver=self.driver)
        return dataset

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_local"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._local = threading.local()
