from pathlib import Path

import pytest

import lagebild as lb
from lagebild.readers.basemaps import as_basemaps, read_basemap_config
from tests.tiles_support import write_pmtiles

CONFIG = """
[[basemaps]]
name = "Gelände des Hauses"
path = "a.pmtiles"

[[basemaps]]
name = "Topographie"
kind = "wms"
url = "https://karten.intranet/wms"
layers = "dtk100"
attribution = "© Amt"
timeout = 5
"""


def test_a_path_a_table_and_several_of_them(tmp_path: Path) -> None:
    path = write_pmtiles(tmp_path / "karte.pmtiles", zooms=1)
    assert as_basemaps(None) == ()
    first, second = as_basemaps(
        [path, {"name": "X", "kind": "xyz", "url": "http://x.example/{z}/{x}/{y}.png"}], shown=True
    )
    assert (first.name, first.shown, first.is_remote) == ("karte", True, False)
    assert (second.shown, second.is_remote) == (False, True)
    assert not as_basemaps(second, shown=True)[0].shown  # a server waits until it is chosen


def test_a_configuration_counts_paths_from_its_folder(tmp_path: Path) -> None:
    write_pmtiles(tmp_path / "a.pmtiles", zooms=1)
    (tmp_path / "karten.toml").write_text(CONFIG, encoding="utf-8")
    house, topography = read_basemap_config(tmp_path / "karten.toml")
    assert house.path == str(tmp_path / "a.pmtiles")
    assert (topography.attribution, topography.timeout) == ("© Amt", 5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("basemaps = [", "cannot be read as TOML"),
        ("basemap = 1", "unknown entry 'basemap'"),
        ("basemaps = 5", "must be a list of tables"),
        ("[[basemaps]]\nname='a'", "needs the path"),
        ("[[basemaps]]\npath='none.pmtiles'", "no file"),
        ("[[basemaps]]\nname='a'\nkind='ftp'", "kind must be one of file, xyz, wms, wmts"),
        ("[[basemaps]]\nname='a'\nkind='xyz'\nurl='file:///{z}/{x}/{y}'", "must begin with http"),
        ("[[basemaps]]\nname='a'\nkind='xyz'\nurl='javascript:{z}{x}{y}'", "must begin with http"),
        ("[[basemaps]]\nname='a'\nkind='xyz'\nurl='http://a/{z}/{x}'", "the url lacks {y}"),
        ("[[basemaps]]\nname='a'\nkind='wms'\nurl='http://a'", "a WMS needs layers"),
        ("[[basemaps]]\nname='a'\nkind='wms'\nurl='http://a'\nlayers='b'\nversion='9'", "version must be"),
        ("[[basemaps]]\nname='a'\nkind='wms'\nurl='http://a'\nlayers='b'\ntimeout=0", "timeout must be seconds"),
        ("[[basemaps]]\nname='a'\nkind='wms'\nurl='http://a'\nlayers='b'\nshown=true", "only a file can be shown"),
        ("[[basemaps]]\nname='a'\nkind='wms'\nurl='http://a'\nlayers=['b']", "layers must be a text"),
        ("[[basemaps]]\nname='a'\nkind='wms'\nurl='http://a'\nlayers='b'\nmax_zoom=99", "zoom levels are whole"),
        ("[[basemaps]]\nname='a'\nadress='b'", "no field 'adress'; these it may have: attribution"),
        ("[[basemaps]]\nname=''\nkind='wms'\nurl='http://a'\nlayers='b'", "needs a name"),
    ],
)
def test_mistakes_are_one_sentence(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "karten.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((lb.LagebildError, FileNotFoundError), match=message):
        read_basemap_config(path)


@pytest.mark.parametrize("given", [5, [5], {"x": 1}])
def test_other_things_are_refused(given: object) -> None:
    with pytest.raises(lb.LagebildError, match="base map"):
        as_basemaps(given)
