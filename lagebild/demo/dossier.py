"""The dossier of the demonstration picture: reports, actors, sites and relations as values of the model.

What the reports say is taken from open sources; when they were recorded is set, so that there is something to replay.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from lagebild.demo.dossier_reports import ARTICLE, OTHERS, Claim
from lagebild.model.actors import Actor, ActorKind, Site
from lagebild.model.dossier import Dossier
from lagebild.model.dossier_report import Report, Source, Status
from lagebild.model.grading import Grade
from lagebild.model.relations import Relation, RelationKind
from lagebild.model.report_date import DatePrecision, ReportDate
from lagebild.model.report_place import PlacePrecision, ReportPlace

__all__ = ["demo_dossier"]

_ARTICLE_SOURCE = Source(name="Verteidigung-ua (nach Jamestown Foundation und Defence Express)")
_ARTICLE_RECORDED = "2024-01-08"
_RECORDED_BY = "Demonstration (Erfassungszeit gesetzt)"
_HOUR = 9
"""UTC, of all recordings."""


def _city(name: str, longitude: float, latitude: float) -> ReportPlace:
    return ReportPlace(name=name, precision=PlacePrecision.CITY, longitude=longitude, latitude=latitude)


_PLACES = {
    "astana": _city("Astana", 71.433, 51.167),
    "oral": _city("Oral (Uralsk)", 51.373, 51.223),
    "petropawl": _city("Petropawl", 69.167, 54.883),
    "ankara": _city("Ankara", 32.86, 39.93),
    "istanbul": _city("Istanbul", 28.98, 41.01),
    "kiew": ReportPlace(name="bei Kiew", precision=PlacePrecision.REGION, longitude=30.52, latitude=50.45),
    "kasachstan": ReportPlace(
        name="Kasachstan", precision=PlacePrecision.COUNTRY, longitude=67.0, latitude=48.0, radius=1_000_000.0
    ),
    "ukraine": ReportPlace(name="Ukraine", precision=PlacePrecision.COUNTRY, longitude=31.5, latitude=48.5),
}
"""Centres of cities and countries, never plants; the circles around them say how exactly a place is known."""

_ACTORS = (
    Actor(id="kasachstan", name="Kasachstan", kind=ActorKind.STATE, names={"en": "Kazakhstan"}),
    Actor(id="tuerkei", name="Türkei", kind=ActorKind.STATE, names={"en": "Türkiye"}),
    Actor(id="ukraine", name="Ukraine", kind=ActorKind.STATE),
    Actor(id="china", name="China", kind=ActorKind.STATE),
    Actor(
        id="verteidigungsministerium",
        name="Verteidigungsministerium Kasachstans",
        kind=ActorKind.AUTHORITY,
        country="Kasachstan",
        names={"en": "Ministry of Defence of Kazakhstan"},
    ),
    Actor(id="kazakhstan-engineering", name="Kazakhstan Engineering", kind=ActorKind.COMPANY, country="Kasachstan"),
    Actor(id="tai", name="Turkish Aerospace Industries", kind=ActorKind.COMPANY, country="Türkei"),
    Actor(id="aselsan", name="Aselsan", kind=ActorKind.COMPANY, country="Türkei"),
    Actor(id="aselsan-engineering", name="Aselsan Engineering", kind=ActorKind.JOINT_VENTURE, country="Kasachstan"),
    Actor(
        id="zenit",
        name="Werk Zenit, Oral (Uralsk)",
        kind=ActorKind.PLANT,
        country="Kasachstan",
        names={"en": "Uralsk plant Zenit"},
    ),
    Actor(id="asfat", name="Asfat", kind=ActorKind.COMPANY, country="Türkei"),
    Actor(id="yda", name="YDA", kind=ActorKind.COMPANY, country="Türkei"),
    Actor(id="baykar", name="Baykar", kind=ActorKind.COMPANY, country="Türkei"),
    Actor(
        id="petropawl-werk",
        name="Schwermaschinenwerk Petropawl",
        kind=ActorKind.PLANT,
        country="Kasachstan",
        names={"en": "Petropavl heavy-machinery plant"},
    ),
)

_SITES = (
    Site(id="ort-aselsan-engineering", name="Aselsan Engineering, Astana", place=_PLACES["astana"],
         actors=("aselsan-engineering",)),
    Site(id="ort-zenit", name="Zenit, Oral (Uralsk)", place=_PLACES["oral"], actors=("zenit",)),
    Site(id="ort-petropawl", name="Schwermaschinenwerk, Petropawl", place=_PLACES["petropawl"],
         actors=("petropawl-werk",), names={"en": "Heavy-machinery plant, Petropavl"}),
    Site(id="ort-baykar-ukraine", name="Baykar-Werk, Ukraine", place=_PLACES["kiew"], actors=("baykar",),
         names={"en": "Baykar plant, Ukraine"}),
)  # fmt: skip

_SITES_OF = {
    "artikel-04": "ort-aselsan-engineering",
    "vpk-name": "ort-aselsan-engineering",
    "hurriyet": "ort-aselsan-engineering",
    "artikel-09": "ort-baykar-ukraine",
    "turan-az": "ort-baykar-ukraine",
    "pravda-ua": "ort-baykar-ukraine",
    "meduza": "ort-baykar-ukraine",
    "artikel-10": "ort-zenit",
    "artikel-11": "ort-petropawl",
    "ipeclub": "ort-petropawl",
}

_BELONGS = (
    ("aselsan-engineering", "aselsan"),
    ("aselsan-engineering", "kazakhstan-engineering"),
)
"""Who is part of whom."""


def demo_dossier() -> Dossier:
    """Return every claim of the article, what other sources say to it, and who it is about."""
    claims = (*ARTICLE, *OTHERS)
    relations = [relation for claim in claims for relation in _relations(claim)]
    relations += [
        Relation(source_id=part, target_id=whole, kind=RelationKind.PART_OF, recorded_by=_RECORDED_BY,
                 recorded_at=_moment(_ARTICLE_RECORDED))
        for part, whole in _BELONGS
    ]  # fmt: skip
    recorded = sorted(claims, key=_recorded)
    return Dossier.of((_report(claim) for claim in recorded), relations, _ACTORS, _SITES)


def _report(claim: Claim) -> Report:
    return Report(
        id=claim.id,
        title=claim.de[0],
        text=claim.de[1],
        date=ReportDate(claim.date, None if claim.precision is None else DatePrecision(claim.precision)),
        place=_PLACES.get(claim.place),
        actors=claim.actors,
        sites=(_SITES_OF[claim.id],) if claim.id in _SITES_OF else (),
        topics=claim.topics,
        platforms=claim.platforms,
        source=Source(name=claim.source) if claim.source else _ARTICLE_SOURCE,
        grade=Grade.parse(claim.grade),
        status=Status(claim.status),
        recorded_by=_RECORDED_BY,
        recorded_at=_moment(_recorded(claim)),
        translations={"en": claim.en},
    )


def _recorded(claim: Claim) -> str:
    return claim.recorded if claim.source else _ARTICLE_RECORDED


def _moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=_HOUR, tzinfo=UTC)


def _relations(claim: Claim) -> Iterator[Relation]:
    for kind, other in zip(claim.relation[::2], claim.relation[1::2], strict=True):
        yield Relation(
            source_id=claim.id,
            target_id=other,
            kind=RelationKind(kind),
            note=claim.note if kind == "contradicts" or len(claim.relation) == 2 else "",
            recorded_by=_RECORDED_BY,
            recorded_at=_moment(_recorded(claim)),
        )
