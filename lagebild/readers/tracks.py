"""Flight paths from files of any known format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from lagebild.errors import ValidationError
from lagebild.model.tracks import Tracks
from lagebild.readers.files import PathLike, Progress, as_paths
from lagebild.readers.format import Site, TrackFormat, TrackOptions
from lagebild.readers.marking import table_is_marked
from lagebild.readers.recognise import format_of
from lagebild.readers.track_assembly import RawFixes, assemble

__all__ = ["read_tracks"]


def read_tracks(
    path_or_paths: PathLike | Iterable[PathLike],
    *,
    max_gap: str | timedelta = "10min",
    site: Site | None = None,
    day: date | None = None,
    progress: Progress | None = None,
) -> Tracks:
    """Read flight paths from one file or several; the formats are recognised by content.

    Formats: tables (CSV, Parquet) with lagebild's own columns, those of the `traffic` library (feet, knots, ft/min;
    `altitude` is pressure altitude, `geoaltitude` the height above the ellipsoid) or those of OpenSky's state vectors
    (SI), the same as JSON records or JSON lines, responses of OpenSky's REST interface, points or lines with times in
    GeoPackage, GeoJSON, GeoParquet and shapefiles, MF-JSON; IGC flight recorder files, GPX tracks, KML or KMZ
    (`gx:Track`, points with a time stamp), CoT, Remote ID (ASTM F3411); ASTERIX, also in pcap; readsb (traces,
    `aircraft.json`, folders of the past), SBS-1 logs, raw Mode S (Beast, AVR); NMEA logs with FLARM's traffic, logs
    of the Open Glider Network; MAVLink telemetry, ArduPilot DataFlash and PX4 ULog.

    Rows that cannot be fixes (time or place missing or out of range, text where a number belongs, infinite
    values, a second fix of a track at the same time) are left out; longitudes of 180 to 360 degrees are turned
    west. Each stands in `tracks.report`, with line or record number and original text; times without a zone
    are UTC, plain numbers are seconds since 1970 UTC, and the report says so.

    Parameters
    ----------
    path_or_paths
        A file, or several; tables of several files are put together, and an identifier that occurs in more
        than one of them is one flight path.
    max_gap
        Flights without an identifier are told apart by aircraft (icao24), callsign and any pause longer than
        this.
    site
        Where the radar (ASTERIX CAT048) or the receiver stands, for records that tell places from there.
    day
        UTC day of the first record, for formats that tell the time of the day only.
    progress
        Called with a file's name and the share done (0..1).

    Returns
    -------
    Tracks
        With `report`, whose records are position records.

    Raises
    ------
    MissingFileError
        If a file does not exist.
    FileFormatError
        If a file is empty, damaged, of no known format, or holds no usable fix.
    ColumnError
        If a table lacks a column, or its units cannot be told.
    """
    gap = _as_gap(max_gap)
    options = TrackOptions(site=site, day=day)
    paths = as_paths(path_or_paths)
    parts: list[RawFixes] = []
    for number, path in enumerate(paths):
        if progress is not None:
            progress(path.name, number / len(paths))
        parts.append(_read_one(path, options))
    tracks = assemble(parts, gap)
    if table_is_marked(tracks.frame) or any(table_is_marked(part.frame, part.path) for part in parts):
        tracks = replace(tracks, report=replace(tracks.report, synthetic=True))
    if progress is not None:
        progress(paths[-1].name, 1.0)
    return tracks


def _as_gap(max_gap: str | timedelta) -> pd.Timedelta:
    sentence = f"max_gap must be a positive duration such as '10min', not {max_gap!r}"
    # a number without a unit would be nanoseconds
    if isinstance(max_gap, str) and not any(sign.isalpha() or sign == ":" for sign in max_gap):
        raise ValidationError(sentence)
    if not isinstance(max_gap, str | timedelta):
        raise ValidationError(sentence)
    try:
        gap = pd.Timedelta(max_gap)
    except (ValueError, TypeError, OverflowError) as error:
        raise ValidationError(sentence) from error
    # NaT is not greater than nothing either
    if not gap > pd.Timedelta(0):
        raise ValidationError(sentence)
    return gap


def _read_one(path: Path, options: TrackOptions) -> RawFixes:
    return format_of(path, TrackFormat).read(path, options)
