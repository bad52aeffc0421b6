"""Tables of results as files: units in names, ISO times, nothing that a spreadsheet would compute."""

import io

import pandas as pd

from lagebild.writers.result_tables import as_csv, as_parquet


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "track_id": ["=cmd|' /C calc'!A0", "+1", "-2", "@x", "plain", "\t=1"],
            "entry_time": pd.to_datetime(["2026-05-12T08:00:00.5Z"] * 6, utc=True),
            "duration": [1.5, -2.0, 3.0, 4.0, 5.0, float("nan")],
            "entry_altitude_amsl": 100.0,
            "status": "certain",
        }
    )


def test_csv_is_harmless_and_has_units_and_iso_times() -> None:
    read = pd.read_csv(as_csv(table()), encoding="utf-8-sig", dtype=str)
    assert list(read.columns) == ["track_id", "entry_time", "duration_s", "entry_altitude_amsl_m", "status"]
    assert read["track_id"].tolist() == ["'=cmd|' /C calc'!A0", "'+1", "'-2", "'@x", "plain", "'\t=1"]
    assert read["entry_time"][0] == "2026-05-12T08:00:00.500000Z"
    assert read["duration_s"][1] == "-2.0"  # a number stays a number


def test_parquet_keeps_types_and_texts() -> None:
    read = pd.read_parquet(io.BytesIO(as_parquet(table()).read()))
    assert isinstance(read["entry_time"].dtype, pd.DatetimeTZDtype)
    assert read["track_id"].tolist() == table()["track_id"].tolist()
    assert "duration_s" in read


def test_empty_tables_are_files_too() -> None:
    assert as_csv(table().iloc[:0]).read().decode("utf-8-sig").startswith("track_id,entry_time,duration_s")
    assert len(pd.read_parquet(as_parquet(table().iloc[:0]))) == 0
