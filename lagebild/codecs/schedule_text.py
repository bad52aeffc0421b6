"""Short texts of recurring times, as NOTAMs (item D) and OpenAir files (AA) write them.

Only what has one meaning is read: `DAILY 0800-1600`, `MON-FRI 0730-1130 1300-1600`, `SAT,SUN SR-SS+30`, `H24`, several
of them parted by a comma or semicolon. Anything else gives None, and stays a text.
"""

from __future__ import annotations

import re

from lagebild.codecs.zone_times import DAYS, Daily, Moment

__all__ = ["daily_periods"]

_LONGEST = 300
_EVERY_DAY = tuple(range(7))
_DAY = "|".join(DAYS)
_WORD = re.compile(
    rf"(?P<daily>DAILY|DLY)|(?P<h24>H24)|(?P<first>{_DAY})(?:\s*-\s*(?P<last>{_DAY}))?"
    r"|(?P<start>(?:[01]\d|2[0-4]):?[0-5]\d|(?:SR|SS)(?:\s?[+-]\s?\d{1,3})?)\s?(?P<zone1>Z|UTC)?\s?-\s?"
    r"(?P<end>(?:[01]\d|2[0-4]):?[0-5]\d|(?:SR|SS)(?:\s?[+-]\s?\d{1,3})?)\s?(?P<zone2>Z|UTC)?(?![\w+])"
    r"|(?P<mark>AND|[,;/&])",
    re.ASCII,
)
_SUN = re.compile(r"(?P<event>SR|SS)\s?(?P<sign>[+-]?)\s?(?P<minutes>\d{0,3})")


def daily_periods(text: str, *, in_utc: bool) -> tuple[Daily, ...] | None:
    """Return the periods that a text states; None where any of it is not understood.

    `in_utc` says that times without `Z` are UTC, as in NOTAMs; otherwise such a text is not understood.
    """
    plain = " ".join(text.upper().split())
    if not plain or len(plain) > _LONGEST:
        return None
    found: list[Daily] = []
    days: tuple[int, ...] = ()
    ended = True
    at = 0
    while at < len(plain):
        match = _WORD.match(plain, at)
        if match is None:
            return None
        at = match.end() + (plain[match.end() : match.end() + 1] == " ")
        if match["mark"]:
            continue
        if match["daily"] or match["first"]:
            named = _EVERY_DAY if match["daily"] else _days(match["first"], match["last"])
            days, ended = (named, False) if ended else (tuple(dict.fromkeys(days + named)), False)
            continue
        if match["h24"]:
            if days and not in_utc:
                return None
            found.append(Daily(days=days or _EVERY_DAY))
        else:
            period = _period(match, days or _EVERY_DAY, in_utc=in_utc)
            if period is None:
                return None
            found.append(period)
        ended = True
    return tuple(found) if found and ended else None


def _days(first: str, last: str | None) -> tuple[int, ...]:
    begin = DAYS.index(first)
    end = begin if last is None else DAYS.index(last)
    return tuple((begin + step) % 7 for step in range((end - begin) % 7 + 1))


def _period(match: re.Match[str], days: tuple[int, ...], *, in_utc: bool) -> Daily | None:
    start, end = _moment(match["start"]), _moment(match["end"])
    if start is None or end is None:
        return None
    by_clock = "clock" in (start.event, end.event)
    if by_clock and not in_utc and not (match["zone2"] or match["zone1"]):
        return None
    if end.event == "clock" and end.minutes == 0:
        end = Moment(minutes=1440)
    return Daily(days=days, start=start, end=end)


def _moment(text: str) -> Moment | None:
    sun = _SUN.fullmatch(text)
    if sun is None:
        digits = text.replace(":", "")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        return Moment(minutes=minutes) if minutes <= 1440 else None
    minutes = int(sun["minutes"] or 0)
    event = "sunrise" if sun["event"] == "SR" else "sunset"
    return Moment(event=event, minutes=-minutes if sun["sign"] == "-" else minutes)
