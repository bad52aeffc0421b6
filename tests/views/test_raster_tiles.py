import io
from pathlib import Path

import numpy as np
import pytest
import rasterio
from PIL import Image
from pyproj import Transformer
from rasterio.transform import Affine
from rasterio.vrt import WarpedVRT

from lagebild.errors import TileError
from lagebild.model.overlay import RasterOverlay
from lagebild.readers.overlay import read_overlay
from lagebild.views.columns import unpack
from lagebild.views.raster_tiles import RasterTiles, palette_colours
from lagebild.views.tile_names import TileNameError
from tests.builders import georeferenced

_TO_MERCATOR = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
_HALF_WORLD = 20037508.342789244


def north_up(west: float, north: float, width: float, height: float) -> Affine:
    return Affine(width, 0.0, west, 0.0, -height, north)


def tile_at(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
    x, y = _TO_MERCATOR.transform(longitude, latitude)
    size = 2 * _HALF_WORLD / 2**zoom
    return int((x + _HALF_WORLD) / size), int((_HALF_WORLD - y) / size)


def picture(tiles: RasterTiles, zoom: int, column: int, row: int) -> np.ndarray:
    meta, columns = unpack(tiles.tile(f"{zoom}/{column}/{row}"))
    assert meta == {"empty": False}
    return np.asarray(Image.open(io.BytesIO(columns["tile"].tobytes())))


def four_colours(path: Path, crs: str = "EPSG:4326") -> RasterOverlay:
    """Quarters of red, green, blue and nothing."""
    cells = np.zeros((3, 200, 200), dtype=np.uint8)
    cells[0, :100, :100], cells[1, :100, 100:], cells[2, 100:, :100] = 255, 255, 255
    mask = np.full((200, 200), 255, dtype=np.uint8)
    mask[100:, 100:] = 0
    if crs == "EPSG:4326":
        transform = north_up(10, 47, 0.01, 0.01)
    else:
        x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(10, 47)
        transform = north_up(x, y, 800, 800)
    with rasterio.open(
        path, "w", driver="GTiff", count=3, height=200, width=200, dtype="uint8", crs=crs, transform=transform, photometric="RGB"
    ) as target:  # fmt: skip
        target.write(cells)
        target.write_mask(mask)
    overlay = read_overlay(path)
    assert isinstance(overlay, RasterOverlay)
    return overlay


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:25832", "EPSG:3857"])
def test_colours_lie_where_they_belong(tmp_path: Path, crs: str) -> None:
    overlay = four_colours(tmp_path / "a.tif", crs)
    tiles = RasterTiles(overlay)
    to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    a, _, x0, _, e, y0 = overlay.transform
    for (column, row), colour in (
        ((50, 50), (255, 0, 0)),
        ((150, 50), (0, 255, 0)),
        ((50, 150), (0, 0, 255)),
        ((150, 150), None),
    ):
        longitude, latitude = to_degrees.transform(x0 + a * column, y0 + e * row)
        zoom = tiles.max_zoom
        x, y = tile_at(longitude, latitude, zoom)
        mx, my = _TO_MERCATOR.transform(longitude, latitude)
        size = 2 * _HALF_WORLD / 2**zoom
        px, py = int((mx + _HALF_WORLD - x * size) / size * 256), int((_HALF_WORLD - my - y * size) / size * 256)
        if colour is None:
            meta, _ = unpack(tiles.tile(f"{zoom}/{x}/{y}"))
            assert meta["empty"] or picture(tiles, zoom, x, y)[py, px][3] == 0
        else:
            assert tuple(picture(tiles, zoom, x, y)[py, px]) == (*colour, 255)


def test_real_relief_agrees_with_gdals_warping(shared_data: Path) -> None:
    """Against GDAL's own reprojection of the same tile, an independent way to the same pixels."""
    path = shared_data / "terrain" / "oetztal-3s.tif"
    overlay = read_overlay(path, palette="grey", value_range=(0, 4000))
    tiles = RasterTiles(overlay)
    zoom = tiles.max_zoom
    column, row = tile_at(10.85, 46.85, zoom)
    size = 2 * _HALF_WORLD / 2**zoom
    transform = north_up(-_HALF_WORLD + column * size, _HALF_WORLD - row * size, size / 256, size / 256)
    with (
        rasterio.open(path) as source,
        WarpedVRT(source, crs="EPSG:3857", transform=transform, width=256, height=256, resampling=rasterio.enums.Resampling.bilinear) as warped,
    ):  # fmt: skip
        expected = warped.read(1)
    found = picture(tiles, zoom, column, row)
    assert (found[..., 3] == 255).all()
    shown = found[..., 0].astype(float) / 255 * 4000
    assert np.abs(shown - expected).mean() < 15  # a grey step is 16 m
    assert np.corrcoef(shown.ravel(), expected.ravel())[0, 1] > 0.999


def test_coarse_tiles_average() -> None:
    cells = (100.0 * (np.indices((2000, 2000)).sum(axis=0) % 2)).astype(np.float32)
    overlay = read_overlay(
        georeferenced(cells, 10 + 0.001 * np.arange(2000), 47 - 0.001 * np.arange(2000)),
        palette="grey",
        value_range=(0, 100),
    )
    tiles = RasterTiles(overlay)
    found = picture(tiles, 6, *tile_at(11, 46, 6))
    seen = found[found[..., 3] == 255][:, 0]
    assert abs(float(np.median(seen)) - 127) < 4


def test_tiles_beside_the_raster_are_empty(tmp_path: Path) -> None:
    tiles = RasterTiles(four_colours(tmp_path / "a.tif"))
    assert unpack(tiles.tile("5/0/0"))[0] == {"empty": True}


def test_a_raster_numbered_0_to_360_lies_on_both_sides() -> None:
    cells = np.tile(np.arange(360, dtype=np.float32), (170, 1))
    overlay = read_overlay(
        georeferenced(cells, 0.5 + np.arange(360), 84.5 - np.arange(170)), palette="grey", value_range=(0, 360)
    )
    found = picture(RasterTiles(overlay), 0, 0, 0)
    assert abs(int(found[128, 64, 0]) - 270 / 360 * 255) < 4  # 90° W
    assert abs(int(found[128, 192, 0]) - 90 / 360 * 255) < 4  # 90° E


def test_without_overviews_large_rasters_are_drawn_from_near_only(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=50_000, width=50_000, dtype="uint16", crs="EPSG:4326",
        transform=north_up(5, 50, 1e-4, 1e-4), tiled=True, sparse_ok=True, bigtiff="yes",
    ) as target:  # fmt: skip
        target.write(np.full((2048, 2048), 7, dtype=np.uint16), 1, window=((0, 2048), (0, 2048)))
    tiles = RasterTiles(read_overlay(path, value_range=(0, 10)))
    assert 0 < tiles.min_zoom < tiles.max_zoom
    assert unpack(tiles.tile("0/0/0"))[0] == {"empty": True}
    assert picture(tiles, tiles.min_zoom, *tile_at(5.01, 49.99, tiles.min_zoom))[..., 3].any()


@pytest.mark.parametrize("name", ["", "1/2", "a/b/c", "3/8/0", "-1/0/0", "99/0/0"])
def test_wrong_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TileNameError):
        RasterTiles(four_colours(tmp_path / "a.tif")).tile(name)


def test_palettes_begin_and_end_with_their_stops() -> None:
    colours = palette_colours("viridis")
    assert colours.shape == (256, 3)
    assert ["#{:02x}{:02x}{:02x}".format(*colours[at]) for at in (0, 255)] == ["#440154", "#fde725"]


def test_a_file_that_is_cut_while_it_is_shown_is_told_of_as_a_tile_that_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    cells = np.random.default_rng(1).integers(0, 255, (600, 600), dtype=np.uint8)
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=600, width=600, dtype="uint8", crs="EPSG:4326", transform=north_up(10, 47, 0.01, 0.01),
        tiled=True, blockxsize=128, blockysize=128,
    ) as target:  # fmt: skip
        target.write(cells, 1)
    overlay = read_overlay(path)
    overlay.read.__setstate__(overlay.read.__getstate__())  # as a thread that has not opened it yet
    path.write_bytes(path.read_bytes()[:60_000])
    with pytest.raises(TileError, match=r"a\.tif cannot be read"):
        RasterTiles(overlay).tile("/".join(map(str, (7, *tile_at(15.5, 41.5, 7)))))
