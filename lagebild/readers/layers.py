"""Files to layers with their provenance: what `lagebild new` makes a picture of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lagebild.model.layers import Layer, LayerData, LayerKind
from lagebild.model.provenance import Provenance
from lagebild.model.tracks import Tracks
from lagebild.readers.any_file import NOTHING, Said, read_as
from lagebild.readers.format import Kind

__all__ = ["file_sha256", "read_layers"]

_MOST_SINGLE_FILES = 8
"""More track files than this become one layer, for a list of dozens of layers helps nobody."""

_HASHED_AT_ONCE = 1 << 20

Progress = Callable[[str, float], None]


@dataclass(frozen=True, kw_only=True)
class _Read:
    kind: LayerKind
    paths: tuple[Path, ...]
    data: LayerData


def read_layers(
    *,
    tracks: Sequence[Path] = (),
    airspaces: Sequence[Path] = (),
    terrain: Sequence[Path] = (),
    said: Said = NOTHING,
    synthetic: bool = False,
    licence: str = "",
    progress: Progress | None = None,
) -> tuple[Layer, ...]:
    """Read files into layers, terrain at the bottom; each carries the file's name, hash and time of reading.

    `progress` hears what is being read and the share done (0..1). Errors are those of the readers.
    """
    jobs = [
        *((LayerKind.TERRAIN, Kind.TERRAIN, path) for path in terrain),
        *((LayerKind.AIRSPACES, Kind.AIRSPACES, path) for path in airspaces),
        *((LayerKind.TRACKS, Kind.TRACKS, path) for path in tracks),
    ]
    done: list[_Read] = []
    for number, (layer, kind, path) in enumerate(jobs):
        if progress is not None:
            progress(path.name, number / len(jobs))
        done.append(_Read(kind=layer, paths=(path,), data=read_as(kind, path, said)))
    if progress is not None:
        progress("", 1.0)
    return tuple(_layers(list(_merged(done)), synthetic, licence))


def _merged(done: list[_Read]) -> Iterator[_Read]:
    tracks = [entry for entry in done if entry.kind is LayerKind.TRACKS]
    yield from (entry for entry in done if entry.kind is not LayerKind.TRACKS)
    if len(tracks) <= _MOST_SINGLE_FILES:
        yield from tracks
        return
    union = Tracks.union([entry.data for entry in tracks if isinstance(entry.data, Tracks)])
    yield _Read(kind=LayerKind.TRACKS, paths=tuple(path for entry in tracks for path in entry.paths), data=union)


def _layers(done: list[_Read], synthetic: bool, licence: str) -> Iterator[Layer]:
    counts: dict[LayerKind, int] = {}
    for entry in done:
        number = counts.get(entry.kind, 0)
        counts[entry.kind] = number + 1
        yield Layer(
            id=f"{entry.kind}-{number}",
            data=entry.data,
            name=entry.paths[0].name
            if len(entry.paths) == 1
            else f"{len(entry.paths)} × {entry.paths[0].suffix or 'file'}",
            provenance=Provenance(
                source=", ".join(path.name for path in entry.paths),
                licence=licence,
                sha256=_hash_of(entry.paths),
                read_at=datetime.now(UTC).replace(microsecond=0),
                synthetic=synthetic or entry.data.report.synthetic,
            ),
        )


def _hash_of(paths: Sequence[Path]) -> str:
    """Hash of the one file, or of the list of hashes of several."""
    hashes = [file_sha256(path) for path in paths]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_HASHED_AT_ONCE):
            digest.update(chunk)
    return digest.hexdigest()
