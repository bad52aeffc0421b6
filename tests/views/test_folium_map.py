import re
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pytest
from PIL import Image
from shapely.geometry import Point, box

import lagebild as lb
from lagebild.views.relief_image import relief_webp
from tests.builders import HOSTILE, make_picture, make_stations, make_terrain, make_tracks


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("folium") / "map.html"
    made = make_picture()
    found = made.folium()
    assert isinstance(found, folium.Map)
    found.save(path)
    return path.read_text(encoding="utf-8")


def test_nothing_is_linked(page: str) -> None:
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?(?:https?:)?//", page)
    assert "L.Map" in page or "L.map" in page


def test_texts_are_escaped(page: str) -> None:
    assert HOSTILE not in page


def test_marking_stands_on_the_page() -> None:
    layer = lb.Layer(id="t", data=make_tracks(), provenance=lb.Provenance(synthetic=True))
    rendered = lb.Picture("Erfunden", layers=[layer]).folium().get_root().render()
    assert rendered.count("SYNTHETISCH") >= 2  # the heading, and the layer's name


def test_an_empty_picture_is_a_map() -> None:
    assert "leaflet" in lb.Picture("Leer").folium().get_root().render().lower()


def test_relief_covers_the_common_box_and_leaves_no_data_clear() -> None:
    terrain = make_terrain()
    webp, box = relief_webp(terrain, terrain.bounds)
    import io

    image = np.asarray(Image.open(io.BytesIO(webp)))
    assert box == terrain.bounds
    assert image.shape[2] == 4
    assert image[2, 2, 3] == 0  # the north-west corner has no data
    assert (image[-10:, :, 3] > 0).all()


def test_stations_are_drawn_with_their_names() -> None:
    hostile = lb.Station(longitude=190, latitude=1, name=HOSTILE)
    rendered = lb.Picture("Netz", stations=[*make_stations(), hostile]).folium().get_root().render()
    assert "Zirler Berg" in rendered
    assert "-170.0" in rendered
    assert HOSTILE not in rendered


def test_legend_names_reference_and_range() -> None:
    rendered = make_picture(airspaces=None, terrain=None, places=None).folium().get_root().render()
    legend = rendered.split("lagebild-legend")[1].split("</div></div>")[0]
    assert "Höhe über NN" in legend
    assert legend.count("background:#") == 6
    assert "9.843 ft" in legend  # 3,000 m, the lowest
    assert "13.284 ft" in legend  # 4,049 m, the highest


def test_overlays_are_drawn_with_their_colours_and_stay_text() -> None:
    zones = gpd.GeoDataFrame(
        {"name": [HOSTILE, "b"], "art": ["x", "y"]}, geometry=[box(10, 46.4, 10.5, 46.8), Point(10.6, 46.9)], crs=4326
    )
    picture = make_picture(terrain=None).add_overlay(zones, label="name", colour_by="art", name="Zonen")
    page = picture.add_overlay(make_terrain().elevation, name="Werte").folium().get_root().render()
    assert "#1f77b4" in page
    assert "#d95f02" in page
    assert HOSTILE not in page
    assert "data:image/png;base64," in page
