"""A dossier to a file of other programs: CSV for spreadsheets, GeoJSON for maps, STIX 2.1 for analysts' platforms."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lagebild.codecs.dossier_csv import dump_csv
from lagebild.codecs.dossier_geojson import dump_geojson
from lagebild.codecs.dossier_rows import rows_of
from lagebild.codecs.dossier_stix import dump_stix
from lagebild.errors import ValidationError, WriteError
from lagebild.model.dossier import Dossier
from lagebild.model.dossier_records import dossier_records
from lagebild.writers.whole_file import written_whole

__all__ = ["write_dossier"]

_Records = dict[str, list[dict[str, Any]]]

_WRITERS: dict[str, Callable[[_Records], bytes]] = {
    ".csv": lambda records: dump_csv(rows_of(records)),
    ".geojson": lambda records: dump_geojson(rows_of(records)),
    ".json": dump_stix,
}


def write_dossier(dossier: Dossier, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
    """Write reports (all versions), relations, actors and sites to one file; `read_dossier` reads it back equal.

    Parameters
    ----------
    dossier
        Such as `picture.dossier`.
    path
        Ends in `.csv` (UTF-8 with a byte-order mark; texts that a spreadsheet would take for formulas have an
        apostrophe before them), `.geojson` (reports without a place have no geometry) or `.json` (a STIX 2.1 bundle,
        with grades on the Admiralty scale; needs `lagebild[stix]`).
    overwrite
        Replace a file at that place; otherwise it is refused.

    Raises
    ------
    ValidationError
        If it is no dossier, or the ending is another one.
    MissingPackageError
        If the extra that the format needs is not installed.
    WriteError
        If a file is there already, or it cannot be written.
    """
    if not isinstance(dossier, Dossier):
        raise ValidationError(f"a dossier is written, not {type(dossier).__name__}")
    target = Path(path)
    dump = _WRITERS.get(target.suffix.lower())
    if dump is None:
        raise ValidationError(f"a dossier is written to {' or '.join(_WRITERS)}, not to {target.name!r:.200}")
    try:
        data = dump(dossier_records(dossier))
    except ValueError as error:
        raise WriteError(f"{target} cannot be written: {error}") from error
    written_whole(target, lambda made: made.write_bytes(data), overwrite=overwrite)
