"""The desk where all sessions enter reports: everybody is told, the folder keeps them, a snapshot takes none."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import lagebild as lb
from lagebild.errors import EditConflictError, PictureError
from lagebild.journal.entry import EntryKind
from lagebild.journal.journal import Journal
from lagebild.model.dossier_edit import DossierEdit
from lagebild.service.dossier_desk import DossierDesk
from lagebild.service.log_desk import LogDesk
from lagebild.service.picture_service import PictureService
from tests.builders import make_picture
from tests.dossiers import city, report, small_dossier


def picture() -> lb.Picture:
    return lb.Picture("Lage", tracks=make_picture().tracks, dossier=small_dossier())


def test_everybody_is_told_until_they_leave() -> None:
    desk, told = DossierDesk(picture()), []
    desk.subscribe(lambda: told.append("eins"))
    end = desk.subscribe(lambda: told.append("zwei"))
    changed = desk.enter(DossierEdit(report=report("neu")))
    assert changed is desk.dossier
    assert "neu" in desk.dossier
    end()
    desk.enter(DossierEdit(report=report("noch")))
    assert told == ["eins", "zwei", "eins"]


def test_a_session_that_fails_costs_the_others_nothing(caplog: pytest.LogCaptureFixture) -> None:
    desk, told = DossierDesk(picture()), []

    def fails() -> None:
        raise RuntimeError("session is gone")

    desk.subscribe(fails)
    desk.subscribe(lambda: told.append("zwei"))
    desk.enter(DossierEdit(report=report("neu")))
    assert told == ["zwei"]
    assert "could not be told" in caplog.text


def test_who_comes_second_is_told_and_nothing_changes() -> None:
    desk = DossierDesk(picture())
    desk.enter(DossierEdit(report=report("r1", title="Neu"), seen=1))
    before = desk.dossier
    with pytest.raises(EditConflictError):
        desk.enter(DossierEdit(report=report("r1", title="Anders"), seen=1))
    assert desk.dossier is before


def test_it_lasts_in_a_folder_alone(tmp_path: Path) -> None:
    folder = tmp_path / "lage"
    picture().save(folder)
    assert not DossierDesk(picture()).lasts
    desk = DossierDesk(lb.open_picture(folder), folder)
    assert desk.lasts
    desk.enter(DossierEdit(report=report("neu")))
    assert lb.open_picture(folder).dossier == desk.dossier


def test_a_snapshot_and_a_closed_server_take_none() -> None:
    snapshot = DossierDesk(picture().snapshot())
    assert not snapshot.is_open
    with pytest.raises(PictureError, match="this is a snapshot of"):
        snapshot.enter(DossierEdit(report=report("neu")))
    with pytest.raises(PictureError, match="takes no reports"):
        DossierDesk(picture(), closed=True).enter(DossierEdit(report=report("neu")))


def test_the_scene_gets_new_reports_and_keeps_all_else() -> None:
    service = PictureService(picture())
    before = service.scene
    service.desk.enter(DossierEdit(report=report("neu", place=city(60.0, 50.0))))
    after = service.scene
    assert service.scene is after, "made once"
    assert after.store is before.store
    assert after.description["layers"][:-1] == before.description["layers"][:-1]
    assert after.description["layers"][-1]["count"] == before.description["layers"][-1]["count"] + 1
    assert "neu" in service.picture.dossier
    assert "neu" in service.extended([]).picture.dossier
    service.extended([]).desk.enter(DossierEdit(report=report("noch")))
    assert "noch" in service.picture.dossier, "one desk for all"


def test_the_log_tells_of_every_report(tmp_path: Path) -> None:
    with Journal(tmp_path, "Lage") as journal:
        log = LogDesk(journal)
        desk = DossierDesk(picture(), log=log)
        desk.enter(DossierEdit(report=report("neu")))
        with pytest.raises(EditConflictError):
            desk.enter(DossierEdit(report=report("neu")))
        changed = dataclasses.replace(desk.dossier.history("neu")[0], text="anders")
        desk.enter(DossierEdit(report=changed, seen=1))
        assert log.close() == 0
        entries = journal.entries(kinds=[EntryKind.REPORT])
    assert [entry.subject for entry in entries] == ["report:neu", "report:neu"]
    assert entries[0].text.startswith("report entered: ")
    assert entries[1].text.startswith("report changed, version 2: ")
