"""Rules of alerts: what staff wants to be told of, as values that can be kept, shown and tried against the past."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Self

from lagebild.errors import ValidationError
from lagebild.messages import Message

__all__ = ["DEFAULT_RULES", "EMERGENCY_SQUAWKS", "AlertRule", "RuleKind"]

EMERGENCY_SQUAWKS = ("7500", "7600", "7700")
"""Unlawful interference, radio failure, emergency (ICAO Doc 8168 PANS-OPS, volume III)."""

_SQUAWK = re.compile(r"[0-7]{4}")
_NAME = re.compile(r"[^\s:]{1,80}")
_LONGEST = 200


class RuleKind(StrEnum):
    """What a rule watches."""

    AIRSPACE = "airspace"
    """An aircraft enters an airspace."""

    LOW = "low"
    """An aircraft flies lower above the ground than a height."""

    PROXIMITY = "proximity"
    """Two aircraft come closer than two distances."""

    SIGNAL_LOST = "signal_lost"
    """Nothing is heard of an aircraft in the air for a time."""

    AREA_EMPTY = "area_empty"
    """Nobody is in an airspace any more."""

    SQUAWK = "squawk"
    """An aircraft transmits one of some codes."""


_OF_AN_AIRSPACE = (RuleKind.AIRSPACE, RuleKind.AREA_EMPTY)


@dataclass(frozen=True, kw_only=True)
class AlertRule:
    """One rule; fields that its kind does not read have no effect."""

    id: str
    """Its name in the log, without blanks and colons."""

    kind: RuleKind
    name: str = ""
    """What people call it."""

    airspace: str = ""
    """`airspace_id`: which one for `airspace` and `area_empty`; for other kinds, that only aircraft in it count."""

    undetermined: bool = False
    """Whether an alert is raised where heights are too uncertain to say; it is marked then."""

    below: float = 150.0
    """Of `low`: metres above ground."""

    horizontal: float = 9260.0
    """Of `proximity`: metres."""

    vertical: float = 304.8
    """Of `proximity`: metres."""

    seconds: float = 60.0
    """Of `signal_lost` and `area_empty`: how long nothing is heard, nobody is there."""

    squawks: tuple[str, ...] = EMERGENCY_SQUAWKS
    enabled: bool = True

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "kind", RuleKind(self.kind))
        except ValueError as error:
            known = ", ".join(RuleKind)
            raise ValidationError(
                Message("a rule's kind is one of {known}, not {kind!r}", known=known, kind=self.kind)
            ) from error
        object.__setattr__(self, "squawks", tuple(map(str, self.squawks)))
        if not _NAME.fullmatch(str(self.id)):
            raise ValidationError(
                Message("a rule's id is 1 to 80 characters without blanks and colons, not {id!r}", id=self.id)
            )
        if len(self.name) > _LONGEST or len(self.airspace) > _LONGEST:
            raise ValidationError(Message("a rule's name and airspace have at most {most} characters", most=_LONGEST))
        if self.kind in _OF_AN_AIRSPACE and not self.airspace:
            raise ValidationError(Message("a rule of this kind needs an airspace: {kind}", kind=str(self.kind)))
        for name, what in (("below", "m"), ("horizontal", "m"), ("vertical", "m"), ("seconds", "s")):
            value = getattr(self, name)
            if not (isinstance(value, int | float) and math.isfinite(value) and value > 0):
                sentence = Message(
                    "{name} is a number above 0 ({unit}), not {value!r}", name=name, unit=what, value=value
                )
                raise ValidationError(sentence)
        for code in self.squawks:
            if not _SQUAWK.fullmatch(str(code)):
                raise ValidationError(Message("a squawk is four digits from 0 to 7, not {code!r}", code=code))
        if self.kind is RuleKind.SQUAWK and not self.squawks:
            raise ValidationError(Message("a rule for squawks needs one at least"))

    def to_record(self) -> dict[str, Any]:
        """Return plain values, as JSON can hold them."""
        return asdict(self) | {"kind": str(self.kind), "squawks": list(self.squawks)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Read `to_record`'s values back; fields that this version does not know are refused.

        Raises
        ------
        ValidationError
            If it is no rule.
        """
        unknown = sorted(set(record) - {field.name for field in fields(cls)})
        if unknown:
            raise ValidationError(Message("a rule has no field {name!r}", name=unknown[0]))
        try:
            return cls(**record)
        except TypeError as error:
            raise ValidationError(Message("a rule needs id and kind, and texts and numbers in their places")) from error


DEFAULT_RULES = (AlertRule(id="emergency-squawk", kind=RuleKind.SQUAWK, name="7500 / 7600 / 7700"),)
"""What is watched in a picture to whose log nobody has told any rule."""
