"""Entering reports: a version more, relations that come and go, and never over what somebody else has saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

import lagebild as lb
from lagebild.errors import EditConflictError, ValidationError
from lagebild.model.dossier_edit import DossierEdit
from lagebild.model.relations import RelationKind
from tests.dossiers import START, relation, report, small_dossier

LATER = START + timedelta(days=30)


def newer(name: str, **changes: object) -> lb.Report:
    return replace(small_dossier().of_id(name), recorded_at=LATER, recorded_by="Meier", **changes)  # type: ignore[arg-type]


def test_a_new_report_with_a_new_actor_and_a_relation() -> None:
    before = small_dossier()
    made = report("neu", actors=("c",), recorded_at=LATER)
    edit = DossierEdit(
        report=made, actors=(lb.Actor(id="c", name="Neuer Akteur"),), relations=(relation("neu", "r1", "confirms"),)
    )
    after = edit.applied(before)
    assert after.of_id("neu") == made
    assert after.actor("c").name == "Neuer Akteur"
    assert after.relation_values[-1] == relation("neu", "r1", "confirms")
    assert "neu" not in before


def test_an_edited_report_keeps_its_history() -> None:
    after = DossierEdit(report=newer("r2", title="Neu"), seen=2).applied(small_dossier())
    assert [one.title for one in after.history("r2")] == ["Titel r2", "Titel r2, berichtigt", "Neu"]
    assert after.as_of(START + timedelta(days=6)).of_id("r2").title == "Titel r2, berichtigt"


@pytest.mark.parametrize(("seen", "said"), [(1, "has saved a newer version"), (0, "has saved a newer version")])
def test_what_another_has_saved_is_not_replaced_unseen(seen: int, said: str) -> None:
    with pytest.raises(EditConflictError, match=said):
        DossierEdit(report=newer("r2"), seen=seen).applied(small_dossier())


def test_two_who_edit_one_version_the_second_is_told_by_whom_and_when() -> None:
    before = small_dossier()
    first = DossierEdit(report=newer("r1", title="Meiers"), seen=1).applied(before)
    with pytest.raises(EditConflictError, match="Meier has saved a newer version of this report, at 09:00:00 UTC"):
        DossierEdit(report=newer("r1", title="Müllers"), seen=1).applied(first)
    both = DossierEdit(report=newer("r1", title="Müllers"), seen=2).applied(first)
    assert [one.title for one in both.history("r1")] == ["Titel r1", "Meiers", "Müllers"]


def test_a_report_that_is_gone_is_said() -> None:
    with pytest.raises(EditConflictError, match="no longer in the dossier"):
        DossierEdit(report=report("x"), seen=1).applied(small_dossier())


def test_relations_alone_make_no_version() -> None:
    edit = DossierEdit(
        report=newer("r2"), seen=2, relations=(relation("r2", "r3", "adds"),),
        dropped=(("r2", "r1", RelationKind.CONTRADICTS),),
    )  # fmt: skip
    after = edit.applied(small_dossier())
    assert len(after.history("r2")) == 2
    kinds = [(one.source_id, one.target_id, str(one.kind)) for one in after.relation_values]
    assert kinds == [("r4", "r1", "confirms"), ("a", "b", "part_of"), ("r2", "r3", "adds")]


def test_a_relation_that_is_there_comes_once_and_keeps_who_said_it() -> None:
    again = relation("r2", "r1", "contradicts", note="anders", recorded_by="Meier")
    after = DossierEdit(report=newer("r2"), seen=2, relations=(again,)).applied(small_dossier())
    assert after.relation_values == small_dossier().relation_values


def test_an_actor_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValidationError, match="names the actor “niemand”"):
        DossierEdit(report=report("neu", actors=("niemand",))).applied(small_dossier())
