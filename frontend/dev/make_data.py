"""Make the harness's scene: containers as the Python side sends them, from real and synthetic data.

Usage: python make_data.py OUT [--fixes 139098] [--scene switzerland|oetztal|antimeridian|empty]
"""

import argparse
import json
import math
import pathlib

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio

from lagebild.views.columns import Column, pack

DATA = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"
NAN = float("nan")


def tracks_container(frame: pd.DataFrame) -> tuple[bytes, dict]:
    """Pack `track, callsign, time (ms), longitude, latitude, altitude (m)`, sorted by track and time."""
    start = np.flatnonzero(np.r_[True, frame.track.to_numpy()[1:] != frame.track.to_numpy()[:-1], True])
    heads = frame.iloc[start[:-1]]
    time = frame.time.to_numpy().astype(np.int64)
    origin = int(time.min()) if len(time) else 0
    columns = {
        "start": start.astype(np.uint32),
        "longitude": Column.quantised(frame.longitude.to_numpy(), 1e-7),
        "latitude": Column.quantised(frame.latitude.to_numpy(), 1e-7),
        "time": Column.quantised((time - origin).astype(float), 1.0),
        "altitude_pressure": frame.altitude.to_numpy(dtype=np.float32),
    }
    meta = {
        "time_origin": origin,
        "height": "altitude_pressure",
        "max_gap": 300.0,
        "callsigns": heads.callsign.fillna("").tolist(),
        "ids": heads.track.astype(str).tolist(),
        "platforms": [""] * len(heads),
    }
    return pack(columns, meta), {
        "count": len(heads),
        "fixes": len(frame),
        "height": "altitude_pressure",
        "start": origin,
        "end": int(time.max()) if len(time) else 0,
    }


def swiss_tracks(fixes: int) -> pd.DataFrame:
    """The real day, repeated with shifts in place and time until there are `fixes`."""
    raw = pd.read_parquet(DATA / "tracks/switzerland.parquet")
    base = pd.DataFrame(
        {
            "track": raw.flight_id,
            "callsign": raw.callsign,
            "time": raw.timestamp.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[ms]").astype(np.int64),
            "longitude": raw.longitude,
            "latitude": raw.latitude,
            "altitude": raw.altitude * 0.3048,
        }
    ).sort_values(["track", "time"])
    copies = []
    random = np.random.default_rng(7)
    for copy in range(math.ceil(fixes / len(base))):
        shifted = base.copy()
        if copy:
            shifted["track"] += f"~{copy}"
            shifted["longitude"] += random.normal(0, 0.4)
            shifted["latitude"] += random.normal(0, 0.25)
        copies.append(shifted)
    return pd.concat(copies).iloc[:fixes].reset_index(drop=True)


