"""One snapshot of all aircraft from a receiver with readsb, or a service that speaks the same."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from lagebild.codecs.json_text import JsonError
from lagebild.codecs.readsb import parse_snapshots
from lagebild.errors import FetchError
from lagebild.fetching.download import download

__all__ = ["fetch_aircraft"]

_LARGEST = 200_000_000


def fetch_aircraft(url: str, target: Path) -> int:
    """Fetch a snapshot and append it to a file, one a line, so that fetching again and again makes flights.

    Parameters
    ----------
    url
        Such as `http://receiver/data/aircraft.json`.
    target
        A file to begin, or one that was begun so.

    Returns
    -------
    int
        How many aircraft the snapshot has.

    Raises
    ------
    FetchError
        If it cannot be fetched, is no snapshot, or cannot be written; then the file is as it was.
    """
    with tempfile.TemporaryDirectory(prefix="lagebild-") as folder:
        place = Path(folder) / "snapshot.json"
        if not download(url, place, largest=_LARGEST):
            raise FetchError(f"{url} cannot be fetched: the server answers 404 (Not Found)")
        data = place.read_bytes()
    try:
        snapshots, _ = parse_snapshots(data)
    except JsonError as error:
        raise FetchError(f"{url} is no snapshot of aircraft (such as aircraft.json of readsb): {error}") from error
    lines = [json.dumps({"now": one.now, "aircraft": list(one.aircraft)}, ensure_ascii=False) for one in snapshots]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except OSError as error:
        raise FetchError(f"{target} cannot be written: {error.strerror or error}") from error
    return sum(len(one.aircraft) for one in snapshots)
