"""Binary columns for the browser: the container format and the store that both transports read.

A container is `LBC1`, a little-endian uint32 header length, a JSON header padded with blanks so that the data
begin on a multiple of eight, then the columns, each on a multiple of eight. The header is
`{"meta": {...}, "columns": [{"name", "dtype", "offset", "length", "scale", "origin", "delta"}, ...]}`; `offset`
counts bytes from the start of the container. A value is `origin + scale * raw`, where `raw` is the running sum
of the stored numbers (modulo 2**32) if `delta` is set. The frontend's `columns.ts` reads it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lagebild.errors import LagebildError

__all__ = ["Column", "ColumnStore", "UnknownResourceError", "pack", "unpack"]

MAGIC = b"LBC1"
_ALIGNMENT = 8
_DTYPES = {"i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8"}
_CACHED_BYTES = 64_000_000


class UnknownResourceError(LagebildError, KeyError):
    """No resource of that name is in the store."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column as it travels: stored numbers and how they become values."""

    values: NDArray[Any]
    """The stored numbers, one dimension; for `delta` columns before differencing, int32."""

    scale: float = 1.0
    origin: float = 0.0
    delta: bool = False

    @classmethod
    def quantised(cls, values: NDArray[np.float64], scale: float, origin: float = 0.0) -> Column:
        """Store `values` (finite, any unit) as delta-coded int32 steps of `scale` from `origin`."""
        steps = np.rint((np.asarray(values, dtype=np.float64) - origin) / scale)
        limit = np.iinfo(np.int32).max
        if steps.size and not np.all(np.abs(steps) <= limit):
            raise ValueError(f"values do not fit into {limit} steps of {scale} from {origin}")
        return cls(values=steps.astype(np.int32), scale=scale, origin=origin, delta=True)


def pack(columns: Mapping[str, Column | NDArray[Any]], meta: Mapping[str, Any] | None = None) -> bytes:
    """Write columns and their `meta` (JSON-able) into one container."""
    described: list[dict[str, Any]] = []
    chunks: list[bytes] = []
    position = 0
    for name, given in columns.items():
        column = given if isinstance(given, Column) else Column(values=given)
        stored = _differences(column.values) if column.delta else np.ascontiguousarray(column.values)
        dtype = stored.dtype.str.lstrip("<|=")
        if dtype not in _DTYPES:
            raise TypeError(f"column {name!r} has dtype {stored.dtype}; the container knows {sorted(_DTYPES)}")
        described.append(
            {
                "name": name,
                "dtype": dtype,
                "offset": position,
                "length": int(stored.size),
                "scale": column.scale,
                "origin": column.origin,
                "delta": column.delta,
            }
        )
        chunk = stored.tobytes()
        chunks.append(chunk + b"\0" * (-len(chunk) % _ALIGNMENT))
        position += len(chunks[-1])
    header = _header(described, dict(meta or {}))
    return b"".join([MAGIC, len(header).to_bytes(4, "little"), header, *chunks])


