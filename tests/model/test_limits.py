import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import ValidationError
from lagebild.model.altitude import Reference
from lagebild.model.limits import SURFACE, UNKNOWN_LIMIT, UNLIMITED, Level, Limit
from lagebild.units import feet_to_metres

AMSL, AGL, PRESSURE = Reference.AMSL, Reference.AGL, Reference.PRESSURE


@pytest.mark.parametrize(
    ("text", "metres", "reference"),
    [("1000ft GND", 304.8, AGL), ("FL100", 3048.0, PRESSURE), ("FL 100", 3048.0, PRESSURE), ("fl95", 2895.6, PRESSURE),
     ("F095", 2895.6, PRESSURE), ("3500 MSL", 1066.8, AMSL), ("8500MSL", 2590.8, AMSL), ("3500ft AMSL", 1066.8, AMSL),
     ("1000 AGL", 304.8, AGL), ("1000m", 1000.0, AMSL), ("1000 m MSL", 1000.0, AMSL), ("500 m AGL", 500.0, AGL),
     ("19500 ft STD", 5943.6, PRESSURE), ("4500", 1371.6, AMSL), ("4500 ft", 1371.6, AMSL), ("4500F", 1371.6, AMSL),
     ("12500AMSL FT", 3810.0, AMSL), ("4,500 ft", 1371.6, AMSL), ("4'500 ft MSL", 1371.6, AMSL),
     ("12,500 ft", 3810.0, AMSL), ("MSL 3500", 1066.8, AMSL), ("3280 ft ASFC", 999.744, AGL),
     ("1500.5 m", 1500.5, AMSL), ("2000 ft.", 609.6, AMSL), ("FL 355", 10820.4, PRESSURE)],
)  # fmt: skip
def test_spellings(text, metres, reference):
    limit = Limit.from_text(text)
    assert [(level.value, level.reference) for level in limit.levels] == [(metres, reference)]
    assert limit.text == text


@pytest.mark.parametrize("text", ["GND", "SFC", " gnd ", "0 ft AGL", "SFC FT", "surface", "GND ft"])
def test_the_surface(text):
    assert Limit.from_text(text).levels == (SURFACE,)


@pytest.mark.parametrize("text", ["UNL", "UNL FT", "Unlimited", "UNLTD", "FL UNL"])
def test_unlimited(text):
    assert Limit.from_text(text).levels == (UNLIMITED,)


@pytest.mark.parametrize(
    "text", ["NOTAM", "BCTA FT", "", "ask", "4.500 ft", "1e5 ft", "1000 ft above ground", "ft", "-", "1000ft AG", "9" * 400,
             "FL100/NOTAM", "100/200/300"],
)  # fmt: skip
def test_what_says_no_height_stays_unknown_and_keeps_its_text(text):
    limit = Limit.from_text(text)
    assert not limit.is_known
    assert limit.text == text


@pytest.mark.parametrize(
    ("text", "join", "levels"),
    [("FL130/1000ft GND", "max", [(3962.4, PRESSURE), (304.8, AGL)]),
     ("FL130, 1000 ft GND", "max", [(3962.4, PRESSURE), (304.8, AGL)]),
     ("FL130 or 1000 ft GND whichever is higher", "max", [(3962.4, PRESSURE), (304.8, AGL)]),
     ("3000 AGL or FL 65 whichever is the lower", "min", [(914.4, AGL), (1981.2, PRESSURE)]),
     ("lesser of FL 100 or 3000 ft AGL", "min", [(3048.0, PRESSURE), (914.4, AGL)]),
     ("1000/3500 ft AGL/AMSL", "max", [(304.8, AGL), (1066.8, AMSL)]),
     ("4,500 ft MSL / 1,000 ft AGL", "max", [(1371.6, AMSL), (304.8, AGL)])],
)  # fmt: skip
def test_compound_limits(text, join, levels):
    limit = Limit.from_text(text)
    assert limit.join == join
    assert [(level.value, level.reference) for level in limit.levels] == levels


@given(st.integers(1, 660))
def test_a_flight_level_and_the_fix_on_it_are_the_same_number(level):
    assert Limit.from_text(f"FL{level}").levels[0].value == feet_to_metres(float(level * 100))


_LEVELS = st.builds(
    Level, value=st.floats(-1000, 1e6) | st.just(math.inf), reference=st.sampled_from([AMSL, AGL, PRESSURE])
)


@given(st.lists(_LEVELS, max_size=3), st.sampled_from(["max", "min"]), st.text(max_size=20))
def test_records_come_back(levels, join, text):
    limit = Limit(levels=tuple(levels), join=join, text=text)
    assert Limit.from_record(limit.to_record()) == limit


@given(st.integers(1, 600), st.sampled_from(["FL {}", "{} ft AMSL", "{} ft AGL"]))
def test_what_is_shown_can_be_read(number, pattern):
    limit = Limit.from_text(pattern.format(number))
    assert Limit.from_text(str(limit)).levels == limit.levels


@given(st.text(max_size=60))
def test_any_text_gives_a_limit(text):
    assert Limit.from_text(text).text == text.strip()


def test_levels_are_checked():
    with pytest.raises(ValidationError, match="reference must be one of"):
        Level(value=1.0, reference="height")
    for value in (math.nan, -math.inf):
        with pytest.raises(ValidationError, match="must be a number of metres"):
            Level(value=value, reference=AMSL)
    with pytest.raises(ValidationError, match="max or min"):
        Limit(join="sum")
    with pytest.raises(ValidationError, match="Level values"):
        Limit(levels=(1000.0,))


def test_unknown_shows_its_text():
    assert str(UNKNOWN_LIMIT) == "?"
    assert str(Limit.from_text("NOTAM")) == "NOTAM"
    assert str(Limit.from_text("lesser of FL 100 or 3000 ft AGL")) == "FL 100 or lower 3000 ft AGL"
