"""Small pictures for the tests, made by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import xarray as xr
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

import lagebild as lb
from lagebild.model.activation import ALWAYS, Activation, ActivationKind
from lagebild.model.stations import Purpose

HOSTILE = "<img src=x onerror=\"document.title='hacked'\">"


def make_tracks(count: int = 3, fixes: int = 50, seed: int = 1) -> lb.Tracks:
    """Flight paths over the Alps, ten seconds between fixes, with two kinds of height."""
    rng = np.random.default_rng(seed)
    frames = []
    for number in range(count):
        steps = np.arange(fixes)
        frames.append(
            pd.DataFrame(
                {
                    "track_id": f"T{number:03d}",
                    "time": pd.Timestamp("2026-05-12T08:00", tz="UTC")
                    + pd.to_timedelta(steps * 10 + number * 60, unit="s"),
                    "longitude": 10.0 + 0.01 * steps + rng.uniform(0, 0.3),
                    "latitude": 46.5 + 0.2 * number + 0.001 * steps,
                    "altitude_amsl": 3000.0 + 500.0 * number + steps,
                    "altitude_pressure": 3048.0 + 500.0 * number + steps,
                    "ground_speed": 120.0,
                    "callsign": f"SYN{number:03d}",
                }
            )
        )
    return lb.Tracks.from_frame(pd.concat(frames, ignore_index=True))


def make_airspaces() -> lb.Airspaces:
    """Four airspaces: with a hole, in two parts, compound limits, each kind of activation."""
    start, end = pd.Timestamp("2026-05-12T08:01", tz="UTC"), pd.Timestamp("2026-05-12T08:03", tz="UTC")
    ring = Polygon([(10, 46.4), (10.6, 46.4), (10.6, 47.0), (10, 47.0)], [[(10.2, 46.5), (10.3, 46.5), (10.3, 46.6)]])
    parts = MultiPolygon([box(10.1, 46.45, 10.2, 46.6), box(10.3, 46.7, 10.5, 46.9)])
    return lb.Airspaces.from_frame(
        gpd.GeoDataFrame(
            {
                "name": ["Zone", "Gebiet", HOSTILE, "Sektor"],
                "type": ["CTR", "R", "D", None],
                "icao_class": ["D", None, None, None],
                "lower": ["GND", "FL130/1000ft GND", "4500 MSL", "NOTAM"],
                "upper": ["FL 100", "UNL", "1500 ft AGL", "FL 195"],
                "activation": [
                    ALWAYS,
                    Activation(
                        kind=ActivationKind.PERIODS,
                        stated=((start.to_pydatetime(), end.to_pydatetime()),),
                        text="1 Tag",
                    ),
                    Activation(kind=ActivationKind.NOTAM),
                    None,
                ],
            },
            geometry=[ring, parts, box(10.5, 46.3, 10.9, 46.8), box(10.0, 46.2, 10.2, 46.3)],
            crs="EPSG:4326",
        )
    )


def make_terrain(rows: int = 60, columns: int = 80, step: float = 0.02) -> lb.Terrain:
    """A smooth geographic raster with a corner of no data."""
    y, x = 47.4 - step * np.arange(rows), 9.8 + step * np.arange(columns)
    cells = (800 + 700 * np.sin(x[None, :] * 9) * np.cos(y[:, None] * 7)).astype(np.float32)
    cells[:5, :5] = np.nan
    return lb.Terrain(elevation=georeferenced(cells, x, y), vertical_datum="EGM96", vertical_accuracy=10.0)


def georeferenced(cells: np.ndarray, x: np.ndarray, y: np.ndarray, crs: str = "EPSG:4326") -> xr.DataArray:
    """A raster with the coordinates of its cells' centres."""
    import rioxarray  # noqa: F401

    return xr.DataArray(cells, dims=("y", "x"), coords={"y": y, "x": x}).rio.write_crs(crs)


def make_places() -> lb.Places:
    """Two named points."""
    return lb.Places.from_frame(
        pd.DataFrame(
            {"name": ["Innsbruck", "Bozen"], "kind": "airport", "longitude": [11.34, 11.33], "latitude": [47.26, 46.46]}
        )
    )


def make_stations() -> lb.Stations:
    """Two stations: one with all it can have, one with its place alone."""
    zirler = lb.Station(
        name="Zirler Berg",
        longitude=11.25,
        latitude=47.29,
        height_agl=12.5,
        max_range=90_000.0,
        range_source="Messflug 2025",
        purpose=Purpose.ADS_B,
    )
    return lb.Stations.from_list([zirler, lb.Station(longitude=11.35, latitude=46.5)])


def lists_of_stations() -> st.SearchStrategy[lb.Stations]:
    """Stations with any values they may have; names are unique or empty."""
    one = st.builds(
        lb.Station,
        longitude=st.floats(-360, 360),
        latitude=st.floats(-90, 90),
        height_agl=st.floats(0, 100_000),
        name=st.text(max_size=12),
        max_range=st.none() | st.floats(0, exclude_min=True, allow_infinity=False),
        purpose=st.sampled_from(Purpose),
        range_source=st.text(max_size=12),
    )
    return st.lists(one, max_size=5).filter(_have_own_names).map(lb.Stations.from_list)


def _have_own_names(stations: list[lb.Station]) -> bool:
    names = [station.name for station in stations if station.name]
    return len(names) == len(set(names))


def make_picture(**changes: object) -> lb.Picture:
    """All kinds of layers in one picture."""
    given: dict[str, object] = {
        "tracks": make_tracks(),
        "airspaces": make_airspaces(),
        "terrain": make_terrain(),
        "places": make_places(),
        "banner": "ÜBUNG",
        "qnh": 1003.25,
        "title": "Prüfbild",
    }
    return lb.Picture(**{**given, **changes})  # type: ignore[arg-type]
