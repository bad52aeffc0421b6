"""STIX 2.1: our bundles are valid, equal for equal dossiers, and come back whole; those of others as far as they go."""

from __future__ import annotations

import builtins
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
import pytest
import stix2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lagebild as lb
from lagebild.codecs.dossier_stix import EXTENSION, dump_stix
from lagebild.demo.dossier import demo_dossier
from lagebild.errors import FileFormatError, MissingPackageError
from lagebild.model.dossier_records import dossier_records
from tests.builders import HOSTILE
from tests.dossiers import dossiers, report, small_dossier


def written(dossier: lb.Dossier, folder: Path, name: str = "d.json") -> dict[str, Any]:
    lb.write_dossier(dossier, folder / name)
    return dict(json.loads((folder / name).read_bytes()))


@given(dossier=dossiers())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_dossier_comes_back_equal(tmp_path_factory: pytest.TempPathFactory, dossier: lb.Dossier) -> None:
    folder = tmp_path_factory.mktemp("d")
    stix2.parse(written(dossier, folder), allow_custom=False)
    if len(dossier) or len(dossier.actors):
        read = lb.read_dossier(folder / "d.json")
        assert len(read.report.issues) == 0
        assert read == dossier


@pytest.mark.parametrize("dossier", [small_dossier(), demo_dossier()], ids=["small", "demo"])
def test_everything_comes_back_whatever_the_order_of_objects(tmp_path: Path, dossier: lb.Dossier) -> None:
    bundle = written(dossier, tmp_path)
    bundle["objects"].reverse()
    (tmp_path / "turned.json").write_text(json.dumps(bundle))
    read = lb.read_dossier(tmp_path / "turned.json")
    assert read == dossier
    assert read.report.format == "dossier (STIX 2.1)"
    assert (
        read.report.records
        == read.report.kept
        == len(dossier.versions) + len(dossier.relations) + len(dossier.actors) + len(dossier.sites)
    )


def test_equal_dossiers_give_equal_bundles(tmp_path: Path) -> None:
    one, other = (written(small_dossier(), tmp_path, name) for name in ("a.json", "b.json"))
    assert one == other
    changed = written(small_dossier().with_report(report("neu")), tmp_path, "c.json")
    assert changed["id"] != one["id"]
    known = {(thing["id"], thing["modified"]) for thing in one["objects"]}
    assert known < {(thing["id"], thing["modified"]) for thing in changed["objects"]}, "ids last"


def test_other_programs_find_what_stix_has_words_for(tmp_path: Path) -> None:
    bundle = stix2.parse(written(small_dossier(), tmp_path), allow_custom=False)
    reports = [one for one in bundle.objects if one.type == "report"]
    assert len(reports) == 6, "every version"
    first = next(one for one in reports if one.name == "Titel r1")
    assert (first.description, first.confidence, first.lang) == ("Fertigung beginnt", 30, "de")
    assert first.labels == ["production", "agreement"]
    assert first.external_references[0].source_name == "Quelle"
    named = {one.id: one for one in bundle.objects}
    assert [named[ref].get("name") for ref in first.object_refs] == ["Werk", "Stadt"]
    place = named[first.object_refs[1]]
    assert (place.longitude, place.latitude, place.precision) == (71.4, 51.2, 10_000.0)
    translation = next(one for one in bundle.objects if one.type == "language-content" and one.object_ref == first.id)
    assert translation.contents["en"] == {"name": "Title r1", "description": "Production begins"}
    kinds = {
        (one.relationship_type, named[one.source_ref].name) for one in bundle.objects if one.type == "relationship"
    }
    assert ("part-of", "Werk") in kinds
    definition = named[EXTENSION]
    assert "Admiralty" in definition.name
    assert first.extensions[EXTENSION]["record"]["grade"] == "C4"
    versions = [one for one in reports if one.id == reports[1].id]
    assert len({one.modified for one in versions}) == len(versions) == 2


