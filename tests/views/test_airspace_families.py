"""The families of airspaces, held against the map's own tests of them."""

import pytest

from lagebild.views.airspace_families import families, family_colour, family_of


@pytest.mark.parametrize(
    ("kind", "icao_class", "family"),
    [
        ("CTR", "", "control-zone"),
        ("ctr", "D", "control-zone"),
        ("R", "", "restricted"),
        ("ED-R 10", "", "restricted"),
        ("Q", "", "danger"),
        ("P", "", "prohibited"),
        ("", "C", "class-c"),
        ("CLASS E", "", "class-efg"),
        ("D", "", "class-d"),
        ("A", "", "control-area"),
        ("GLIDING_SECTOR", "", "sector"),
        ("RMZ", "", "mandatory"),
        ("PROVISIONAL", "", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_the_type_decides_and_else_the_class(kind: str, icao_class: str, family: str) -> None:
    assert family_of(kind, icao_class) == family


def test_every_family_has_a_colour_on_both_grounds() -> None:
    assert len(families()) == 11
    for family in families():
        assert family_colour(family, "light") != family_colour(family, "dark")
    assert family_colour("prohibited", "light") == "#b01428"
