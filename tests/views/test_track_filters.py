from typing import Any

import pytest

import lagebild as lb
from lagebild.errors import ValidationError
from lagebild.views.track_filters import checked_filters
from tests.builders import make_picture

FULL = {
    "speed": [50.0, None],
    "types": ["A320", "C172"],
    "callsign": "DLH*, SWR?2",
    "sources": ["adsb"],
    "hours": [22.25, 6.0],
    "unknown": "hide",
}


def test_good_filters_are_kept() -> None:
    assert checked_filters(FULL) == FULL
    assert checked_filters({}) == {}
    assert checked_filters({"speed": (0, 10), "types": None, "hours": [6, 24]}) == {
        "speed": [0.0, 10.0],
        "hours": [6.0, 24.0],
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([1, 2], "filters are a dict, not"),
        ({"altitude": [0, 1]}, "not 'altitude'; heights are filtered by altitude_range"),
        ({"colour": 1}, "filters know speed, types, callsign, sources, hours, unknown, not 'colour'"),
        ({"speed": [3, 1]}, r"filters\['speed'\] is \[lowest, highest\] in m/s.*not \[3, 1\]"),
        ({"speed": [1, 2, 3]}, "lowest, highest"),
        ({"speed": [-1, None]}, "lowest, highest"),
        ({"speed": [True, 2]}, "lowest, highest"),
        ({"speed": [float("nan"), 2]}, "lowest, highest"),
        ({"speed": 7}, "lowest, highest"),
        ({"types": []}, "a list of at least one text"),
        ({"types": "A320"}, "a list of at least one text, not 'A320'"),
        ({"sources": [1]}, "a list of at least one text"),
        ({"sources": [str(n) for n in range(2000)]}, "at most 1000 texts, not 2000"),
        ({"callsign": " , "}, "1 to 200 characters"),
        ({"callsign": "x" * 201}, "1 to 200 characters"),
        ({"hours": [8, 8]}, "two different quarters"),
        ({"hours": [0, 24]}, "two different quarters"),
        ({"hours": [8.1, 9]}, "two different quarters of an hour.*8.1"),
        ({"hours": [-1, 25]}, "two different quarters"),
        ({"unknown": True}, "'show' or 'hide', not True"),
    ],
)
def test_wrong_filters_are_refused_by_the_map(given: Any, said: str) -> None:
    shown = make_picture().map()
    with pytest.raises(ValidationError, match=said):
        shown.filters = given
    assert shown.filters == {}
    with pytest.raises(ValidationError, match=said):
        checked_filters(given)


def test_the_map_takes_filters_and_colours_and_gives_them_back() -> None:
    shown = make_picture().map(filters=FULL, colour_by="column:ground_speed")
    assert (shown.filters, shown.colour_by) == (FULL, "column:ground_speed")
    for choice in ("altitude", "speed", "vertical_rate", "type", "time", "column:callsign"):
        shown.colour_by = choice
    with pytest.raises(ValueError, match=r"does not accept 'column:fuel'.*column:callsign"):
        shown.colour_by = "column:fuel"
    with pytest.raises(ValueError, match="does not accept 'colour'"):
        make_picture().map(colour_by="colour")


def test_one_maps_columns_are_not_anothers() -> None:
    make_picture().map(colour_by="column:callsign")
    empty = lb.Picture("leer").map()
    with pytest.raises(ValueError, match="does not accept"):
        empty.colour_by = "column:callsign"
