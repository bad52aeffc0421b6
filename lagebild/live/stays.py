"""Who is in which airspace: exact entries, one a stay, by the same `crossings` that answers about the past."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from lagebild.analysis.crossings import crossings
from lagebild.live.volumes import INNER, OUTER
from lagebild.model.airspaces import Airspaces
from lagebild.model.qnh import QNH
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks

__all__ = ["Change", "Stay", "Stays", "visits_of"]

_TOUCH = 1e-3
"""Seconds between two visits that are one."""


@dataclass(frozen=True, kw_only=True)
class Stay:
    """An aircraft within an airspace."""

    aircraft: str
    airspace: str
    begun: float
    """Seconds since 1970 UTC."""

    certain: bool


@dataclass(frozen=True, kw_only=True)
class Change:
    """A stay that has begun, has become certain, or has ended."""

    stay: Stay
    moment: float
    through: str
    ended: bool = False
    longitude: float | None = None
    latitude: float | None = None


class Stays:
    """Stays of one law: whether undetermined entries count.

    Parameters
    ----------
    undetermined
        Whether to be possibly inside is a stay, marked as not certain.
    """

    def __init__(self, *, undetermined: bool) -> None:
        self._undetermined = undetermined
        self._now: dict[tuple[str, str], Stay] = {}

    @property
    def now(self) -> Mapping[tuple[str, str], Stay]:
        """The stays that last, by aircraft and airspace."""
        return self._now

    def resume(self, stays: Iterable[Stay]) -> None:
        """Take up stays that lasted when the program ended."""
        for stay in stays:
            self._now[(stay.aircraft, stay.airspace)] = stay

    def leave_out(self, watched: Container[str]) -> None:
        """Forget the stays in all but these airspaces."""
        self._now = {pair: stay for pair, stay in self._now.items() if stay.airspace in watched}

    def step(self, visits: pd.DataFrame, begins: Mapping[str, float]) -> list[Change]:
        """Follow aircraft by one step.

        Parameters
        ----------
        visits
            `crossings` of the newest part of each flight with the watched volumes.
        begins
            For each aircraft that has moved, the seconds at which that part begins.
        """
        inner, outer = _by_pair(visits, INNER), _by_pair(visits, OUTER)
        lasting = [pair for pair in self._now if pair[0] in begins]
        changes: list[Change] = []
        for pair in dict.fromkeys([*lasting, *inner]):
            changes += self._follow(pair, inner.get(pair, []), _merged(outer.get(pair, [])), begins[pair[0]])
        return sorted(changes, key=lambda change: change.moment)

    def _follow(
        self, pair: tuple[str, str], inner: list[_Visit], outer: list[_Visit], begin: float
    ) -> Iterable[Change]:
        aircraft, airspace = pair
        within = [visit for visit in inner if visit.certain or self._undetermined]
        at = begin
        while True:
            stay = self._now.get(pair)
            if stay is None:
                entry = next((visit for visit in within if visit.entry >= at - _TOUCH), None)
                if entry is None:
                    return
                stay = Stay(aircraft=aircraft, airspace=airspace, begun=entry.entry, certain=entry.certain)
                self._now[pair] = stay
                yield Change(
                    stay=stay,
                    moment=entry.entry,
                    through=entry.entered,
                    longitude=entry.longitude,
                    latitude=entry.latitude,
                )
                at = entry.entry
            around = next((visit for visit in outer if visit.entry <= at + _TOUCH and visit.exit > at), None)
            until = at if around is None else around.exit
            if not stay.certain:
                sure = next((v for v in inner if v.certain and at - _TOUCH <= v.entry <= until), None)
                if sure is not None:
                    stay = replace(stay, certain=True)
                    self._now[pair] = stay
                    yield Change(
                        stay=stay,
                        moment=sure.entry,
                        through=sure.entered,
                        longitude=sure.longitude,
                        latitude=sure.latitude,
                    )
            if around is not None and around.left == "end":
                return
            del self._now[pair]
            yield Change(stay=stay, moment=until, through=around.left if around else "gap", ended=True)
            at = until + _TOUCH

    def silent(self, last: Mapping[str, float], before: float) -> list[Change]:
        """End the stays of aircraft whose last fix lies before a moment: nobody knows where they are."""
        changes = []
        for pair, stay in list(self._now.items()):
            heard = last.get(pair[0], stay.begun)
            if heard < before:
                del self._now[pair]
                changes.append(Change(stay=stay, moment=heard, through="gap", ended=True))
        return changes


@dataclass(frozen=True, kw_only=True)
class _Visit:
    entry: float
    exit: float
    entered: str
    left: str
    certain: bool
    longitude: float
    latitude: float


def visits_of(tracks: Tracks, volumes: Airspaces, terrain: Terrain | None, qnh: QNH, max_gap: float) -> pd.DataFrame:
    """Return `crossings` with the volumes; airspaces that are certainly not active count as not there."""
    found = crossings(tracks, volumes, terrain, qnh, max_gap=max_gap)
    return found[found["active"] != "inactive"]


def _by_pair(visits: pd.DataFrame, side: str) -> dict[tuple[str, str], list[_Visit]]:
    mine = visits[visits["airspace_id"].str.startswith(side)]
    found: dict[tuple[str, str], list[_Visit]] = {}
    if not len(mine):
        return found
    seconds = [mine[name].astype("int64").to_numpy() / 1e9 for name in ("entry_time", "exit_time")]
    columns = (
        *(mine["track_id"], mine["airspace_id"].str.removeprefix(side), *seconds),
        *(mine["entered_through"], mine["left_through"], mine["status"]),
        *(mine["entry_longitude"], mine["entry_latitude"]),
    )
    for track, airspace, entry, exit_, entered, left, status, longitude, latitude in zip(*columns, strict=True):
        visit = _Visit(
            entry=float(entry),
            exit=float(exit_),
            entered=entered,
            left=left,
            certain=status == "certain",
            longitude=float(longitude),
            latitude=float(latitude),
        )
        found.setdefault((track, airspace), []).append(visit)
    return found


def _merged(visits: list[_Visit]) -> list[_Visit]:
    """Join visits that follow one another without a pause: they differ in status only."""
    merged: list[_Visit] = []
    for visit in sorted(visits, key=lambda one: one.entry):
        if merged and visit.entry <= merged[-1].exit + _TOUCH:
            last = merged[-1]
            later = visit if visit.exit >= last.exit else last
            merged[-1] = replace(last, exit=later.exit, left=later.left)
        else:
            merged.append(visit)
    return merged
