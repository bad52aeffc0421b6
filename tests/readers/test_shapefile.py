"""Airspaces from shapefiles, beside each other and packed, written here with GDAL; texts after dBase's description."""

import zipfile

import geopandas as gpd
import pyogrio
import pytest
import shapely

import lagebild as lb
from lagebild.errors import CrsError, FileFormatError
from lagebild.readers.recognise import Kind, recognise
from lagebild.readers.shapefile import full_names
from tests.readers.mutations import survives_mutations

NAMES = ["Zürich CTR", "Ötztal", "Plain"]


@pytest.fixture
def parts(tmp_path):
    """Return a function that writes a shapefile and gives its parts."""

    def writing(crs="EPSG:4326", encoding="UTF-8", shapes=None, **columns):
        folder = tmp_path / "made"
        folder.mkdir(exist_ok=True)
        boxes = shapes or [shapely.box(8 + n, 47, 8.5 + n, 48) for n in range(3)]
        given = {"name": NAMES, "lower_limi": ["GND"] * 3, "upper_limi": ["FL 100"] * 3, **columns}
        frame = gpd.GeoDataFrame(given, geometry=boxes, crs="EPSG:4326").to_crs(crs)
        pyogrio.write_dataframe(frame, folder / "a.shp", encoding=encoding)
        return {part.suffix: part.read_bytes() for part in folder.iterdir()}

    return writing


def packed(path, parts, stem="x/Zonen", without=()):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("liesmich.txt", "Guten Tag")
        archive.writestr("__MACOSX/._Zonen.shp", b"\0\0\x27\x0a")
        for ending, data in parts.items():
            if ending not in without:
                archive.writestr(stem + ending, data)
    return path


def told(airspaces):
    return airspaces.report.issues["reason"].str.cat(sep="; ")


def test_packed_under_a_misleading_name(tmp_path, parts):
    path = packed(tmp_path / "holiday.igc", parts())
    found = recognise(path)
    assert (found.name, found.kind) == ("Shapefile", Kind.AIRSPACES)
    airspaces = lb.read_airspaces(path)
    assert (airspaces.report.format, airspaces.report.records, airspaces.report.kept) == ("Shapefile", 3, 3)
    assert airspaces.frame["name"].tolist() == NAMES
    assert [str(limit) for limit in airspaces.frame["lower"]] == ["GND"] * 3
    assert [str(limit) for limit in airspaces.frame["upper"]] == ["FL 100"] * 3
    assert airspaces.frame.geometry.iloc[1].bounds == (9, 47, 9.5, 48)


@pytest.mark.parametrize("upper", [False, True])
def test_parts_beside_each_other(tmp_path, parts, upper):
    for ending, data in parts().items():
        (tmp_path / f"Zonen{ending.upper() if upper else ending}").write_bytes(data)
    path = tmp_path / ("Zonen.SHP" if upper else "Zonen.shp")
    assert recognise(path).name == "Shapefile"
    assert lb.read_airspaces(path).frame["name"].tolist() == NAMES


def test_another_reference_system(tmp_path, parts):
    airspaces = lb.read_airspaces(packed(tmp_path / "a.zip", parts(crs="EPSG:2056")))
    for shape, given in zip(
        airspaces.frame.geometry, [shapely.box(8 + n, 47, 8.5 + n, 48) for n in range(3)], strict=True
    ):
        assert shape.symmetric_difference(given).area < 1e-3  # straight edges on the map bend in degrees
        assert shape.bounds == pytest.approx(given.bounds, abs=2e-3)


class TestMissingParts:
    def test_reference_system(self, tmp_path, parts):
        with pytest.raises(CrsError, match="has no coordinate reference system"):
            lb.read_airspaces(packed(tmp_path / "a.zip", parts(), without=[".prj"]))

    def test_index(self, tmp_path, parts):
        with pytest.raises(FileFormatError, match="only one of the files of a shapefile"):
            lb.read_airspaces(packed(tmp_path / "a.zip", parts(), without=[".shx"]))
        path = tmp_path / "alone.shp"
        path.write_bytes(parts()[".shp"])
        with pytest.raises(FileFormatError, match="only one of the files of a shapefile"):
            lb.read_airspaces(path)

    def test_table(self, tmp_path, parts):
        airspaces = lb.read_airspaces(packed(tmp_path / "a.zip", parts(), without=[".dbf"]))
        assert len(airspaces) == 3
        assert "has no .dbf" in told(airspaces)

    def test_other_archives(self, tmp_path):
        with pytest.raises(FileFormatError, match="a zip archive of something else"):
            lb.read_airspaces(packed(tmp_path / "a.zip", {".shx": b"x"}))


