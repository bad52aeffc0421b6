"""Build both demonstration pictures into a folder, and leave them alone where they are up to date."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lagebild.codecs.picture_toml import FORMAT_VERSION, MANIFEST_NAME
from lagebild.demo.assets import asset_hash
from lagebild.demo.kasachstan import build_kasachstan
from lagebild.demo.seed import DEFAULT_SEED
from lagebild.demo.uebung import build_uebung
from lagebild.picture import Picture

__all__ = ["build_demo"]

Progress = Callable[[str, float], None]

_BUILDERS: dict[str, Callable[[int], Picture]] = {"kasachstan": build_kasachstan, "uebung": build_uebung}


def build_demo(
    folder: str | Path,
    *,
    seed: int = DEFAULT_SEED,
    force: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """Build `kasachstan` and `uebung` in `folder` and return their folders.

    Parameters
    ----------
    folder
        Where the two picture folders are put; made where it is missing.
    seed
        Of the generator; another seed gives other flights.
    force
        Build also what is up to date.
    progress
        Hears what is being done and the share done, 0..1.

    Raises
    ------
    MissingFileError
        If the package was not built, so that the relief and the airports are missing.
    PictureError
        If a folder of that name holds something else, or cannot be written.
    """
    tell = progress or _silent
    stamp = _stamp(seed)
    built = []
    for number, (name, build) in enumerate(_BUILDERS.items()):
        target = Path(folder) / name
        tell(name, number / len(_BUILDERS))
        if force or not _is_current(target, stamp):
            picture = build(seed)
            stamped = replace(picture, notes=f"{picture.notes} {stamp}")
            stamped.save(target)
        built.append(target)
    tell("", 1.0)
    return built


def _silent(what: str, share: float) -> None:
    del what, share


def _stamp(seed: int) -> str:
    """Say which generator makes the pictures: a hash of its sources, of the data used, seed and format."""
    digest = hashlib.sha256(f"{seed} {FORMAT_VERSION}".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    for name in ("relief.npz", "airports.csv", "cities.json"):
        digest.update(asset_hash(name).encode())
    return f"Stand des Generators: {digest.hexdigest()[:16]}."


def _is_current(target: Path, stamp: str) -> bool:
    """Whether the picture was built by this generator, and all of its files are still there."""
    try:
        manifest = tomllib.loads((target / MANIFEST_NAME).read_text(encoding="utf-8"))
        files = [target / str(layer["file"]) for layer in manifest["layers"]]
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError):
        return False
    return str(manifest.get("notes", "")).endswith(stamp) and all(file.is_file() for file in files)
