"""`picture.toml`: the table of contents of a picture folder.

Text to plain records and back. Format version 1: `title`, `banner`, `notes`, `qnh` (number) or `qnh_file`,
`dossier_file`, `platforms_file`, a `[snapshot]`, `[[layers]]` with `[layers.provenance]` and `[layers.report]`, and
`[[views]]`.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

import tomli_w

__all__ = ["FORMAT_VERSION", "JOURNAL_NAME", "MANIFEST_NAME", "ManifestError", "dump_manifest", "parse_manifest"]

FORMAT_VERSION = 1
JOURNAL_NAME = "journal.sqlite"
"""The log beside it, which is no part of the picture: it stays when a newer state is saved."""

MANIFEST_NAME = "picture.toml"
_LARGEST = 4_000_000
_FILE_NAME = re.compile(r"^[a-z0-9][a-z0-9_.-]{0,99}$")
_KINDS: dict[str, type | tuple[type, ...]] = {
    "title": str,
    "banner": str,
    "notes": str,
    "qnh": (int, float),
    "qnh_file": str,
    "dossier_file": str,
    "platforms_file": str,
    "snapshot": dict,
    "layers": list,
    "views": list,
}
_LAYER_REQUIRED = {"id": str, "kind": str, "file": str}


class ManifestError(ValueError):
    """The text is no manifest of a picture; the message says why, without the file's name."""


def dump_manifest(record: dict[str, Any]) -> str:
    """Write a manifest; `format_version` is put in front."""
    return tomli_w.dumps({"format_version": FORMAT_VERSION, **record}, multiline_strings=False)


def parse_manifest(data: bytes) -> dict[str, Any]:
    """Read a manifest and check its shape.

    Raises
    ------
    ManifestError
        If it is not TOML, of a newer format, or an entry is missing or of the wrong kind.
    """
    if len(data) > _LARGEST:
        raise ManifestError(f"it is larger than {_LARGEST} bytes")
    try:
        record = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"it cannot be read: {error}") from error
    version = record.pop("format_version", None)
    if not isinstance(version, int):
        raise ManifestError(f"format_version is missing or no number: {version!r}")
    if version > FORMAT_VERSION:
        raise ManifestError(f"format_version is {version}; this lagebild reads up to {FORMAT_VERSION}: update it")
    for name, kind in _KINDS.items():
        if name in record and not isinstance(record[name], kind):
            raise ManifestError(f"{name} is of the wrong kind: {record[name]!r:.80}")
    for number, layer in enumerate(record.get("layers", [])):
        _check_layer(layer, number)
    for name in filter(None, [record.get(f"{one}_file") for one in ("qnh", "dossier", "platforms")]):
        _check_file_name(name)
    return record


def _check_layer(layer: Any, number: int) -> None:
    if not isinstance(layer, dict):
        raise ManifestError(f"layer {number} is no table")
    for name, kind in _LAYER_REQUIRED.items():
        if not isinstance(layer.get(name), kind):
            raise ManifestError(f"layer {number} lacks {name}, or it is no text")
    _check_file_name(layer["file"])
    for name in ("provenance", "report"):
        if not isinstance(layer.get(name, {}), dict):
            raise ManifestError(f"{name} of layer {number} is no table")


def _check_file_name(name: str) -> None:
    """Refuse names that could reach out of the folder."""
    if not _FILE_NAME.match(name) or ".." in name:
        raise ManifestError(f"{name!r} is no plain file name")
