import os
import shutil
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import rasterio
from hypothesis import given
from rasterio.transform import Affine
from shapely.geometry import LineString, Point, box

import lagebild as lb
from lagebild.demo.platforms import demo_platforms
from lagebild.errors import PictureError, ValidationError
from lagebild.messages import translate
from lagebild.model.layers import Layer
from lagebild.model.provenance import Provenance
from lagebild.views.i18n import translator
from tests.builders import lists_of_stations, make_picture, make_stations, make_terrain, make_tracks
from tests.dossiers import START, small_dossier


@pytest.fixture(params=["folder", "zip"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / ("bild.zip" if request.param == "zip" else "bild")


def test_what_is_saved_opens_equal(place: Path) -> None:
    view = lb.SavedView(name="Alpen", longitude=10.0, latitude=46.5, zoom=8.0)
    picture = make_picture(views=[view], notes="Bemerkung")
    picture.save(place)
    opened = lb.open_picture(place)
    assert (opened.title, opened.banner, opened.qnh, opened.views, opened.notes) == (
        "Prüfbild", "ÜBUNG", 1003.25, (view,), "Bemerkung",
    )  # fmt: skip
    pd.testing.assert_frame_equal(opened.tracks.frame, picture.tracks.frame)
    pd.testing.assert_frame_equal(opened.places[0].frame, picture.places[0].frame)
    before, after = picture.airspaces.frame, opened.airspaces.frame
    assert list(after["lower"]) == list(before["lower"])
    assert list(after["upper"]) == list(before["upper"])
    assert list(after["activation"]) == list(before["activation"])
    assert after.geometry.geom_equals_exact(before.geometry, 0.0).all()
    np.testing.assert_array_equal(opened.terrain.elevation.to_numpy(), picture.terrain.elevation.to_numpy())
    assert opened.terrain.vertical_datum == "EGM96"
    assert opened.terrain.vertical_accuracy == 10.0


class TestStations:
    def test_come_back_with_name_provenance_and_report(self, place: Path) -> None:
        origin = Provenance(source="funk.csv", licence="intern", synthetic=True)
        layer = Layer(id="funk", data=make_stations(), name="Funknetz", note="vermessen", provenance=origin)
        lb.Picture("Stationen", layers=[layer]).save(place)
        opened = lb.open_picture(place).layer("funk")
        assert opened == layer
        assert opened.report == layer.report

    @given(stations=lists_of_stations())
    def test_open_equal_whatever_they_hold(
        self, tmp_path_factory: pytest.TempPathFactory, stations: lb.Stations
    ) -> None:
        place = tmp_path_factory.mktemp("stationen") / "bild.zip"
        picture = lb.Picture("x", stations=stations).snapshot(datetime(2026, 5, 12, tzinfo=UTC))
        picture.save(place)
        opened = lb.open_picture(place)
        assert opened.stations == stations
        assert opened.snapshot_of == picture.snapshot_of

    def test_a_changed_one_is_noticed(self, tmp_path: Path) -> None:
        lb.Picture("x", stations=make_stations()).snapshot().save(tmp_path / "bild")
        path = tmp_path / "bild" / "stations-0.parquet"
        pd.read_parquet(path).assign(height_agl=1.0).to_parquet(path)
        with pytest.raises(lb.LagebildError, match="changed since"):
            lb.open_picture(tmp_path / "bild")

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"purpose": "radar"}, "row 0: a station's purpose is one of .* not 'radar'"),
            ({"latitude": 91.0}, "row 0: a station's latitude must lie within ±90 degrees, not 91.0"),
            ({"name": "x"}, "two stations have the name 'x'"),
            ({"odd": 1}, "'odd' is none of them"),
        ],
    )
    def test_damaged_ones_are_one_sentence(self, tmp_path: Path, change: dict[str, object], sentence: str) -> None:
        lb.Picture("x", stations=make_stations()).save(tmp_path / "bild")
        path = tmp_path / "bild" / "stations-0.parquet"
        pd.read_parquet(path).assign(**change).to_parquet(path)
        with pytest.raises(lb.LagebildError, match=f"layer 'stations-0' cannot be read .*{sentence}"):
            lb.open_picture(tmp_path / "bild")

    def test_pictures_saved_without_any_open_as_ever(self, tmp_path: Path) -> None:
        make_picture().snapshot().save(tmp_path / "bild")
        opened = lb.open_picture(tmp_path / "bild")
        assert len(opened.stations) == 0
        assert not any("stations" in path.name for path in (tmp_path / "bild").iterdir())