class TestEncodings:
    @pytest.mark.parametrize(("encoding", "called"), [("UTF-8", "UTF-8"), ("cp1252", "cp1252")])
    def test_not_stated(self, tmp_path, parts, encoding, called):
        airspaces = lb.read_airspaces(packed(tmp_path / "a.zip", parts(encoding=encoding), without=[".cpg"]))
        assert airspaces.frame["name"].tolist() == NAMES
        assert f"does not say how its texts are encoded; they were read as {called}" in told(airspaces)

    def test_stated_wrongly(self, tmp_path, parts):
        given = {**parts(encoding="cp1252"), ".cpg": b"UTF-8"}
        airspaces = lb.read_airspaces(packed(tmp_path / "a.zip", given))
        assert airspaces.frame["name"].tolist() == NAMES
        assert "are not UTF-8; they were read as cp1252" in told(airspaces)

    def test_another_one_that_is_stated(self, tmp_path, parts):
        given = parts(encoding="cp1250", name=["Łódź", "Čáslav", "x"])
        assert b"1250" in given[".cpg"]
        airspaces = lb.read_airspaces(packed(tmp_path / "a.zip", given))
        assert airspaces.frame["name"].tolist() == ["Łódź", "Čáslav", "x"]
        assert "texts" not in told(airspaces)

    def test_plain_letters_need_none(self, tmp_path, parts):
        airspaces = lb.read_airspaces(packed(tmp_path / "a.zip", parts(name=["a", "b", "c"]), without=[".cpg"]))
        assert "encoded" not in told(airspaces)


def test_several_shapefiles_in_one_archive(tmp_path, parts):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for stem in ("eins", "zwei"):
            for ending, data in parts().items():
                archive.writestr(stem + ending, data)
    airspaces = lb.read_airspaces(path)
    assert airspaces.frame["layer"].tolist() == ["eins"] * 3 + ["zwei"] * 3


def test_columns_may_be_named(tmp_path, parts):
    path = packed(tmp_path / "a.zip", parts(NAM=["p", "q", "r"], TOP=[10, 20, 30]))
    airspaces = lb.read_airspaces(path, columns={"name": "NAM", "upper": "TOP"}, limit_reference="FL")
    assert airspaces.frame["name"].tolist() == ["p", "q", "r"]
    assert [str(limit) for limit in airspaces.frame["upper"]] == ["FL 010", "FL 020", "FL 030"]


def test_a_name_out_of_the_archive(tmp_path, parts):
    path = packed(tmp_path / "a.zip", parts(), stem="../../Zonen")
    with pytest.raises(FileFormatError, match="outside of itself"):
        lb.read_airspaces(path)


def test_shortened_names():
    known = ["altitude_amsl", "altitude_pressure", "ground_speed", "groundspeed", "vertical_rate"]
    given = ["altitude_a", "altitude_p", "ground_spe", "vertical_", "VERTICAL_R", "altitude_x"]
    assert full_names(given, known) == {
        "altitude_a": "altitude_amsl",
        "altitude_p": "altitude_pressure",
        "ground_spe": "ground_speed",
        "VERTICAL_R": "vertical_rate",
    }
    assert full_names(["altitude_a"], ["altitude_amsl", "altitude_agl"]) == {}
    assert full_names(["altitude_a", "altitude_amsl"], known) == {}


def test_mutated_archives(tmp_path, parts):
    data = packed(tmp_path / "a.zip", parts()).read_bytes()
    assert survives_mutations(lb.read_airspaces, data, tmp_path / "b.zip")


def test_mutated_parts(tmp_path, parts):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for ending, data in parts().items():
            archive.writestr(f"a{ending}", data)
    assert survives_mutations(lb.read_airspaces, path.read_bytes(), tmp_path / "b.zip", seed=3)


@pytest.mark.parametrize("ending", [".shp", ".shx", ".dbf", ".prj", ".cpg"])
def test_each_part_mutated(tmp_path, parts, ending):
    given = parts()

    def read(path):
        return lb.read_airspaces(packed(tmp_path / "c.zip", {**given, ending: path.read_bytes()}))

    assert survives_mutations(read, given[ending], tmp_path / "part", count=60)
