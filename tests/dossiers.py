"""Dossiers made by hand and by hypothesis, for the tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

import lagebild as lb
from lagebild.model.relations import RelationKind
from tests.builders import HOSTILE

START = datetime(2024, 1, 8, 9, tzinfo=UTC)


def report(name: str, **given: Any) -> lb.Report:
    values: dict[str, Any] = {
        "title": f"Titel {name}",
        "source": lb.Source(name="Quelle"),
        "recorded_at": START,
        **given,
    }
    return lb.Report(id=name, **values)


def relation(source: str, target: str, kind: str, **given: Any) -> lb.Relation:
    return lb.Relation(source_id=source, target_id=target, kind=RelationKind(kind), **given)


def city(longitude: float, latitude: float, name: str = "Stadt") -> lb.ReportPlace:
    return lb.ReportPlace(name=name, precision="city", longitude=longitude, latitude=latitude)  # type: ignore[arg-type]


def small_dossier() -> lb.Dossier:
    """Five reports that disagree, one of them edited, one hostile."""
    actors = [lb.Actor(id="a", name="Werk", names={"en": "Plant"}), lb.Actor(id="b", name=HOSTILE)]
    sites = [lb.Site(id="s", name="Standort", place=city(71.4, 51.2), actors=("a",))]
    reports = [
        report("r1", text="Fertigung beginnt", date=lb.ReportDate("2024", "planned"), place=city(71.4, 51.2), actors=("a",),
               topics=("production", "agreement"), platforms=("anka-s",), grade=lb.Grade.parse("C4"), status="planned",
               translations={"en": ("Title r1", "Production begins")}),
        report("r2", date=lb.ReportDate("2023-11-05"), actors=("a", "b"), topics=("training",), grade=lb.Grade.parse("B2"),
               sites=("s",), recorded_at=START + timedelta(days=1)),
        report("r3", title=HOSTILE, text=HOSTILE, date=lb.ReportDate("2019", "before"), place=city(69.1, 54.9, HOSTILE),
               grade=lb.Grade.parse("D4"), recorded_at=START + timedelta(days=2)),
        report("r4", date=lb.ReportDate("1996/1999", "since"), grade=lb.Grade.parse("A1"),
               recorded_at=START + timedelta(days=3)),
        report("r5", recorded_at=START + timedelta(days=4)),
        report("r2", title="Titel r2, berichtigt", date=lb.ReportDate("2023-11"), actors=("a",), topics=("training",),
               recorded_at=START + timedelta(days=5)),
    ]  # fmt: skip
    relations = [
        relation("r2", "r1", "contradicts", note="uneins", recorded_at=START + timedelta(days=1)),
        relation("r4", "r1", "confirms", recorded_at=START + timedelta(days=3)),
        relation("a", "b", "part_of"),
    ]
    return lb.Dossier.of(reports, relations, actors, sites)


def many_reports(count: int) -> lb.Dossier:
    """Made-up reports, for the time that questions take."""
    rng = np.random.default_rng(5)
    actors = [lb.Actor(id=f"a{number}", name=f"Akteur {number}") for number in range(40)]
    topics = ("production", "training", "finance", "operation", "damage")
    reports = [
        report(
            f"r{number}",
            text=" ".join(f"wort{word}" for word in rng.integers(0, 3000, 40)),
            date=lb.ReportDate(f"{rng.integers(1990, 2026)}-{rng.integers(1, 13):02d}"),
            place=city(float(rng.uniform(50, 80)), float(rng.uniform(42, 55))),
            actors=(f"a{rng.integers(0, 40)}",),
            topics=(topics[int(rng.integers(0, 5))],),
            grade=lb.Grade("ABCDEF"[rng.integers(0, 6)], "123456"[rng.integers(0, 6)]),
            recorded_at=START + timedelta(minutes=number),
        )
        for number in range(count)
    ]
    return lb.Dossier.of(reports, actors=actors)


TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=12)
NAMES = TEXTS.map(str.strip).filter(bool)
DATES = st.sampled_from(["", "2023", "2023-11", "2023-11-05", "1998/2005", "2021-10/2021-11"]).map(lb.ReportDate)
PLACES = st.one_of(
    st.none(),
    st.builds(lambda name: lb.ReportPlace(name=name), TEXTS),
    st.builds(
        lambda name, precision, longitude, latitude: lb.ReportPlace(
            name=name, precision=precision, longitude=longitude, latitude=latitude
        ),
        TEXTS,
        st.sampled_from(["point", "city", "region", "country"]),
        st.floats(-180, 180),
        st.floats(-90, 90),
    ),
)


@st.composite
def dossiers(draw: st.DrawFn) -> lb.Dossier:
    """Any dossier: ids and texts of any characters."""
    actor_ids = draw(st.lists(NAMES, max_size=3, unique=True))
    actors = [
        lb.Actor(
            id=one,
            name=draw(NAMES),
            note=draw(TEXTS),
            names=draw(st.dictionaries(st.sampled_from(["de", "en"]), TEXTS)),
        )
        for one in actor_ids
    ]
    ids = draw(
        st.lists(NAMES, max_size=4, unique=True).map(lambda names: [name for name in names if name not in actor_ids])
    )
    reports = [
        report(
            one,
            title=draw(NAMES),
            text=draw(TEXTS),
            date=draw(DATES),
            place=draw(PLACES),
            actors=tuple(draw(st.lists(st.sampled_from(actor_ids), max_size=2, unique=True))) if actor_ids else (),
            topics=tuple(draw(st.lists(TEXTS, max_size=2))),
            source=lb.Source(name=draw(TEXTS)),
            grade=lb.Grade(draw(st.sampled_from("ABCDEF")), draw(st.sampled_from("123456"))),
            status=draw(st.sampled_from(["reported", "planned", "withdrawn"])),
            recorded_by=draw(TEXTS),
            recorded_at=START + timedelta(microseconds=draw(st.integers(0, 10**12))),
            translations=draw(st.dictionaries(st.sampled_from(["en", "fr"]), st.tuples(TEXTS, TEXTS))),
        )
        for one in [*ids, *ids[:1]]
    ]
    pairs = [(a, b) for a in ids for b in ids if a != b]
    relations = [relation(*pair, draw(st.sampled_from(["confirms", "adds"])), note=draw(TEXTS)) for pair in pairs[:3]]
    return lb.Dossier.of(reports, relations, actors)
