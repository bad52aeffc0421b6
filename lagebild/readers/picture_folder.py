"""Picture folders, and their one-file zips, to the model."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import geopandas as gpd
import orjson
import pandas as pd
import pyarrow as pa

from lagebild.codecs.picture_toml import MANIFEST_NAME, ManifestError, parse_manifest
from lagebild.errors import LagebildError, MissingFileError, PictureError
from lagebild.messages import Message, message_of
from lagebild.model.activation import Activation
from lagebild.model.airspaces import Airspaces
from lagebild.model.dossier import Dossier
from lagebild.model.dossier_records import dossier_from_records, platforms_from_records
from lagebild.model.fingerprint import fingerprint
from lagebild.model.layers import Layer, LayerData, LayerKind
from lagebild.model.limits import Limit
from lagebild.model.overlay import RasterStyle, VectorOverlay, VectorStyle
from lagebild.model.picture import PictureContent, SavedView, Snapshot
from lagebild.model.places import Places
from lagebild.model.platforms import Platforms
from lagebild.model.provenance import Provenance
from lagebild.model.qnh import QNH
from lagebild.model.report import ReadReport
from lagebild.model.stations import Stations
from lagebild.model.tracks import Tracks
from lagebild.readers.overlay_raster import open_raster_overlay
from lagebild.readers.terrain import open_terrain

__all__ = ["is_picture", "read_picture"]

_LARGEST_UNPACKED = 64_000_000_000
_HIGHEST_RATIO = 500
_LARGEST_JSON = 500_000_000
_T = TypeVar("_T")


class _Source(Protocol):
    """Where a picture's files lie."""

    def read(self, name: str) -> bytes: ...

    def raster(self, name: str) -> str: ...


@dataclass(frozen=True)
class _Folder:
    path: Path

    def read(self, name: str) -> bytes:
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError as error:
            raise PictureError(Message("{path} lacks the file {name}", path=self.path, name=name)) from error

    def raster(self, name: str) -> str:
        if not (self.path / name).is_file():
            raise PictureError(Message("{path} lacks the file {name}", path=self.path, name=name))
        return str(self.path / name)


@dataclass(frozen=True)
class _Zip:
    path: Path
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        with zipfile.ZipFile(self.path) as archive:
            infos = archive.infolist()
        if sum(info.file_size for info in infos) > _LARGEST_UNPACKED or any(
            info.file_size > _HIGHEST_RATIO * max(info.compress_size, 1024) for info in infos
        ):
            raise PictureError(Message("{path} unpacks to far more than a picture holds", path=self.path))
        object.__setattr__(self, "names", frozenset(info.filename for info in infos))

    def read(self, name: str) -> bytes:
        self._require(name)
        try:
            with zipfile.ZipFile(self.path) as archive:
                return archive.read(name)
        except zipfile.BadZipFile as error:
            raise PictureError(
                Message("{path} is damaged: {reason}", path=self.path, reason=message_of(error))
            ) from error

    def raster(self, name: str) -> str:
        self._require(name)
        return f"/vsizip/{{{self.path.resolve()}}}/{name}"

    def _require(self, name: str) -> None:
        if name not in self.names:
            raise PictureError(Message("{path} lacks the file {name}", path=self.path, name=name))


def is_picture(path: Path) -> bool:
    """Whether a folder or zip holds a picture's table of contents."""
    if path.is_dir():
        return (path / MANIFEST_NAME).is_file()
    if path.is_file() and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return MANIFEST_NAME in archive.namelist()
    return False


def read_picture(path: Path) -> PictureContent:
    """Open a picture folder or its zip; terrain is read lazily. See `lagebild.open_picture` for the errors."""
    if not path.exists():
        raise MissingFileError(Message("there is no picture at {path}", path=path))
    if not is_picture(path):
        raise PictureError(Message("{path} is no picture: it has no {manifest}", path=path, manifest=MANIFEST_NAME))
    source: _Source = _Folder(path) if path.is_dir() else _Zip(path)
    try:
        manifest = parse_manifest(source.read(MANIFEST_NAME))
    except ManifestError as error:
        raise PictureError(
            Message("{path}/{manifest}: {reason}", path=path, manifest=MANIFEST_NAME, reason=message_of(error))
        ) from error
    picture = _content(manifest, source, path)
    _verify(picture, path)
    return picture


def _content(manifest: dict[str, Any], source: _Source, path: Path) -> PictureContent:
    layers = []
    for entry in manifest.get("layers", []):
        try:
            layers.append(_layer(entry, source))
        except PictureError:
            raise
        except (LagebildError, KeyError, TypeError, ValueError, pa.ArrowInvalid, OSError) as error:
            raise PictureError(
                Message(
                    "{path}: layer {name!r} cannot be read from {file}: {reason}",
                    path=path,
                    name=entry["id"],
                    file=entry["file"],
                    reason=message_of(error),
                )
            ) from error
    dossier, platforms = Dossier(), Platforms()
    if "dossier_file" in manifest:
        dossier = _json(manifest, "dossier", source, path, dossier_from_records)
    if "platforms_file" in manifest:
        platforms = _json(manifest, "platforms", source, path, platforms_from_records)
    try:
        return PictureContent(
            title=manifest.get("title", ""),
            layers=tuple(layers),
            banner=manifest.get("banner", ""),
            notes=manifest.get("notes", ""),
            qnh=_qnh(manifest, source),
            dossier=dossier,
            platforms=platforms,
            views=tuple(SavedView(**view) for view in manifest.get("views", [])),
            snapshot_of=Snapshot(**manifest["snapshot"]) if "snapshot" in manifest else None,
        )
    except (TypeError, ValueError) as error:
        raise PictureError(
            Message("{path}/{manifest}: {reason}", path=path, manifest=MANIFEST_NAME, reason=message_of(error))
        ) from error


