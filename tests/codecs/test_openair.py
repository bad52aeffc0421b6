import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.codecs.openair import (
    Coordinate,
    OpenAirError,
    format_coordinate,
    looks_like_openair,
    parse_coordinate,
    parse_coordinates,
    parse_number,
    parse_openair,
    parse_variable,
)

HERE = Coordinate(longitude=8.5, latitude=47.5)


@pytest.mark.parametrize(
    "text",
    [
        "47:30:00 N 008:30:00 E",
        "47:30:00N 008:30:00E",
        "47:30:00N008:30:00E",
        "47:30:00 n 8:30:00 e",
        "47:30.000 N 008:30.0 E",
        "47:29:60 N 008:29:60.0 E",
        "47.5 N 8.5 E",
        "  47:30:00 N , 008:30:00 E  ",
        "47 30 00 N 008 30 00 E",
        "47:30:00,0 N 008:30:00,0 E",
        "47°30'00\" N 008°30'00\" E",
    ],
)
def test_spellings_of_a_coordinate(text):
    assert parse_coordinate(text) == pytest.approx(HERE, abs=1e-12)


def test_seconds_with_decimals_and_the_other_hemispheres():
    place = parse_coordinate("12:34:59.5 S 123:00:00.25 W")
    assert place.latitude == pytest.approx(-(12 + 34 / 60 + 59.5 / 3600), abs=1e-12)
    assert place.longitude == pytest.approx(-(123 + 0.25 / 3600), abs=1e-12)


@pytest.mark.parametrize(
    "text",
    ["", "47:30 N", "95:00:00 N 008:00:00 E", "47:60:00 N 008:00:00 E", "47:00:61 N 008:00:00 E",
     "47:00:00 N 181:00:00 E", "47:00:00 8:00:00", "47::00 N 8:00:00 E", "x", "9" * 5000, "1 " * 5000],
)  # fmt: skip
def test_what_is_no_coordinate_is_refused(text):
    with pytest.raises(OpenAirError):
        parse_coordinate(text)


@given(st.floats(-180, 180), st.floats(-90, 90), st.integers(0, 4))
def test_a_written_coordinate_comes_back(longitude, latitude, decimals):
    place = Coordinate(longitude=longitude, latitude=latitude)
    back = parse_coordinate(format_coordinate(place, decimals=decimals))
    assert back == pytest.approx(place, abs=0.51 / 3600 / 10**decimals)


@pytest.mark.parametrize("separator", [",", ", ", " , ", " "])
def test_two_coordinates(separator):
    text = f"47:30:00 N 008:30:00 E{separator}47:30:00 N 008:30:00 E"
    assert parse_coordinates(text) == (HERE, HERE)


def test_numbers_and_variables():
    assert parse_number(" 5,5 ") == 5.5
    assert parse_number(".3") == 0.3
    assert parse_variable("X = 1") == ("X", "1")
    for text in ("", "nan", "inf", "1e999", "5 NM"):
        with pytest.raises(OpenAirError):
            parse_number(text)
    with pytest.raises(OpenAirError):
        parse_variable("X 1")


def test_blocks_keep_lines_and_text():
    text = "* head\nstray line\nAC R\nAN One * not a comment\n\nDP 1:0:0 N 1:0:0 E * a comment\n* inside\nAP 5\n\n* before two\nac Q\n"
    file = parse_openair(text.encode())
    assert [record.text for record in file.stray] == ["stray line"]
    first, second = file.blocks
    assert (first.line, second.line) == (3, 11)
    assert first.first("AN").value == "One * not a comment"
    assert first.first("DP").value == "1:0:0 N 1:0:0 E"
    assert [record.value for record in first.comments] == ["inside"]
    assert first.text.splitlines() == text.splitlines()[2:8]
    assert second.first("AC").value == "Q"


def test_geometry_records_without_blanks():
    file = parse_openair(b"AC R\nVX=47:30:00N008:30:00E\nDC5\nDP47:30:00N008:30:00E\n")
    assert [(r.key, r.value) for r in file.blocks[0].records][1:] == [
        ("V", "X=47:30:00N008:30:00E"), ("DC", "5"), ("DP", "47:30:00N008:30:00E")
    ]  # fmt: skip


@given(st.text(max_size=400))
def test_no_line_is_lost(text):
    data = ("AC R\n" + text).encode("utf-8", "replace")
    file = parse_openair(data)
    kept = "".join(block.text for block in file.blocks)
    for word in text.split():
        if not any(word in line and line.strip().startswith(("*", "#")) for line in text.splitlines()):
            assert word.strip("\x1a\x00\x0b\x0c\ufeff") in kept or not word.isprintable()


def test_recognition():
    assert looks_like_openair("* c\n" * 1000 + "AC R\nAL GND\n")
    assert not looks_like_openair("AC R\n")
    assert not looks_like_openair("a text about AC and DC")
