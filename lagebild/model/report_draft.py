"""A report as somebody is typing it: texts that may be wrong, each fault at its own field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from lagebild.errors import ValidationError
from lagebild.messages import Message, message_of
from lagebild.model.dossier_report import Report, Source, Status
from lagebild.model.grading import Grade
from lagebild.model.plain_text import checked_text
from lagebild.model.report_date import DatePrecision, ReportDate
from lagebild.model.report_place import RADII, ReportPlace

__all__ = ["DraftFaults", "ReportDraft", "other_language"]

_T = TypeVar("_T")

DraftFaults = dict[str, str]
"""By field the sentence that belongs to it, a `Message`; the field `""` is the report as a whole."""

_KILOMETRE = 1000.0


@dataclass(frozen=True, kw_only=True)
class ReportDraft:
    """The fields of a form; `read` makes a report of them, or says what is wrong where."""

    title: str = ""
    text: str = ""
    language: str = "de"
    translated_title: str = ""
    """In `other_language`."""

    translated_text: str = ""
    date: str = ""
    date_precision: str = ""
    """Empty: as exact as the date is written."""

    place: str = ""
    place_precision: str = ""
    longitude: str = ""
    """Degrees, with a point or a comma."""

    latitude: str = ""
    radius: str = ""
    """km; empty: by the precision."""

    actors: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    source: str = ""
    source_link: str = ""
    source_date: str = ""
    reliability: str = "F"
    credibility: str = "6"
    status: str = str(Status.REPORTED)
    recorded_by: str = ""
    base: Report | None = field(default=None, compare=False)
    """The version that is being edited."""

    @classmethod
    def of(cls, report: Report) -> ReportDraft:
        """Return a report's newest version as a form shows it."""
        place = report.place or ReportPlace()
        title, text = report.translations.get(other_language(report.language), ("", ""))
        plain = DatePrecision.UNKNOWN if not report.date.text else ReportDate(report.date.text).precision
        usual = place.precision is not None and place.radius == RADII.get(place.precision)
        return cls(
            title=report.title,
            text=report.text,
            language=report.language,
            translated_title=title,
            translated_text=text,
            date=report.date.text,
            date_precision="" if report.date.precision is plain else str(report.date.precision),
            place=place.name,
            place_precision=str(place.precision or ""),
            longitude=_written(place.longitude),
            latitude=_written(place.latitude),
            radius="" if usual or place.radius is None else _written(place.radius / _KILOMETRE),
            **{name: getattr(report, name) for name in ("actors", "sites", "topics", "platforms")},
            source=report.source.name,
            source_link=report.source.link,
            source_date=report.source.date,
            reliability=report.grade.reliability,
            credibility=report.grade.credibility,
            status=str(report.status),
            recorded_by=report.recorded_by,
            base=report,
        )

    def read(self, *, report_id: str, recorded_at: datetime) -> tuple[Report | None, DraftFaults]:
        """Return the report, or None and what is wrong, field by field; nothing is raised.

        A place is kept as it was where its fields are as they were, to the last digit.
        """
        faults: DraftFaults = {}

        def taken(name: str, make: Callable[[], _T]) -> _T | None:
            try:
                return make()
            except ValidationError as error:
                faults.setdefault(name, message_of(error))
                return None

        for name in (one.name for one in fields(self) if isinstance(getattr(self, one.name), str)):
            taken(name, partial(checked_text, Message("the field"), getattr(self, name)))
        if not self.title.strip():
            faults.setdefault("title", Message("a report needs a title"))
        if not self.source.strip():
            faults.setdefault("source", Message("a report needs a source: who says so?"))
        if (self.translated_text.strip() and not self.translated_title.strip()) or (
            self.translated_title.strip() and self.text.strip() and not self.translated_text.strip()
        ):
            missing = "translated_title" if not self.translated_title.strip() else "translated_text"
            faults.setdefault(missing, Message("a translation has a title and a text"))
        precision: Any = self.date_precision or None
        date = taken("date", lambda: ReportDate(self.date, precision))
        place = self._place(faults)
        link = "source_link" if self.source_link.strip() else "source"
        source = taken(link, lambda: Source(name=self.source, link=self.source_link.strip(), date=self.source_date))
        grade = taken("reliability", lambda: Grade(self.reliability, self.credibility))
        if faults or date is None or source is None or grade is None:
            return None, faults
        base = {} if self.base is None else dict(self.base.translations)
        other = other_language(self.language)
        translations = {**base, other: (self.translated_title, self.translated_text)}
        report = taken(
            "",
            lambda: Report(
                id=report_id,
                title=self.title,
                text=self.text,
                language=self.language,
                date=date,
                place=place,
                actors=self.actors,
                sites=self.sites,
                topics=self.topics,
                platforms=self.platforms,
                source=source,
                grade=grade,
                status=Status(self.status),
                recorded_by=self.recorded_by.strip(),
                recorded_at=recorded_at,
                translations=translations,
            ),
        )
        return report, faults

    def _place(self, faults: DraftFaults) -> ReportPlace | None:
        names = ("place", "place_precision", "longitude", "latitude", "radius")
        if self.base is not None and all(
            getattr(self, name) == getattr(ReportDraft.of(self.base), name) for name in names
        ):
            return self.base.place
        numbers: dict[str, float | None] = {}
        for name in ("longitude", "latitude", "radius"):
            try:
                numbers[name] = _number(getattr(self, name))
            except ValueError:
                faults.setdefault(name, Message("“{value}” is no number", value=getattr(self, name).strip()[:40]))
        if len(numbers) < 3:
            return None
        radius = numbers["radius"]
        precision: Any = self.place_precision or None
        try:
            return ReportPlace(
                name=self.place.strip(),
                precision=precision,
                longitude=numbers["longitude"],
                latitude=numbers["latitude"],
                radius=None if radius is None else radius * _KILOMETRE,
            )
        except ValidationError as error:
            faults.setdefault(_blamed(numbers, self.place_precision), message_of(error))
            return None


def other_language(language: str) -> str:
    """Return the language that a report in the one is translated into."""
    return "en" if language == "de" else "de"


def _blamed(numbers: dict[str, float | None], precision: str) -> str:
    """The field of a place at which a sentence about it stands."""
    longitude, latitude = numbers["longitude"], numbers["latitude"]
    if longitude is None or latitude is None:
        return "latitude" if longitude is not None else "longitude"
    if not precision:
        return "place_precision"
    if not abs(longitude) <= 180.0:
        return "longitude"
    return "latitude" if not abs(latitude) <= 90.0 else "radius"


def _number(text: str) -> float | None:
    plain = text.strip().replace(",", ".").removesuffix("°").strip()
    return float(plain) if plain else None


def _written(number: float | None) -> str:
    return "" if number is None else repr(float(number)).removesuffix(".0")
