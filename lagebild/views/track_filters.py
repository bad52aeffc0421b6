"""What the map filters flight paths by, as it is written in Python: `map.filters = {"callsign": "DLH*"}`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from numbers import Real
from typing import Any

import param

from lagebild.errors import ValidationError

__all__ = ["TrackFilters", "checked_filters"]

_QUARTER = 0.25
_DAY = 24.0
_LONGEST_PATTERN = 200
_MOST_NAMES = 1000
_FASTEST = 1e6


def checked_filters(given: Any) -> dict[str, Any]:
    """Check filters of flight paths; all of them must hold, one that is missing holds always.

    `speed`: [lowest, highest], m/s over ground, None: no limit; `types`, `sources`: texts of which a flight's is one;
    `callsign`: a pattern with `*` and `?`, several separated by commas, without either a part of the callsign;
    `hours`: [from, to] of the UTC day, quarters of an hour, over midnight where from > to; `unknown`: `show` (usual)
    or `hide` what a filter cannot judge. Heights are filtered by `map.altitude_range`.

    Raises
    ------
    ValidationError
        If a key is unknown or a value breaks these rules; the message names it.
    """
    if not isinstance(given, Mapping):
        raise ValidationError(f"filters are a dict, not {given!r:.80}")
    unknown = [key for key in given if key not in _CHECKS]
    if unknown:
        hint = "; heights are filtered by altitude_range" if str(unknown[0]).startswith(("alt", "height")) else ""
        raise ValidationError(f"filters know {', '.join(_CHECKS)}, not {unknown[0]!r:.80}{hint}")
    return {key: _CHECKS[key](key, value) for key, value in given.items() if value is not None}


def _speed(key: str, value: Any) -> list[float | None]:
    rule = "[lowest, highest] in m/s, 0 ≤ lowest ≤ highest, None: no limit"
    ends = list(value) if isinstance(value, list | tuple) else []
    filled = [_FASTEST * place if end is None else end for place, end in enumerate(ends)]
    low, high = _pair(key, filled, rule)
    if not 0 <= low <= high <= _FASTEST:
        raise ValidationError(f"filters[{key!r}] is {rule}, not {value!r:.80}")
    return [None if end is None else float(end) for end in ends]


def _hours(key: str, value: Any) -> list[float]:
    begin, end = _pair(key, value, "[from, to] in hours of the UTC day")
    quarters = all(hour % _QUARTER == 0 and 0 <= hour <= _DAY for hour in (begin, end))
    if not quarters or begin % _DAY == end % _DAY:
        rule = "two different quarters of an hour from 0 to 24 (UTC)"
        raise ValidationError(f"filters[{key!r}] is [from, to], {rule}, not {value!r:.80}")
    return [begin, end]


def _pair(key: str, value: Any, rule: str) -> tuple[float, float]:
    numbers = list(value) if isinstance(value, list | tuple) else []
    if len(numbers) != 2 or not all(isinstance(n, Real) and not isinstance(n, bool) for n in numbers):
        raise ValidationError(f"filters[{key!r}] is {rule}, not {value!r:.80}")
    return float(numbers[0]), float(numbers[1])


def _names(key: str, value: Any) -> list[str]:
    if not isinstance(value, list | tuple) or not value or not all(isinstance(name, str) for name in value):
        raise ValidationError(f"filters[{key!r}] is a list of at least one text, not {value!r:.80}")
    if len(value) > _MOST_NAMES:
        raise ValidationError(f"filters[{key!r}] takes at most {_MOST_NAMES} texts, not {len(value)}")
    return list(dict.fromkeys(value))


def _pattern(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip(" ,") or len(value) > _LONGEST_PATTERN:
        rule = f"a text of 1 to {_LONGEST_PATTERN} characters such as 'DLH*'"
        raise ValidationError(f"filters[{key!r}] is {rule}, not {value!r:.80}")
    return value.strip()


def _unknown(key: str, value: Any) -> str:
    if value not in ("show", "hide"):
        raise ValidationError(f"filters[{key!r}] is 'show' or 'hide', not {value!r:.80}")
    return str(value)


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "speed": _speed,
    "types": _names,
    "callsign": _pattern,
    "sources": _names,
    "hours": _hours,
    "unknown": _unknown,
}


class TrackFilters(param.Dict):  # type: ignore[misc, unused-ignore]
    """A parameter that takes only filters which `checked_filters` allows."""

    def _validate_value(self, val: Any, allow_None: bool) -> None:  # noqa: N803 (param's name)
        if val is not None:
            checked_filters(val)
        super()._validate_value(val, allow_None)
