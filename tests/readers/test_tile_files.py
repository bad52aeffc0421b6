import gzip
import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely.geometry import box

from lagebild.errors import TileError
from lagebild.readers.mbtiles import MbtilesFile
from lagebild.readers.pmtiles import PmtilesFile
from lagebild.readers.tile_files import open_tiles
from lagebild.readers.tile_source import expand, vector_layers
from tests.tiles_support import colour_of, picture_tile, pixel, write_mbtiles, write_pmtiles


class TestPmtiles:
    def test_every_tile_is_the_one_asked_for(self, tmp_path: Path) -> None:
        source = open_tiles(write_pmtiles(tmp_path / "a.pmtiles"))
        for zoom, column, row in ((0, 0, 0), (1, 0, 1), (3, 7, 2), (3, 0, 0), (2, 3, 1)):
            assert pixel(source.read(zoom, column, row)) == colour_of(zoom, column, row)
        assert source.read(4, 0, 0) is None
        assert source.info.attribution == "<b>Eigene</b> &amp; Kacheln"
        assert (source.info.form, source.info.min_zoom, source.info.max_zoom) == ("raster", 0, 3)

    def test_directories_in_leaves_agree_with_another_reader(self, tmp_path: Path) -> None:
        """Against the reader of the format's own authors, over an archive too large for one directory."""
        path = tmp_path / "a.pmtiles"
        with path.open("wb") as file:
            writer = Writer(file)
            for column in range(256):
                for row in range(256):
                    if (column * row) % 3:
                        writer.write_tile(zxy_to_tileid(8, column, row), gzip.compress(f"{column} {row % 7}".encode()))
            writer.finalize(
                {"tile_type": TileType.MVT, "tile_compression": Compression.GZIP, "min_zoom": 8, "max_zoom": 8}, {}
            )
        source = PmtilesFile(path)
        assert source.header["leaf_directory_length"] > 0
        with path.open("rb") as file:
            reader = Reader(MmapSource(file))
            for column, row in np.random.default_rng(3).integers(0, 256, (40, 2)).tolist():
                stored = reader.get(8, column, row)
                assert source.read(8, column, row) == (gzip.decompress(stored) if stored else None)

    def test_vectors_of_gdal_name_their_layers(self, tmp_path: Path) -> None:
        path = tmp_path / "v.pmtiles"
        frame = gpd.GeoDataFrame({"kind": ["a"]}, geometry=[box(10, 46, 11, 47)], crs=4326)
        pyogrio.write_dataframe(frame, path, driver="PMTiles", layer="zonen", MINZOOM=0, MAXZOOM=4)
        source = open_tiles(path)
        assert source.info.form == "vector"
        assert source.info.layers == ("zonen",)
        assert b"zonen" in source.read(0, 0, 0)

    @pytest.mark.parametrize("length", [0, 5, 7, 100, 127, 200, 400])
    def test_truncated_archives_do_not_open(self, tmp_path: Path, length: int) -> None:
        path = write_pmtiles(tmp_path / "a.pmtiles")
        path.write_bytes(path.read_bytes()[:length])
        with pytest.raises(TileError, match=r"a\.pmtiles is (damaged or truncated|no base map)"):
            open_tiles(path)

    def test_an_archive_cut_in_its_tiles_opens_and_says_so_of_each(self, tmp_path: Path) -> None:
        path = write_pmtiles(tmp_path / "a.pmtiles")
        path.write_bytes(path.read_bytes()[:-2000])
        source = open_tiles(path)
        assert pixel(source.read(0, 0, 0)) == (0, 0, 0)
        with pytest.raises(TileError, match="damaged or truncated"):
            source.read(3, 7, 7)  # written last

    def test_damaged_bytes_never_do_anything_else(self, tmp_path: Path) -> None:
        path = write_pmtiles(tmp_path / "a.pmtiles", zooms=3)
        data = path.read_bytes()
        rng = np.random.default_rng(11)
        for _ in range(150):
            damaged = bytearray(data)
            for place in rng.integers(0, 500, 6):
                damaged[place] = rng.integers(0, 256)
            path.write_bytes(bytes(damaged))
            try:
                source = open_tiles(path)
                _ = source.info
                source.read(2, 1, 1)
            except TileError:
                pass

    def test_what_unpacks_to_gigabytes_is_refused(self) -> None:
        bomb = gzip.compress(bytes(50_000_000))
        with pytest.raises(TileError, match="unpacks to more"):
            expand(bomb, "a.pmtiles")


