"""Where all sessions on a picture enter reports: one after the other, kept in its folder, and told to everybody."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from lagebild.errors import PictureError
from lagebild.journal.entry import EntryKind, NewEntry
from lagebild.messages import Message
from lagebild.model.dossier import Dossier
from lagebild.model.dossier_edit import DossierEdit
from lagebild.model.picture import PictureContent
from lagebild.service.log_desk import LogDesk
from lagebild.writers.dossier_file import DossierFile

__all__ = ["DossierDesk"]

_LOG = logging.getLogger(__name__)


class DossierDesk:
    """The dossier of a picture being served, as it is now; safe to be used from threads.

    Without a folder reports last as long as the process. A snapshot takes none. Where there is a log, it tells of each.
    """

    def __init__(
        self, picture: PictureContent, folder: Path | None = None, *, closed: bool = False, log: LogDesk | None = None
    ) -> None:
        self._dossier = picture.dossier
        self._file = None if folder is None else DossierFile(folder)
        self._refusal = _refusal(picture, closed=closed)
        self._lock = threading.Lock()
        self._log = log
        self._told: list[Callable[[], None]] = []

    @property
    def dossier(self) -> Dossier:
        """All that has been entered."""
        return self._dossier

    @property
    def is_open(self) -> bool:
        """Whether reports can be entered at all."""
        return self._refusal is None

    @property
    def lasts(self) -> bool:
        """Whether what is entered is kept in the picture's folder."""
        return self._file is not None

    def enter(self, edit: DossierEdit) -> Dossier:
        """Take a report, keep it, and tell all sessions; it may wait for others and for the disk.

        Raises
        ------
        PictureError
            If the picture takes none, or its folder cannot be written; nothing has changed then.
        EditConflictError, ValidationError
            As `DossierEdit.applied`.
        """
        if self._refusal is not None:
            raise PictureError(self._refusal)
        with self._lock:
            if self._file is None:
                self._dossier = edit.applied(self._dossier)
            else:
                self._dossier = self._file.change(self._dossier, edit.applied)
            changed, told = self._dossier, tuple(self._told)
        if self._log is not None:
            self._log.enter_soon(_entry_of(edit))
        for tell in told:
            try:
                tell()
            except Exception:  # noqa: BLE001  (a session that has ended must not cost the others theirs)
                _LOG.exception("a session could not be told of a report")
        return changed

    def subscribe(self, tell: Callable[[], None]) -> Callable[[], None]:
        """Have `tell` called, in any thread, whenever the dossier has changed; returns what ends that."""
        with self._lock:
            self._told.append(tell)

        def end() -> None:
            with self._lock:
                if tell in self._told:
                    self._told.remove(tell)

        return end


def _entry_of(edit: DossierEdit) -> NewEntry:
    report = edit.report
    if edit.seen:
        said = Message("report changed, version {number}: {title}", number=edit.seen + 1, title=report.title)
    else:
        said = Message("report entered: {title}", title=report.title)
    told = {"report": report.id, "status": str(report.status), "source": report.source.name}
    return NewEntry(EntryKind.REPORT, said, report.recorded_by or "lagebild", f"report:{report.id}", told)


def _refusal(picture: PictureContent, *, closed: bool) -> Message | None:
    if picture.snapshot_of is not None:
        return Message("this is a snapshot of {moment}, which nobody can change", moment=picture.snapshot_of.as_of)
    return Message("this server takes no reports (--no-edit)") if closed else None