def unpack(container: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read a container back: its meta and its columns as values (what the browser sees)."""
    if container[:4] != MAGIC:
        raise ValueError("not a column container: it does not begin with LBC1")
    length = int.from_bytes(container[4:8], "little")
    header = json.loads(container[8 : 8 + length])
    columns: dict[str, NDArray[Any]] = {}
    for entry in header["columns"]:
        raw = np.frombuffer(container, dtype=entry["dtype"], count=entry["length"], offset=entry["offset"])
        if entry["delta"]:
            raw = np.cumsum(raw, dtype=np.int32)
        scale, origin = float(entry["scale"]), float(entry["origin"])
        columns[entry["name"]] = raw if (scale, origin) == (1.0, 0.0) else origin + scale * raw
    return header["meta"], columns


def _differences(values: NDArray[Any]) -> NDArray[np.int32]:
    """First differences modulo 2**32, the first value kept."""
    wrapped = values.astype(np.int32).view(np.uint32)
    return np.diff(wrapped, prepend=np.uint32(0)).view(np.int32)


def _header(described: list[dict[str, Any]], meta: dict[str, Any]) -> bytes:
    """Write the header with offsets that count from the container's start, padded to the alignment.

    The offsets are part of the text whose length moves them, so the length is settled by repetition.
    """
    size = 0
    while True:
        begin = 8 + size
        placed = [{**entry, "offset": entry["offset"] + begin} for entry in described]
        text = json.dumps({"meta": meta, "columns": placed}, ensure_ascii=False, allow_nan=False).encode()
        padded = text + b" " * (-(8 + len(text)) % _ALIGNMENT)
        if len(padded) == size:
            return padded
        size = len(padded)


Producer = Callable[[str], bytes]
"""Makes the container of a resource from the part of its name after the family's prefix."""


@dataclass
class ColumnStore:
    """The binary resources of one picture: made once, named by their content, shared by all sessions.

    What `put` takes is kept, and what was promised, once it is made; what a registered producer makes (terrain
    tiles) is kept in a bounded cache.
    Everything is held gzip-compressed and handed out so; browsers expand it themselves.
    """

    base: ColumnStore | None = None
    """Another store that knows what this one does not: the picture's, under that of a session's further layers."""

    _kept: dict[str, bytes] = field(default_factory=dict)
    _promised: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    _producers: dict[str, Producer] = field(default_factory=dict)
    _waiting: set[str] = field(default_factory=set)
    _changeable: set[str] = field(default_factory=set)
    _cache: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _cached: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _making: threading.Lock = field(default_factory=threading.Lock)

    def put(self, container: bytes) -> str:
        """Keep a container and return its name, which is its content's hash."""
        name = f"columns/{hashlib.sha256(container).hexdigest()[:32]}"
        if name not in self._kept:
            self._kept[name] = gzip.compress(container, compresslevel=1, mtime=0)
        return name

    def promise(self, name: str, make: Callable[[], bytes]) -> None:
        """Let `make` make the container of that name when it is first asked for; from then on it is kept.

        The name has to stand for the content.
        """
        self._promised[name] = make

    def keep_promises(self) -> None:
        """Make now what was promised."""
        for name in tuple(self._promised):
            self._keep(name)

    def _keep(self, name: str) -> bytes:
        with self._making:  # whoever asks meanwhile waits for the same one
            if name not in self._kept:
                self._kept[name] = gzip.compress(self._promised[name](), compresslevel=1, mtime=0)
                del self._promised[name]
            return self._kept[name]

    def register(self, prefix: str, producer: Producer, *, waits: bool = False, by_content: bool = True) -> None:
        """Let `producer` make every resource whose name begins with `prefix` and a slash.

        One that `waits`, for a server, must not keep others waiting; see `waits`. `by_content`: the prefix stands for
        all that is made of it, so that browsers may keep it for ever.
        """
        self._producers[prefix] = producer
        if waits:
            self._waiting.add(prefix)
        if not by_content:
            self._changeable.add(prefix)

    def lasting(self, name: str) -> bool:
        """Whether a resource of that name will always be the same."""
        if any(name.startswith(prefix + "/") for prefix in self._changeable):
            return False
        return self.base is None or self.base.lasting(name)

    def discard(self, prefix: str) -> None:
        """Forget a producer and what it has made."""
        self._producers.pop(prefix, None)
        with self._lock:
            for name in [name for name in self._cache if name.startswith(prefix + "/")]:
                self._cached -= len(self._cache.pop(name))

    def waits(self, name: str) -> bool:
        """Whether making that resource may take as long as a server likes."""
        if any(name.startswith(prefix + "/") for prefix in self._waiting):
            return True
        return self.base is not None and self.base.waits(name)

    def get(self, name: str) -> bytes:
        """Return the gzip-compressed container of that name.

        Raises
        ------
        UnknownResourceError
            If nothing of that name is kept and no producer makes it.
        """
        if name in self._kept:
            return self._kept[name]
        if name in self._promised:
            return self._keep(name)
        with self._lock:
            if name in self._cache:
                self._cache.move_to_end(name)
                return self._cache[name]
        prefix = next((p for p in tuple(self._producers) if name.startswith(p + "/")), None)
        if prefix is None:
            if self.base is not None:
                return self.base.get(name)
            raise UnknownResourceError(name)
        made = gzip.compress(self._producers[prefix](name[len(prefix) + 1 :]), compresslevel=1, mtime=0)
        with self._lock:
            if name not in self._cache:
                self._cache[name] = made
                self._cached += len(made)
            while self._cached > _CACHED_BYTES and len(self._cache) > 1:
                _, dropped = self._cache.popitem(last=False)
                self._cached -= len(dropped)
        return made

    @property
    def held_bytes(self) -> int:
        """Bytes held at this moment, compressed."""
        return sum(map(len, self._kept.values())) + self._cached
