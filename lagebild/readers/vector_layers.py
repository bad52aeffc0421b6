"""Layers of features from GeoParquet, GeoPackage, GeoJSON and shapefiles, with a known coordinate reference system."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj.exceptions import ProjError
from shapely.errors import ShapelyError

from lagebild.errors import CrsError, FileFormatError, LagebildError
from lagebild.messages import Message
from lagebild.readers.files import Ledger, one_line
from lagebild.readers.shapefile import opened_shapefiles
from lagebild.readers.text_columns import check_texts

__all__ = [
    "GEOJSON_NAME",
    "GEOPACKAGE_NAME",
    "GEOPARQUET_NAME",
    "SHAPEFILE_NAME",
    "VECTOR_ERRORS",
    "Layer",
    "layers_of",
    "vector_errors",
]

GEOPARQUET_NAME, GEOPACKAGE_NAME, GEOJSON_NAME, SHAPEFILE_NAME = "GeoParquet", "GeoPackage", "GeoJSON", "Shapefile"

_NOT_WORTH_TELLING = ("file extension", "Measured (M) geometry types")
"""GDAL on a GeoPackage that is not called .gpkg (names do not count here), and on measures, which are read."""

_OPEN_OPTIONS = {GEOJSON_NAME: {"DATE_AS_STRING": "YES"}}
"""JSON has no dates: a text that looks like one, such as a name, stays that text."""

VECTOR_ERRORS = (
    DataSourceError,
    DataLayerError,
    ShapelyError,
    ProjError,
    pa.ArrowException,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    RuntimeError,
    UnboundLocalError,  # pyogrio on a coordinate reference system that is no UTF-8
)


@dataclass(frozen=True, kw_only=True)
class Layer:
    """The features of one layer."""

    name: str
    frame: gpd.GeoDataFrame
    """In its own coordinate reference system, which is known; its geometry is called `geometry`."""


@contextmanager
def vector_errors(path: Path, file_format: str, ledger: Ledger) -> Iterator[None]:
    """Let the libraries' warnings be notes, and their errors one sentence."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            yield
        except LagebildError:
            raise
        except VECTOR_ERRORS as error:
            raise FileFormatError(
                Message(
                    "{path} cannot be read as {file_format}, perhaps it is damaged or truncated: {reason}",
                    path=path,
                    file_format=file_format,
                    reason=one_line(error),
                )
            ) from error
    for message in dict.fromkeys(one_line(warning.message) for warning in heard):
        if not any(word in message for word in _NOT_WORTH_TELLING):
            ledger.note(Message("while reading: {message}", message=message))


@contextmanager
def layers_of(path: Path, file_format: str, ledger: Ledger, *, measures: bool = False) -> Iterator[list[Layer]]:
    """Read all layers that have a geometry; with their measures (M) where that is asked for.

    Raises
    ------
    FileFormatError, CrsError
        If there is none, or one has no coordinate reference system.
    """
    if file_format == GEOPARQUET_NAME:
        frame = gpd.read_parquet(path)
        check_texts(frame)
        yield [Layer(name="", frame=_placed(path, frame, ""))]
        return
    if file_format == SHAPEFILE_NAME:
        with opened_shapefiles(path, ledger) as places:
            yield [
                Layer(name=place.stem, frame=_placed(path, pyogrio.read_dataframe(place, use_arrow=measures), ""))
                for place in places
            ]
        return
    yield list(_read_layers(path, file_format, ledger, measures))


def _read_layers(path: Path, file_format: str, ledger: Ledger, measures: bool) -> Iterator[Layer]:
    found = False
    for name, geometry in pyogrio.list_layers(path):
        if geometry is None:
            ledger.note(Message("layer {name!r} has no geometry; it was left out", name=name))
            continue
        found = True
        options = _OPEN_OPTIONS.get(file_format, {})
        given = pyogrio.read_dataframe(path, layer=name, use_arrow=measures, **options)
        yield Layer(name=str(name), frame=_placed(path, given, f" (layer {name!r})"))
    if not found:
        raise FileFormatError(
            Message("{path} ({file_format}) holds no layer with a geometry", path=path, file_format=file_format)
        )


def _placed(path: Path, frame: Any, where: str) -> gpd.GeoDataFrame:
    if not isinstance(frame, gpd.GeoDataFrame):
        raise FileFormatError(Message("{path}{where} holds no geometry", path=path, where=where))
    repeated = frame.columns[frame.columns.duplicated()]
    if len(repeated):
        raise FileFormatError(
            Message(
                "{path}{where} has the column {repeated!r:.80} twice", path=path, where=where, repeated=str(repeated[0])
            )
        )
    if frame.geometry.name != "geometry":
        frame = frame.drop(columns="geometry", errors="ignore").rename_geometry("geometry")
    crs = frame.crs
    if crs is None or crs.name.lower().startswith("undefined"):
        raise CrsError(
            Message(
                "{path}{where} has no coordinate reference system; set one (such as EPSG:4326) in the file",
                path=path,
                where=where,
            )
        )
    return frame