def test_qnh_series_comes_back(place: Path) -> None:
    series = pd.Series([1003.0, 1007.5], index=pd.date_range("2026-05-12", periods=2, freq="6h", tz="UTC"))
    make_picture(qnh=series).save(place)
    opened = lb.open_picture(place).qnh
    assert isinstance(opened, pd.Series)
    assert opened.tolist() == series.tolist()
    assert (opened.index == series.index).all()


def test_reports_come_back_with_their_issues(tmp_path: Path) -> None:
    frame = make_tracks().frame
    doubled = pd.concat([frame, frame.iloc[[3]]], ignore_index=True)
    picture = make_picture(tracks=lb.Tracks.from_frame(doubled))
    assert picture.tracks.report.quarantined == 1
    picture.save(tmp_path / "bild")
    report = lb.open_picture(tmp_path / "bild").layer("tracks-0").report
    assert (report.records, report.kept, report.quarantined) == (151, 150, 1)
    pd.testing.assert_frame_equal(report.issues, picture.tracks.report.issues)


class TestStoredReasons:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        frame = make_tracks().frame
        doubled = frame.iloc[[0, 1, 2, 3, 3, *range(4, len(frame))]].reset_index(drop=True)
        lb.Picture("Prüfbild", tracks=lb.Tracks.from_frame(doubled)).save(tmp_path / "bild")
        return tmp_path / "bild"

    def shown(self, folder: Path) -> list[str]:
        """The reasons as the German page shows them."""
        issues = lb.open_picture(folder).layer("tracks-0").report.issues
        german = translator("de")
        columns = zip(issues["template"], issues["values"], issues["reason"], strict=True)
        return [translate(*cells, german) for cells in columns]

    def test_can_be_said_in_german(self, folder: Path) -> None:
        issues = pd.read_parquet(folder / "tracks-0.issues.parquet")
        assert issues["template"].tolist() == ["row {row}: a second fix of track {track} at {time}"]
        assert self.shown(folder) == ["Zeile 4: eine zweite Ortung des Flugwegs T000 um 2026-05-12T08:00:30+00:00"]

    def test_of_a_former_version_open_and_stay_english(self, folder: Path) -> None:
        stored = pd.read_parquet(folder / "tracks-0.issues.parquet").drop(columns=["template", "values"])
        stored.to_parquet(folder / "tracks-0.issues.parquet")
        assert self.shown(folder) == ["row 4: a second fix of track T000 at 2026-05-12T08:00:30+00:00"]
        lb.open_picture(folder).save(folder)
        assert self.shown(folder) == ["row 4: a second fix of track T000 at 2026-05-12T08:00:30+00:00"]

    @pytest.mark.parametrize(
        ("template", "values"),
        [
            ("{row.__class__}", "{}"),
            ("row {row}: a second fix of track {track} at {time}", "no JSON"),
            ("row {row}: a second fix of track {track} at {time}", '{"row": []}'),
            ("", ""),
            (None, None),
            (5, 1.5),
            (["x"], ["y"]),
            (b"x", b"y"),
        ],
    )
    def test_of_a_stranger_do_no_harm(self, folder: Path, template: object, values: object) -> None:
        stored = pd.read_parquet(folder / "tracks-0.issues.parquet").astype("object")
        stored["template"], stored["values"] = [template], [values]
        stored.to_parquet(folder / "tracks-0.issues.parquet")
        assert self.shown(folder) == ["row 4: a second fix of track T000 at 2026-05-12T08:00:30+00:00"]

    def test_that_are_no_texts_are_one_sentence(self, folder: Path) -> None:
        stored = pd.read_parquet(folder / "tracks-0.issues.parquet").astype("object")
        stored["template"] = [b"\xff"]
        stored.to_parquet(folder / "tracks-0.issues.parquet")
        with pytest.raises(lb.LagebildError, match="layer 'tracks-0' cannot be read"):
            lb.open_picture(folder)


def test_a_snapshot_opens_unchanged_and_a_changed_one_is_refused(tmp_path: Path) -> None:
    as_of = datetime(2026, 5, 12, 8, 5, tzinfo=UTC)
    frozen = make_picture().snapshot(as_of)
    assert frozen.snapshot_of is not None
    assert frozen.tracks.frame["time"].max() <= pd.Timestamp(as_of)
    for place in (tmp_path / "lage", tmp_path / "lage.zip"):
        frozen.save(place)
        opened = lb.open_picture(place)
        assert opened.snapshot_of == frozen.snapshot_of
        assert opened.snapshot().snapshot_of.sha256 == frozen.snapshot_of.sha256
    track_file = tmp_path / "lage" / "tracks-0.parquet"
    changed = pd.read_parquet(track_file)
    changed.loc[3, "longitude"] += 1e-9
    changed.to_parquet(track_file)
    with pytest.raises(lb.LagebildError, match="changed since"):
        lb.open_picture(tmp_path / "lage")


