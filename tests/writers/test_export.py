"""What is written reads back equal; what a format cannot hold is told; a file is there whole or not at all."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

import lagebild as lb
from lagebild.errors import ValidationError, WriteError
from lagebild.model.activation import ALWAYS, Activation, ActivationKind, DayTime, WeeklyRule
from lagebild.model.limits import SURFACE, UNKNOWN_LIMIT, UNLIMITED, Level, Limit
from lagebild.writers import registry
from lagebild.writers.format import WriteFormat
from tests.builders import make_airspaces, make_tracks

_FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
_WORDS = st.text("ABCxyz019äß-_\"',;", min_size=1, max_size=8).filter(lambda text: text == text.strip())
_NUMBERS = st.one_of(st.none(), st.floats(-1e4, 1e5, width=32))
_MOMENTS = st.integers(0, 4 * 10**18)


@st.composite
def _tracks(draw: st.DrawFn) -> lb.Tracks:
    count = draw(st.integers(1, 8))

    def column(values: st.SearchStrategy[object]) -> list[object]:
        return draw(st.lists(values, min_size=count, max_size=count))

    frame = pd.DataFrame(
        {
            "track_id": column(_WORDS),
            "time": pd.to_datetime(draw(st.lists(_MOMENTS, min_size=count, max_size=count, unique=True)), utc=True),
            "longitude": column(st.floats(-180, 180)),
            "latitude": column(st.floats(-90, 90)),
            "altitude_amsl": column(_NUMBERS),
            "altitude_pressure": column(_NUMBERS),
            "height_ellipsoid": column(_NUMBERS),
            "ground_speed": column(_NUMBERS),
            "callsign": column(st.one_of(st.none(), _WORDS)),
            "on_ground": pd.array(column(st.sampled_from([True, False, None])), dtype="boolean"),
        }
    )
    for name in ("altitude_amsl", "altitude_pressure", "height_ellipsoid", "ground_speed"):
        frame[name] = frame[name].astype("float64")
    return lb.Tracks.from_frame(frame)


_LEVELS = st.one_of(
    st.just(SURFACE),
    st.just(UNLIMITED),
    st.builds(
        Level,
        value=st.one_of(
            st.integers(1, 60000).map(lambda feet: round(feet * 0.3048, 4)), st.integers(1, 9000).map(float)
        ),
        reference=st.sampled_from(["amsl", "agl", "pressure"]),
    ),
)
_LIMITS = st.one_of(
    st.just(UNKNOWN_LIMIT),
    st.builds(Limit, levels=st.lists(_LEVELS, min_size=1, max_size=2).map(tuple), join=st.sampled_from(["max", "min"])),
)
_DAY_TIMES = st.one_of(
    st.builds(DayTime, minutes=st.integers(0, 1439)),
    st.builds(DayTime, event=st.sampled_from(["sunrise", "sunset"]), minutes=st.integers(-90, 90)),
)
_START = datetime(2026, 1, 1, tzinfo=UTC)
_ACTIVATIONS = st.one_of(
    st.just(ALWAYS),
    st.just(Activation()),
    st.just(Activation(kind=ActivationKind.NOTAM)),
    st.builds(
        lambda begin, length: Activation(
            kind=ActivationKind.PERIODS,
            stated=((_START + timedelta(seconds=begin), _START + timedelta(seconds=begin + length)),),
        ),
        st.integers(0, 10**8),
        st.integers(1, 10**6),
    ),
    st.builds(
        lambda days, start, end: Activation(
            kind=ActivationKind.WEEKLY,
            rules=(WeeklyRule(weekdays=tuple(sorted(days)), start=start, end=end),),
        ),
        st.sets(st.integers(0, 6), min_size=1),
        _DAY_TIMES,
        _DAY_TIMES,
    ),
)
_RING = Polygon([(7, 47), (9, 47), (9.1, 48.5), (7, 48)], [[(7.5, 47.2), (7.6, 47.2), (7.6, 47.4)]])
_SHAPES = st.one_of(
    st.just(_RING),
    st.just(MultiPolygon([box(1, 1, 2, 2), box(3, 1, 4, 2.5)])),
    st.builds(lambda x, y: box(x, y, x + 0.37, y + 0.21), st.floats(-179, 179), st.floats(-89, 89)),
)


@st.composite
def _airspaces(draw: st.DrawFn) -> lb.Airspaces:
    count = draw(st.integers(1, 4))

    def column(values: st.SearchStrategy[object]) -> list[object]:
        return draw(st.lists(values, min_size=count, max_size=count))

    return lb.Airspaces.from_frame(
        gpd.GeoDataFrame(
            {
                "airspace_id": draw(st.lists(_WORDS, min_size=count, max_size=count, unique=True)),
                "name": column(st.one_of(st.none(), _WORDS)),
                "type": column(st.sampled_from(["CTR", "R", "TMA"])),
                "icao_class": column(st.sampled_from([None, "C", "D"])),
                "lower": column(_LIMITS),
                "upper": column(_LIMITS),
                "activation": column(_ACTIVATIONS),
            },
            geometry=column(_SHAPES),
            crs="EPSG:4326",
        )
    )


def _same_airspaces(read: lb.Airspaces, given: lb.Airspaces) -> None:
    assert len(read) == len(given)
    for name in ("airspace_id", "name", "type", "icao_class", "lower", "upper", "activation", "source_record", "text"):
        a, b = read.frame[name], given.frame[name]
        assert all(x == y or (pd.isna(x) and pd.isna(y)) for x, y in zip(a, b, strict=True)), name
    assert [shape.wkb for shape in read.frame.geometry] == [shape.wkb for shape in given.frame.geometry]


@pytest.mark.parametrize("ending", ["csv", "parquet", "geojson", "geoparquet", "gpx", "kml", "cot", "mfjson"])
@given(tracks=_tracks())
@_FEW
def test_tracks_read_back_equal(ending: str, tracks: lb.Tracks) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"fixes.{ending}"
        assert lb.write_tracks(tracks, path) == []
        read = lb.read_tracks(path)
    assert read.report.kept == read.report.records == tracks.fixes
    pd.testing.assert_frame_equal(read.frame, tracks.frame, check_categorical=False, check_exact=True)


@given(tracks=_tracks())
@_FEW
def test_tracks_in_a_geopackage_read_back_equal(tracks: lb.Tracks) -> None:
    whole = lb.Tracks.from_frame(tracks.frame.assign(time=tracks.frame["time"].dt.floor("ms")))
    for given_ones, told in ((tracks, "finer than milliseconds"), (whole, "")):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "fixes.gpkg"
            found = lb.write_tracks(given_ones, path)
            read = lb.read_tracks(path)
        assert all(told in issue.reason and issue.severity == "note" for issue in found)
        assert bool(told) or not found
        assert read.report.kept == read.report.records == given_ones.fixes
        pd.testing.assert_frame_equal(read.frame, given_ones.frame, check_categorical=False, check_exact=True)


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "geoparquet", "mfjson"])
def test_points_with_other_columns(ending: str, tmp_path: Path) -> None:
    frame = make_tracks(1, 3).frame.assign(
        count=pd.array([1, None, 3], dtype="Int64"),
        kind=pd.Categorical(["x", None, "y"]),
        note=["<b>", 'ü"', None],
        fid=[7, 8, 9],
        CallSign=["p", "q", "r"],
        velocity=[1.5, np.nan, 2.5],
        open=[True, False, True],
    )
    if ending == "geoparquet":
        frame = frame.drop(columns="CallSign")
    tracks = lb.Tracks.from_frame(frame)
    found = lb.write_tracks(tracks, tmp_path / f"a.{ending}")
    read = lb.read_tracks(tmp_path / f"a.{ending}").frame
    names = {
        "gpkg": {"fid": "fid_", "CallSign": "CallSign_"},
        "geojson": {"CallSign": "CallSign_"},
        "mfjson": {"fid": "fid_", "CallSign": "CallSign_"},
    }.get(ending, {})
    assert [issue.severity for issue in found] == ["repaired"] * len(names)
    for name in frame.columns:
        pair = (frame[name], read[names.get(name, name)])
        given_ones, back = (column.astype("object").where(column.notna(), None) for column in pair)
        assert all(_is(a, b) for a, b in zip(back, given_ones, strict=True)), name


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "geoparquet"])
def test_points_for_other_programs(ending: str, tmp_path: Path) -> None:
    tracks = make_tracks(2, 5)
    lb.write_tracks(tracks, tmp_path / f"a.{ending}")
    path = tmp_path / f"a.{ending}"
    table = gpd.read_parquet(path) if ending == "geoparquet" else gpd.read_file(path)
    assert table.crs.equals("EPSG:4326") or table.crs.equals("OGC:CRS84")
    assert set(table.geom_type) == {"Point"}
    assert table.geometry.x.tolist() == tracks.frame["longitude"].tolist()
    assert (
        pd.to_datetime(table["time"], utc=True).astype("datetime64[ns, UTC]").tolist() == tracks.frame["time"].tolist()
    )


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "geoparquet", "mfjson"])
def test_synthetic_points_stay_marked(ending: str, tmp_path: Path) -> None:
    tracks = make_tracks(1, 3)
    tracks = replace(tracks, report=replace(tracks.report, synthetic=True))
    lb.write_tracks(tracks, tmp_path / f"a.{ending}")
    assert lb.read_tracks(tmp_path / f"a.{ending}").report.synthetic


@pytest.mark.parametrize("ending", ["parquet", "gpkg", "geojson", "kml"])
@given(airspaces=_airspaces())
@_FEW
def test_airspaces_read_back_equal(ending: str, airspaces: lb.Airspaces) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"zones.{ending}"
        assert lb.write_airspaces(airspaces, path) == []
        _same_airspaces(lb.read_airspaces(path), airspaces)


@given(airspaces=_airspaces())
@settings(_FEW, max_examples=60)
def test_openair_reads_back_or_tells(airspaces: lb.Airspaces) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "zones.txt"
        findings = lb.write_airspaces(airspaces, path)
        read = lb.read_airspaces(path)
    told = " ".join(issue.reason for issue in findings)
    assert read.report.quarantined == 0
    for row in airspaces.frame.itertuples():
        pieces = read.frame[read.frame["airspace_id"].str.fullmatch(rf"{row.airspace_id}(\.\d+)?")]
        assert len(pieces) >= 1
        assert ("was written as" in told) or len(pieces) == 1
        assert pieces.union_all().symmetric_difference(row.geometry).area < 1e-5
        for piece in pieces.itertuples():
            assert piece.type == row.type
            assert _is(piece.icao_class, row.icao_class)
            assert _is(piece.name, row.name)
            for name in ("lower", "upper"):
                ours, theirs = getattr(row, name), getattr(piece, name)
                assert theirs.levels == ours.levels
                assert theirs.join == ours.join or len(ours.levels) < 2
            # the text says it, where the model has none
            assert (piece.activation.kind, piece.activation.stated) == (row.activation.kind, row.activation.stated)
            assert piece.activation.rules == row.activation.rules


def _is(read: object, given: object) -> bool:
    return read == given or (pd.isna(read) and pd.isna(given))


@pytest.mark.parametrize("ending", ["parquet", "gpkg", "geojson", "kml", "kmz"])
def test_other_columns_and_hostile_texts_survive(ending: str, tmp_path: Path) -> None:
    frame = make_airspaces().frame.assign(
        fid_number=[1, 2, 3, 4], length=[0.1, np.nan, 3.0, 4.0], open=[True, False, True, True], day="2026-01-01"
    )
    airspaces = lb.Airspaces.from_frame(frame)
    lb.write_airspaces(airspaces, tmp_path / f"a.{ending}")
    read = lb.read_airspaces(tmp_path / f"a.{ending}")
    _same_airspaces(read, airspaces)
    for name in ("fid_number", "length", "open", "day"):
        assert read.frame[name].tolist() == pytest.approx(frame[name].tolist(), nan_ok=True), name


def test_real_openair_reads_back_within_a_metre(shared_data: Path, tmp_path: Path) -> None:
    all_of_them = lb.read_airspaces(shared_data / "airspaces" / "openair-switzerland.txt").frame
    given = lb.Airspaces.from_frame(all_of_them[all_of_them.geom_type == "Polygon"])  # repaired ones have parts
    assert len(given) > 300
    findings = lb.write_airspaces(given, tmp_path / "again.txt")
    read = lb.read_airspaces(tmp_path / "again.txt")
    assert {issue.severity for issue in findings} == {"note"}
    assert read.frame["airspace_id"].tolist() == given.frame["airspace_id"].tolist()
    for name in ("name", "type", "icao_class", "text", "lower", "upper"):
        assert all(_is(a, b) for a, b in zip(read.frame[name], given.frame[name], strict=True)), name
    assert [a.kind for a in read.frame["activation"]] == [a.kind for a in given.frame["activation"]]
    away = [a.hausdorff_distance(b) for a, b in zip(read.frame.geometry, given.frame.geometry, strict=True)]
    assert max(away) * 111_320 < 1.0


def test_what_openair_cannot_hold_is_told(tmp_path: Path) -> None:
    frame = make_airspaces().frame
    frame["lower"] = [Limit.of(100.0, "ellipsoid"), *frame["lower"][1:]]
    frame["owner"] = "X"
    told = " ".join(i.reason for i in lb.write_airspaces(lb.Airspaces.from_frame(frame), tmp_path / "a.txt"))
    assert "cannot hold the limit" in told
    assert "'owner'" in told
    assert "written as 2 airspaces" in told


def test_csv_tells_texts_that_do_not_read_back(tmp_path: Path) -> None:
    frame = make_tracks(1, 4).frame.assign(callsign=["NA", " A", "B\nC", "D"])
    found = lb.write_tracks(lb.Tracks.from_frame(frame), tmp_path / "a.csv")
    assert [issue.severity for issue in found] == ["repaired", "note", "note"]
    assert lb.read_tracks(tmp_path / "a.csv").frame["callsign"].isna().tolist() == [True, False, False, False]


class TestWholeOrNot:
    def test_another_file_is_not_lost(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text("mine")
        with pytest.raises(WriteError, match="exists already"):
            lb.write_tracks(make_tracks(), path)
        assert path.read_text() == "mine"
        lb.write_tracks(make_tracks(), path, overwrite=True)
        assert len(lb.read_tracks(path)) == 3

    def test_a_failure_leaves_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(_: object, path: Path) -> None:
            path.write_text("half")
            raise OSError(28, "No space left on device")

        broken = WriteFormat(name="Broken", endings=(".broken",), tracks=fails)
        monkeypatch.setattr("lagebild.writers.export.all_write_formats", lambda: (broken,))
        with pytest.raises(WriteError, match="No space left"):
            lb.write_tracks(make_tracks(), tmp_path / "a.broken")
        assert list(tmp_path.iterdir()) == []

    def test_unknown_names(self, tmp_path: Path) -> None:
        with pytest.raises(ValidationError, match=r"'a\.xyz' does not tell a format.*CSV \(\.csv\)"):
            lb.write_tracks(make_tracks(), tmp_path / "a.xyz")
        with pytest.raises(ValidationError, match="not written as 'OpenAir'"):
            lb.write_tracks(make_tracks(), tmp_path / "a.txt", format="OpenAir")
        lb.write_tracks(make_tracks(), tmp_path / "a.xyz", format="csv")
        assert len(lb.read_tracks(tmp_path / "a.xyz")) == 3


def test_formats_of_others_come_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Entry:
        name, value = "dots", "nobody:DOTS"

        def __init__(self, loaded: object) -> None:
            self.loaded = loaded

        def load(self) -> object:
            if isinstance(self.loaded, Exception):
                raise self.loaded
            return self.loaded

    dots = WriteFormat(
        name="Dots", endings=(".csv",), tracks=lambda tracks, path: path.write_text("." * tracks.fixes) and None
    )
    entries = [Entry(dots), Entry(RuntimeError("broken")), Entry(object())]
    monkeypatch.setattr(registry, "entry_points", lambda group: entries if group == registry.ENTRY_POINTS else [])
    registry.all_write_formats.cache_clear()
    try:
        lb.write_tracks(make_tracks(1, 5), tmp_path / "a.csv")
        assert (tmp_path / "a.csv").read_text() == "....."
    finally:
        registry.all_write_formats.cache_clear()
