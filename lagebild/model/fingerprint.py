"""A hash of a picture's content that does not depend on how it is stored."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from lagebild.model.activation import Activation
from lagebild.model.airspaces import Airspaces
from lagebild.model.dossier_records import dossier_records, platforms_records
from lagebild.model.limits import Limit
from lagebild.model.overlay import RasterOverlay, VectorOverlay
from lagebild.model.places import Places
from lagebild.model.stations import Stations
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks

if TYPE_CHECKING:
    from lagebild.model.picture import PictureContent

__all__ = ["fingerprint"]

_TERRAIN_ROWS = 512
"""Rows of a raster hashed at a time, so that a large one is never held whole."""


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...


def fingerprint(picture: PictureContent) -> str:
    """Return the SHA-256 (hexadecimal) of everything a picture says: values, names, provenance, settings."""
    digest = hashlib.sha256()
    _text(digest, picture.title, picture.banner, picture.notes, _qnh_text(picture))
    for view in picture.views:
        _text(digest, repr(view))
    for layer in picture.layers:
        _text(digest, layer.id, layer.name, layer.note, repr(layer.visible), repr(layer.opacity))
        _text(digest, repr(layer.provenance))
        if isinstance(layer.data, Terrain):
            _terrain(digest, layer.data)
        elif isinstance(layer.data, Tracks | Airspaces | Places | Stations):
            _frame(digest, layer.data.frame)
        elif isinstance(layer.data, VectorOverlay):
            _text(digest, repr(layer.data.style))
            _frame(digest, layer.data.frame)
        elif isinstance(layer.data, RasterOverlay):
            _raster(digest, layer.data)
    if len(picture.dossier) or len(picture.platforms):  # pictures without them keep the hash that they had
        _text(digest, _json(dossier_records(picture.dossier)), _json(platforms_records(picture.platforms)))
    return digest.hexdigest()


def _json(records: Any) -> str:
    return json.dumps(records, sort_keys=True, ensure_ascii=False)


def _text(digest: _Hash, *parts: str) -> None:
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)


def _qnh_text(picture: PictureContent) -> str:
    if isinstance(picture.qnh, pd.Series):
        times = pd.DatetimeIndex(picture.qnh.index).as_unit("ns").asi8
        return json.dumps([times.tolist(), picture.qnh.tolist()])
    return repr(picture.qnh)


def _frame(digest: _Hash, frame: pd.DataFrame) -> None:
    for name in sorted(map(str, frame.columns)):
        _text(digest, name)
        _column(digest, frame[name])


def _column(digest: _Hash, column: pd.Series[Any]) -> None:
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "fiu":
        _numbers(digest, column.to_numpy())
    elif isinstance(column.dtype, pd.DatetimeTZDtype):
        digest.update(column.astype("datetime64[ns, UTC]").astype("int64").to_numpy().tobytes())
    elif column.name == "geometry":
        for blob in shapely.to_wkb(column.to_numpy(), byte_order=1):
            digest.update(blob)
    else:
        codes, values = pd.factorize(column)
        digest.update(codes.astype("<i8").tobytes())
        _text(digest, *map(_value_text, values))


def _numbers(digest: _Hash, values: NDArray[Any]) -> None:
    # every NaN is the same missing value, whatever its bits
    settled = np.where(np.isnan(values), values.dtype.type(np.nan), values) if values.dtype.kind == "f" else values
    digest.update(np.ascontiguousarray(settled).tobytes())


def _value_text(value: Any) -> str:
    return json.dumps(value.to_record(), sort_keys=True) if isinstance(value, Limit | Activation) else str(value)


def _terrain(digest: _Hash, terrain: Terrain) -> None:
    grid, authority = terrain.grid, terrain.crs.to_authority()
    # file formats keep corners, not centres, and spell a CRS in their own way: compare what both agree on
    places = [f"{value:.9g}" for value in (grid.x_origin, grid.y_origin, grid.x_step, grid.y_step)]
    crs = ":".join(authority) if authority else terrain.crs.name
    _text(digest, *places, crs, terrain.vertical_datum, repr(terrain.vertical_accuracy))
    for row in range(0, terrain.grid.rows, _TERRAIN_ROWS):
        block = terrain.window(row, row + _TERRAIN_ROWS, 0, terrain.grid.columns)
        _numbers(digest, block)


def _raster(digest: _Hash, raster: RasterOverlay) -> None:
    authority = raster.crs.to_authority()
    places = [f"{value:.9g}" for value in raster.transform]
    _text(digest, repr(raster.style), *places, ":".join(authority) if authority else raster.crs.name)
    for row in range(0, raster.rows, _TERRAIN_ROWS):
        upto = min(row + _TERRAIN_ROWS, raster.rows)
        _numbers(digest, raster.read((row, upto), (0, raster.columns), (upto - row, raster.columns)))
