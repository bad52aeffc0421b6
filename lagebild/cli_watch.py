"""`lagebild watch`: receive feeds and raise alerts without any page."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from lagebild.cli_journal import DatabaseOption, FolderArgument, opened_log
from lagebild.errors import JournalError
from lagebild.terminal import ERR, OUT, harmless

if TYPE_CHECKING:
    from lagebild.journal.entry import Entry
    from lagebild.service.live_service import LiveService

__all__ = ["watch"]

_LOOK = 0.5

FeedOption = Annotated[
    list[str],
    typer.Option(
        help="sbs://host:30003, beast://host:30005, readsb+http://host/data/aircraft.json, asterix+udp://address:port, "
        "cot+udp://address:port, cot+tcp://host:port, ogn://host, replay:FILE?speed=20; repeatable."
    ),
]


def watch(folder: FolderArgument, feed: FeedOption, database: DatabaseOption = None) -> None:
    """Receive feeds, raise the picture's alerts, and enter them into its log, until Ctrl-C or a replay's end."""
    import lagebild
    from lagebild.live.feed_address import feed_address
    from lagebild.picture import open_picture
    from lagebild.service.live_service import LiveService

    addresses = [feed_address(text) for text in feed]
    picture = open_picture(folder)
    with opened_log(folder, database, may_be_new=True) as journal:
        service = LiveService(picture, journal, addresses, lagebild.__version__)
        service.desk.subscribe(_print)
        _watched(service)


def _watched(service: LiveService) -> None:
    ended = threading.Event()
    before = {one: signal.signal(one, lambda *_: ended.set()) for one in (signal.SIGINT, signal.SIGTERM)}
    names = ", ".join(rule.name or rule.id for rule in service.book.rules)
    OUT.print(harmless(f"watching by these rules: {names or 'none'}; end with Ctrl-C"), markup=False, soft_wrap=True)
    service.start()
    fault = ""
    try:
        while not ended.wait(_LOOK) and not service.is_over:
            if (now := str(service.desk.fault or "")) != fault:
                fault = now
                said = f"{service.desk.waiting} entries wait for the log: {fault}" if fault else "the log is well again"
                ERR.print(harmless(said), markup=False, soft_wrap=True)
    finally:
        lost = service.stop()
        for one, handler in before.items():
            signal.signal(one, handler)
    if lost:
        raise JournalError(f"{lost} entries could not be written into the log: {service.desk.fault}")


def _print(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        time = entry.time.isoformat(sep=" ", timespec="seconds").replace("+00:00", "Z")
        OUT.print(f"{time}  {harmless(entry.kind):<8}  {harmless(entry.text)}", markup=False, soft_wrap=True)
