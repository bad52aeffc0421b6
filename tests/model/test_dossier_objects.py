"""Objects of a dossier: which there are, what names them, and what joins them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given

import lagebild as lb
from lagebild.demo.dossier import demo_dossier
from lagebild.demo.platforms import demo_platforms
from lagebild.model.dossier_objects import (
    ObjectKey,
    ObjectKind,
    object_links,
    object_name,
    objects_of,
    reports_naming,
)
from tests.dossiers import dossiers, report, small_dossier

ACTOR, SITE, PLATFORM = ObjectKind.ACTOR, ObjectKind.SITE, ObjectKind.PLATFORM


def test_what_there_is() -> None:
    found = objects_of(small_dossier(), demo_platforms())
    assert [str(key) for key in found[:3]] == ["actor:a", "actor:b", "site:s"]
    assert [key.id for key in found[3:]] == [one.key for one in demo_platforms()]
    unknown = small_dossier().with_report(report("x", platforms=("mohajer-6",)))
    assert ObjectKey(PLATFORM, "mohajer-6") in objects_of(unknown, demo_platforms())


@pytest.mark.parametrize(
    ("key", "language", "name"),
    [
        (ObjectKey(ACTOR, "a"), "de", "Werk"), (ObjectKey(ACTOR, "a"), "en", "Plant"),
        (ObjectKey(SITE, "s"), "de", "Standort"), (ObjectKey(PLATFORM, "anka-s"), "de", "TAI ANKA / ANKA-S"),
        (ObjectKey(PLATFORM, "mohajer-6"), "de", "mohajer-6"), (ObjectKey(ACTOR, "gone"), "de", "gone"),
    ],
)  # fmt: skip
def test_what_they_are_called(key: ObjectKey, language: str, name: str) -> None:
    assert object_name(small_dossier(), demo_platforms(), key, language) == name


def test_who_names_them() -> None:
    dossier = small_dossier()
    assert reports_naming(dossier, ObjectKey(ACTOR, "a"))["id"].tolist() == ["r1", "r2"]
    assert reports_naming(dossier, ObjectKey(ACTOR, "b"))["id"].tolist() == [], "only a former version does"
    assert reports_naming(dossier, ObjectKey(PLATFORM, "anka-s"))["id"].tolist() == ["r1"]
    assert reports_naming(dossier, ObjectKey(SITE, "nowhere"))["id"].tolist() == []


def test_what_joins_them() -> None:
    dossier = small_dossier().with_report(report("r6", actors=("b", "a"), sites=("s",)))
    rows = {tuple(row) for row in object_links(dossier).itertuples(index=False)}
    assert rows == {
        ("actor", "a", "actor", "b", "part_of", 0),
        ("actor", "a", "site", "s", "at", 0),
        ("actor", "a", "platform", "anka-s", "named together", 1),
        ("actor", "a", "actor", "b", "named together", 1),
        ("actor", "a", "site", "s", "named together", 1),
        ("actor", "b", "site", "s", "named together", 1),
    }
    withdrawn = dossier.with_report(report("r6", actors=("b", "a"), sites=("s",), status="withdrawn"))
    assert len(object_links(withdrawn)) == 3
    assert len(object_links(lb.Dossier())) == 0


@given(dossiers())
def test_named_together_counts_reports(dossier: lb.Dossier) -> None:
    links = object_links(dossier)
    found = {
        (a, b): n
        for a, b, n in links.loc[links["link"] == "named together", ["from", "to", "reports"]].itertuples(index=False)
    }
    for one, other in combinations(sorted(actor.id for actor in dossier.actor_values), 2):
        both = [r for r in dossier if one in r.actors and other in r.actors and str(r.status) != "withdrawn"]
        assert found.get((one, other), 0) == len(both)


def test_the_demonstration_joins_its_partners() -> None:
    links = object_links(demo_dossier())
    pair = links[(links["from"] == "kazakhstan-engineering") & (links["to"] == "tai")]
    assert pair["reports"].max() >= 2


def test_a_key_is_one_text() -> None:
    key = ObjectKey(ACTOR, "a:b c")
    assert ObjectKey.parse(str(key)) == key
    assert ObjectKey.parse("ship:x") is None
    assert ObjectKey.parse("actor:") is None
