"""Base maps as users name them: files, tables of Python, and a configuration file in TOML."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lagebild.errors import FileFormatError, ValidationError
from lagebild.messages import Message, message_of
from lagebild.model.basemap import Basemap
from lagebild.readers.files import existing_file, read_bytes

__all__ = ["as_basemaps", "read_basemap_config"]

_LARGEST_CONFIG = 1_000_000
_FIELDS = frozenset(Basemap.__dataclass_fields__)


def as_basemaps(given: Any, *, shown: bool = False) -> tuple[Basemap, ...]:
    """Turn a path, a mapping or a `Basemap`, or several of them, into base maps.

    With `shown` the map opens with the first of them, unless that comes from a server.

    Raises
    ------
    MissingFileError, ValidationError
        If a file is missing, or an entry has an unknown field or a wrong value.
    """
    if given is None:
        return ()
    if isinstance(given, str | os.PathLike | Mapping | Basemap):
        given = [given]
    if not isinstance(given, Iterable):
        raise ValidationError(f"a base map is a path or a table with name, kind and url, not {given!r:.80}")
    made = tuple(_basemap(one, Path()) for one in given)
    if shown and made and not made[0].is_remote:
        return (replace(made[0], shown=True), *made[1:])
    return made


def read_basemap_config(path: Path) -> tuple[Basemap, ...]:
    """Read the `[[basemaps]]` of a TOML file; paths in it count from its folder.

    Raises
    ------
    MissingFileError, FileFormatError, ValidationError
        If the file is missing or no TOML, or an entry has an unknown field or a wrong value.
    """
    data = read_bytes(existing_file(path), largest=_LARGEST_CONFIG)
    try:
        record = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileFormatError(
            Message("{path} cannot be read as TOML: {reason}", path=path, reason=message_of(error))
        ) from error
    unknown = sorted(set(record) - {"basemaps"})
    if unknown:
        raise ValidationError(
            Message("{path} has the unknown entry {unknown!r}; it may have [[basemaps]]", path=path, unknown=unknown[0])
        )
    entries = record.get("basemaps", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValidationError(Message("{path}: basemaps must be a list of tables, [[basemaps]]", path=path))
    try:
        return tuple(_basemap(entry, path.parent) for entry in entries)
    except ValidationError as error:
        raise ValidationError(Message("{path}: {reason}", path=path, reason=message_of(error))) from error


def _basemap(given: Any, folder: Path) -> Basemap:
    if isinstance(given, Basemap):
        return given
    if isinstance(given, str | os.PathLike):
        path = existing_file(Path(given))
        return Basemap(name=path.stem[:120], path=str(path))
    if not isinstance(given, Mapping):
        raise ValidationError(f"a base map is a path or a table with name, kind and url, not {given!r:.80}")
    unknown = sorted(str(name) for name in given if name not in _FIELDS)
    if unknown:
        raise ValidationError(
            f"a base map has no field {unknown[0]!r}; these it may have: {', '.join(sorted(_FIELDS))}"
        )
    fields = dict(given)
    if fields.get("path") is not None:
        path = existing_file(folder / Path(str(fields["path"])))
        fields = {"name": path.stem[:120], **fields, "path": str(path)}
    fields.setdefault("name", "")
    return Basemap(**fields)
