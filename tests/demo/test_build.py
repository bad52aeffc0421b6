from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lagebild.demo import DEFAULT_SEED, build, build_demo, build_kasachstan
from lagebild.demo.__main__ import main
from lagebild.demo.atmosphere import QnhSeries
from lagebild.demo.seed import random_stream
from lagebild.demo.uav import uav_frame
from lagebild.errors import PictureError, ValidationError
from lagebild.model.fingerprint import fingerprint
from lagebild.picture import Picture, open_picture
from tests.builders import make_picture


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    heard: list[tuple[str, float]] = []
    paths = build_demo(folder, progress=lambda what, share: heard.append((what, share)))
    assert paths == [folder / "kasachstan", folder / "uebung"]
    assert [what for what, _ in heard] == ["kasachstan", "uebung", ""]
    assert heard[-1][1] == 1.0
    return folder


def test_the_picture_says_what_it_is(kasachstan: Picture) -> None:
    assert kasachstan.title == "Kasachstan: Luftlage (Demonstration)"
    assert kasachstan.marking == "SYNTHETISCH"
    assert [layer.id for layer in kasachstan.layers] == [
        "relief",
        "airspaces",
        "airliners",
        "uav",
        "airports",
        "cities",
    ]
    for layer in kasachstan.layers:
        assert layer.provenance.source
        assert layer.provenance.licence
        assert layer.provenance.attribution
        assert layer.provenance.synthetic == (layer.id in {"airspaces", "airliners", "uav"})


def test_the_same_seed_gives_the_same_values(folder: Path, kasachstan: Picture, uebung: Picture) -> None:
    """Built twice, and once more through the files."""
    for picture, name in ((kasachstan, "kasachstan"), (uebung, "uebung")):
        again = open_picture(folder / name)
        assert fingerprint(replace(again, notes="")) == fingerprint(replace(picture, notes=""))


def test_another_seed_gives_other_flights() -> None:
    first, other = (uav_frame(random_stream(seed, 2), QnhSeries()) for seed in (DEFAULT_SEED, 1))
    assert not np.array_equal(first["longitude"].to_numpy()[:1000], other["longitude"].to_numpy()[:1000])


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValidationError, match="must not be negative: -1"):
        build_kasachstan(seed=-1)


def test_saved_pictures_open_with_their_marking(folder: Path, kasachstan: Picture) -> None:
    opened = open_picture(folder / "kasachstan")
    assert opened.marking == "SYNTHETISCH"
    assert opened.tracks.fixes == kasachstan.tracks.fixes
    assert len(opened.airspaces) == len(kasachstan.airspaces)
    assert isinstance(opened.qnh, pd.Series)
    assert open_picture(folder / "uebung").marking == "ÜBUNG · SYNTHETISCH"


def test_files_are_small(folder: Path) -> None:
    assert sum(path.stat().st_size for path in (folder / "kasachstan").iterdir()) < 25_000_000
    assert sum(path.stat().st_size for path in (folder / "uebung").iterdir()) < 10_000_000


def test_what_is_up_to_date_is_left_alone(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.*")}
    build_demo(folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.*")} == before


def test_an_incomplete_picture_is_built_again(folder: Path) -> None:
    lost = folder / "uebung" / "flights.parquet"
    lost.unlink()
    build_demo(folder)
    assert lost.is_file()


def test_foreign_content_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(build._BUILDERS, "kasachstan", lambda seed: make_picture())  # any picture is refused alike
    (tmp_path / "kasachstan").mkdir()
    (tmp_path / "kasachstan" / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(PictureError, match="other content"):
        build_demo(tmp_path)
    assert (tmp_path / "kasachstan" / "mine.txt").read_text(encoding="utf-8") == "keep"


def test_the_command_says_where_the_pictures_are(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [str(folder / "kasachstan"), str(folder / "uebung")]


def test_the_command_explains_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--seed", "-3"]) == 1
    assert capsys.readouterr().err == "the seed must not be negative: -3\n"
