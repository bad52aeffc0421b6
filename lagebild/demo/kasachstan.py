"""The picture `data/kasachstan`: a synthetic day in the air over real, coarse relief."""

from __future__ import annotations

import pandas as pd

from lagebild.demo.airliners import airliner_frame
from lagebild.demo.airspaces import airspaces
from lagebild.demo.atmosphere import QnhSeries, synthetic_qnh
from lagebild.demo.dossier import demo_dossier
from lagebild.demo.places import airport_layer, city_layer
from lagebild.demo.platforms import demo_platforms
from lagebild.demo.relief import relief_layer
from lagebild.demo.seed import DEFAULT_SEED, random_stream
from lagebild.demo.uav import uav_frame
from lagebild.model.layers import Layer, LayerData
from lagebild.model.picture import SavedView
from lagebild.model.provenance import Provenance
from lagebild.model.report import ReadReport
from lagebild.model.tracks import Tracks
from lagebild.picture import Picture

__all__ = ["build_kasachstan", "generated_tracks", "synthetic_layer"]

_NOTES = (
    "SYNTHETISCH: Flüge und Lufträume sind für die Vorführung erfunden. Wirklich sind das grobe Relief, die "
    "Flugplätze und die Städte. QNH: erfundene stündliche Reihe, überall gleich, dazwischen linear; Temperatur nach "
    "ISA, Windstille. Rufzeichen SYN… gehören niemandem. Startwert des Generators: {seed}."
)


def build_kasachstan(seed: int = DEFAULT_SEED) -> Picture:
    """Build the picture in memory; the same seed gives the same values.

    Layers, bottom first: relief, airspaces, airliners, UAV flights, airports, cities.
    """
    qnh = QnhSeries()
    airliners = airliner_frame(random_stream(seed, 1), qnh)
    uav = uav_frame(random_stream(seed, 2), qnh)
    layers = (
        relief_layer(),
        synthetic_layer("airspaces", airspaces(), "Lufträume", seed),
        synthetic_layer("airliners", generated_tracks(airliners), "Verkehrsflüge", seed),
        synthetic_layer("uav", generated_tracks(uav), "UAV-Flüge", seed),
        airport_layer(46.0, 40.0, 88.0, 56.0),
        city_layer(),
    )
    return Picture(
        "Kasachstan: Luftlage (Demonstration)",
        layers=layers,
        banner="SYNTHETISCH",
        qnh=synthetic_qnh(),
        views=(
            SavedView(name="Kasachstan", longitude=67.5, latitude=48.3, zoom=4.2),
            SavedView(name="Almaty", longitude=77.04, latitude=43.35, zoom=8.0),
            SavedView(name="Astana", longitude=71.47, latitude=51.02, zoom=8.0),
        ),
        notes=_NOTES.format(seed=seed),
        dossier=demo_dossier(),
        platforms=demo_platforms(),
    )


def generated_tracks(frame: pd.DataFrame) -> Tracks:
    """Make tracks from generated fixes; the missing Mode S address is stated as missing."""
    frame = frame.assign(icao24=pd.Series([None] * len(frame), dtype="str"))
    report = ReadReport(source="lagebild.demo", format="Generator", records=len(frame), kept=len(frame))
    return Tracks.from_frame(frame, report=report)


def synthetic_layer(layer_id: str, data: LayerData, name: str, seed: int, note: str = "") -> Layer:
    """Wrap generated data in a layer that says it is synthetic."""
    return Layer(
        id=layer_id,
        data=data,
        name=name,
        note=note or "erfunden, für die Vorführung",
        provenance=Provenance(
            source=f"Generator lagebild.demo, Startwert {seed}",
            licence="Apache-2.0",
            attribution="SYNTHETISCH: erzeugt von lagebild",
            synthetic=True,
        ),
    )