def _layer(entry: dict[str, Any], source: _Source) -> Layer:
    report = _report(entry.get("report", {}), source)
    data = _DATA[LayerKind(entry["kind"])](entry, source, report)
    provenance = dict(entry.get("provenance", {}))
    read_at = provenance.get("read_at")
    if read_at is not None and not isinstance(read_at, datetime):
        raise PictureError(f"read_at of layer {entry['id']!r} is no time: {read_at!r}")
    return Layer(
        id=entry["id"],
        data=data,
        name=entry.get("name", ""),
        note=entry.get("note", ""),
        visible=bool(entry.get("visible", True)),
        opacity=float(entry.get("opacity", 1.0)),
        provenance=Provenance(**provenance),
    )


def _report(entry: dict[str, Any], source: _Source) -> ReadReport:
    counts = {
        name: entry[name]
        for name in ("source", "format", "records", "kept", "repaired", "quarantined", "synthetic")
        if name in entry
    }
    if "issues_file" not in entry:
        return ReadReport(**counts)
    return ReadReport(**counts, issues=pd.read_parquet(io.BytesIO(source.read(str(entry["issues_file"])))))


def _tracks(entry: dict[str, Any], source: _Source, report: ReadReport) -> LayerData:
    return Tracks.from_frame(pd.read_parquet(io.BytesIO(source.read(entry["file"]))), report=report)


def _airspaces(entry: dict[str, Any], source: _Source, report: ReadReport) -> LayerData:
    frame = gpd.read_parquet(io.BytesIO(source.read(entry["file"])))
    for name in ("lower", "upper"):
        frame[name] = pd.Series([Limit.from_record(json.loads(text)) for text in frame[name]], dtype="object")
    frame["activation"] = pd.Series(
        [Activation.from_record(json.loads(text)) for text in frame["activation"]], dtype="object"
    )
    return Airspaces.from_frame(frame.drop(columns="marking", errors="ignore"), report=report)


def _places(entry: dict[str, Any], source: _Source, report: ReadReport) -> LayerData:
    return Places.from_frame(pd.read_parquet(io.BytesIO(source.read(entry["file"]))), report=report)


def _stations(entry: dict[str, Any], source: _Source, report: ReadReport) -> LayerData:
    return Stations.from_frame(pd.read_parquet(io.BytesIO(source.read(entry["file"]))), report=report)


def _terrain(entry: dict[str, Any], source: _Source, report: ReadReport) -> LayerData:
    return open_terrain(
        source.raster(entry["file"]),
        vertical_datum=str(entry.get("vertical_datum", "unknown")),
        vertical_accuracy=float(entry.get("vertical_accuracy", "nan")),
        report=report,
    )


def _overlay(entry: dict[str, Any], source: _Source, report: ReadReport) -> LayerData:
    style = dict(entry.get("style", {}))
    if str(entry["file"]).endswith(".tif"):
        place = source.raster(entry["file"])
        drawn = RasterStyle(**style)
        opened = open_raster_overlay(place, "GTiff", name=str(entry["file"]), format_name="GeoTIFF", style=drawn)
        return replace(opened, report=report)
    frame = gpd.read_parquet(io.BytesIO(source.read(entry["file"])))
    return VectorOverlay.from_frame(frame, style=VectorStyle(**style), report=report)


_DATA: dict[LayerKind, Callable[[dict[str, Any], _Source, ReadReport], LayerData]] = {
    LayerKind.TRACKS: _tracks,
    LayerKind.AIRSPACES: _airspaces,
    LayerKind.TERRAIN: _terrain,
    LayerKind.PLACES: _places,
    LayerKind.STATIONS: _stations,
    LayerKind.OVERLAY: _overlay,
}


def _qnh(manifest: dict[str, Any], source: _Source) -> QNH:
    if "qnh_file" in manifest:
        table = pd.read_parquet(io.BytesIO(source.read(manifest["qnh_file"])))
        return pd.Series(table["qnh"].to_numpy(), index=pd.DatetimeIndex(table["time"]))
    return manifest.get("qnh")


def _json(manifest: dict[str, Any], name: str, source: _Source, path: Path, make: Callable[[object], _T]) -> _T:
    """Read a file of records that the table of contents names."""
    file = str(manifest[f"{name}_file"])
    data = source.read(file)
    if len(data) > _LARGEST_JSON:
        raise PictureError(
            Message("{path}/{file} is larger than {most} MB", path=path, file=file, most=_LARGEST_JSON // 1_000_000)
        )
    try:
        return make(orjson.loads(data))
    except (orjson.JSONDecodeError, LagebildError) as error:
        raise PictureError(
            Message("{path}/{file} cannot be read: {reason}", path=path, file=file, reason=message_of(error))
        ) from error


def _verify(picture: PictureContent, path: Path) -> None:
    """Compare a snapshot with the hash it was frozen with."""
    frozen = picture.snapshot_of
    if frozen is not None and fingerprint(picture) != frozen.sha256:
        raise PictureError(
            Message(
                "{path} is a snapshot as of {moment}, but its content was changed since",
                path=path,
                moment=frozen.as_of.isoformat(),
            )
        )
