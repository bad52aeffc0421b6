"""Files of many formats for the benchmark of readers: real ones where there are, else made up here."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

import lagebild as lb
from benchmarks.measure import SHARED_DATA

__all__ = ["FILES", "made_up_tracks"]

_TRACE = SHARED_DATA / "tracks" / "readsb-trace_full_ac671b.json"
_PAIR = (bytes.fromhex("8D40621D58C382D690C8AC2863A7"), bytes.fromhex("8D40621D58C386435CC412692AD6"))
"""An even and an odd position of one aircraft (J. Sun, The 1090 Megahertz Riddle, 5.3)."""

_LOG = "MSG,{kind},1,1,{hex},1,2026/05/12,{clock},2026/05/12,{clock},{rest}"


def made_up_tracks(fixes: int) -> lb.Tracks:
    """Return flights of 1,000 fixes each, sorted, with heights and a speed."""
    rng = np.random.default_rng(7)
    steps, flights = np.arange(fixes) % 1000, np.arange(fixes) // 1000
    names = pd.Index([f"F{number:06d}" for number in range(-(-fixes // 1000))], dtype="str")
    return lb.Tracks.from_frame(
        pd.DataFrame(
            {
                "track_id": pd.Categorical.from_codes(flights, categories=names),
                "time": pd.Timestamp("2026-05-12", tz="UTC") + pd.to_timedelta(steps * 4_000_000_000, unit="ns"),
                "longitude": rng.uniform(5.0, 15.0, fixes).round(6),
                "latitude": rng.uniform(45.0, 55.0, fixes).round(6),
                "altitude_pressure": rng.integers(0, 13_000, fixes).astype(np.float64),
                "height_ellipsoid": rng.integers(0, 13_000, fixes).astype(np.float64),
                "ground_speed": rng.uniform(50.0, 250.0, fixes).round(1).astype(np.float32),
            }
        )
    )


def _written(fixes: int, name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        lb.write_tracks(made_up_tracks(fixes), folder / name)
        return folder / name

    return make


def _shared(name: str) -> Callable[[Path], Path]:
    return lambda _: SHARED_DATA / name


def _opensky_csv(folder: Path) -> Path:
    given = made_up_tracks(1_000_000).frame
    number = pd.Series(given["track_id"].cat.codes.to_numpy().astype(np.int64))
    table = pd.DataFrame(
        {
            "time": given["time"].astype("int64") // 1_000_000_000,
            "icao24": number.map("{:06x}".format),
            "lat": given["latitude"],
            "lon": given["longitude"],
            "velocity": given["ground_speed"],
            "heading": np.round(given["longitude"] * 10.0, 1),
            "vertrate": 0.0,
            "callsign": number.map("ABC{:04d}".format),
            "onground": False,
            "alert": False,
            "spi": False,
            "squawk": 1000,
            "baroaltitude": given["altitude_pressure"],
            "geoaltitude": given["height_ellipsoid"],
            "lastposupdate": given["time"].astype("int64") / 1e9,
            "lastcontact": given["time"].astype("int64") / 1e9,
        }
    )
    table.to_csv(folder / "opensky.csv", index=False)
    return folder / "opensky.csv"


def _trace(day: int = 0, times: int = 1, address: str = "ac671b") -> str:
    """Return the shared trace `times` times over, each a day after the other, as another aircraft's."""
    trace = json.loads(_TRACE.read_text())
    trace["icao"] = address
    trace["timestamp"] += day * 86_400.0
    points = trace["trace"]
    trace["trace"] = [[point[0] + turn * 86_400.0, *point[1:]] for turn in range(times) for point in points]
    return json.dumps(trace)


def _one_trace(folder: Path) -> Path:
    (folder / "trace_full_ac671b.json").write_text(_trace(times=60))
    return folder / "trace_full_ac671b.json"


def _traces(folder: Path) -> Path:
    inside = folder / "traces"
    inside.mkdir()
    for number in range(60):
        address = f"ac{number:04x}"
        (inside / f"trace_full_{address}.json").write_bytes(gzip.compress(_trace(address=address).encode(), 1))
    return inside


def _sbs(folder: Path) -> Path:
    with (folder / "log.sbs").open("w") as file:
        file.writelines(f"{line}\n" for line in _sbs_lines(1_000_000))
    return folder / "log.sbs"


