"""ASTERIX (EUROCONTROL-SPEC-0149) data blocks to records with their items' bytes.

What items a category has, in which order and how long, is taken from the specifications in the package `libasterix`
(the newest edition of each category; editions of one category differ by what they add, but CAT021 of before edition
2 is laid out otherwise and cannot be told from later ones). Its own parser makes an object of every bit and reads
about 3,000 records a second; the plans compiled here find the items' bytes only, about thirty times as fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from lagebild.codecs.optional import needs
from lagebild.messages import Message

__all__ = ["KNOWN_CATEGORIES", "BadBlock", "Items", "Record", "Specification", "blocks", "looks_like_asterix"]

KNOWN_CATEGORIES = frozenset(
    {
        *(1, 2, 4, 7, 8, 9, 10, 11, 15, 16, 17, 18, 19, 20, 21, 23, 25),
        *(30, 31, 32, 34, 48, 62, 63, 65, 128, 150, 205, 240),
    }
)
"""What a file of ASTERIX may hold; others are a sign that it is something else."""

_HEADER = 3
_CACHED = 4_096
"""Different presences of items that are remembered; real streams have some dozens."""

Items = dict[str, Any]
"""Item to its bytes, such as `040`; of a compound item a dictionary of its subitems."""


class Record(NamedTuple):
    """One record: bytes `start` to `end` of the data."""

    start: int
    end: int
    items: Items


class BadBlock(NamedTuple):
    """The rest of a data block that cannot be read."""

    start: int
    end: int
    reason: Message


class _ShortError(ValueError):
    """The record's items do not fit into what is there; the message says why."""


