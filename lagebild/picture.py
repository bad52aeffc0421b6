"""The picture with its doors: save and open, the map, the dashboard, the folium file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lagebild.errors import ValidationError
from lagebild.model.airspaces import Airspaces
from lagebild.model.dossier import Dossier
from lagebild.model.layers import Layer
from lagebild.model.picture import PictureContent, SavedView, Snapshot, layers_of
from lagebild.model.places import Places
from lagebild.model.platforms import Platforms
from lagebild.model.qnh import QNH
from lagebild.model.stations import Station, Stations
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks

if TYPE_CHECKING:
    import folium

    from lagebild.dashboard.app import Dashboard
    from lagebild.views.lagemap import LageMap

__all__ = ["Picture", "open_picture"]


class Picture(PictureContent):
    """A situation picture: flight paths, airspaces, terrain, places and stations in ordered layers; frozen.

    Parameters
    ----------
    title
        What the picture shows.
    tracks, airspaces, terrain, places
        One value, a list of values, or a mapping of names to values; each becomes a layer.
    stations
        The same of `Stations`; or a `Station`, or a list of them, which becomes one layer.
    layers
        Layers with names, notes and provenance, bottom first; those made of the values above follow.
    banner
        `EINSATZ`, `ÜBUNG`, `SYNTHETISCH` or nothing.
    qnh
        Pressure at sea level in hPa: a number, a pandas Series over UTC times, or None for unknown.
    views, notes, snapshot_of
        Saved views, free text, and what `snapshot()` sets.
    dossier, platforms
        Reports that belong to the picture, and the catalogue of aircraft types.
    """

    def __init__(
        self,
        title: str,
        *,
        tracks: Tracks | Sequence[Tracks] | Mapping[str, Tracks] | None = None,
        airspaces: Airspaces | Sequence[Airspaces] | Mapping[str, Airspaces] | None = None,
        terrain: Terrain | Sequence[Terrain] | Mapping[str, Terrain] | None = None,
        places: Places | Sequence[Places] | Mapping[str, Places] | None = None,
        stations: Station
        | Stations
        | Sequence[Station]
        | Sequence[Stations]
        | Mapping[str, Stations | Sequence[Station]]
        | None = None,
        layers: Sequence[Layer] = (),
        banner: str = "",
        qnh: QNH = None,
        views: Sequence[SavedView] = (),
        notes: str = "",
        snapshot_of: Snapshot | None = None,
        dossier: Dossier | None = None,
        platforms: Platforms | None = None,
    ) -> None:
        made = layers_of(tracks=tracks, airspaces=airspaces, terrain=terrain, places=places, stations=stations)
        super().__init__(
            title=title,
            layers=(*layers, *made),
            banner=banner,
            qnh=qnh,
            views=tuple(views),
            notes=notes,
            snapshot_of=snapshot_of,
            dossier=Dossier() if dossier is None else dossier,
            platforms=Platforms() if platforms is None else platforms,
        )

    def save(self, folder: str | Path, *, replace: bool = False) -> Path:
        """Save as a picture folder, or as one file where the name ends in `.zip`; see `open_picture`.

        A newer state of the same picture (of the same title) takes the place of the older one. Another picture, or
        a snapshot, is only replaced where `replace` says so.

        Raises
        ------
        PictureError
            If another picture, a snapshot or foreign content is in the way, or nothing can be written.
        """
        from lagebild.writers.picture_folder import save_picture

        return save_picture(self, _as_path(folder), replace=replace)

    def add_overlay(
        self,
        source: Any,
        *,
        name: str | None = None,
        crs: Any = None,
        licence: str = "",
        attribution: str = "",
        synthetic: bool = False,
        **style: Any,
    ) -> Picture:
        """Return the picture with an overlay more: pictures are frozen, so use what is returned.

        Overlays lie above the terrain and below airspaces and flights.

        Parameters
        ----------
        source
            A GeoJSON, GeoPackage, Shapefile (also in a .zip), KML, FlatGeobuf, GeoParquet, GeoTIFF or JPEG 2000 file,
            a GeoDataFrame, or a DataArray. Vectors are read whole, up to 500 MB; rasters of any size by windows.
        name
            In the list of layers; by default the file's name.
        crs
            The coordinate reference system, where the source names none.
        licence, attribution, synthetic
            Kept with the layer as its provenance.
        **style
            Of vectors: `colour` (#rrggbb), `width` (pixels), `fill_opacity` (0..1), `label` and `colour_by`
            (columns), `palette`. Of rasters of one band: `palette` (viridis, plasma, blues, heat, difference, grey),
            `value_range` (two numbers), `unit`; images are shown as they are.

        Raises
        ------
        LagebildError
            If the source is missing, damaged, too large or has no coordinate reference system, or a style is wrong.
        """
        from lagebild.readers.overlay import overlay_layer

        taken = {layer.id for layer in self.layers}
        layer_id = next(made for number in count() if (made := f"overlay-{number}") not in taken)
        layer = overlay_layer(
            source, layer_id, name=name, crs=crs, licence=licence, attribution=attribution, synthetic=synthetic, **style
        )
        return self.with_overlay(layer)

    def map(self, **options: Any) -> LageMap:
        """Return the interactive map, a Panel component for notebooks and pages; see `views.lagemap`."""
        from lagebild.views.lagemap import LageMap

        return LageMap.of(self, **options)

    def dashboard(self, *, basemap: Any = None, basemaps: Any = None, **options: Any) -> Dashboard:
        """Return the dashboard page; `.servable()` or `.show()` it, or use `lagebild serve`. Base maps as for `map`."""
        from lagebild.dashboard.app import Dashboard
        from lagebild.readers.basemaps import as_basemaps
        from lagebild.service.picture_service import PictureService
        from lagebild.views.notebook import ready_notebook

        ready_notebook()
        offered = (*as_basemaps(basemap, shown=True), *as_basemaps(basemaps))
        return Dashboard(PictureService(self, offered), **options)

    def page(self, path: str | PathLike[str], **options: Any) -> None:
        """Write the picture as one HTML file to read offline, hand on and print; options as for `write_page`."""
        from lagebild.views.picture_page import write_page

        write_page(self, path, **options)

    def folium(self, **options: Any) -> folium.Map:
        """Return a `folium.Map` for handing on: its saved HTML needs no other file and no network."""
        from lagebild.views.folium_map import folium_map

        return folium_map(self, **options)


def open_picture(folder: str | Path) -> Picture:
    """Open a picture folder, or its one-file `.zip`.

    Raises
    ------
    MissingFileError
        If there is no such folder or file.
    PictureError
        If it is no picture, of a newer format, incomplete, or a snapshot that was changed.
    """
    from lagebild.readers.picture_folder import read_picture

    content = read_picture(_as_path(folder))
    return Picture(
        content.title,
        layers=content.layers,
        banner=content.banner,
        qnh=content.qnh,
        views=content.views,
        notes=content.notes,
        snapshot_of=content.snapshot_of,
        dossier=content.dossier,
        platforms=content.platforms,
    )


def _as_path(folder: str | Path) -> Path:
    if not isinstance(folder, str | PathLike):
        raise ValidationError(f"a picture's place is named by a path, not by {folder!r:.80}")
    return Path(folder)
