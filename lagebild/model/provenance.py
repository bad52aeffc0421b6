"""Where a layer comes from: source, licence, hash, when it was read, and whether it is synthetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lagebild.errors import ValidationError

__all__ = ["SYNTHETIC", "Provenance"]

SYNTHETIC = "SYNTHETISCH"
"""The word that marks made-up data, in files, on the map and in exports."""


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """The origin of one layer."""

    source: str = ""
    """File name, service or generator."""

    licence: str = ""
    attribution: str = ""
    """The credit that the licence asks to be shown."""

    sha256: str = ""
    """Hash of the source file's bytes, 64 hexadecimal digits; empty where there was no file."""

    read_at: datetime | None = None
    """When the source was read, with its time zone."""

    synthetic: bool = False
    """Whether the data is made up; such layers are marked wherever they are shown."""

    def __post_init__(self) -> None:
        if self.sha256 and (len(self.sha256) != 64 or set(self.sha256) - set("0123456789abcdef")):
            raise ValidationError(f"sha256 must be 64 hexadecimal digits, not {self.sha256!r}")
        if self.read_at is not None and self.read_at.tzinfo is None:
            raise ValidationError(f"read_at needs its time zone: {self.read_at.isoformat()}")