def _sbs_lines(count: int) -> Iterator[str]:
    for number in range(count):
        second = number // 50
        clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.{number % 50 * 20:03d}"
        address, kind = f"{0x448000 + number % 50:06X}", number // 50 % 2
        place = f"{47 + number % 9973 / 1e4:.5f},{8 + number % 7919 / 1e4:.5f}"
        moving, flying = f",,451.2,{number % 360}.0,,,-64,,,,,0", f",{30_000 + number % 900 * 10},,,{place},,,0,0,0,0"
        rest = moving if kind else flying
        yield _LOG.format(kind=4 if kind else 3, hex=address, clock=clock, rest=rest)


def _opensky_json(folder: Path) -> Path:
    given = made_up_tracks(100_000).frame
    seconds = given["time"].astype("int64").to_numpy() // 1_000_000_000
    columns = (given[name].tolist() for name in ("longitude", "latitude", "altitude_pressure", "height_ellipsoid"))
    rows: dict[int, list[list[object]]] = {}
    codes = given["track_id"].cat.codes.tolist()
    for second, code, lon, lat, pressure, height in zip(seconds.tolist(), codes, *columns, strict=True):
        place = [f"{code:06x}", f"ABC{code:04d} ", "Austria", second, second, lon, lat, pressure, False]
        rows.setdefault(second, []).append([*place, 221.3, 97.5, 0.0, None, height, "1000", False, 0])
    lines = (json.dumps({"time": second, "states": states}) for second, states in sorted(rows.items()))
    (folder / "states.jsonl").write_text("\n".join(lines))
    return folder / "states.jsonl"


def _beast(folder: Path) -> Path:
    """Write the same pair of positions over and over; each carries its tick, so that none equals another."""
    frames = bytearray()
    for number in range(1_000_000):
        ticks = (number * 12_000).to_bytes(6, "big")
        frames += b"\x1a3" + (ticks + b"\x40" + _PAIR[number % 2]).replace(b"\x1a", b"\x1a\x1a")
    (folder / "messages.beast").write_bytes(frames)
    return folder / "messages.beast"


FILES: dict[str, tuple[str, Callable[[Path], Path], str]] = {
    "OpenAir, Germany": ("read_airspaces", _shared("airspaces/openair-germany-2026-03.txt"), "<= 1 s"),
    "AIXM, Donlon": ("read_airspaces", _shared("airspaces/aixm51-donlon-airspace.xml"), "<= 1 s"),
    "CSV of lagebild, 1 M rows": ("read_tracks", _written(1_000_000, "million.csv"), "<= 2 s"),
    "CSV of OpenSky, 1 M rows": ("read_tracks", _opensky_csv, "<= 2 s"),
    "Parquet, 10 M rows": ("read_tracks", _written(10_000_000, "ten.parquet"), "<= 3 s"),
    "readsb, one trace 60 times over": ("read_tracks", _one_trace, ">= 20 MB/s"),
    "readsb, a folder of 60 traces": ("read_tracks", _traces, ">= 20 MB/s"),
    "SBS-1, 1 M lines": ("read_tracks", _sbs, "<= 2 s"),
    "Beast, 1 M messages": ("read_tracks", _beast, ""),
    "GPX, 100,000 points": ("read_tracks", _written(100_000, "points.gpx"), ">= 10 MB/s"),
    "KML, gx:Track, 100,000 fixes": ("read_tracks", _written(100_000, "points.kml"), ">= 10 MB/s"),
    "CoT, 100,000 events": ("read_tracks", _written(100_000, "events.cot"), ">= 10 MB/s"),
    "GeoJSON, 100,000 points": ("read_tracks", _written(100_000, "points.geojson"), ">= 20 MB/s"),
    "OpenSky REST (JSON), 100,000 states": ("read_tracks", _opensky_json, ">= 20 MB/s"),
    "IGC": ("read_tracks", _shared("tracks/skytraxx.igc"), ""),
    "ASTERIX (pcap)": ("read_tracks", _shared("tracks/asterix-cat034-048.pcap"), ""),
}
"""What is read: by which function, where it comes from, and the target."""
