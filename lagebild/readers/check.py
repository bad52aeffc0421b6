"""Any file to what it holds and what was noticed in it: what `lagebild check` prints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from lagebild.errors import LagebildError
from lagebild.model.airspaces import Airspaces
from lagebild.model.altitude import UNKNOWN_DATUM
from lagebild.model.layers import Layer
from lagebild.model.provenance import SYNTHETIC, Provenance
from lagebild.model.report import ReadReport
from lagebild.model.tracks import Tracks
from lagebild.readers.any_file import NOTHING, Said, read_any, read_as
from lagebild.readers.format import Kind
from lagebild.readers.picture_folder import is_picture, read_picture
from lagebild.readers.recognise import recognise
from lagebild.readers.terrain_folder import tile_files

__all__ = ["Checked", "check_file", "files_of"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Checked:
    """One file, or one layer of a picture, as it was read."""

    kind: str
    report: ReadReport
    layer: Layer
    """What was read, as a layer; whatever says that it is synthetic marks it."""

    count: int | None = None
    """Flight paths or airspaces."""

    time_range: tuple[pd.Timestamp, pd.Timestamp] | None = None
    extent: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees; east lies beyond 180 across the antimeridian."""

    height_references: tuple[str, ...] = ()
    """Height columns of tracks, references of airspaces' limits, the vertical datum of terrain."""

    def to_record(self) -> dict[str, Any]:
        """Return plain values for JSON; the keys are documented in the README and stay."""
        report = self.report
        names = ("source", "format", "records", "kept", "repaired", "quarantined", "synthetic")
        findings = report.gravest_first[["line", "record", "severity", "reason", "text"]].astype("object")
        return {
            "kind": self.kind,
            **{name: getattr(report, name) for name in names},
            "count": self.count,
            "time_range": None if self.time_range is None else [moment.isoformat() for moment in self.time_range],
            "extent": None if self.extent is None else list(self.extent),
            "height_references": list(self.height_references),
            "findings": findings.where(findings.notna(), None).to_dict("records"),
        }


def files_of(path: Path, said: Said = NOTHING) -> list[Path]:
    """Return a file, a picture or a folder of a known order as it is; of other folders, all files below it.

    Tiles that are one terrain together are checked as such, first; the folder's other files follow.
    """
    if not path.is_dir() or is_picture(path):
        return [path]
    try:
        if recognise(path).kind is not Kind.TERRAIN:
            return [path]
        tiles = set(tile_files(path))
        if len(tiles) > 1:
            read_as(Kind.TERRAIN, path, said)
            return [path, *(found for found in _files_below(path) if found not in tiles)]
    except LagebildError:
        pass  # of no known order, or rasters that are no tiles of one terrain
    return _files_below(path)


def _files_below(path: Path) -> list[Path]:
    found = sorted(p for p in path.rglob("*") if p.is_file())
    return [p for p in found if not any(part.startswith(".") for part in p.relative_to(path).parts)]


def check_file(path: Path, said: Said = NOTHING) -> list[Checked]:
    """Read a file whole and say what it holds; one value a layer for a picture."""
    if path.exists() and is_picture(path):
        picture = read_picture(path)
        return [_checked(_marked(layer, picture.banner), str(layer.kind)) for layer in picture.layers]
    content = read_any(path, said)
    kind = str(recognise(path).kind)
    origin = Provenance(source=path.name, synthetic=content.report.synthetic)
    return [_checked(Layer(id=f"{kind}-0", data=content, name=path.name, provenance=origin), kind)]


def _marked(layer: Layer, banner: str) -> Layer:
    origin = layer.provenance
    is_synthetic = origin.synthetic or layer.report.synthetic or banner == SYNTHETIC
    return replace(layer, provenance=replace(origin, synthetic=is_synthetic))


def _checked(layer: Layer, kind: str) -> Checked:
    content: Any = layer.data
    report = layer.report
    bounds = getattr(content, "bounds", None)
    extent = None if bounds is None else (bounds.west, bounds.south, bounds.east, bounds.north)
    if isinstance(content, Tracks):
        names = [*content.height_columns, *([UNKNOWN_DATUM] if UNKNOWN_DATUM in content.frame else [])]
        return Checked(
            kind=kind,
            report=report,
            layer=layer,
            count=len(content),
            time_range=content.time_range,
            extent=extent,
            height_references=tuple(names),
        )
    if isinstance(content, Airspaces):
        limits = [*content.frame["lower"], *content.frame["upper"]]
        names = sorted({str(level.reference) for limit in limits for level in limit.levels})
        unknown = ["unknown"] if any(not limit.is_known for limit in limits) else []
        return Checked(
            kind=kind,
            report=report,
            layer=layer,
            count=len(content),
            extent=extent,
            height_references=(*names, *unknown),
        )
    datum = getattr(content, "vertical_datum", "")
    return Checked(kind=kind, report=report, layer=layer, extent=extent, height_references=(datum,) if datum else ())
