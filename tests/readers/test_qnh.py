"""METAR reports in the layouts of NOAA, OGIMET and the Iowa archive."""

import random
from datetime import date

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.errors import FileFormatError, LagebildError, ValidationError
from tests.builders import make_picture
from tests.readers.mutations import mutated

NOAA = """2026/05/12 12:20
LSZH 121220Z 24008KT 9999 FEW040 18/09 Q1018 NOSIG

2026/05/12 12:50
LSZH 121250Z 24008KT 9999 FEW040 18/09 Q1017 NOSIG
"""


@pytest.fixture
def read(tmp_path):
    def reading(text, **options):
        path = tmp_path / "metar.txt"
        path.write_text(text)
        return lb.read_qnh(path, **options)

    return reading


def test_reports_with_a_line_of_their_date(read):
    series = read(NOAA)
    assert series.tolist() == [1018.0, 1017.0]
    assert series.index[0] == pd.Timestamp("2026-05-12T12:20Z")
    report = series.attrs["report"]
    assert (report.format, report.records, report.kept) == ("METAR", 2, 2)


def test_twelve_digits_and_an_equals_sign(read):
    series = read(
        "202605121250 METAR LSZH 121250Z 24008KT CAVOK 18/09 Q1017=\n202605121320 METAR LSZH 121320Z AUTO Q0998=\n"
    )
    assert series.tolist() == [1017.0, 998.0]


def test_a_table_and_inches_of_mercury(read):
    series = read(
        "station,valid,metar\nKJFK,2026-05-12 12:51,KJFK 121251Z 24008KT 10SM FEW040 18/09 A2992 RMK AO2 SLP132 Q9999\n"
    )
    # 29.92 inHg is the standard pressure within a tenth
    assert series.tolist() == [pytest.approx(1013.2, abs=0.05)]


def test_the_month_is_the_nearest_one(read):
    series = read("METAR LSZH 311250Z Q1017\nMETAR LSZH 010050Z Q1016\n", day=date(2026, 6, 1))
    assert [f"{time:%m-%d}" for time in series.index] == ["05-31", "06-01"]
    with pytest.raises(FileFormatError, match="name a day"):
        read("METAR LSZH 311250Z Q1017\n")


def test_a_report_goes_on_in_lines_that_begin_with_blanks(read):
    series = read("2026/05/12 12:20\nMETAR LSZH 121220Z 24008KT 9999\n     FEW040 18/09 Q1018\n")
    assert series.tolist() == [1018.0]


def test_what_tells_no_pressure_is_told(read):
    series = read(NOAA + "LSZH 121320Z 24008KT Q////\nLSZH 121350Z Q0001\nLSZH 121250Z COR Q1016\nLSZH 999999Z Q1013\n")
    report = series.attrs["report"]
    assert (report.records, report.kept, report.quarantined) == (6, 2, 4)
    # the corrected report counts
    assert series.tolist() == [1018.0, 1016.0]
    assert sorted(report.issues["line"]) == [5, 6, 7, 9]


def test_several_stations_need_a_name(read):
    text = NOAA + "LSGG 121250Z Q1020\n"
    with pytest.raises(ValidationError, match="LSGG, LSZH"):
        read(text)
    assert read(text, station="lsgg").tolist() == [1020.0]
    with pytest.raises(ValidationError, match="no reports of 'EDDF'"):
        read(text, station="EDDF")


def test_series_with_their_reports_can_be_put_together(read):
    first, second = read(NOAA), read(NOAA.replace("05/12", "05/13").replace(" 12", " 13"))
    joined = pd.concat([first, second])
    assert len(joined) == 4
    assert (first + 1.0).tolist() == [1019.0, 1018.0]


def test_other_files_are_refused(read, tmp_path):
    with pytest.raises(FileFormatError, match="no METAR reports"):
        read("hello\n")
    with pytest.raises(lb.LagebildError, match="there is no file"):
        lb.read_qnh(tmp_path / "absent.txt")


def test_analyses_take_the_series(read):
    picture = make_picture()
    begin = picture.tracks.time_range[0]
    series = read(f"{begin:%Y/%m/%d %H:%M}\nLSZH {begin:%d%H%M}Z Q1003\n")
    found = lb.crossings(picture.tracks, picture.airspaces, qnh=series)
    assert set(found["qnh_used"].dropna()) <= {1003.0}


def test_mutated(tmp_path):
    dice, path = random.Random(4), tmp_path / "metar.txt"
    for _ in range(200):
        path.write_bytes(mutated(NOAA.encode(), dice))
        try:
            series = lb.read_qnh(path)
        except LagebildError:
            continue
        assert np.isfinite(series).all()
        assert series.index.is_unique