def test_what_another_program_changed_counts(tmp_path: Path) -> None:
    bundle = written(small_dossier(), tmp_path)
    for one in bundle["objects"]:
        if one.get("name") == "Titel r1":
            one |= {"name": "Neuer Titel", "description": "Neuer Text", "confidence": 85}
        if one.get("name") == "Werk":
            one["name"] = "Fabrik"
    (tmp_path / "n.json").write_text(json.dumps(bundle))
    read = lb.read_dossier(tmp_path / "n.json")
    made = read.of_id("r1")
    assert (made.title, made.text, str(made.grade)) == ("Neuer Titel", "Neuer Text", "C1")
    assert made.date == small_dossier().of_id("r1").date
    assert read.actor("a").name == "Fabrik"


def foreign() -> list[dict[str, Any]]:
    def thing(kind: str, number: int, **rest: Any) -> dict[str, Any]:
        at = {"created": "2024-02-01T10:00:00.000Z", "modified": "2024-02-02T10:00:00.000Z"}
        return {"type": kind, "spec_version": "2.1", "id": name(kind, number), **at, **rest}

    return [
        thing("identity", 1, name="Analysehaus", identity_class="organization"),
        thing("intrusion-set", 2, name=HOSTILE),
        thing("location", 3, name="Astana", latitude=51.17, longitude=71.43),
        thing("location", 4, region="central-asia"),
        thing(
            "report", 5, name="Lieferung", description="Text", published="2024-01-31T00:00:00Z", confidence=70,
            created_by_ref=name("identity", 1), labels=["uav"], lang="en",
            object_refs=[name("intrusion-set", 2), name("location", 3), name("malware", 9), name("tool", 99)],
            external_references=[{"source_name": "Zeitung", "url": "https://example.org/a"}],
        ),
        thing("note", 6, content="Erste Zeile\nZweite", object_refs=[name("report", 5)], authors=["Ada", "Bo"]),
        thing("relationship", 7, relationship_type="confirms", source_ref=name("note", 6), target_ref=name("report", 5)),
        thing("relationship", 8, relationship_type="uses", source_ref=name("intrusion-set", 2), target_ref=name("malware", 9)),
        thing("malware", 9, name="x", is_family=False),
        thing("report", 10, description="ohne Namen", revoked=True),
        thing("language-content", 11, object_ref=name("report", 5), contents={"de": {"name": "Lieferung (de)"}}),
        thing("identity", 1, name="Analysehaus, neuer"),
    ]  # fmt: skip


def name(kind: str, number: int) -> str:
    return f"{kind}--00000000-0000-4000-8000-{number:012d}"


def test_a_bundle_of_somebody_else_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_text(json.dumps({"type": "bundle", "id": "bundle--1", "objects": [*foreign(), 5, {}]}))
    read = lb.read_dossier(tmp_path / "f.json")
    made = read.of_id(name("report", 5))
    assert (made.title, made.text, str(made.grade), made.language) == ("Lieferung", "Text", "F2", "en")
    assert made.source == lb.Source(name="Zeitung", link="https://example.org/a", date="2024-01-31")
    assert made.translations == {"de": ("Lieferung (de)", "")}
    assert (made.date.text, made.recorded_by) == ("", "Analysehaus, neuer")
    assert made.recorded_at.isoformat() == "2024-02-02T10:00:00+00:00"
    assert made.actors == (name("intrusion-set", 2),)
    assert read.actor(name("intrusion-set", 2)).name == HOSTILE
    place = read.site(made.sites[0]).place
    assert (place.longitude, place.latitude, str(place.precision)) == (71.43, 51.17, "region")
    note = read.of_id(name("note", 6))
    assert (note.title, note.recorded_by, str(note.grade)) == ("Erste Zeile", "Ada, Bo", "F6")
    assert [(one.source_id, str(one.kind)) for one in read.relation_values] == [(name("note", 6), "confirms")]

    told = read.report
    assert told.records == 13, "all but the translation"
    assert told.records == told.kept + told.repaired + told.quarantined
    reasons = dict(zip(told.issues["record"], told.issues["reason"], strict=True))
    assert reasons[0] == "an organization: taken for a company"
    assert "taken as known to the region" in reasons[2]
    assert "a relationship “uses” is not read" in reasons[7]
    assert "an object of the type “malware” is not read" in reasons[8]
    assert "needs an id and a title" in reasons[9]
    assert "two actors have the id" in reasons[11]
    assert "an object of the type “None” is not read" in reasons[12]
    quarantined = told.issues[told.issues["severity"] == "quarantined"]
    assert len(quarantined) == told.quarantined == 6


