from __future__ import annotations

from lagebild.demo.airports import DOMESTIC, FAR_EAST, FAR_WEST, NEIGHBOURS
from lagebild.demo.assets import airport_table, cities_table
from lagebild.model.places import Places
from lagebild.picture import Picture


def test_every_airport_used_exists_and_has_an_elevation_where_it_is_landed_at() -> None:
    table = airport_table()
    assert set(DOMESTIC + NEIGHBOURS + FAR_WEST + FAR_EAST) <= set(table.index)
    assert table.loc[list(DOMESTIC + NEIGHBOURS), "elevation"].notna().all()
    assert set(table.loc[list(DOMESTIC), "country"]) == {"KZ"}


def test_airports_are_real_and_say_where_from(kasachstan: Picture) -> None:
    layer = kasachstan.layer("airports")
    assert isinstance(layer.data, Places)
    frame = layer.data.frame.set_index("icao")
    assert frame.loc["UAAA", "name"] == "Almaty (UAAA)"
    assert frame.loc["UACC", "iata"] == "NQZ"
    assert set(frame["kind"]) == {"airport"}
    assert frame["country"].eq("KZ").sum() >= 25
    assert layer.provenance.licence == "MIT"
    assert not layer.provenance.synthetic


def test_cities_carry_german_names(kasachstan: Picture) -> None:
    layer = kasachstan.layer("cities")
    assert isinstance(layer.data, Places)
    names = set(layer.data.frame["name"])
    assert {"Almaty", "Astana", "Schymkent", "Karaganda", "Öskemen", "Petropawl"} <= names
    assert "CC BY" in layer.provenance.licence
    assert "GeoNames" in layer.provenance.attribution


def test_the_base_map_s_cities_cover_the_world() -> None:
    cities = cities_table()
    assert len(cities) > 4000
    assert cities["capital"].sum() > 190
    by_english = (
        cities.sort_values("population").drop_duplicates("name_en", keep="last").set_index("name_en")["name_de"]
    )
    for english, german in {
        "Moscow": "Moskau", "Tashkent": "Taschkent", "Bishkek": "Bischkek", "Dushanbe": "Duschanbe",
        "Beijing": "Peking", "Milan": "Mailand", "Zürich": "Zürich", "Munich": "München", "Vienna": "Wien",
        "Chelyabinsk": "Tscheljabinsk", "Omsk": "Omsk", "Tehran": "Teheran", "Ashgabat": "Aschgabat",
    }.items():  # fmt: skip
        assert by_english[english] == german