def airspaces_container() -> tuple[bytes, dict]:
    """500 synthetic polygons, given types and activations in turn."""
    frame = gpd.read_parquet(DATA / "airspaces/synthetic-500.parquet")
    kinds = [
        ("CTR", "D"),
        ("TMA", "C"),
        ("R", ""),
        ("D", "D"),
        ("Q", ""),
        ("P", ""),
        ("E", "E"),
        ("W", ""),
        ("TMZ", ""),
        ("", ""),
    ]
    longitude, latitude, ring_start, ring_airspace, ring_part, rows = [], [], [], [], [], []
    periods: list[tuple[int, float, float]] = []
    for i, row in enumerate(frame.itertuples()):
        kind, icao = kinds[i % len(kinds)]
        activation = ["always", "always", "periods", "unknown"][i % 4]
        rows.append(
            {
                "name": f"{kind or 'X'} {row.aid}" if i else "<img src=x onerror=alert(1)>",
                "type": kind,
                "icao_class": icao or None,
                "lower": f"FL{row.lower:03d}",
                "upper": f"FL{row.upper:03d}",
                "activation": activation,
            }
        )
        if activation == "periods":
            periods += [(i, 6 * 3600e3, 9 * 3600e3), (i, 14 * 3600e3, 18 * 3600e3)]
        for part, polygon in enumerate(getattr(row.geometry, "geoms", [row.geometry])):
            for ring in [polygon.exterior, *polygon.interiors]:
                ring_start.append(len(longitude))
                ring_airspace.append(i)
                ring_part.append(part)
                xs, ys = ring.coords.xy
                longitude += list(xs)
                latitude += list(ys)
    day = int(pd.Timestamp("2018-08-01").value // 10**6)
    columns = {
        "ring_start": np.asarray([*ring_start, len(longitude)], dtype=np.uint32),
        "ring_airspace": np.asarray(ring_airspace, dtype=np.uint32),
        "ring_part": np.asarray(ring_part, dtype=np.uint32),
        "longitude": Column.quantised(np.asarray(longitude), 1e-7),
        "latitude": Column.quantised(np.asarray(latitude), 1e-7),
        "lower": (frame.lower.to_numpy() * 30.48).astype(np.float32),
        "upper": (frame.upper.to_numpy() * 30.48).astype(np.float32),
        "period_airspace": np.asarray([p[0] for p in periods], dtype=np.uint32),
        "period_start": np.asarray([p[1] for p in periods], dtype=np.float64),
        "period_end": np.asarray([p[2] for p in periods], dtype=np.float64),
    }
    return pack(columns, {"rows": rows, "time_origin": day}), {"count": len(rows)}


class Terrain:
    """Height tiles: the real Ötztal raster where it lies, waves elsewhere."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        self.bounds = bounds
        with rasterio.open(DATA / "terrain/oetztal-3s.tif") as source:
            self.grid = source.read(1).astype(np.float32)
            self.origin = (source.transform.c, source.transform.f, source.transform.a)

    def tile(self, zoom: int, x: int, y: int) -> bytes:
        pixels = (np.arange(-1, 257) + 0.5) / 256
        longitude = (x + pixels) / 2**zoom * 360 - 180
        latitude = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (y + pixels) / 2**zoom))))
        lon, lat = np.meshgrid(longitude, latitude)
        height = self.height(lon, lat)
        west, south, east, north = self.bounds
        height[(lon < west) | (lon > east) | (lat < south) | (lat > north)] = np.nan
        if np.isnan(height).all():
            return pack({}, {"empty": True})
        raw = np.where(np.isnan(height), 65535, np.rint((height + 500) / 0.2)).astype(np.uint16)
        return pack({"height": Column(values=raw.ravel(), scale=0.2, origin=-500.0)}, {"empty": False})

    def height(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        alps = np.clip(1 - np.abs(lat - 46.5 + 0.15 * np.sin(lon * 2)) / 1.3, 0, 1)
        waves = sum(
            np.sin(lon * f * 1.3 + f) * np.cos(lat * f * 1.9 - f * 0.7) / k for k, f in enumerate([9, 21, 43, 87], 1)
        )
        height = 350 + alps * (2000 + 900 * waves)
        column = ((lon - self.origin[0]) / self.origin[2]).astype(int)
        row = ((self.origin[1] - lat) / self.origin[2]).astype(int)
        inside = (column >= 0) & (row >= 0) & (column < self.grid.shape[1]) & (row < self.grid.shape[0])
        height[inside] = self.grid[row[inside], column[inside]]
        return height


def places_container() -> tuple[bytes, dict]:
    rows = [
        ("LSZH Zürich", 8.549, 47.458),
        ("LSGG Genf", 6.109, 46.238),
        ("LSZB Bern", 7.497, 46.914),
        ("LSZA Lugano", 8.911, 46.004),
    ]
    columns = {"longitude": np.asarray([r[1] for r in rows]), "latitude": np.asarray([r[2] for r in rows])}
    return pack(columns, {"rows": [{"name": r[0], "kind": "airport"} for r in rows]}), {"count": len(rows)}


def antimeridian_tracks() -> pd.DataFrame:
    """Two flights over the antimeridian, one each way, one with a gap and one of unknown height."""
    t = np.arange(0, 7200, 30)
    parts = []
    for name, longitude, altitude in [
        ("FJI1", 176 + t / 900, 10_000 + t * 0),
        ("FJI2", 184 - t / 900, 1000 + t * 1.0),
        ("GAP3", 178 + t / 1800, np.full(t.size, NAN)),
    ]:
        keep = np.ones(t.size, bool) if name != "GAP3" else (t < 2400) | (t > 3600)
        parts.append(
            pd.DataFrame(
                {
                    "track": name,
                    "callsign": name,
                    "time": 1_700_000_000_000 + t[keep] * 1000,
                    "longitude": ((longitude[keep] + 180) % 360) - 180,
                    "latitude": -17 + 0.3 * np.sin(t[keep] / 900) + len(parts) * 0.5,
                    "altitude": altitude[keep],
                }
            )
        )
    return pd.concat(parts).reset_index(drop=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--fixes", type=int, default=139_098)
    parser.add_argument("--scene", default="switzerland")
    arguments = parser.parse_args()
    out = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    scene = {
        "version": 1,
        "title": "Prüfbild Schweiz",
        "banner": "SYNTHETISCH",
        "bounds": None,
        "time": None,
        "layers": [],
    }
    if arguments.scene != "empty":
        frame = antimeridian_tracks() if arguments.scene == "antimeridian" else swiss_tracks(arguments.fixes)
        container, facts = tracks_container(frame)
        (out / "tracks.bin").write_bytes(container)
        scene["time"] = {"start": facts.pop("start"), "end": facts.pop("end")}
        scene["bounds"] = [5.0, 45.3, 11.2, 48.2]
        layers = []
        if arguments.scene == "antimeridian":
            scene["bounds"] = [176, -17.5, 184, -15.5]
        else:
            layers.append(
                {
                    "id": "relief",
                    "kind": "terrain",
                    "name": "Gelände",
                    "synthetic": True,
                    "note": "Wellen und Ötztal",
                    "visible": True,
                    "opacity": 1.0,
                    "tiles": "terrain/abc",
                    "bounds": [5.0, 45.3, 11.2, 48.2],
                    "max_zoom": 11,
                    "minimum": 200.0,
                    "maximum": 4200.0,
                    "accuracy": 30.0,
                }
            )
            container, counted = airspaces_container()
            (out / "airspaces.bin").write_bytes(container)
            layers.append(
                {
                    "id": "spaces",
                    "kind": "airspaces",
                    "name": "Lufträume",
                    "synthetic": True,
                    "note": "500 Vielecke",
                    "visible": True,
                    "opacity": 0.9,
                    "resource": "airspaces.bin",
                    **counted,
                }
            )
        layers.append(
            {
                "id": "tracks",
                "kind": "tracks",
                "name": "Flugwege",
                "synthetic": False,
                "note": "ADS-B, 1. August 2018",
                "visible": True,
                "opacity": 0.9,
                "resource": "tracks.bin",
                **facts,
            }
        )
        if arguments.scene != "antimeridian":
            container, counted = places_container()
            (out / "places.bin").write_bytes(container)
            layers.append(
                {
                    "id": "places",
                    "kind": "places",
                    "name": "Flugplätze",
                    "synthetic": False,
                    "note": "",
                    "visible": True,
                    "opacity": 1.0,
                    "resource": "places.bin",
                    **counted,
                }
            )
        scene["layers"] = layers
    (out / "scene.json").write_text(json.dumps(scene))


if __name__ == "__main__":
    main()
