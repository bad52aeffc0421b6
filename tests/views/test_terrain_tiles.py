import numpy as np
import pytest
from pyproj import Transformer

import lagebild as lb
from lagebild.views.columns import unpack
from lagebild.views.terrain_tiles import TILE_CELLS, TerrainTiles, TileNameError
from tests.builders import georeferenced, make_terrain

_TO_MERCATOR = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
_HALF_WORLD = 20037508.342789244


def tile_heights(tiles: TerrainTiles, name: str) -> np.ndarray:
    meta, columns = unpack(tiles.tile(name))
    assert meta == {"empty": False}
    side = TILE_CELLS + 2
    raw = columns["height"].reshape(side, side)
    return np.where(np.isclose(raw, raw.max()) & (raw > 6000), np.nan, raw)


def tile_at(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
    x, y = _TO_MERCATOR.transform(longitude, latitude)
    size = 2 * _HALF_WORLD / 2**zoom
    return int((x + _HALF_WORLD) / size), int((_HALF_WORLD - y) / size)


def test_tile_pixels_hold_the_terrain_at_their_centres() -> None:
    """Against pyproj's Web Mercator and the terrain's own sampling, an independent way to the same places."""
    terrain = make_terrain(rows=300, columns=400, step=0.004)
    tiles = TerrainTiles(terrain)
    zoom = tiles.max_zoom
    column, row = tile_at(10.6, 46.8, zoom)
    heights = tile_heights(tiles, f"{zoom}/{column}/{row}")
    size = 2 * _HALF_WORLD / 2**zoom
    steps = (np.arange(-1, TILE_CELLS + 1) + 0.5) / TILE_CELLS
    x, y = np.meshgrid(-_HALF_WORLD + (column + steps) * size, _HALF_WORLD - (row + steps) * size)
    longitude, latitude = _TO_MERCATOR.transform(x, y, direction="INVERSE")
    np.testing.assert_allclose(heights, terrain.sample(longitude, latitude), atol=0.06)


def test_neighbouring_tiles_share_their_borders() -> None:
    tiles = TerrainTiles(make_terrain(rows=300, columns=400, step=0.004))
    zoom = 9
    column, row = tile_at(10.4, 46.9, zoom)
    left = tile_heights(tiles, f"{zoom}/{column}/{row}")
    right = tile_heights(tiles, f"{zoom}/{column + 1}/{row}")
    np.testing.assert_allclose(left[:, -1], right[:, 1], atol=0.11)


def test_no_data_stays_no_data() -> None:
    terrain = make_terrain(rows=300, columns=400, step=0.004)
    tiles = TerrainTiles(terrain)
    column, row = tile_at(9.81, 47.39, 10)
    _, columns = unpack(tiles.tile(f"10/{column}/{row}"))
    assert (columns["height"] > 6000).any()


def test_tile_without_data_is_empty() -> None:
    assert unpack(TerrainTiles(make_terrain()).tile("5/0/0"))[0] == {"empty": True}


def test_coarse_zooms_average_instead_of_picking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chessboard of 0 and 100 m looks 50 m high from afar."""
    monkeypatch.setattr("lagebild.views.terrain_tiles._UNREDUCED_CELLS", 10_000)
    rows, columns = 400, 400
    cells = (100.0 * (np.indices((rows, columns)).sum(axis=0) % 2)).astype(np.float32)
    terrain = lb.Terrain(elevation=georeferenced(cells, 10 + 0.001 * np.arange(columns), 47 - 0.001 * np.arange(rows)))
    tiles = TerrainTiles(terrain)
    column, row = tile_at(10.2, 46.8, 6)
    heights = tile_heights(tiles, f"6/{column}/{row}")
    assert np.nanmin(heights) == pytest.approx(50.0, abs=0.2)
    assert np.nanmax(heights[heights < 6000]) == pytest.approx(50.0, abs=0.2)


def test_projected_terrain_lands_at_the_same_place() -> None:
    to_utm = Transformer.from_crs("EPSG:4326", "EPSG:32632", always_xy=True)
    x0, y0 = to_utm.transform(10.5, 46.8)
    x, y = x0 + 100.0 * np.arange(200), y0 - 100.0 * np.arange(200)
    cells = (x[None, :] * 0.01 + y[:, None] * 0.001).astype(np.float32) - 10000
    terrain = lb.Terrain(elevation=georeferenced(cells, x, y, "EPSG:32632"))
    tiles = TerrainTiles(terrain)
    column, row = tile_at(10.6, 46.7, 11)
    meta, columns = unpack(tiles.tile(f"11/{column}/{row}"))
    assert meta == {"empty": False}
    assert np.isfinite(columns["height"]).any()


@pytest.mark.parametrize("name", ["", "1/2", "1/2/3/4", "a/b/c", "3/8/0", "3/0/-1", "-1/0/0", "99/0/0"])
def test_wrong_names_are_refused(name: str) -> None:
    with pytest.raises(TileNameError):
        TerrainTiles(make_terrain()).tile(name)


def test_key_follows_the_content() -> None:
    terrain = make_terrain()
    assert TerrainTiles(terrain).key == TerrainTiles(make_terrain()).key
    assert TerrainTiles(lb.Terrain(elevation=terrain.elevation + 1)).key != TerrainTiles(terrain).key
