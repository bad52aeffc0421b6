"""Files that the build puts into the package: the map's bundle, Leaflet, data of the base map and the demonstration."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from lagebild.errors import MissingFileError

__all__ = ["ASSETS", "asset"]

ASSETS = Path(str(files("lagebild"))) / "_assets"


def asset(name: str) -> Path:
    """Return the path of a built file.

    Raises
    ------
    MissingFileError
        If the package was not built; the message says how to build it.
    """
    path = ASSETS / name
    if not path.is_file():
        raise MissingFileError(f"{name} is missing in the package: build it with `make setup`, or `pip install .`")
    return path