class TestMbtiles:
    def test_rows_count_from_the_north(self, tmp_path: Path) -> None:
        source = open_tiles(write_mbtiles(tmp_path / "a.mbtiles"))
        for zoom, column, row in ((0, 0, 0), (1, 0, 1), (2, 3, 0)):
            assert pixel(source.read(zoom, column, row)) == colour_of(zoom, column, row)
        assert source.read(5, 0, 0) is None
        assert (source.info.form, source.info.max_zoom, source.info.attribution) == ("raster", 2, "Eigene")

    def test_vectors_of_gdal(self, tmp_path: Path) -> None:
        path = tmp_path / "v.mbtiles"
        frame = gpd.GeoDataFrame({"kind": ["a"]}, geometry=[box(10, 46, 11, 47)], crs=4326)
        pyogrio.write_dataframe(frame, path, driver="MBTiles", layer="zonen", MINZOOM=0, MAXZOOM=3)
        source = open_tiles(path)
        assert source.info.form == "vector"
        assert source.info.layers == ("zonen",)
        assert b"zonen" in source.read(0, 0, 0)  # expanded

    @pytest.mark.parametrize("keep", [0.01, 0.3])
    def test_truncated_files_are_one_sentence(self, tmp_path: Path, keep: float) -> None:
        path = write_mbtiles(tmp_path / "a.mbtiles")
        data = path.read_bytes()
        path.write_bytes(data[: int(keep * len(data))])

        def read() -> None:
            source = open_tiles(path)
            for column in range(4):
                for row in range(4):
                    assert pixel(source.read(2, column, row)) == colour_of(2, column, row)

        with pytest.raises(TileError, match=r"a\.mbtiles (is damaged|holds no tiles)"):
            read()

    def test_other_databases_and_formats_are_refused(self, tmp_path: Path) -> None:
        with sqlite3.connect(tmp_path / "a.mbtiles") as base:
            base.execute("CREATE TABLE letters (text text)")
        base.close()
        with pytest.raises(TileError, match="damaged"):
            open_tiles(tmp_path / "a.mbtiles")
        with pytest.raises(TileError, match="kind that is not drawn"):
            open_tiles(write_mbtiles(tmp_path / "b.mbtiles", format="gif"))

    def test_a_tile_of_many_bytes_is_not_read(self, tmp_path: Path) -> None:
        path = write_mbtiles(tmp_path / "a.mbtiles")
        with sqlite3.connect(path) as base:
            base.execute("UPDATE tiles SET tile_data = zeroblob(6000000) WHERE zoom_level = 0")
        base.close()
        with pytest.raises(TileError, match="names a tile of 6000000 bytes"):
            open_tiles(path).read(0, 0, 0)

    def test_a_file_that_computes_for_ever_is_given_up(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("lagebild.readers.mbtiles._PATIENCE", 0.3)
        path = write_mbtiles(tmp_path / "a.mbtiles")
        endless = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT i, i, i, i FROM n WHERE i < 0"
        with sqlite3.connect(path) as base:
            base.execute("ALTER TABLE tiles RENAME TO hidden")
            base.execute(f"CREATE VIEW tiles (zoom_level, tile_column, tile_row, tile_data) AS {endless}")
        base.close()
        with pytest.raises(TileError, match="computes instead of answering"):
            MbtilesFile(path)


def test_other_files_are_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture_tile(0, 0, 0))
    with pytest.raises(TileError, match=r"a\.png is no base map"):
        open_tiles(tmp_path / "a.png")
    with pytest.raises(TileError, match="cannot be read"):
        open_tiles(tmp_path / "none.pmtiles")


@pytest.mark.parametrize(
    "metadata", ["no json", "[" * 10_000, {"vector_layers": 5}, {"vector_layers": [{"id": 5}, "x"]}, None]
)
def test_strange_metadata_names_no_layers(metadata: object) -> None:
    assert vector_layers(metadata) == ()
