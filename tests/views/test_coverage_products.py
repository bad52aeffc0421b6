"""What a coverage is made into: rings, flights in colours, files; each holds what the analysis says."""

from __future__ import annotations

import asyncio
import gzip
import io
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import param
import pytest
import rasterio

import lagebild as lb
from lagebild.model.altitude import Reference
from lagebild.model.overlay import VectorOverlay
from lagebild.model.stations import Station
from lagebild.views import scene as scene_module
from lagebild.views.columns import UnknownResourceError, unpack
from lagebild.views.coverage_view import CoverageView
from tests.views.test_coverage_view import picture, press, station


def flights(shown: lb.Picture, count: int = 4) -> lb.Tracks:
    """Flights across the terrain, low ones and high ones."""
    assert shown.terrain is not None
    west, south, east, north = shown.terrain.bounds
    step = np.arange(60) / 59
    frames = [
        pd.DataFrame(
            {
                "track_id": f"T{number}",
                "time": pd.Timestamp("2026-05-12T08:00Z") + pd.to_timedelta(step * 590, unit="s"),
                "longitude": west + (east - west) * (0.1 + 0.8 * step),
                "latitude": south + (north - south) * (number + 1) / (count + 1),
                "altitude_amsl": 60.0 + 60.0 * number + 60.0 * np.sin(9 * step),
            }
        )
        for number in range(count)
    ]
    return lb.Tracks.from_frame(pd.concat(frames, ignore_index=True))


def computed_picture(qnh: float | None = None) -> lb.Picture:
    """A station of limited range among hills, with flights above."""
    shown = picture()
    place = station(shown)
    limited = Station(
        longitude=place.longitude, latitude=place.latitude, height_agl=30, name="Platz", max_range=2500.0,
        range_source="<b>Datenblatt</b>",
    )  # fmt: skip
    beside = Station(longitude=place.longitude + 0.01, latitude=place.latitude, height_agl=10, name="Turm")
    return lb.Picture("Sicht", tracks=flights(shown), terrain=shown.terrain, stations=[limited, beside], qnh=qnh)


def computed(qnh: float | None = None, **options: Any) -> CoverageView:
    view = lb.coverage_view(computed_picture(qnh).map(**options))
    press(view.compute)
    return view


def overlay_named(view: CoverageView, start: str) -> VectorOverlay:
    layer = next(layer for layer in view.map._dropped.layers if layer.name.startswith(start))
    assert isinstance(layer.data, VectorOverlay)
    return layer.data


def saved(view: CoverageView, button: Any) -> bytes:
    return asyncio.run(button.callback()).read()


def test_rings_are_drawn_for_heights_that_are_written() -> None:
    view = computed(units="metric")
    view.heights.reference.value = Reference.AMSL
    view.products.levels.value = "200; 400"
    press(view.products.rings)
    rings = overlay_named(view, "Sichtkreise von Platz")
    said = list(rings.frame["Gesehen ab"])
    assert said == ["200 m über NN", "400 m über NN", "Reichweite höchstens 2,5 km, ohne Gelände (<b>Datenblatt</b>)"]
    assert view.coverage is not None
    expected = lb.horizon_rings(view.coverage.result, [200.0, 400.0], simplified=0.5)
    assert rings.frame.geometry.iloc[:2].geom_equals(expected.geometry).all()
    limit = lb.range_rings(view.choice.stations).geometry[0]
    assert rings.frame.geometry.iloc[2].equals(limit)
    names = [spec["name"] for spec in view.map.overlays]
    press(view.products.rings)
    assert [spec["name"] for spec in view.map.overlays] == names, "drawn anew in its place"


def test_rings_follow_the_slider_where_no_height_is_written() -> None:
    view = computed(units="metric")
    press(view.products.rings)
    assert overlay_named(view, "Sichtkreise").frame["Gesehen ab"].iloc[0] == "150 m über Grund"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("hoch", "hoch ist keine Höhe; Zahlen angeben wie 50; 100"),
        ("1 2 3 4 5 6 7 8 9", "höchstens 8 Höhen bekommen Kreise, nicht 9"),
        ("<i>", "&lt;i&gt; ist keine Höhe"),
    ],
)
def test_heights_that_are_none_are_said(text: str, sentence: str) -> None:
    view = computed()
    view.products.levels.value = text
    press(view.products.rings)
    assert sentence in str(view.said.object)
    assert len(view.map.overlays) == 1


