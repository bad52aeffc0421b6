"""GPX and KML hold every column of flight paths: types, missing values and hostile texts read back equal."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lagebild as lb
from lagebild.model.provenance import SYNTHETIC
from lagebild.writers import registry
from tests.builders import make_tracks

_ENDINGS = ["gpx", "kml", "kmz"]
_FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=6)
_HOSTILE = st.one_of(
    _TEXTS, st.sampled_from([" a", "a ", "\r", "\n\t", "\r\n", "]]>", "&lt;", "<a/>", "&#0;", "\x85", "", "nan"])
)
_COLUMNS = {
    "altitude_amsl": ("float64", st.floats(allow_nan=False, allow_infinity=False)),
    "altitude_gnss": ("float64", st.floats(allow_infinity=True)),
    "vertical_rate": ("float32", st.floats(width=32, allow_nan=False, allow_infinity=False)),
    "squawk": ("str", _HOSTILE),
    "on_ground": ("boolean", st.booleans()),
    "note of <others>": ("str", _HOSTILE),
    "small": ("Int16", st.integers(-(2**15), 2**15 - 1)),
    "huge": ("UInt64", st.integers(0, 2**64 - 1)),
    "time seen": ("datetime64[ns, UTC]", st.integers(0, 4 * 10**18)),
    "xmlns": ("Int64", st.integers(-(2**63), 2**63 - 1)),
}
_FULL = {
    "count": ("int64", st.integers(-(2**63), 2**63 - 1)),
    "byte": ("uint8", st.integers(0, 255)),
    "flag": ("bool", st.booleans()),
}


@st.composite
def _tracks(draw: st.DrawFn) -> lb.Tracks:
    count = draw(st.integers(1, 6))

    def column(values: st.SearchStrategy[object]) -> list[object]:
        return draw(st.lists(values, min_size=count, max_size=count))

    ids = st.sampled_from(["A", " A", "a<b>&\"'", "", "é\n"])
    frame = pd.DataFrame(
        {
            "track_id": column(ids),
            "time": pd.to_datetime(
                draw(st.lists(st.integers(0, 4 * 10**18), min_size=count, max_size=count, unique=True)), utc=True
            ),
            "longitude": column(st.floats(-180, 180)),
            "latitude": column(st.floats(-90, 90)),
        }
    )
    names = draw(st.lists(st.sampled_from([*_COLUMNS, *_FULL]), unique=True))
    for name in names:
        kind, values = _COLUMNS.get(name) or _FULL[name]
        given = column(values if name in _FULL else st.one_of(st.none(), values))
        if kind.startswith("datetime"):
            frame[name] = pd.to_datetime(
                pd.Series(given, dtype="Int64").astype("float64").where(lambda c: c.notna()), utc=True
            )
            frame[name] = frame[name].astype(kind)
        elif kind.startswith("float"):
            frame[name] = np.array([np.nan if value is None else value for value in given], dtype=kind)
        else:
            frame[name] = pd.Series(given, dtype="object").astype(
                pd.StringDtype(na_value=np.nan) if kind == "str" else kind
            )
    return lb.Tracks.from_frame(frame)


@pytest.mark.parametrize("ending", _ENDINGS)
@given(tracks=_tracks())
@_FEW
def test_every_column_reads_back_equal(ending: str, tracks: lb.Tracks) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"fixes.{ending}"
        assert lb.write_tracks(tracks, path) == []
        read = lb.read_tracks(path)
    assert read.report.kept == read.report.records == tracks.fixes
    assert read.ids == tracks.ids
    in_order = read.frame[list(tracks.frame.columns)]  # reading puts unknown columns behind the known ones
    assert len(in_order.columns) == len(read.frame.columns)
    pd.testing.assert_frame_equal(in_order, tracks.frame, check_categorical=False, check_exact=True)


@pytest.mark.parametrize("ending", _ENDINGS)
def test_what_xml_cannot_hold_is_told(ending: str, tmp_path: Path) -> None:
    frame = make_tracks(1, 2).frame.assign(callsign=["a\x01", "b"], place=[(1, 2), (3, 4)])
    found = lb.write_tracks(lb.Tracks.from_frame(frame), tmp_path / f"a.{ending}")
    assert [issue.severity for issue in found] == ["repaired", "repaired"]
    told = " ".join(issue.reason for issue in found)
    assert "1 texts of column 'callsign' hold signs that XML cannot" in told
    assert "column 'place' was written as text" in told
    read = lb.read_tracks(tmp_path / f"a.{ending}").frame
    assert read["callsign"].tolist() == ["a\ufffd", "b"]
    assert read["place"].tolist() == ["(1, 2)", "(3, 4)"]


@pytest.mark.parametrize("ending", _ENDINGS)
def test_synthetic_stays_synthetic(ending: str, tmp_path: Path) -> None:
    frame = make_tracks(1, 3).frame.assign(source=SYNTHETIC)
    lb.Tracks.from_frame(frame.drop(columns="source")).frame.to_parquet(tmp_path / "x.parquet")
    frame.to_csv(tmp_path / "made.csv", index=False)
    marked = lb.read_tracks(tmp_path / "made.csv")
    assert marked.report.synthetic
    lb.write_tracks(marked, tmp_path / f"a.{ending}")
    read = lb.read_tracks(tmp_path / f"a.{ending}")
    assert read.report.synthetic


@pytest.mark.parametrize("ending", _ENDINGS)
def test_equal_names_of_two_files_are_joined_where_we_wrote_them(ending: str, tmp_path: Path) -> None:
    tracks = make_tracks(1, 6)
    for name, part in (("a", tracks.frame.iloc[:3]), ("b", tracks.frame.iloc[3:])):
        lb.write_tracks(lb.Tracks.from_frame(part), tmp_path / f"{name}.{ending}")
    read = lb.read_tracks([tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"])
    assert read.ids == tracks.ids
    assert read.fixes == 6


def test_they_are_registered() -> None:
    kinds = {
        known.name: (known.tracks is not None, known.airspaces is not None) for known in registry.all_write_formats()
    }
    assert (kinds["GPX"], kinds["KML"], kinds["KMZ"]) == ((True, False), (True, True), (True, True))
