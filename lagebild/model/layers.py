"""Layers: a picture's sources, each with a name, its provenance and how it is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from lagebild.errors import ValidationError
from lagebild.model.airspaces import Airspaces
from lagebild.model.bounds import Bounds
from lagebild.model.overlay import RasterOverlay, VectorOverlay
from lagebild.model.places import Places
from lagebild.model.provenance import Provenance
from lagebild.model.report import ReadReport
from lagebild.model.stations import Stations
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks

__all__ = ["Layer", "LayerData", "LayerKind"]

LayerData = Tracks | Airspaces | Terrain | Places | Stations | VectorOverlay | RasterOverlay
_ID = re.compile(r"^[a-z0-9][a-z0-9_-]{0,63}$")


class LayerKind(StrEnum):
    """What a layer holds, in the order in which layers are drawn, bottom first."""

    TERRAIN = "terrain"
    OVERLAY = "overlay"
    AIRSPACES = "airspaces"
    TRACKS = "tracks"
    PLACES = "places"
    STATIONS = "stations"

    @classmethod
    def of(cls, data: LayerData) -> LayerKind:
        """Return the kind of a layer that holds `data`."""
        for holder, kind in _KINDS:
            if isinstance(data, holder):
                return kind
        raise ValidationError(
            f"a layer holds Tracks, Airspaces, Terrain, Places, Stations or an overlay, not {type(data).__name__}"
        )


_KINDS: tuple[tuple[type, LayerKind], ...] = (
    (Terrain, LayerKind.TERRAIN),
    (VectorOverlay, LayerKind.OVERLAY),
    (RasterOverlay, LayerKind.OVERLAY),
    (Airspaces, LayerKind.AIRSPACES),
    (Tracks, LayerKind.TRACKS),
    (Places, LayerKind.PLACES),
    (Stations, LayerKind.STATIONS),
)


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One source of a picture."""

    id: str
    """Lower-case letters, digits, `-` and `_`; unique in the picture and the stem of its file's name."""

    data: LayerData
    name: str = ""
    note: str = ""
    """A remark shown with the name, such as the accuracy."""

    visible: bool = True
    opacity: float = 1.0
    provenance: Provenance = field(default_factory=Provenance)

    def __post_init__(self) -> None:
        if not _ID.match(self.id):
            raise ValidationError(f"a layer's id is made of a-z, 0-9, - and _, at most 64 of them, not {self.id!r}")
        if not 0.0 <= self.opacity <= 1.0:
            raise ValidationError(f"opacity of layer {self.id!r} must lie in 0..1, not {self.opacity}")
        LayerKind.of(self.data)
        if not self.name:
            object.__setattr__(self, "name", self.id)

    @property
    def kind(self) -> LayerKind:
        """What the layer holds."""
        return LayerKind.of(self.data)

    @property
    def bounds(self) -> Bounds | None:
        """The box around the layer's content; None where it is empty."""
        return self.data.bounds

    @property
    def report(self) -> ReadReport:
        """What the reader did with the source."""
        return self.data.report
