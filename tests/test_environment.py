"""The ways to install agree with each other: pyproject.toml, the lock, environment.yml, the build's requirements."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterable
from pathlib import Path

import hatchling.build
import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = [
    Requirement(line)
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
EXTRAS = PROJECT["project"]["optional-dependencies"]
OWN = [text for extra in EXTRAS.values() for text in extra if Requirement(text).name == "lagebild"]
DECLARED = [
    *PROJECT["project"]["dependencies"],
    *(text for extra in EXTRAS.values() for text in extra if text not in OWN),
    *PROJECT["build-system"]["requires"],
]
PLATFORMS = [
    {"sys_platform": platform, "os_name": os_name, "platform_system": system, "python_full_version": version}
    for platform, os_name, system in (
        ("linux", "posix", "Linux"),
        ("darwin", "posix", "Darwin"),
        ("win32", "nt", "Windows"),
    )
    for version in ("3.11.9", "3.12.7", "3.13.1")
]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(environment: dict[str, str]) -> dict[str, Requirement]:
    full = {
        **default_environment(),
        **environment,
        "python_version": environment["python_full_version"].rsplit(".", 1)[0],
    }
    return {plain(line.name): line for line in LOCK if line.marker is None or line.marker.evaluate(full)}


@pytest.mark.parametrize("environment", PLATFORMS, ids=lambda e: f"{e['sys_platform']}-{e['python_full_version']}")
def test_the_lock_pins_everything_that_is_declared(environment: dict[str, str]) -> None:
    pins = pinned(environment)
    for text in DECLARED:
        wanted = Requirement(text)
        found = pins.get(plain(wanted.name))
        assert found is not None, f"{wanted.name} is not in requirements.lock: run `make lock`"
        version = next(iter(found.specifier)).version
        assert wanted.specifier.contains(version, prereleases=True), f"{found} does not satisfy {wanted}"


def test_the_lock_pins_exactly_and_names_no_address() -> None:
    assert all([spec.operator for spec in line.specifier] == ["=="] for line in LOCK)
    assert not any(line.url for line in LOCK)
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|file://|--index|--find-links", text)


def test_the_front_ends_lock_names_no_download_address() -> None:
    assert '"resolved"' not in (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")


def test_conda_brings_python_and_this_project_the_rest() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert conda == [f"python{PROJECT['project']['requires-python']}", "pip"]
    assert pip[0] == "--requirement requirements.lock"
    path, extras = re.fullmatch(r"--editable (\.)\[([a-z,]+)\]", pip[1]).groups()
    assert path == "."
    assert with_those_they_bring(extras.split(",")) == set(EXTRAS)


def with_those_they_bring(extras: Iterable[str]) -> set[str]:
    """Extras may name other extras of this project."""
    brought = {other for extra in extras for text in EXTRAS[extra] if text in OWN for other in Requirement(text).extras}
    return set(extras) | (with_those_they_bring(brought) if brought else set())


def test_the_build_installs_only_what_the_extra_brings_too() -> None:
    """`make setup` builds without isolation, so the environment has to hold what the build needs."""
    dev = {plain(Requirement(text).name) for text in EXTRAS["dev"]}
    core = {plain(Requirement(text).name) for text in PROJECT["project"]["dependencies"]}
    for text in [*PROJECT["build-system"]["requires"], *hatchling.build.get_requires_for_build_editable()]:
        assert plain(Requirement(text).name) in dev | core


def test_no_dependency_is_under_a_licence_that_spreads() -> None:
    from importlib import metadata

    names = {plain(Requirement(text).name) for text in PROJECT["project"]["dependencies"]}
    for name in names:
        found = metadata.metadata(name)
        licence = f"{found.get('License-Expression') or ''} {found.get('License') or ''}"[:400]
        classifiers = " ".join(found.get_all("Classifier") or [])
        assert "AGPL" not in licence + classifiers, name
        assert not re.search(r"(?<!L)GPL", licence + classifiers), name


def test_the_repository_holds_nothing_large_or_foreign() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no checkout")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file():
            assert path.stat().st_size <= 1_000_000, name
            assert not name.startswith(("lagebild/_assets/", "data/kasachstan/", "data/uebung/")), name
