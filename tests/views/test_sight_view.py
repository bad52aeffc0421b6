"""The profile of a line of sight says in words what it shows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from bokeh.models import Title

import lagebild as lb
from lagebild.model.stations import Station
from lagebild.model.terrain import Terrain
from lagebild.views.formats import Formats
from lagebild.views.sight_view import sight_figure, sight_view
from tests.analysis.rough_ground import ground
from tests.analysis.sight_oracle import Raster
from tests.builders import HOSTILE


def valley(height: float = 0.0) -> Terrain:
    cells = np.zeros((40, 200), dtype=np.float32)
    cells[:, 100] = height
    return ground(cells)


def ends(terrain: Terrain, **values: Any) -> tuple[Station, Station]:
    longitude, latitude = Raster(terrain).degrees(np.array([20, 20]), np.array([10, 190]))
    a, b = zip(longitude.tolist(), latitude.tolist(), strict=True)
    return (
        Station(longitude=a[0], latitude=a[1], height_agl=30, name="Mast", **values),
        Station(longitude=b[0], latitude=b[1], height_agl=30, name="Turm"),
    )


def title_of(figure: Any) -> str:
    return next(str(one.text) for one in figure.select(Title) if one.text)


@pytest.mark.parametrize(
    ("height", "frequency", "said"),
    [
        (0.0, None, "Sicht frei: am knappsten 30 m über dem Gelände, 2,7 km von Mast"),
        (0.0, 2.4e9, "Sicht frei: am knappsten 30 m über dem Gelände, 2,7 km von Mast · erste Fresnelzone frei"),
        (25.0, 2.4e9, "erste Fresnelzone nicht frei (0,35"),
        (100.0, 2.4e9, "verdeckt: das Gelände ragt 70 m über die Linie, 2,7 km von Mast"),
        (np.nan, None, "nicht bekannt: auf dem Weg fehlen Geländehöhen"),
    ],
)
def test_it_says_whether_the_other_end_is_seen(height: float, frequency: float | None, said: str) -> None:
    terrain = valley(height)
    profile = lb.line_of_sight(terrain, *ends(terrain), frequency=frequency)
    figure = sight_figure(profile, Formats(units="metric"))
    assert said in title_of(figure)
    assert ("Fresnel" in title_of(figure)) == (frequency is not None and height < 50)


def test_out_of_range_is_told() -> None:
    terrain = valley()
    profile = lb.line_of_sight(terrain, *ends(terrain, max_range=1000.0))
    assert title_of(sight_figure(profile, Formats())).endswith("außer Reichweite der Station")
    assert title_of(sight_figure(profile, Formats(language="en"))).endswith("out of the station's range")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("units", "unit"), [("metric", "km"), ("aviation", "NM")])
def test_axes_stand_in_the_readers_units(theme: str, units: Any, unit: str) -> None:
    terrain = valley(10.0)
    figure = sight_figure(lb.line_of_sight(terrain, *ends(terrain), frequency=1e9), Formats(units=units), theme=theme)
    assert figure.xaxis[0].axis_label == f"Entfernung von Mast ({unit})"
    long = {"km": 1000.0, "NM": 1852.0}[unit]
    assert figure.x_range.end == pytest.approx(5400 / long, rel=0.01)
    low, high = figure.y_range.start, figure.y_range.end
    assert low < 0 < 30 / {"km": 1.0, "NM": 0.3048}[unit] < high


def test_a_view_is_a_panel_of_it() -> None:
    terrain = valley()
    view = sight_view(terrain, *ends(terrain), frequency=1e9, language="en", units="metric", height=200)
    assert view.height == 200
    assert title_of(view.object).startswith("seen: 30 m above the ground")


def test_names_are_text() -> None:
    terrain = valley()
    a, b = ends(terrain)
    hostile = Station(longitude=a.longitude, latitude=a.latitude, height_agl=30, name=HOSTILE)
    figure = sight_figure(lb.line_of_sight(terrain, hostile, b), Formats())
    assert HOSTILE in figure.xaxis[0].axis_label  # Bokeh draws text, not markup
