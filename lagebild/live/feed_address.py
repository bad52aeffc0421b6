"""The address of a feed, as people write it: `sbs://host:30003`, `cot+udp://0.0.0.0:4242`, `replay:FILE?speed=20`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from lagebild.errors import ValidationError

__all__ = ["FeedAddress", "FeedKind", "Transport", "feed_address"]


class FeedKind(StrEnum):
    """What is spoken."""

    SBS = "sbs"
    READSB = "readsb"
    BEAST = "beast"
    ASTERIX = "asterix"
    COT = "cot"
    OGN = "ogn"
    REPLAY = "replay"


class Transport(StrEnum):
    """What carries it."""

    TCP = "tcp"
    UDP = "udp"
    HTTP = "http"
    HTTPS = "https"
    FILE = "file"

    @property
    def is_stream(self) -> bool:
        """Whether a message may come in several pieces."""
        return self is Transport.TCP


@dataclass(frozen=True)
class FeedAddress:
    """Where a feed is found; made by `feed_address`."""

    kind: FeedKind
    transport: Transport
    host: str = ""
    port: int = 0
    path: str = ""
    """Of HTTP: with its query; of a replay: the file."""

    speed: float = 1.0
    """Of a replay: seconds of the recording in a second."""

    user: str = ""
    password: str = ""

    @property
    def name(self) -> str:
        """As it may be shown and logged: without the password."""
        if self.transport is Transport.FILE:
            return f"replay:{self.path}" + (f"?speed={self.speed:g}" if self.speed != 1 else "")
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = next(name for name, known in _SCHEMES.items() if known[:2] == (self.kind, self.transport))
        return f"{scheme}://{host}:{self.port}{self.path}"


_SCHEMES: dict[str, tuple[FeedKind, Transport, int]] = {
    "sbs": (FeedKind.SBS, Transport.TCP, 30003),
    "beast": (FeedKind.BEAST, Transport.TCP, 30005),
    "readsb+http": (FeedKind.READSB, Transport.HTTP, 80),
    "readsb+https": (FeedKind.READSB, Transport.HTTPS, 443),
    "asterix+udp": (FeedKind.ASTERIX, Transport.UDP, 0),
    "cot+udp": (FeedKind.COT, Transport.UDP, 4242),
    "cot+tcp": (FeedKind.COT, Transport.TCP, 8087),
    "ogn": (FeedKind.OGN, Transport.TCP, 14580),
}
"""Schemes, and the port that such programs use by default; 0: there is none that one could expect."""

_FASTEST = 10_000.0


def feed_address(text: str) -> FeedAddress:
    """Read the address of a feed.

    Raises
    ------
    ValidationError
        If the scheme is unknown, or host, port, file or speed is missing or senseless. The sentence shows no password.
    """
    scheme, colon, rest = text.strip().partition(":")
    scheme = scheme.lower()
    if scheme == "replay" and colon:
        return _replay(rest)
    if scheme not in _SCHEMES:
        known = ", ".join([*(f"{name}://" for name in _SCHEMES), "replay:"])
        raise ValidationError(f"a feed begins with one of {known}, not with {scheme!r:.40}")
    kind, transport, usual = _SCHEMES[scheme]
    split, port = _split(scheme, text.strip())
    if not split.hostname:
        raise ValidationError(f"the feed {scheme}:// needs a host, such as {scheme}://192.0.2.1:{usual or 8600}")
    if not (port or usual):
        raise ValidationError(f"the feed {scheme}://{split.hostname} needs a port")
    path = split.path + (f"?{split.query}" if split.query else "")
    if transport not in (Transport.HTTP, Transport.HTTPS):
        if path.strip("/"):
            raise ValidationError(f"the feed {scheme}://{split.hostname} has no path, but {path!r:.80} was given")
        path = ""
    return FeedAddress(
        kind,
        transport,
        split.hostname,
        port or usual,
        path or ("/" if kind is FeedKind.READSB else ""),
        user=unquote(split.username or ""),
        password=unquote(split.password or ""),
    )


def _split(scheme: str, text: str) -> tuple[SplitResult, int | None]:
    try:
        split = urlsplit(text)
        port = split.port
    except ValueError:
        # the reason quotes what may be part of a password
        raise ValidationError(f"the feed {scheme}:// has no sound host and port, such as host:30003") from None
    if port == 0:
        raise ValidationError(f"the feed {scheme}://{split.hostname} has port 0; ports are 1 to 65535")
    return split, port


def _replay(rest: str) -> FeedAddress:
    path, question, query = rest.rpartition("?")
    if not question or not query.startswith("speed="):
        path, query = rest, ""
    if not path or Path(path).name in ("", ".."):
        raise ValidationError("replay: needs a file, such as replay:flights.parquet?speed=20")
    told = dict(parse_qsl(query, keep_blank_values=True)).get("speed", "1")
    try:
        speed = float(told)
    except ValueError:
        speed = math.nan
    if not 0 < speed <= _FASTEST:
        raise ValidationError(f"the speed of a replay is a number above 0, at most {_FASTEST:g}, not {told!r:.40}")
    return FeedAddress(FeedKind.REPLAY, Transport.FILE, path=path, speed=speed)