def blocks(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield category, first and last byte (half-open) of the records of each data block; stops where none fits."""
    at = start
    while at + _HEADER <= end:
        length = data[at + 1] << 8 | data[at + 2]
        if length <= _HEADER or at + length > end:
            return
        yield data[at], at + _HEADER, at + length
        at += length


def looks_like_asterix(head: bytes, categories: frozenset[int]) -> bool:
    """Whether bytes begin with data blocks, at least one of which is of these categories."""
    found, reached = set(), 0
    for category, start, end in blocks(head, 0, len(head)):
        if category not in KNOWN_CATEGORIES or head[start] < 2:
            return False
        found.add(category)
        reached = end
        if len(found & categories) and reached > 4_096:
            return True
    return bool(found & categories) and (reached == len(head) or reached > len(head) // 2)


@dataclass(frozen=True)
class _Fixed:
    length: int

    def end(self, data: bytes, at: int, last: int) -> int:
        return at + self.length


@dataclass(frozen=True)
class _Extended:
    """Parts that each end with a bit which says whether another follows."""

    parts: tuple[int, ...]
    open_end: bool
    """Whether the last part has such a bit too, which must be zero."""

    def end(self, data: bytes, at: int, last: int) -> int:
        for number, part in enumerate(self.parts):
            at += part
            if at > last:
                break
            final = number == len(self.parts) - 1
            if final and not self.open_end:
                return at
            if not data[at - 1] & 1:
                return at
        else:
            raise _ShortError(Message("an item has more parts than its specification knows"))
        return at


@dataclass(frozen=True)
class _Repeated:
    counter: int
    """Bytes of the count in front; 0: each ends with a bit which says whether another follows."""

    length: int

    def end(self, data: bytes, at: int, last: int) -> int:
        if self.counter:
            count = int.from_bytes(data[at : at + self.counter], "big")
            return at + self.counter + count * self.length
        at += self.length
        while at <= last and data[at - 1] & 1:
            at += self.length
        return at


@dataclass(frozen=True)
class _Explicit:
    def end(self, data: bytes, at: int, last: int) -> int:
        if at >= last or not data[at]:
            raise _ShortError(Message("an item of explicit length has length 0"))
        return at + data[at]


@dataclass(frozen=True)
class _Compound:
    names: tuple[str | None, ...]
    plans: tuple[Any, ...]


def _plan(variation: Any, base: Any) -> Any:
    """Compile how long an item is."""
    if issubclass(variation, (base.Element, base.Group)):
        return _Fixed(_bytes(variation.cv_bit_size))
    if issubclass(variation, base.Extended):
        parts = [_bytes(sum(1 if item is None else item[1] for item in part)) for part in variation.cv_items_list]
        return _Extended(tuple(parts), variation.cv_items_list[-1][-1] is None)
    if issubclass(variation, base.Repetitive):
        size = variation.cv_variation.cv_bit_size + (variation.cv_rep_bytes is None)
        return _Repeated(variation.cv_rep_bytes or 0, _bytes(size))
    if issubclass(variation, base.Explicit):
        return _Explicit()
    items = variation.cv_items_list
    names = tuple(None if item is None else item.cv_name for item in items)
    return _Compound(names, tuple(None if item is None else _plan(_variation(item), base) for item in items))


def _bytes(bits: int) -> int:
    if bits % 8:
        raise NotImplementedError(f"an item of {bits} bits has no whole bytes")
    return bits // 8


def _variation(item: Any) -> Any:
    rule = item.cv_rule
    return rule.cv_variation if hasattr(rule, "cv_variation") else rule.cv_default_variation


class Specification:
    """What one category's records are made of; get one with `Specification.of`."""

    def __init__(self, category: int, top: _Compound) -> None:
        self.category = category
        self._top = top
        self._present: dict[tuple[int, bytes], tuple[tuple[str, Any], ...]] = {}

    @staticmethod
    @cache
    def of(category: int) -> Specification:
        """Compile the newest edition of a category; raises MissingPackageError without `libasterix`."""
        base = needs("asterix.base", "asterix", purpose="ASTERIX files")
        generated = needs("asterix.generated", "asterix", purpose="ASTERIX files")
        items = generated.manifest["CATS"][category][-1].cv_uap.cv_record.cv_items_list
        kept = [item.cv_non_spare if hasattr(item, "cv_non_spare") else None for item in items]
        names = tuple(None if item is None else item.cv_name for item in kept)
        plans = tuple(None if item is None else _plan(_variation(item), base) for item in kept)
        return Specification(category, _Compound(names, plans))

    def records(self, data: bytes, start: int, end: int) -> Iterator[Record | BadBlock]:
        """Yield the records of one data block; where one cannot be read, the rest of the block is one `BadBlock`."""
        at = start
        while at < end:
            try:
                items, after = self._compound(self._top, data, at, end)
            except _ShortError as error:
                (reason,) = error.args
                yield BadBlock(at, end, reason)
                return
            yield Record(at, after, items)
            at = after

    def _compound(self, plan: _Compound, data: bytes, at: int, last: int) -> tuple[Items, int]:
        after = at + 1
        while after <= last and data[after - 1] & 1:
            after += 1
        if after > last:
            raise _ShortError(Message("the record ends within its list of items"))
        items: Items = {}
        for name, item in self._items(plan, data[at:after]):
            begin = after
            if type(item) is _Compound:
                items[name], after = self._compound(item, data, begin, last)
                continue
            after = item.end(data, begin, last)
            if after > last:
                raise _ShortError(Message("the record ends within item {item}", item=name))
            items[name] = data[begin:after]
        return items, after

    def _items(self, plan: _Compound, presence: bytes) -> tuple[tuple[str, Any], ...]:
        key = (id(plan), presence)
        found = self._present.get(key)
        if found is None:
            found = tuple(_present(plan, presence))
            if len(self._present) < _CACHED:
                self._present[key] = found
        return found


def _present(plan: _Compound, presence: bytes) -> Iterator[tuple[str, Any]]:
    if len(presence) > -(-len(plan.names) // 7):
        raise _ShortError(
            Message("the list of items has {count} octets, more than there are items", count=len(presence))
        )
    bits = [byte >> (7 - bit) & 1 for byte in presence for bit in range(7)]
    for number, bit in enumerate(bits):
        if not bit:
            continue
        name = plan.names[number] if number < len(plan.names) else None
        if name is None:
            raise _ShortError(
                Message("the record announces item number {number}, which does not exist", number=number + 1)
            )
        yield name, plan.plans[number]


def of_length(found: Sequence[bytes | None], length: int) -> tuple[bytes, list[bool]]:
    """Put items of equal length behind one another, zeros for those that are missing, and say which are there."""
    empty = bytes(length)
    return b"".join(empty if item is None else item[:length] for item in found), [item is not None for item in found]