def test_snapshot_of_a_lazily_read_terrain_survives_a_second_saving(tmp_path: Path) -> None:
    make_picture().snapshot().save(tmp_path / "a")
    opened = lb.open_picture(tmp_path / "a")
    opened.save(tmp_path / "a")
    assert lb.open_picture(tmp_path / "a").snapshot_of == opened.snapshot_of


def test_synthetic_data_is_marked_in_every_file(tmp_path: Path) -> None:
    made_up = Provenance(source="Generator", synthetic=True, licence="CC0-1.0")
    picture = make_picture()
    layers = [Layer(id=layer.id, data=layer.data, name=layer.name, provenance=made_up) for layer in picture.layers]
    marked = lb.Picture("Synthetisch", layers=layers, banner="ÜBUNG")
    assert marked.marking == "ÜBUNG · SYNTHETISCH"
    marked.save(tmp_path / "bild")
    assert b"SYNTHETISCH" in pq.read_schema(tmp_path / "bild" / "tracks-0.parquet").metadata[b"lagebild"]
    assert set(pd.read_parquet(tmp_path / "bild" / "airspaces-0.parquet", columns=["marking"])["marking"]) == {
        "SYNTHETISCH"
    }
    with rasterio.open(tmp_path / "bild" / "terrain-0.tif") as raster:
        assert raster.tags()["LAGEBILD_MARKING"] == "SYNTHETISCH"
    assert all(layer.provenance == made_up for layer in lb.open_picture(tmp_path / "bild").layers)


