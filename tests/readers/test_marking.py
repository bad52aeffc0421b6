"""What was written as synthetic is known to be so when it is read again, from whatever file."""

from pathlib import Path

import pytest

import lagebild as lb
from tests.builders import make_airspaces, make_picture, make_terrain, make_tracks


@pytest.fixture(params=[True, False], ids=["synthetic", "real"])
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, bool]:
    origin = lb.Provenance(synthetic=request.param)
    data = {"flights": make_tracks(), "zones": make_airspaces(), "ground": make_terrain()}
    layers = [lb.Layer(id=name, data=value, provenance=origin) for name, value in data.items()]
    lb.Picture("Bild", layers=layers).save(tmp_path / "bild")
    return tmp_path / "bild", request.param


def test_marking_survives_in_each_file(saved: tuple[Path, bool]) -> None:
    folder, synthetic = saved
    tracks = lb.read_tracks(folder / "flights.parquet")
    airspaces = lb.read_airspaces(folder / "zones.parquet")
    terrain = lb.open_terrain(folder / "ground.tif")
    assert [part.report.synthetic for part in (tracks, airspaces, terrain)] == [synthetic] * 3
    picture = lb.Picture("Wieder", tracks=tracks, airspaces=airspaces, terrain=terrain)
    assert picture.is_synthetic is synthetic
    assert picture.marking == ("SYNTHETISCH" if synthetic else "")


def test_a_source_column_marks_a_table(tmp_path: Path) -> None:
    path = tmp_path / "flights.csv"
    make_tracks().frame.assign(source="SYNTHETISCH").to_csv(path, index=False)
    assert lb.read_tracks(path).report.synthetic
    make_tracks().frame.assign(source=["SYNTHETISCH"] + ["radar"] * 149).to_csv(path, index=False)
    assert not lb.read_tracks(path).report.synthetic


def test_a_picture_of_made_tables_is_not_marked() -> None:
    assert not make_picture().is_synthetic
