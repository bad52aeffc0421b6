from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.codecs.igc import format_b_record, looks_like_igc, parse_igc

HEADER = "AXXX001\r\nHFDTE160726\r\nHFGIDGLIDERID:D-1234\r\n"


def parse(*lines):
    return parse_igc((HEADER + "\r\n".join(lines) + "\r\n").encode())


def test_a_fix_read_by_hand():
    file = parse("B1602405407121N00249342WA0028000421")
    fixes = file.fixes
    assert fixes.second[0] == 16 * 3600 + 2 * 60 + 40
    assert fixes.latitude[0] == pytest.approx(54 + 7.121 / 60, abs=1e-12)
    assert fixes.longitude[0] == pytest.approx(-(2 + 49.342 / 60), abs=1e-12)
    assert (fixes.pressure[0], fixes.gnss[0], bool(fixes.valid[0])) == (280.0, 421.0, True)
    assert fixes.line[0] == 4
    assert file.dates == (date(2026, 7, 16),)
    assert file.headers["GID"] == "D-1234"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("HFDTE210110", date(2010, 1, 21)),
        ("HFDTEDATE:210110,01", date(2010, 1, 21)),
        ("HFDTEDATE: 210110", date(2010, 1, 21)),
        ("HPDTE010195", date(1995, 1, 1)),
    ],
)
def test_both_spellings_of_the_date(line, expected):
    assert parse_igc(f"{line}\n".encode()).dates == (expected,)


def test_a_date_that_is_none_is_told():
    file = parse_igc(b"HFDTE320110\n")
    assert not file.dates
    assert file.bad[0].line == 1


def test_sixty_minutes_are_the_next_degree():
    """As a real recorder writes them: 145 59.982, 145 60.000, 146 00.019."""
    file = parse("B0224073630099S14560000EA0133901401", "B0224083660000S14600019EA0134301406")
    assert file.bad == ()
    assert file.fixes.longitude.tolist() == pytest.approx([146.0, 146 + 0.019 / 60], abs=1e-12)
    assert file.fixes.latitude[1] == pytest.approx(-37.0, abs=1e-12)
    assert len(parse("B0224073630099S14560001EA0133901401").bad) == 1


def test_negative_altitudes_and_extensions():
    file = parse("I033638FXA3941ENL4242LAD", "B0000005000000N01000000EA-0012-0003" + "005" + "010" + "5")
    assert file.fixes.pressure[0] == -12.0
    assert file.fixes.gnss[0] == -3.0
    assert file.fixes.extensions["FXA"][0] == 5.0
    assert file.fixes.extensions["ENL"][0] == 10.0
    assert file.fixes.latitude[0] == pytest.approx(50 + 0.0005 / 60, abs=1e-12)


def test_a_blank_extension_is_missing():
    file = parse("I013638FXA", "B0000005000000N01000000EA0000000000", "B0000015000000N01000000EA0000000000005")
    np.testing.assert_array_equal(file.fixes.extensions["FXA"], [np.nan, 5.0])


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("B2502405407121N00249342WA0028000421", "time"),
        ("B1602409107121N00249342WA0028000421", "latitude"),
        ("B1602405467121N00249342WA0028000421", "latitude"),
        ("B1602405407121N18149342WA0028000421", "longitude"),
        ("B1602405407121N00249342WX0028000421", "validity"),
        ("B1602405407121N00249342WA00a8000421", "pressure"),
        ("B1602405407121N00249342WA0028000 21", "GNSS"),
        ("B160240", "35 characters"),
    ],
)
def test_a_bad_fix_says_what_is_wrong(line, word):
    file = parse(line)
    assert not len(file.fixes.line)
    assert word in file.bad[0].reason
    assert (file.bad[0].line, file.bad[0].text) == (4, line)


def test_every_line_is_a_fix_or_bad_or_another_record():
    file = parse("B1602405407121N00249342WA0028000421", "hello", "GABC", "LXYZ", "")
    assert [bad.text for bad in file.unknown] == ["hello"]


@given(
    second=st.integers(0, 86_399),
    latitude=st.integers(-90 * 60_000, 90 * 60_000),
    longitude=st.integers(-180 * 60_000, 180 * 60_000),
    valid=st.booleans(),
    pressure=st.integers(-9999, 99_999),
    gnss=st.integers(-9999, 99_999),
)
def test_a_written_fix_comes_back(second, latitude, longitude, valid, pressure, gnss):
    line = format_b_record(
        second=second,
        latitude=latitude / 60_000,
        longitude=longitude / 60_000,
        valid=valid,
        pressure=pressure,
        gnss=gnss,
    )
    fixes = parse(line).fixes
    assert fixes.second[0] == second
    assert fixes.latitude[0] == pytest.approx(latitude / 60_000, abs=1e-9)
    assert fixes.longitude[0] == pytest.approx(longitude / 60_000, abs=1e-9)
    assert (bool(fixes.valid[0]), fixes.pressure[0], fixes.gnss[0]) == (valid, pressure, gnss)


@given(st.binary(max_size=300))
def test_any_bytes_can_be_parsed(data):
    parse_igc(HEADER.encode() + data)


def test_recognition():
    assert looks_like_igc(HEADER)
    assert looks_like_igc("\ufeff" + HEADER + "B1602405407121N00249342WA0028000421")
    assert not looks_like_igc("AC R\nAN B1\n")
    assert not looks_like_igc("")
