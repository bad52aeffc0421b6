"""Raster files through GDAL: each opened with one named driver, read window by window, errors in one sentence."""

from __future__ import annotations

import threading
import warnings
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio._err import CPLE_BaseError  # GDAL's own errors, which rasterio does not always wrap
from rasterio.errors import RasterioError
from rasterio.windows import Window

from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.readers.elevation_values import StoredValues
from lagebild.readers.files import one_line
from lagebild.readers.lazy_raster import to_metres

__all__ = ["GDAL_ERRORS", "WindowReader", "gdal", "opened", "probe"]

GDAL_ERRORS = (RasterioError, CPLE_BaseError)

_MOST_HANDLES = 64
"""Files that one thread keeps open; a folder may hold thousands of tiles, and systems allow some hundred files."""


@contextmanager
def gdal(place: str) -> Iterator[None]:
    """Let GDAL's messages go to Python's logging instead of the terminal, and its errors be one sentence."""
    try:
        with rasterio.Env():
            yield
    except GDAL_ERRORS as error:
        raise FileFormatError(
            Message(
                "{place} cannot be opened as a raster, perhaps it is damaged: {reason}",
                place=place,
                reason=one_line(error),
            )
        ) from error


@contextmanager
def opened(place: str, driver: str, level: int | None = None) -> Iterator[Any]:
    """Open a file, or one of its overviews, with the named driver only."""
    try:
        # a raster without a place on earth is refused with our own sentence
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            dataset = _dataset(place, driver, level)
    except (*GDAL_ERRORS, OSError, ValueError, TypeError) as error:
        raise FileFormatError(
            Message(
                "{place} cannot be opened as a raster, perhaps it is truncated: {reason}",
                place=place,
                reason=one_line(error),
            )
        ) from error
    with dataset:
        yield dataset


def _dataset(place: str, driver: str, level: int | None) -> Any:
    options = {} if level is None else {"overview_level": level}
    return rasterio.open(place, driver=driver, **options)


def probe(dataset: Any, place: str) -> None:
    """Read the last block of cells: a truncated file shows there, not when someone asks for it."""
    _read(dataset, Window(dataset.width - 1, dataset.height - 1, 1, 1), place)


def _read(dataset: Any, window: Window, place: str, *, mask: bool = False) -> NDArray[Any]:
    try:
        with rasterio.Env():
            found = dataset.read_masks(1, window=window) if mask else dataset.read(1, window=window)
    except (*GDAL_ERRORS, OSError, ValueError) as error:
        cause = error.__cause__ or error.__context__ or error
        raise FileFormatError(
            Message("{place} cannot be read, perhaps it is truncated: {reason}", place=place, reason=one_line(cause))
        ) from error
    return np.asarray(found)


class WindowReader:
    """Reads windows of one level of a raster, each thread by a handle of its own; opens anew after pickling."""

    def __init__(self, place: str, driver: str, level: int | None, values: StoredValues) -> None:
        self.place = place
        self.driver = driver
        self.level = level
        self.values = values
        self._local = threading.local()

    def __call__(self, row_from: int, row_to: int, column_from: int, column_to: int) -> NDArray[np.float32]:
        """Read a window (half-open) as float32 metres, NaN where nothing is known."""
        window = Window(column_from, row_from, column_to - column_from, row_to - row_from)
        dataset = self._handle()
        mask = _read(dataset, window, self.place, mask=True) == 0 if self.values.masked else None
        stored = _read(dataset, window, self.place)
        return to_metres(
            stored.view(np.int16) if self.values.signed and stored.dtype == np.uint16 else stored,
            missing=self.values.missing,
            possible=self.values.possible,
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
            except (*GDAL_ERRORS, OSError) as error:
                raise FileFormatError(
                    Message("{place} cannot be opened any more: {reason}", place=self.place, reason=one_line(error))
                ) from error
            self._local.dataset = dataset
        _HANDLES.used(self)
        return dataset

    def let_go(self) -> None:
        """Close this thread's handle; it is opened anew when it is needed."""
        self._local.dataset = None

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_local"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._local = threading.local()


class _Handles(threading.local):
    """Which readers of this thread hold a file open, the least lately used first."""

    def __init__(self) -> None:
        self._readers: OrderedDict[int, weakref.ref[WindowReader]] = OrderedDict()

    def used(self, reader: WindowReader) -> None:
        self._readers[id(reader)] = weakref.ref(reader)
        self._readers.move_to_end(id(reader))
        while len(self._readers) > _MOST_HANDLES:
            _, oldest = self._readers.popitem(last=False)
            found = oldest()
            if found is not None:
                found.let_go()


_HANDLES = _Handles()
