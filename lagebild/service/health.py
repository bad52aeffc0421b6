"""How the live part is doing: one value for the status page, for JSON, and for Prometheus."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from lagebild.live.alerts import AlertState
from lagebild.live.feed_state import FeedPhase, FeedState
from lagebild.service.live_service import LiveService

__all__ = ["Health", "health_of", "prometheus_text"]


@dataclass(frozen=True, kw_only=True)
class Health:
    """The live part at one moment; counts are since the start."""

    picture: str
    time: float
    """Seconds since 1970 UTC by this machine's clock."""

    clock: float
    """Seconds since 1970 UTC by the feeds' clock: a replay has a time of its own."""

    up: float
    """Seconds since the start."""

    feeds: tuple[FeedState, ...]
    aircraft: int
    repeated: int
    late: int
    rules: int
    alerts_new: int
    alerts_lasting: int
    steps: int
    slowest_step: float
    """Seconds."""

    log_waiting: int
    log_fault: str
    stored: int
    store_waiting: int
    store_lost: int
    store_fault: str
    memory: int
    """Bytes that the process holds now; 0 where the system does not tell."""

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong now, a sentence each; none: all is well."""
        dead = [f"{feed.name}: {feed.reason}" for feed in self.feeds if feed.phase is FeedPhase.DEAD]
        return (*dead, *(fault for fault in (self.log_fault, self.store_fault) if fault))

    def to_record(self) -> dict[str, Any]:
        """Return plain values, as JSON can hold them."""
        return {**asdict(self), "faults": list(self.faults), "ok": not self.faults}


def health_of(service: LiveService) -> Health:
    """Ask the live part how it is."""
    alerts = service.book.alerts.values()
    store, now = service.store, time.time()
    return Health(
        picture=service.desk.journal.picture,
        time=now,
        clock=service.receiver.clock.now(),
        up=now - service.begun,
        feeds=service.feeds,
        aircraft=len(service.traffic),
        repeated=service.traffic.repeated,
        late=service.traffic.late,
        rules=len(service.watch.rules),
        alerts_new=sum(alert.state is AlertState.NEW for alert in alerts),
        alerts_lasting=sum(alert.ended is None for alert in alerts),
        steps=service.steps,
        slowest_step=service.slowest,
        log_waiting=service.desk.waiting,
        log_fault=str(service.desk.fault or ""),
        stored=store.stored if store else 0,
        store_waiting=store.waiting if store else 0,
        store_lost=store.lost if store else 0,
        store_fault=str(store.fault or "") if store else "",
        memory=_memory(),
    )


def _memory() -> int:
    """Return the bytes that this process holds in memory, as Linux tells."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    import resource

    return pages * resource.getpagesize() if sys.platform != "win32" else 0


def prometheus_text(health: Health) -> bytes:
    """Write the health in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Told(health))
    return generate_latest(registry)


class _Told(Collector):
    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterable[Metric]:
        """Yield the metrics."""
        health = self._health
        yield from _of_feeds(health.feeds)
        for name, text, value in (
            ("aircraft", "Aircraft that are known now", health.aircraft),
            ("rules", "Rules in force", health.rules),
            ("alerts_new", "Alerts that nobody has acknowledged", health.alerts_new),
            ("alerts_lasting", "Alerts whose condition lasts", health.alerts_lasting),
            ("slowest_step_seconds", "The longest step of the watch since the start", health.slowest_step),
            ("log_waiting", "Entries that are not in the log yet", health.log_waiting),
            ("log_ok", "1: the log can be written", int(not health.log_fault)),
            ("store_waiting", "Messages that are not on the disk yet", health.store_waiting),
            ("store_ok", "1: what is received can be stored", int(not health.store_fault)),
            ("memory_bytes", "Memory of the process", health.memory),
            ("up_seconds", "Since the start", health.up),
        ):
            yield GaugeMetricFamily(f"lagebild_{name}", text, value=value)
        for name, text, count in (
            ("steps", "Steps of the watch", health.steps),
            ("repeated", "Places that were known already", health.repeated),
            ("late", "Places older than the last one", health.late),
            ("stored", "Messages on the disk", health.stored),
            ("store_lost", "Messages that could not be stored", health.store_lost),
        ):
            yield CounterMetricFamily(f"lagebild_{name}", text, value=count)


def _of_feeds(feeds: Iterable[FeedState]) -> Iterator[Metric]:
    states = list(feeds)
    counters = {
        "messages": "Messages that could be read",
        "garbage": "Pieces that could not be read",
        "withheld": "Messages of aircraft that do not want to be shown",
        "received_bytes": "Bytes received",
        "lost_bytes": "Bytes thrown away because more came than could be looked at",
        "connections": "Connections made",
    }
    gauges = {
        "rate": "Messages a second, over ten seconds",
        "waiting_bytes": "Bytes that nobody has looked at yet",
        "clock_correction": "Seconds added to its times",
    }
    for name, text in counters.items():
        counter = CounterMetricFamily(f"lagebild_feed_{name}", text, labels=["feed"])
        for state in states:
            counter.add_metric([state.name], getattr(state, name))
        yield counter
    for name, text in gauges.items():
        gauge = GaugeMetricFamily(f"lagebild_feed_{name}", text, labels=["feed"])
        for state in states:
            gauge.add_metric([state.name], getattr(state, name))
        yield gauge
    phase = GaugeMetricFamily("lagebild_feed_phase", "1: the feed is in this phase", labels=["feed", "phase"])
    for state in states:
        for one in FeedPhase:
            phase.add_metric([state.name, str(one)], int(state.phase is one))
    yield phase