def test_equal_pictures_give_equal_zips(tmp_path: Path) -> None:
    make_picture().save(tmp_path / "a.zip")
    make_picture().save(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as a, zipfile.ZipFile(tmp_path / "b.zip") as b:
        names = [name for name in a.namelist() if not name.endswith(".tif")]
        assert a.namelist() == b.namelist()
        assert all(a.read(name) == b.read(name) for name in names)


def test_a_newer_state_takes_the_place_of_the_older(tmp_path: Path) -> None:
    make_picture().save(tmp_path / "bild")
    make_picture(airspaces=None, terrain=None, places=None).save(tmp_path / "bild")
    assert sorted(os.listdir(tmp_path / "bild")) == ["picture.toml", "tracks-0.parquet"]


@pytest.mark.parametrize("name", ["bild", "bild.zip"])
def test_another_picture_or_a_snapshot_is_not_lost_by_an_oversight(tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    make_picture().snapshot().save(place)
    lb.open_picture(place).save(place)  # the very same one
    with pytest.raises(lb.LagebildError, match="holds a snapshot as of 2026-05-12"):
        make_picture().save(place)
    make_picture().save(place, replace=True)
    with pytest.raises(lb.LagebildError, match="holds another picture, 'Prüfbild'"):
        make_picture(title="Neu").save(place)
    assert lb.open_picture(place).title == "Prüfbild"
    make_picture(title="Neu").save(place, replace=True)
    assert lb.open_picture(place).title == "Neu"


def test_foreign_content_is_never_replaced(tmp_path: Path) -> None:
    make_picture().save(tmp_path / "bild")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("dear")
    with pytest.raises(lb.LagebildError, match="other content"):
        make_picture().save(tmp_path / "other")
    (tmp_path / "file").write_text("x")
    with pytest.raises(lb.LagebildError, match="is a file"):
        make_picture().save(tmp_path / "file")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bild", "file", "other"]


def test_a_failed_saving_leaves_nothing_behind(tmp_path: Path) -> None:
    frame = make_tracks().frame.assign(odd=[object() for _ in range(150)])
    with pytest.raises(lb.LagebildError, match=r"tracks-0\.parquet"):
        lb.Picture("Schief", tracks=lb.Tracks.from_frame(frame)).save(tmp_path / "bild")
    assert list(tmp_path.iterdir()) == []


class TestUnusable:
    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError, match="no picture at"):
            lb.open_picture(tmp_path / "nichts")

    def test_no_picture(self, tmp_path: Path) -> None:
        with pytest.raises(lb.LagebildError, match="no picture"):
            lb.open_picture(tmp_path)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("title = 'x'", "format_version is missing"),
            ("format_version = 99\ntitle='x'", "update it"),
            ("format_version = 1\ntitle = [", "cannot be read"),
            ("format_version = 1\ntitle = 5", "title is of the wrong kind"),
            ("format_version = 1\ntitle = ''", "needs a title"),
            ("format_version = 1\ntitle='x'\n[[layers]]\nid='a'\nkind='tracks'", "lacks file"),
            (
                "format_version = 1\ntitle='x'\n[[layers]]\nid='a'\nkind='tracks'\nfile='../a.parquet'",
                "plain file name",
            ),
            (
                "format_version = 1\ntitle='x'\n[[layers]]\nid='a'\nkind='tracks'\nfile='a.parquet'",
                "lacks the file a.parquet",
            ),
            ("format_version = 1\ntitle='x'\n[[layers]]\nid='a'\nkind='magic'\nfile='a.parquet'", "magic"),
        ],
    )
    def test_damaged_table_of_contents(self, tmp_path: Path, text: str, message: str) -> None:
        (tmp_path / "picture.toml").write_text(text)
        with pytest.raises(lb.LagebildError, match=message):
            lb.open_picture(tmp_path)

    def test_truncated_layer(self, tmp_path: Path) -> None:
        make_picture().save(tmp_path / "bild")
        for name in ("tracks-0.parquet", "airspaces-0.parquet", "terrain-0.tif"):
            broken = tmp_path / name.split(".")[0]
            shutil.copytree(tmp_path / "bild", broken)
            data = (broken / name).read_bytes()
            (broken / name).write_bytes(data[: len(data) // 3])
            with pytest.raises(lb.LagebildError, match=name.split(".")[0]):
                lb.open_picture(broken)

    def test_zip_bomb(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "bombe.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("picture.toml", "format_version = 1")
            archive.writestr("a.parquet", b"\0" * 50_000_000)
        with pytest.raises(lb.LagebildError, match="unpacks to far more"):
            lb.open_picture(tmp_path / "bombe.zip")


def test_large_terrain_gets_overviews(tmp_path: Path) -> None:
    lb.Picture("Gelände", terrain=make_terrain(rows=700, columns=900, step=0.001)).save(tmp_path / "bild")
    with rasterio.open(tmp_path / "bild" / "terrain-0.tif") as raster:
        assert raster.overviews(1) == [2]
    assert len(lb.open_picture(tmp_path / "bild").terrain.coarser) == 1


class TestOverlays:
    def overlaid(self, tmp_path: Path) -> lb.Picture:
        shapes = [Point(10, 47), LineString([(10, 46), (11, 47)]), box(10, 46, 10.5, 46.5)]
        frame = gpd.GeoDataFrame({"name": ["a", None, "c"], "value": [1.0, np.nan, 3.0]}, geometry=shapes, crs=4326)
        cells = np.arange(12, dtype=np.int16).reshape(3, 4)
        with rasterio.open(
            tmp_path / "r.tif", "w", driver="GTiff", count=1, height=3, width=4, dtype="int16", nodata=5,
            transform=Affine(800, 0, 650_000, 0, -800, 5_200_000),
        ) as target:  # fmt: skip
            target.write(cells, 1)
        picture = make_picture().add_overlay(frame, name="Eigene", colour_by="value", label="name", width=3.0)
        return picture.add_overlay(tmp_path / "r.tif", crs="EPSG:25832", unit="mm", palette="heat", attribution="© Amt")

    def test_come_back_with_style_and_provenance(self, place: Path, tmp_path: Path) -> None:
        picture = self.overlaid(tmp_path)
        picture.save(place)
        (tmp_path / "r.tif").unlink()
        opened = lb.open_picture(place)
        assert [layer.id for layer in opened.layers] == [layer.id for layer in picture.layers]
        before, after = picture.layer("overlay-0"), opened.layer("overlay-0")
        assert after.data.style == before.data.style
        assert after.name == "Eigene"
        pd.testing.assert_frame_equal(pd.DataFrame(after.data.frame), pd.DataFrame(before.data.frame))
        raster = opened.layer("overlay-1")
        assert raster.data.style == picture.layer("overlay-1").data.style
        assert raster.data.style.value_range == (0.0, 11.0)
        assert raster.data.crs == "EPSG:25832"
        assert raster.provenance == picture.layer("overlay-1").provenance
        found = raster.data.read((0, 3), (0, 4), (3, 4))[0]
        assert np.isnan(found[1, 1])
        assert found[2, 3] == 11

    def test_belong_to_a_snapshot(self, place: Path, tmp_path: Path) -> None:
        frozen = self.overlaid(tmp_path).snapshot()
        frozen.save(place)
        assert lb.open_picture(place).snapshot_of == frozen.snapshot_of

    def test_a_changed_overlay_is_noticed(self, tmp_path: Path) -> None:
        self.overlaid(tmp_path).snapshot().save(tmp_path / "bild")
        path = tmp_path / "bild" / "overlay-0.parquet"
        frame = gpd.read_parquet(path)
        frame.loc[0, "value"] = 9.0
        frame.to_parquet(path)
        with pytest.raises(lb.LagebildError, match="changed since"):
            lb.open_picture(tmp_path / "bild")

    def test_synthetic_ones_are_marked(self, tmp_path: Path) -> None:
        picture = self.overlaid(tmp_path)
        layers = [replace(layer, provenance=Provenance(synthetic=True)) for layer in picture.layers]
        lb.Picture("x", layers=layers).save(tmp_path / "bild")
        assert set(gpd.read_parquet(tmp_path / "bild" / "overlay-0.parquet")["marking"]) == {"SYNTHETISCH"}
        with rasterio.open(tmp_path / "bild" / "overlay-1.tif") as raster:
            assert raster.tags()["LAGEBILD_MARKING"] == "SYNTHETISCH"

    @pytest.mark.parametrize("style", ["5", "{colour = 'red'}", "{odd = 1}"])
    def test_a_damaged_style_is_one_sentence(self, tmp_path: Path, style: str) -> None:
        self.overlaid(tmp_path).save(tmp_path / "bild")
        path = tmp_path / "bild" / "picture.toml"
        head, _, rest = path.read_text(encoding="utf-8").partition("[layers.style]")
        tail = rest[rest.index("\n[[layers]]") :]
        at = head.rindex("[layers.provenance]")
        path.write_text(head[:at] + f"style = {style}\n" + head[at:] + tail, encoding="utf-8")
        with pytest.raises(lb.LagebildError, match=r"layer 'overlay-\d' cannot be read"):
            lb.open_picture(tmp_path / "bild")


class TestDossiers:
    """Reports and catalogue lie beside the layers."""

    def picture(self) -> lb.Picture:
        return lb.Picture("Dossier", dossier=small_dossier(), platforms=demo_platforms())

    @pytest.mark.parametrize("name", ["bild", "bild.zip"])
    def test_they_come_back_as_they_were(self, tmp_path: Path, name: str) -> None:
        picture = self.picture()
        picture.save(tmp_path / name)
        opened = lb.open_picture(tmp_path / name)
        assert opened.dossier == picture.dossier
        assert opened.platforms == picture.platforms
        assert [one.title for one in opened.dossier.history("r2")] == ["Titel r2", "Titel r2, berichtigt"]

    def test_a_snapshot_holds_what_was_known_and_notices_changes(self, tmp_path: Path) -> None:
        frozen = self.picture().snapshot(START + timedelta(days=2, hours=1))
        assert len(frozen.dossier) == 3
        frozen.save(tmp_path / "lage")
        assert lb.open_picture(tmp_path / "lage").dossier == frozen.dossier
        file = tmp_path / "lage" / "dossier.json"
        file.write_text(file.read_text().replace("Fertigung beginnt", "Fertigung hat begonnen"))
        with pytest.raises(PictureError, match="its content was changed since"):
            lb.open_picture(tmp_path / "lage")

    @pytest.mark.parametrize(
        ("file", "damage", "sentence"),
        [
            ("dossier.json", lambda text: text[:-20], "dossier.json cannot be read"),
            ("dossier.json", lambda text: text.replace('"C4"', '"G7"'), r"reports\[0\]: a grade is a letter A to F"),
            ("platforms.json", lambda text: text.replace('"km/h"', '"furlong"'), "is not measured in “furlong”"),
            ("dossier.json", None, "lacks the file dossier.json"),
        ],
    )
    def test_what_is_damaged_is_named(self, tmp_path: Path, file: str, damage: Any, sentence: str) -> None:
        self.picture().save(tmp_path / "bild")
        path = tmp_path / "bild" / file
        if damage is None:
            path.unlink()
        else:
            path.write_text(damage(path.read_text()))
        with pytest.raises(PictureError, match=sentence):
            lb.open_picture(tmp_path / "bild")

    def test_a_picture_without_them_has_empty_ones(self, tmp_path: Path) -> None:
        lb.Picture("leer").save(tmp_path / "bild")
        assert sorted(path.name for path in (tmp_path / "bild").iterdir()) == ["picture.toml"]
        assert len(lb.open_picture(tmp_path / "bild").dossier) == 0
        with pytest.raises(ValidationError, match=r"a picture.s dossier is made with Dossier\.of"):
            lb.Picture("x", dossier=[])  # type: ignore[arg-type]
