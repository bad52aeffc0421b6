"""A picture to its folder, or to the folder's one-file zip; whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from lagebild.codecs.picture_toml import MANIFEST_NAME, ManifestError, dump_manifest, parse_manifest
from lagebild.errors import PictureError
from lagebild.model.airspaces import Airspaces
from lagebild.model.dossier_records import dossier_records, platforms_records
from lagebild.model.layers import Layer
from lagebild.model.overlay import RasterOverlay, VectorOverlay
from lagebild.model.picture import PictureContent
from lagebild.model.provenance import SYNTHETIC
from lagebild.model.terrain import Terrain
from lagebild.writers.geotiff import write_geotiff
from lagebild.writers.kept_log import log_kept
from lagebild.writers.overlays import write_raster_overlay, write_vector_overlay
from lagebild.writers.tables import write_airspaces, write_table

__all__ = ["save_picture"]

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def save_picture(
    picture: PictureContent,
    target: Path,
    *,
    replace: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> Path:
    """Save a picture as a folder, or as one file where `target` ends in `.zip`.

    An older state of the picture at the place is replaced once the new one stands; its log stays. Another picture or a
    snapshot is replaced only if `replace` is set; anything else there is left alone.

    Raises
    ------
    PictureError
        If something other than an older state of the picture is at `target`, or it cannot be written.
    """
    _refuse_foreign(target)
    if not replace:
        _refuse_other(picture, target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as workplace:
            folder = Path(workplace) / "picture"
            folder.mkdir()
            _write_folder(picture, folder, progress)
            if target.suffix.lower() == ".zip":
                packed = Path(workplace) / "picture.zip"
                _pack(folder, packed)
                os.replace(packed, target)
            else:
                with log_kept(target, folder):
                    _swap(folder, target, Path(workplace))
    except OSError as error:
        raise PictureError(f"{target} cannot be written: {error.strerror or error}") from error
    return target


def _refuse_foreign(target: Path) -> None:
    if target.suffix.lower() == ".zip":
        if target.exists() and not zipfile.is_zipfile(target):
            raise PictureError(f"{target} exists and is no picture; choose another name")
    elif target.is_file():
        raise PictureError(f"{target} is a file; a picture is saved as a folder or as a .zip")
    elif target.is_dir() and any(target.iterdir()) and not (target / MANIFEST_NAME).is_file():
        raise PictureError(f"{target} is a folder with other content; choose another name")


def _refuse_other(picture: PictureContent, target: Path) -> None:
    """Refuse to lose another picture, or a snapshot, by an oversight."""
    former = _manifest_at(target)
    if former is None:
        return
    snapshot = former.get("snapshot")
    same = picture.snapshot_of is not None and (snapshot or {}).get("sha256") == picture.snapshot_of.sha256
    if snapshot and not same:
        raise PictureError(f"{target} holds a snapshot as of {snapshot.get('as_of')}; save elsewhere, or say replace")
    if former.get("title") != picture.title:
        raise PictureError(f"{target} holds another picture, {former.get('title')!r}; save elsewhere, or say replace")


def _manifest_at(target: Path) -> dict[str, Any] | None:
    try:
        if target.is_dir():
            return parse_manifest((target / MANIFEST_NAME).read_bytes())
        if target.is_file():
            with zipfile.ZipFile(target) as archive:
                return parse_manifest(archive.read(MANIFEST_NAME))
    except (FileNotFoundError, KeyError, ManifestError, zipfile.BadZipFile):
        return None
    return None


def _swap(folder: Path, target: Path, workplace: Path) -> None:
    if target.exists():
        os.replace(target, workplace / "former")
    try:
        os.replace(folder, target)
    except OSError:
        if (workplace / "former").exists():
            os.replace(workplace / "former", target)
        raise


def _pack(folder: Path, packed: Path) -> None:
    """Pack without compression (the files are compressed) and with fixed times, so equal content gives equal bytes."""
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.iterdir()):
            with (
                path.open("rb") as source,
                archive.open(zipfile.ZipInfo(path.name, _ZIP_EPOCH), "w", force_zip64=True) as out,
            ):
                shutil.copyfileobj(source, out)


def _write_folder(picture: PictureContent, folder: Path, progress: Callable[[str, float], None] | None) -> None:
    entries = []
    for number, layer in enumerate(picture.layers):
        if progress is not None:
            progress(layer.name, number / len(picture.layers))
        entries.append(_write_layer(layer, folder))
    record: dict[str, Any] = {"title": picture.title, "banner": picture.banner, "notes": picture.notes}
    if isinstance(picture.qnh, pd.Series):
        record["qnh_file"] = "qnh.parquet"
        write_table(pd.DataFrame({"time": picture.qnh.index, "qnh": picture.qnh.to_numpy()}), folder / "qnh.parquet")
    elif picture.qnh is not None:
        record["qnh"] = float(picture.qnh)
    if len(picture.dossier.versions) or len(picture.dossier.actors) or len(picture.dossier.sites):
        record["dossier_file"] = _write_json(folder / "dossier.json", dossier_records(picture.dossier))
    if len(picture.platforms):
        record["platforms_file"] = _write_json(folder / "platforms.json", platforms_records(picture.platforms))
    if picture.snapshot_of is not None:
        record["snapshot"] = asdict(picture.snapshot_of)
    record["layers"] = entries
    record["views"] = [asdict(view) for view in picture.views]
    (folder / MANIFEST_NAME).write_text(dump_manifest(record), encoding="utf-8")
    if progress is not None:
        progress(picture.title, 1.0)


def _write_json(path: Path, records: Any) -> str:
    path.write_bytes(orjson.dumps(records, option=orjson.OPT_INDENT_2))
    return path.name


def _write_layer(layer: Layer, folder: Path) -> dict[str, Any]:
    suffix = ".tif" if isinstance(layer.data, Terrain | RasterOverlay) else ".parquet"
    path = folder / f"{layer.id}{suffix}"
    entry: dict[str, Any] = {
        "id": layer.id,
        "kind": str(layer.kind),
        "file": path.name,
        "name": layer.name,
        "note": layer.note,
        "visible": layer.visible,
        "opacity": layer.opacity,
        "provenance": {name: value for name, value in asdict(layer.provenance).items() if value is not None},
        "report": _report_entry(layer, folder),
    }
    if isinstance(layer.data, Terrain):
        entry["vertical_datum"] = layer.data.vertical_datum
        entry["vertical_accuracy"] = layer.data.vertical_accuracy
        marking = {"LAGEBILD_MARKING": SYNTHETIC} if layer.provenance.synthetic else {}
        write_geotiff(layer.data, path, tags=marking)
    elif isinstance(layer.data, Airspaces):
        write_airspaces(layer.data, path, layer.provenance)
    elif isinstance(layer.data, VectorOverlay):
        entry["style"] = asdict(layer.data.style)
        write_vector_overlay(layer.data, path, layer.provenance)
    elif isinstance(layer.data, RasterOverlay):
        style = asdict(layer.data.style)
        entry["style"] = {name: value for name, value in style.items() if value is not None}
        write_raster_overlay(layer.data, path, layer.provenance)
    else:
        write_table(layer.data.frame, path, layer.provenance)
    return entry


def _report_entry(layer: Layer, folder: Path) -> dict[str, Any]:
    report = layer.report
    names = ("source", "format", "records", "kept", "repaired", "quarantined", "synthetic")
    entry: dict[str, Any] = {name: getattr(report, name) for name in names}
    if len(report.issues):
        entry["issues_file"] = f"{layer.id}.issues.parquet"
        write_table(report.issues, folder / entry["issues_file"])
    return entry
