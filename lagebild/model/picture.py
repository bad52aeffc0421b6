"""The content of a picture: ordered layers, banner, pressure setting, saved views; frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

import pandas as pd

from lagebild.errors import ValidationError
from lagebild.model.airspaces import Airspaces
from lagebild.model.bounds import Bounds, union_of
from lagebild.model.dossier import Dossier
from lagebild.model.fingerprint import fingerprint
from lagebild.model.layers import Layer, LayerData, LayerKind
from lagebild.model.overlay import OVERLAYS, RasterOverlay
from lagebild.model.places import Places
from lagebild.model.platforms import Platforms
from lagebild.model.provenance import SYNTHETIC, Provenance
from lagebild.model.qnh import QNH, checked_qnh
from lagebild.model.stations import Station, Stations
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks

__all__ = ["BANNERS", "PictureContent", "SavedView", "Snapshot"]

BANNERS = ("", "EINSATZ", "ÜBUNG", SYNTHETIC)

_FRAMED_FIRST = (
    LayerKind.TRACKS,
    LayerKind.AIRSPACES,
    LayerKind.TERRAIN,
    LayerKind.PLACES,
    LayerKind.STATIONS,
    LayerKind.OVERLAY,
)
"""Whose box a first view frames, the first kind that there is."""

_NAMES = {
    LayerKind.TERRAIN: "Gelände",
    LayerKind.AIRSPACES: "Lufträume",
    LayerKind.TRACKS: "Flugwege",
    LayerKind.PLACES: "Orte",
    LayerKind.STATIONS: "Stationen",
}
"""What a layer is called that came without a name; names are data, in the customer's language."""

_DOORS: dict[LayerKind, tuple[type, str]] = {
    LayerKind.TERRAIN: (Terrain, "open_terrain(file) or Terrain(elevation=…)"),
    LayerKind.AIRSPACES: (Airspaces, "read_airspaces(file) or Airspaces.from_frame(geodataframe)"),
    LayerKind.TRACKS: (Tracks, "read_tracks(file) or Tracks.from_frame(dataframe)"),
    LayerKind.PLACES: (Places, "Places.from_frame(dataframe)"),
    LayerKind.STATIONS: (Stations, "Stations.from_list([Station(longitude=…, latitude=…)])"),
}


@dataclass(frozen=True, kw_only=True)
class SavedView:
    """A named view of the map."""

    name: str
    longitude: float
    latitude: float
    zoom: float
    bearing: float = 0.0
    pitch: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """That a picture is frozen: as of when, and the hash of its content."""

    as_of: datetime
    sha256: str


