"""`lagebild watch`: receive feeds and raise alerts without any page."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagebild.cli_journal import DatabaseOption, FolderArgument, opened_log
from lagebild.errors import JournalError, ValidationError
from lagebild.json_logs import log_as_json
from lagebild.terminal import ERR, OUT, harmless

if TYPE_CHECKING:
    from lagebild.journal.entry import Entry
    from lagebild.picture import Picture
    from lagebild.service.live_service import LiveService

__all__ = ["FeedOption", "StoreOption", "keeping_of", "made_live", "store_of", "watch"]

_LOOK = 0.5

FeedOption = Annotated[
    list[str],
    typer.Option(
        help="sbs://host:30003, beast://host:30005, readsb+http://host/data/aircraft.json, asterix+udp://address:port, "
        "cot+udp://address:port, cot+tcp://host:port, ogn://host, replay:FILE?speed=20; repeatable."
    ),
]


DaysOption = Annotated[float, typer.Option(min=0.01, help="Keep what is received so long; 0.04 is an hour.")]
GigabytesOption = Annotated[float, typer.Option(min=0.001, help="Keep at most so much; the oldest goes first.")]
NoStoreOption = Annotated[bool, typer.Option("--no-store", help="Keep nothing of what is received.")]
KEEP_DAYS = 7.0
KEEP_GIGABYTES = 20.0

StoreOption = Annotated[
    Path | None,
    typer.Option(help="Where what is received is kept; none: beside the picture's folder, its name with .received."),
]


def watch(
    folder: FolderArgument,
    feed: FeedOption,
    database: DatabaseOption = None,
    store: StoreOption = None,
    keep_days: DaysOption = KEEP_DAYS,
    keep_gigabytes: GigabytesOption = KEEP_GIGABYTES,
    no_store: NoStoreOption = False,
    health: Annotated[
        int | None, typer.Option(help="Port on loopback for /health (JSON) and /metrics (Prometheus).")
    ] = None,
    log_json: Annotated[bool, typer.Option("--log-json", help="Logs as lines of JSON on standard error.")] = False,
) -> None:
    """Receive feeds, raise the picture's alerts, and enter them into its log, until Ctrl-C or a replay's end."""
    from lagebild.picture import open_picture

    if log_json:
        log_as_json()
    keeping = keeping_of(folder, store, keep_days, keep_gigabytes, feed, no_store=no_store)
    with made_live(folder, open_picture(folder), feed, database, keeping) as service:
        service.desk.subscribe(_print)
        with _health_told(service, health):
            _watched(service)


@dataclass(frozen=True)
class Keeping:
    """Where what is received is kept, and how long."""

    place: Path | None
    days: float
    gigabytes: float


def keeping_of(
    folder: Path, store: Path | None, days: float, gigabytes: float, feeds: Sequence[str], *, no_store: bool
) -> Keeping:
    """Return where to keep what feeds tell; what is replayed is a file already.

    Raises
    ------
    ValidationError
        If a place is named for what is not kept.
    """
    replayed = any(text.lower().startswith("replay:") for text in feeds)
    if store is not None and (replayed or no_store):
        why = "what is replayed is a file already" if replayed else "--no-store says so"
        raise ValidationError(f"nothing is kept in {store}: {why}; leave --store out")
    return Keeping(None if no_store or replayed else store_of(folder, store), days, gigabytes)


@contextmanager
def made_live(
    folder: Path, picture: Picture, feeds: Sequence[str], database: str | None, keeping: Keeping
) -> Iterator[LiveService]:
    """Make the live part of a picture over its log; whoever takes it starts and stops it."""
    import lagebild
    from lagebild.live.feed_address import feed_address
    from lagebild.live.received_store import ReceivedStore, Retention
    from lagebild.service.live_service import LiveService

    addresses = [feed_address(text) for text in feeds]
    with opened_log(folder, database, may_be_new=True) as journal:
        retention = Retention(days=keeping.days, gigabytes=keeping.gigabytes)
        store = ReceivedStore(keeping.place, retention) if keeping.place is not None else None
        yield LiveService(picture, journal, addresses, lagebild.__version__, store)


@contextmanager
def _health_told(service: LiveService, port: int | None) -> Iterator[None]:
    if port is None:
        yield
        return
    from lagebild.service.health import health_of
    from lagebild.service.health_server import HealthServer

    server = HealthServer(lambda: health_of(service), port)
    OUT.print(f"health at http://127.0.0.1:{server.port}/health and /metrics", markup=False, soft_wrap=True)
    try:
        yield
    finally:
        server.stop()


def store_of(folder: Path, named: Path | None) -> Path:
    """Return where a picture's feeds are kept: beside its folder, which is replaced when the picture is saved anew."""
    place = folder.resolve()
    return named if named is not None else place.with_name(f"{place.name}.received")


def _watched(service: LiveService) -> None:
    ended = threading.Event()
    before = {one: signal.signal(one, lambda *_: ended.set()) for one in (signal.SIGINT, signal.SIGTERM)}
    names = ", ".join(rule.name or rule.id for rule in service.book.rules)
    OUT.print(harmless(f"watching by these rules: {names or 'none'}; end with Ctrl-C"), markup=False, soft_wrap=True)
    service.start()
    fault = ""
    try:
        while not ended.wait(_LOOK) and not service.is_over:
            if (now := _fault_of(service)) != fault:
                fault = now
                ERR.print(harmless(fault or "all is well again"), markup=False, soft_wrap=True)
    finally:
        lost = service.stop()
        for one, handler in before.items():
            signal.signal(one, handler)
    if lost:
        raise JournalError(f"{lost} entries could not be written into the log: {service.desk.fault}")


def _fault_of(service: LiveService) -> str:
    faults = []
    if service.desk.fault:
        faults.append(f"entries wait for the log: {service.desk.fault}")
    if service.store is not None and service.store.fault:
        faults.append(str(service.store.fault))
    return "; ".join(faults)


def _print(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        time = entry.time.isoformat(sep=" ", timespec="seconds").replace("+00:00", "Z")
        OUT.print(f"{time}  {harmless(entry.kind):<8}  {harmless(entry.text)}", markup=False, soft_wrap=True)
