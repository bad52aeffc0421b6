"""Base maps that a user brings: a file of tiles, a georeferenced raster, or a server of the own network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from lagebild.errors import ValidationError

__all__ = ["REMOTE_KINDS", "Basemap"]

REMOTE_KINDS = ("xyz", "wms", "wmts")
_KINDS = ("file", *REMOTE_KINDS)
_FORMATS = ("image/png", "image/jpeg", "image/webp")
_HIGHEST_ZOOM = 24
_LONGEST_NAME = 120
_LONGEST_TIMEOUT = 120.0
_PLACEHOLDERS = {"xyz": ("{z}", "{x}"), "wms": (), "wmts": ()}


@dataclass(frozen=True, kw_only=True)
class Basemap:
    """One base map that may be chosen instead of the built-in one; nothing is opened or asked for here."""

    name: str
    kind: Literal["file", "xyz", "wms", "wmts"] = "file"
    path: str = ""
    """Of a file: PMTiles, MBTiles, GeoTIFF or JPEG 2000."""

    url: str = ""
    """Of a server, http or https: with {z}, {x} and {y} or {-y}; of a WMS or WMTS its address, or a WMTS template with
    {TileMatrix}, {TileRow} and {TileCol}."""

    layers: str = ""
    """Of a WMS or WMTS, as the server names them."""

    style: str = ""
    format: str = "image/png"
    version: str = ""
    """Of a WMS, 1.3.0 or 1.1.1."""

    matrix_set: str = "GoogleMapsCompatible"
    """Of a WMTS; it has to be one of Web Mercator (EPSG:3857)."""

    matrix: str = "{z}"
    """How a WMTS names the zoom levels, such as `EPSG:3857:{z}`."""

    attribution: str = ""
    """Shown with the map, as text; by default what the file says."""

    min_zoom: int = 0
    max_zoom: int = 18
    names: bool | None = None
    """Whether the built-in borders and names lie above it; by default above files of one raster only."""

    shown: bool = False
    """Whether the map opens with it; servers wait until someone chooses them."""

    timeout: float = 10.0
    """Seconds after which a server that does not answer is given up."""

    def __post_init__(self) -> None:
        name: object = self.name
        if not (isinstance(name, str) and 0 < len(name.strip()) <= _LONGEST_NAME):
            raise ValidationError(
                f"a base map needs a name of at most {_LONGEST_NAME} characters, not {self.name!r:.60}"
            )
        if self.kind not in _KINDS:
            raise ValidationError(
                f"base map {self.name!r}: kind must be one of {', '.join(_KINDS)}, not {self.kind!r:.40}"
            )
        for field in ("path", "url", "layers", "style", "version", "matrix_set", "matrix", "attribution"):
            if not isinstance(getattr(self, field), str):
                raise ValidationError(
                    f"base map {self.name!r}: {field} must be a text, not {getattr(self, field)!r:.40}"
                )
        if not (
            _is_whole(self.min_zoom)
            and _is_whole(self.max_zoom)
            and 0 <= self.min_zoom <= self.max_zoom <= _HIGHEST_ZOOM
        ):
            raise ValidationError(
                f"base map {self.name!r}: zoom levels are whole numbers in 0..{_HIGHEST_ZOOM}, the lower first, not "
                f"{self.min_zoom!r:.20} and {self.max_zoom!r:.20}"
            )
        if self.shown not in (True, False) or (self.shown and self.kind != "file"):
            raise ValidationError(f"base map {self.name!r}: only a file can be shown at first, not {self.kind}")
        if self.names is not None and not isinstance(self.names, bool):
            raise ValidationError(f"base map {self.name!r}: names must be true or false, not {self.names!r:.40}")
        if self.kind == "file":
            if not self.path:
                raise ValidationError(f"base map {self.name!r} needs the path of its file")
        else:
            self._check_server()

    def _check_server(self) -> None:
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            usable = False
        if not usable or any(letter.isspace() for letter in self.url):
            raise ValidationError(
                f"base map {self.name!r}: the url must begin with http:// or https://, not {self.url!r:.100}"
            )
        missing = [mark for mark in _PLACEHOLDERS[self.kind] if mark not in self.url]
        if self.kind == "xyz" and not ("{y}" in self.url or "{-y}" in self.url):
            missing.append("{y}")
        if missing:
            raise ValidationError(f"base map {self.name!r}: the url lacks {', '.join(missing)}: {self.url!r:.100}")
        if self.kind != "xyz" and not self.layers and "{TileMatrix}" not in self.url:
            raise ValidationError(
                f"base map {self.name!r}: a {self.kind.upper()} needs layers, as its server names them"
            )
        if self.kind == "wms" and self.version not in ("", "1.1.1", "1.3.0"):
            raise ValidationError(f"base map {self.name!r}: version must be 1.3.0 or 1.1.1, not {self.version!r:.20}")
        if self.format not in _FORMATS:
            raise ValidationError(
                f"base map {self.name!r}: format must be one of {', '.join(_FORMATS)}, not {self.format!r:.40}"
            )
        seconds: object = self.timeout
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= _LONGEST_TIMEOUT:
            raise ValidationError(
                f"base map {self.name!r}: timeout must be seconds, more than 0 and at most {_LONGEST_TIMEOUT:.0f}, "
                f"not {seconds!r:.20}"
            )

    @property
    def is_remote(self) -> bool:
        """Whether its tiles come from a server; such a base map is asked for nothing until someone chooses it."""
        return self.kind in REMOTE_KINDS


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
