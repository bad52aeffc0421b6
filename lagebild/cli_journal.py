"""`lagebild journal`: read, search, check and hand on a picture's log."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagebild.errors import MissingFileError, ValidationError, WriteError
from lagebild.terminal import OUT, harmless

if TYPE_CHECKING:
    from lagebild.journal.entry import Entry, EntryKind
    from lagebild.journal.journal import Journal

__all__ = ["DatabaseOption", "FolderArgument", "app", "moment_of", "opened_log"]

app = typer.Typer(help="The log of a picture: who did what, and when; each entry is chained to the one before.")

_BROKEN = 1

FolderArgument = Annotated[Path, typer.Argument(readable=False, help="Folder of the picture.")]
DatabaseOption = Annotated[
    str | None,
    typer.Option(help="postgresql+psycopg://user:password@host/name; none: the file journal.sqlite in the folder."),
]
KindOption = Annotated[list[str], typer.Option(help="Only of this kind: alert, report, note, …; repeatable.")]
WordsOption = Annotated[str, typer.Option(help="Only with all of these words.")]
SinceOption = Annotated[str | None, typer.Option(help="Only from this time on, such as 2026-05-12T08:00Z.")]
UntilOption = Annotated[str | None, typer.Option(help="Only up to this time.")]


@app.command("list")
def list_entries(
    folder: FolderArgument,
    database: DatabaseOption = None,
    kind: KindOption = [],  # noqa: B006
    words: WordsOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    newest: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 50,
) -> None:
    """Show the newest entries, the newest last."""
    with opened_log(folder, database) as journal:
        found = journal.entries(
            kinds=_kinds(kind),
            words=words,
            since=moment_of("--since", since),
            until=moment_of("--until", until),
            newest_first=True,
            limit=newest,
        )
    for entry in reversed(found):
        OUT.print(_line(entry), markup=False, soft_wrap=True)


@app.command()
def note(
    folder: FolderArgument,
    text: Annotated[str, typer.Argument(help="One sentence.")],
    who: Annotated[str | None, typer.Option(help="Who says so; none: the user of this machine.")] = None,
    database: DatabaseOption = None,
) -> None:
    """Enter a note."""
    from lagebild.journal.entry import EntryKind, NewEntry

    entry = NewEntry(EntryKind.NOTE, text, who or getpass.getuser())
    with opened_log(folder, database, may_be_new=True) as journal:
        written = journal.append(entry)[0]
    OUT.print(_line(written), markup=False, soft_wrap=True)


@app.command()
def verify(
    folder: FolderArgument,
    expect: Annotated[
        str | None, typer.Option(help="A head that was noted earlier, number:hash; shows a log whose end was cut off.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Check the chain from the first entry on, and say its head.

    Exit code: 0 it holds, 1 it was tampered with, 2 it cannot be read.
    """
    from lagebild.journal.journal import Head

    expected = None if expect is None else Head.parsed(expect)
    with opened_log(folder, database) as journal:
        found = journal.verify(expected)
    for fault in found.faults:
        OUT.print(f"  {fault}", markup=False, soft_wrap=True)
    said = "the chain holds" if found.holds else "the log was tampered with"
    OUT.print(f"{found.entries} entries, head {found.head}: {said}", markup=False, soft_wrap=True)
    if not found.holds:
        raise typer.Exit(_BROKEN)


@app.command()
def export(
    folder: FolderArgument,
    target: Annotated[Path, typer.Argument(help="File to write: .csv, a table; .pdf, a document.")],
    database: DatabaseOption = None,
    kind: KindOption = [],  # noqa: B006
    words: WordsOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file at the target.")] = False,
    language: Annotated[str, typer.Option(help="Of a document: de or en.")] = "de",
) -> None:
    """Write entries as a table, or as a document that says whether the chain holds."""
    from lagebild.service.log_export import log_csv, log_pdf

    if target.suffix.lower() not in (".csv", ".pdf"):
        raise ValidationError(f"the log is written as .csv or .pdf, not as {target.suffix or target.name!r}")
    with opened_log(folder, database) as journal:
        found = journal.entries(
            kinds=_kinds(kind), words=words, since=moment_of("--since", since), until=moment_of("--until", until)
        )
        as_document = target.suffix.lower() == ".pdf"
        made = log_pdf(found, journal.picture, journal.verify(), language) if as_document else log_csv(found)
    try:
        with target.open("wb" if overwrite else "xb") as file:
            file.write(made)
    except FileExistsError as error:
        raise WriteError(f"{target} is there already; replace it with --overwrite") from error
    except OSError as error:
        raise WriteError(f"{target} cannot be written: {error.strerror or error}") from error
    OUT.print(f"{target}: {len(found)} entries", markup=False, soft_wrap=True)


@contextmanager
def opened_log(folder: Path, database: str | None, *, may_be_new: bool = False) -> Iterator[Journal]:
    """Open a picture's log; a missing one is made only where something is going to be written."""
    from lagebild.codecs.picture_toml import JOURNAL_NAME
    from lagebild.journal.journal import Journal

    if database is None and not folder.is_dir():
        raise MissingFileError(f"{folder} is no folder")
    if database is None and not may_be_new and not (folder / JOURNAL_NAME).exists():
        raise MissingFileError(f"{folder} has no log yet: {JOURNAL_NAME} is not there")
    with Journal(folder) if database is None else Journal(database, folder.resolve().name) as journal:
        yield journal


def _kinds(names: list[str]) -> list[EntryKind]:
    from lagebild.journal.entry import EntryKind

    known = ", ".join(kind.value for kind in EntryKind)
    for name in names:
        if name not in list(EntryKind):
            raise ValidationError(f"--kind is one of {known}, not {name!r}")
    return [EntryKind(name) for name in names]


def moment_of(option: str, text: str | None) -> datetime | None:
    """Read a time that somebody has given; without a zone it is UTC."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValidationError(f"{option} is a time such as 2026-05-12T08:00Z, not {text!r:.80}") from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _line(entry: Entry) -> str:
    time = entry.time.isoformat(sep=" ", timespec="seconds").replace("+00:00", "Z")
    return f"{entry.number:>6}  {time}  {harmless(entry.kind):<15}  {harmless(entry.who)}: {harmless(entry.text)}"
