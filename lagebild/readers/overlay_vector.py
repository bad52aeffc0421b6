"""Vector overlays from files that GDAL or GeoParquet reads."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj.exceptions import ProjError
from shapely.errors import ShapelyError

from lagebild.errors import CrsError, FileFormatError, LagebildError
from lagebild.messages import Message
from lagebild.model.overlay import VectorOverlay, VectorStyle
from lagebild.model.report import ReadReport, issue_table
from lagebild.readers.files import Ledger, one_line
from lagebild.readers.marking import table_is_marked
from lagebild.readers.overlay_files import OverlayFile
from lagebild.readers.placing import in_degrees

__all__ = ["read_vector_overlay"]

_MOST_VERTICES = 8_000_000
"""More would make the browser stall; the benchmark's 500 airspaces have 23,000."""

_ERRORS = (
    DataSourceError, DataLayerError, ShapelyError, ProjError, pa.ArrowException, OSError, ValueError, TypeError,
    KeyError, RuntimeError,
)  # fmt: skip


def read_vector_overlay(path: Path, found: OverlayFile, style: VectorStyle | None, crs: Any) -> VectorOverlay:
    """Read all features of a recognised file; `crs` is used where the file names none."""
    ledger = Ledger(source=path.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame = _frame(path, found, ledger, crs)
    except LagebildError:
        raise
    except _ERRORS as error:
        raise FileFormatError(
            Message(
                "{name} cannot be read as {format}, perhaps it is damaged or truncated: {reason}",
                name=path.name,
                format=found.format,
                reason=one_line(error),
            )
        ) from error
    _check_size(path, frame)
    overlay = VectorOverlay.from_frame(frame, style=style)
    left_out = len(frame) - len(overlay)
    if not len(overlay):
        raise FileFormatError(Message("{name} ({format}) holds no features", name=path.name, format=found.format))
    if left_out:
        ledger.quarantined(Message("{count} features without a shape were left out", count=left_out))
    report = ReadReport(
        source=path.name,
        format=found.format,
        records=len(frame),
        kept=len(overlay),
        quarantined=left_out,
        synthetic=table_is_marked(frame),
        issues=issue_table(ledger.issues),
    )
    return VectorOverlay.from_frame(overlay.frame, style=style, report=report)


def _frame(path: Path, found: OverlayFile, ledger: Ledger, crs: Any) -> gpd.GeoDataFrame:
    if found.format == "GeoParquet":
        return _placed(path, gpd.read_parquet(found.place), crs)
    layers = pyogrio.list_layers(found.place)
    frames = []
    for name, geometry in layers:
        if geometry is None:
            ledger.note(Message("layer {name!r} has no geometry; it was left out", name=name))
            continue
        frame = _placed(path, pyogrio.read_dataframe(found.place, layer=name), crs)
        frames.append(frame if len(layers) == 1 else frame.assign(layer=name))
    if not frames:
        raise FileFormatError(Message("{name} ({format}) holds no features", name=path.name, format=found.format))
    return frames[0] if len(frames) == 1 else gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs="EPSG:4326")


def _placed(path: Path, frame: Any, crs: Any) -> gpd.GeoDataFrame:
    if not isinstance(frame, gpd.GeoDataFrame):
        raise FileFormatError(Message("{name} holds no geometry", name=path.name))
    if frame.geometry.name != "geometry":
        frame = frame.drop(columns="geometry", errors="ignore").rename_geometry("geometry")
    if frame.crs is None or frame.crs.name.lower().startswith("undefined"):
        if crs is None:
            raise CrsError(
                Message(
                    "{name} has no coordinate reference system; set one (such as EPSG:4326) in the file, or name it "
                    "with add_overlay(…, crs='EPSG:…')",
                    name=path.name,
                )
            )
        frame = frame.set_crs(crs, allow_override=True)
    return in_degrees(frame)


def _check_size(path: Path, frame: gpd.GeoDataFrame) -> None:
    count = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
    if count > _MOST_VERTICES:
        raise FileFormatError(
            Message(
                "{name} has {count} vertices; an overlay may have at most {most}: simplify it, or cut a region out",
                name=path.name,
                count=f"{count:,}",
                most=f"{_MOST_VERTICES:,}",
            )
        )