@pytest.mark.parametrize(("confidence", "digit"), [(None, "6"), (0, "5"), (19, "5"), (20, "4"), (50, "3"), (79, "2"), (80, "1"), (100, "1"), (101, "6"), ("high", "6"), (True, "6")])  # fmt: skip
def test_confidence_on_the_admiralty_scale(tmp_path: Path, confidence: object, digit: str) -> None:
    one = {"type": "report", "id": "report--1", "name": "x", "confidence": confidence}
    (tmp_path / "c.json").write_text(json.dumps({"type": "bundle", "objects": [one]}))
    assert str(lb.read_dossier(tmp_path / "c.json").of_id("report--1").grade) == f"F{digit}"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"type": "bundle", ', "it is no JSON"),
        (b'{"type": "bundle"}', "it is no STIX bundle"),
        (b'{"type": "bundle", "objects": [{"type": "malware"}]}', "an object of the type “malware” is not read"),
        (b'{"type": "bundle", "objects": ' + b"[" * 5000 + b"]" * 5000 + b"}", "it is no JSON"),
    ],
)
def test_what_is_no_bundle_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "d.json").write_bytes(content)
    with pytest.raises(FileFormatError, match=sentence):
        lb.read_dossier(tmp_path / "d.json")


@pytest.mark.parametrize("value", [None, 5, "x", [], [5], {"a": 1}])
@pytest.mark.parametrize("field", ["record", "kind", "order"])
def test_a_damaged_extension_loses_one_object_at_most(tmp_path: Path, field: str, value: object) -> None:
    bundle = written(small_dossier(), tmp_path)
    target = next(one for one in bundle["objects"] if one.get("name") == "Titel r5")
    target["extensions"][EXTENSION][field] = value
    (tmp_path / "n.json").write_text(json.dumps(bundle))
    read = lb.read_dossier(tmp_path / "n.json")
    assert len(read) >= 4
    assert read.report.records == read.report.kept + read.report.repaired + read.report.quarantined


def test_without_the_library_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "stix2":
            raise ImportError(name)
        return imported(name, *rest, **more)

    monkeypatch.delitem(__import__("sys").modules, "stix2")
    monkeypatch.setattr("lagebild.codecs.optional.import_module", without)
    with pytest.raises(MissingPackageError, match=r"pip install \"lagebild\[stix\]\""):
        lb.write_dossier(small_dossier(), tmp_path / "d.json")
    assert not (tmp_path / "d.json").exists()


OWN = orjson.loads(dump_stix(dossier_records(small_dossier())))["objects"]
JUNK = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.just([[1]]),
    st.just({"a": 5}),
)


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_is_in_a_bundle_is_read_or_said(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    objects = data.draw(st.sampled_from([foreign(), OWN]))
    objects = json.loads(json.dumps(objects))
    for _ in range(data.draw(st.integers(1, 4))):
        holder = data.draw(st.sampled_from(objects))
        for _ in range(data.draw(st.integers(0, 3))):
            deeper = [value for value in holder.values() if isinstance(value, dict) and value]
            holder = data.draw(st.sampled_from(deeper)) if deeper else holder
        holder[data.draw(st.sampled_from(sorted(holder)))] = deepcopy(data.draw(JUNK))
    path = tmp_path_factory.mktemp("d") / "d.json"
    path.write_text(json.dumps({"type": "bundle", "objects": objects}))
    try:
        told = lb.read_dossier(path).report
    except FileFormatError:
        return
    assert told.records == told.kept + told.repaired + told.quarantined