@dataclass(frozen=True, eq=False, repr=False)
class PictureContent:
    """What a picture consists of. `lagebild.Picture` adds its doors: save, map, dashboard, folium.

    Instead of `layers`, `tracks`, `airspaces`, `terrain`, `places` and `stations` may be given: one value, several, or
    a mapping of names to values; they become layers. Stations that are given one by one are one layer.
    """

    title: str
    layers: tuple[Layer, ...] = ()
    banner: str = ""
    """`EINSATZ`, `ÜBUNG`, `SYNTHETISCH` or nothing."""

    qnh: QNH = None
    """Pressure at sea level in hPa: a number, a series over UTC time, or None: unknown."""

    views: tuple[SavedView, ...] = ()
    notes: str = ""
    snapshot_of: Snapshot | None = None
    dossier: Dossier = field(default_factory=Dossier)
    """Reports that belong to the picture."""

    platforms: Platforms = field(default_factory=Platforms)
    """Types of aircraft with what is published of them."""

    _unions: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", tuple(self.layers))
        object.__setattr__(self, "views", tuple(self.views))
        title: object = self.title
        if not (isinstance(title, str) and title.strip()):
            raise ValidationError(f"a picture needs a title, a text that is not empty, not {title!r}")
        if self.banner not in BANNERS:
            known = ", ".join(banner for banner in BANNERS if banner)
            raise ValidationError(f"the banner must be one of {known}, not {self.banner!r}")
        seen: set[str] = set()
        for layer in self.layers:
            if layer.id in seen:
                raise ValidationError(f"two layers have the id {layer.id!r}")
            seen.add(layer.id)
        object.__setattr__(self, "qnh", checked_qnh(self.qnh))
        for name, kind in (("dossier", Dossier), ("platforms", Platforms)):
            given: object = getattr(self, name)
            if given is None:
                object.__setattr__(self, name, kind())
            elif not isinstance(given, kind):
                raise ValidationError(
                    f"a picture's {name} is made with {kind.__name__}.of(…), not {type(given).__name__}"
                )

    def __repr__(self) -> str:
        """One line for the picture and one for each layer."""
        marking = f" [{self.marking}]" if self.marking else ""
        lines = [f"{type(self).__name__} {self.title!r}{marking}"]
        for layer in self.layers:
            size = f", {len(layer.data)}" if not isinstance(layer.data, Terrain | RasterOverlay) else ""
            mark = f", {SYNTHETIC}" if layer.provenance.synthetic else ""
            lines.append(f"  {layer.id}: {layer.kind.value} {layer.name!r}{size}{mark}")
        lines += [f"  {one!r}" for one in (self.dossier, self.platforms) if len(one)]
        return "\n".join(lines)

    @property
    def tracks(self) -> Tracks:
        """All flight paths of all layers."""
        found: Tracks = self._union("tracks", lambda: Tracks.union(self._data(Tracks)))
        return found

    @property
    def airspaces(self) -> Airspaces:
        """All airspaces of all layers."""
        found: Airspaces = self._union("airspaces", lambda: Airspaces.union(self._data(Airspaces)))
        return found

    @property
    def terrain(self) -> Terrain | None:
        """The uppermost terrain; None without one. Others are reached through `layers`."""
        found = self._data(Terrain)
        return found[-1] if found else None

    @property
    def places(self) -> list[Places]:
        """The tables of named points."""
        return self._data(Places)

    @property
    def stations(self) -> Stations:
        """All stations of all layers."""
        found: Stations = self._union("stations", lambda: Stations.union(self._data(Stations)))
        return found

    @property
    def track_sets(self) -> list[Tracks]:
        """The flight paths of each track layer by themselves."""
        return self._data(Tracks)

    @property
    def airspace_sets(self) -> list[Airspaces]:
        """The airspaces of each airspace layer by themselves."""
        return self._data(Airspaces)

    @property
    def is_synthetic(self) -> bool:
        """Whether any layer, or the picture as a whole, is made up."""
        return self.banner == SYNTHETIC or any(layer.provenance.synthetic for layer in self.layers)

    @property
    def marking(self) -> str:
        """What has to stand on every view of the picture: its banner, and that it holds synthetic data."""
        words = [self.banner] if self.banner else []
        if self.is_synthetic and SYNTHETIC not in words:
            words.append(SYNTHETIC)
        return " · ".join(words)

    @property
    def bounds(self) -> Bounds | None:
        """The box that a first view frames: the flight paths', else the airspaces', the terrain's, and so on.

        Flight paths come first, so that one country's airspaces over one flight do not shrink it to a dot.
        """
        by_kind = {kind: self._layer_bounds(kind) for kind in LayerKind}
        for kind in _FRAMED_FIRST:
            if by_kind[kind] is not None:
                return by_kind[kind]
        return None

    @property
    def time_range(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """First and last time of any fix; None without fixes."""
        ranges = [r for tracks in self.track_sets if (r := tracks.time_range) is not None]
        return (min(r[0] for r in ranges), max(r[1] for r in ranges)) if ranges else None

    def layer(self, layer_id: str) -> Layer:
        """Return the layer of that id."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)

    def with_view(self, view: SavedView) -> Self:
        """Return the picture with a saved view more; one of the same name is replaced.

        A snapshot with a view more is none: its hash holds for all it says, views too.
        """
        kept = tuple(v for v in self.views if v.name != view.name)
        return replace(self, views=(*kept, view), snapshot_of=None)

    def with_dossier(self, dossier: Dossier) -> Self:
        """Return the picture with another dossier, such as a newer one."""
        return replace(self, dossier=dossier, snapshot_of=None)

    def with_platforms(self, platforms: Platforms) -> Self:
        """Return the picture with another catalogue of types."""
        return replace(self, platforms=platforms, snapshot_of=None)

    def with_overlay(self, layer: Layer) -> Self:
        """Return the picture with an overlay more: above the terrain and former overlays, below all else.

        So an overlay never hides a flight or an airspace, and a raster no vector.
        """
        if layer.kind is not LayerKind.OVERLAY:
            raise ValidationError(f"layer {layer.id!r} is no overlay but holds {layer.kind.value}")
        below = (Terrain, RasterOverlay) if isinstance(layer.data, RasterOverlay) else (Terrain, *OVERLAYS)
        place = max(
            (number + 1 for number, other in enumerate(self.layers) if isinstance(other.data, below)), default=0
        )
        return replace(self, layers=(*self.layers[:place], layer, *self.layers[place:]), snapshot_of=None)

    def with_layer(self, layer: Layer) -> Self:
        """Return the picture with a layer more: above all layers of its kind and of kinds that lie below it."""
        if layer.kind is LayerKind.OVERLAY:
            return self.with_overlay(layer)
        below = list(LayerKind)[: list(LayerKind).index(layer.kind) + 1]
        place = max((number + 1 for number, other in enumerate(self.layers) if other.kind in below), default=0)
        return replace(self, layers=(*self.layers[:place], layer, *self.layers[place:]), snapshot_of=None)

    def snapshot(self, as_of: datetime | None = None) -> Self:
        """Freeze the picture: "Lage zum Zeitpunkt".

        Parameters
        ----------
        as_of
            The moment, with its time zone; later fixes and reports are left out, for they were not known then. By
            default the time of the last fix, or now where there are no fixes.

        Returns
        -------
        Picture
            The same picture with the hash of its content; saved and opened again it is verified to be
            unchanged.
        """
        moment = as_of or _last_moment(self)
        if moment.tzinfo is None:
            raise ValidationError(f"as_of needs its time zone: {moment.isoformat()}")
        stamp = pd.Timestamp(moment).tz_convert("UTC")
        layers = tuple(
            replace(layer, data=layer.data.until(stamp)) if isinstance(layer.data, Tracks) else layer
            for layer in self.layers
        )
        known = self.dossier.as_of(stamp.to_pydatetime(warn=False))
        cut = replace(self, layers=layers, dossier=known, snapshot_of=None)
        frozen = Snapshot(as_of=stamp.to_pydatetime(warn=False), sha256=fingerprint(cut))
        return replace(cut, snapshot_of=frozen)

    def _layer_bounds(self, kind: LayerKind) -> Bounds | None:
        return union_of([b for layer in self.layers if layer.kind is kind and (b := layer.bounds) is not None])

    def _data(self, kind: type[Any]) -> list[Any]:
        return [layer.data for layer in self.layers if isinstance(layer.data, kind)]

    def _union(self, name: str, make: Any) -> Any:
        if name not in self._unions:
            self._unions[name] = make()
        return self._unions[name]


def layers_of(*, stations: Any = None, **given: Any) -> tuple[Layer, ...]:
    """Turn `tracks=…, airspaces=…` (one value, several, or a mapping of names) into layers, bottom first."""
    given["stations"] = _gathered(stations)
    return tuple(
        _layer(kind, number, name, data)
        for kind in _DOORS
        for number, (name, data) in enumerate(_named(given.get(kind.value)))
    )


def _layer(kind: LayerKind, number: int, name: str, data: LayerData) -> Layer:
    holder, door = _DOORS[kind]
    if not isinstance(data, holder):
        raise ValidationError(
            f"{kind.value} must be {holder.__name__}, not {type(data).__name__}; make some with {door}"
        )
    report = data.report
    return Layer(
        id=f"{kind.value}-{number}",
        data=data,
        name=name or report.source or _NAMES[kind],
        provenance=Provenance(source=report.source, synthetic=report.synthetic),
    )


def _gathered(stations: Any) -> Any:
    """Make stations that were given one by one a collection."""
    if isinstance(stations, Station):
        return Stations.from_list([stations])
    if isinstance(stations, Mapping):
        return {name: _gathered(one) for name, one in stations.items()}
    if isinstance(stations, list | tuple) and any(isinstance(one, Station) for one in stations):
        return Stations.from_list(stations)
    return stations


def _named(given: Any) -> list[tuple[str, Any]]:
    if given is None:
        return []
    if isinstance(given, Mapping):
        return [(str(name), data) for name, data in given.items()]
    if isinstance(given, Sequence) and not isinstance(given, str | Stations):
        return [("", data) for data in given]
    return [("", given)]


def _last_moment(picture: PictureContent) -> datetime:
    times = picture.time_range
    return times[1].to_pydatetime(warn=False) if times else datetime.now(UTC)