def test_flights_are_coloured_by_whether_they_are_seen() -> None:
    view = computed(language="de")
    shown = view.map.picture
    press(view.products.flights)
    column = "Gesehen von Platz"
    assert view.map.colour_by == f"column:{column}"
    [spec] = view.map.track_columns["tracks-0"]
    assert (spec["name"], spec["kind"]) == (column, "category")
    meta, columns = unpack(gzip.decompress(view.map._scene.store.get(f"{spec['values']}/first/{column}")))
    assert meta["categories"] == ["gesehen", "verdeckt", "unbestimmt", "unbekannt"]
    assert meta["ordered"]
    assert shown.terrain is not None
    expected = lb.marked_seen(shown.tracks, view.choice.stations, shown.terrain).frame["sight"]
    words = dict(zip(("seen", "hidden", "undetermined", "unknown"), meta["categories"], strict=True))
    assert {"seen", "hidden"} <= set(expected)
    assert [meta["categories"][code] for code in columns["code"]] == [words[state] for state in expected]
    assert view.products.flights.name == "Flugwege nach Höhe einfärben"
    press(view.products.flights)
    assert view.map.colour_by == "altitude"
    assert view.map.track_columns == {}
    with pytest.raises(UnknownResourceError):
        view.map._scene.store.get(f"{spec['values']}/first/{column}")


def test_flights_of_large_layers_have_it_for_every_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scene_module, "WHOLE", 100)
    view = computed()
    press(view.products.flights)
    [spec] = view.map.track_columns["tracks-0"]
    store = view.map._scene.store
    whole, columns = unpack(gzip.decompress(store.get(f"{spec['values']}/track/0/{spec['name']}")))
    _, first = unpack(gzip.decompress(store.get(f"{spec['values']}/first/{spec['name']}")))
    layer = next(one for one in view.map.scene["layers"] if one["id"] == "tracks-0")
    _, thinned = unpack(gzip.decompress(store.get(layer["resource"])))
    assert len(columns["code"]) == 60
    assert len(first["code"]) == len(thinned["fix"]) < 240
    assert whole["kind"] == "category"


def test_another_computation_takes_the_colours_away() -> None:
    view = computed()
    press(view.products.flights)
    press(view.compute)
    assert view.map.track_columns == {}
    assert view.map.colour_by == "altitude"


def test_a_picture_without_flights_offers_no_colours() -> None:
    view = lb.coverage_view(picture().map())
    assert not view.products.flights.visible


def test_a_raster_is_saved_as_it_was_computed() -> None:
    view = computed()
    assert view.coverage is not None
    with rasterio.open(io.BytesIO(saved(view, view.products.raster))) as file:
        values = file.read(1)
        assert "Platz" in file.tags()["stations"]
    expected = view.coverage.lowest
    np.testing.assert_array_equal(values[np.isfinite(expected)], expected[np.isfinite(expected)])
    np.testing.assert_array_equal(np.isnan(values), np.isnan(expected))


def test_rings_are_saved_as_a_geopackage(tmp_path: Path) -> None:
    view = computed(units="aviation", qnh=1000.0)
    view.heights.reference.value = Reference.PRESSURE
    view.products.levels.value = "FL20 30"
    path = tmp_path / "kreise.gpkg"
    path.write_bytes(saved(view, view.products.vector))
    rings = gpd.read_file(path, layer="rings")
    assert list(rings["label"]) == ["FL 020", "FL 030"]
    # 1000 hPa lie 110.9 m above mean sea level of 1013.25 hPa: FL 20 is 609.6 m less that, less what cold air takes
    assert rings["altitude"].iloc[0] == pytest.approx(609.6 - 110.9, rel=0.1)
    assert (rings["altitude"].to_numpy() < [609.6 - 110.8, 914.4 - 110.8]).all()


def test_a_flight_level_is_as_high_as_pressure_lets_it_be() -> None:
    known, unknown = computed(qnh=1013.25), computed()
    for view in (known, unknown):
        view.heights.reference.value = Reference.PRESSURE
        with param.edit_constant(view.heights.slider):  # as the browser does
            view.heights.slider.param.update(value=20, value_throttled=20)
    near, wide = known.heights.target, unknown.heights.target
    assert near.low < 609.6 < near.high
    assert near.high - near.low < 150.0
    assert wide.high - wide.low > 900.0, "940 to 1060 hPa"
    assert wide.low < near.low < near.high < wide.high
    assert "FL 020 liegt je nach Luftdruck und Temperatur in" in str(unknown.said.object)
    assert known.coverage is not None
    certain, all_of_it = (known.coverage.overlay(one).read((0, 120), (0, 150), (120, 150)) for one in (near, wide))
    seen = (certain == certain[:, :1, :1]).all(axis=0)
    assert seen.shape == (120, 150)
    lowest = known.coverage.lowest
    blue = all_of_it[2] == 153
    np.testing.assert_array_equal(blue, lowest <= wide.low)
    grey = all_of_it[2] == 140
    perhaps = (lowest > wide.low) & (lowest <= wide.high)
    assert perhaps.any()
    assert grey[perhaps].all()


def test_nothing_else_is_begun_while_something_is_computed() -> None:
    view = computed()
    view.work._set_busy(True)
    assert view.compute.disabled
    assert view.products.rings.disabled
    view.work._set_busy(False)
    assert not view.compute.disabled
