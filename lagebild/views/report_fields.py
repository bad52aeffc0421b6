"""The fields of a report on a page: one control each, and under it what is wrong with what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from typing import Any

import panel as pn

from lagebild.messages import Message, translate
from lagebild.model.actors import Actor
from lagebild.model.dossier_report import Status
from lagebild.model.grading import CREDIBILITIES, RELIABILITIES
from lagebild.model.picture import PictureContent
from lagebild.model.report_date import DatePrecision
from lagebild.model.report_draft import DraftFaults, ReportDraft, other_language
from lagebild.model.report_place import PlacePrecision
from lagebild.views.choice_labels import choice_labels
from lagebild.views.formats import Formats
from lagebild.views.i18n import LANGUAGES, Translate
from lagebild.views.report_words import credibility_text, place_precision_text, reliability_text, status_text
from lagebild.views.topics import TOPICS, topic_text, topics_of
from lagebild.views.widget_style import BUTTON_STYLE

__all__ = ["ReportFields", "fault_html"]

_WIDTH = 336
_WHOLE: dict[str, Any] = {"width": _WIDTH, "margin": (6, 8, 0, 8)}
_HALF: dict[str, Any] = {"width": (_WIDTH - 12) // 2, "margin": (6, 4, 0, 8)}
_SEPARATOR = ";"
_FAULT_STYLE = "font-size:12px;font-weight:600;border-left:3px solid #c62828;padding-left:6px"
"""A mark beside the words: a red that can be read on light and on dark ground there is not."""


class ReportFields(pn.viewable.Viewer):
    """Controls of a `ReportDraft`, field by field."""

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self._base: Any = None
        self.title = pn.widgets.TextInput(**_WHOLE)
        self.text = pn.widgets.TextAreaInput(rows=5, max_length=100_000, **_WHOLE)
        self.language = pn.widgets.Select(options=list(LANGUAGES), value=LANGUAGES[0], **_HALF)
        self.status = pn.widgets.Select(options=[str(one) for one in Status], value=str(Status.REPORTED), **_HALF)
        self.topics = pn.widgets.MultiChoice(**_WHOLE)
        self.new_topics = pn.widgets.TextInput(**_WHOLE)
        self.date = pn.widgets.TextInput(**_HALF)
        self.date_precision = pn.widgets.Select(options=[""], **_HALF)
        self.place = pn.widgets.TextInput(**_HALF)
        self.place_precision = pn.widgets.Select(options=[""], **_HALF)
        self.longitude = pn.widgets.TextInput(**_HALF)
        self.latitude = pn.widgets.TextInput(**_HALF)
        self.radius = pn.widgets.TextInput(**_HALF)
        self.point = pn.widgets.Button(margin=(24, 4, 0, 8), stylesheets=[BUTTON_STYLE])
        self.actors = pn.widgets.MultiChoice(**_WHOLE)
        self.new_actors = pn.widgets.TextInput(**_WHOLE)
        self.sites = pn.widgets.MultiChoice(**_WHOLE)
        self.platforms = pn.widgets.MultiChoice(**_WHOLE)
        self.source = pn.widgets.TextInput(**_WHOLE)
        self.source_link = pn.widgets.TextInput(**_WHOLE)
        self.source_date = pn.widgets.TextInput(**_HALF)
        self.reliability = pn.widgets.Select(options=list(RELIABILITIES), value="F", **_WHOLE)
        self.credibility = pn.widgets.Select(options=list(CREDIBILITIES), value="6", **_WHOLE)
        self.translated_title = pn.widgets.TextInput(**_WHOLE)
        self.translated_text = pn.widgets.TextAreaInput(rows=3, max_length=100_000, **_WHOLE)
        self.recorded_by = pn.widgets.TextInput(**_WHOLE)
        self._names = [name for name in ReportDraft.__dataclass_fields__ if name != "base"]
        self._told = {name: pn.pane.HTML(margin=(0, 8), width=_WIDTH, visible=False) for name in self._names}
        self._heads = {name: pn.pane.HTML(margin=(10, 8, 0, 8)) for name in ("what", "when", "where", "who", "source")}
        self._translation = pn.Card(
            *self._with_faults("translated_title", "translated_text"),
            collapsed=True, width=_WIDTH + 12, margin=(8, 4, 0, 4), hide_header=False, header_background="transparent",
        )  # fmt: skip
        self._panel = pn.Column(
            *self._with_faults("title", "text", ("language", "status"), "topics"),
            self.new_topics,
            self._heads["when"],
            *self._with_faults(("date", "date_precision")),
            self._heads["where"],
            *self._with_faults(("place", "place_precision"), ("longitude", "latitude")),
            pn.Row(self.radius, self.point, margin=0),
            self._told["radius"],
            self._heads["who"],
            *self._with_faults("actors"),
            self.new_actors,
            *self._with_faults("sites", "platforms"),
            self._heads["source"],
            *self._with_faults("source", "source_link", "source_date", "reliability", "credibility"),
            self._translation,
            *self._with_faults("recorded_by"),
            margin=0,
            styles={"flex": "none"},
        )

    def __panel__(self) -> pn.viewable.Viewable:
        """Return the controls (Panel's protocol)."""
        return self._panel

    def _with_faults(self, *rows: str | tuple[str, str]) -> list[pn.viewable.Viewable]:
        laid: list[pn.viewable.Viewable] = []
        for row in rows:
            names = (row,) if isinstance(row, str) else row
            controls = [getattr(self, name) for name in names]
            laid.append(controls[0] if len(controls) == 1 else pn.Row(*controls, margin=0))
            laid += [self._told[name] for name in names]
        return laid

    @property
    def draft(self) -> ReportDraft:
        """What has been typed."""
        values: dict[str, Any] = {}
        for name in self._names:
            value = getattr(self, name).value
            values[name] = tuple(value or ()) if isinstance(value, list) else value or ""
        actors = (*values["actors"], *(actor.id for actor in self.made_actors))
        topics = (*values["topics"], *_parted(self.new_topics.value))
        return replace(ReportDraft(**values), actors=actors, topics=topics, base=self._base)

    @property
    def made_actors(self) -> tuple[Actor, ...]:
        """Actors that were named and that the dossier does not have."""
        known = set((self.actors.options or {}).values())
        return tuple(Actor(id=name, name=name) for name in _parted(self.new_actors.value) if name not in known)

    def show(self, draft: ReportDraft) -> None:
        """Put a draft into the controls; what they do not offer is offered from now on."""
        self._base = draft.base
        self.new_actors.value = self.new_topics.value = ""
        for name in self._names:
            control, value = getattr(self, name), getattr(draft, name)
            if isinstance(value, tuple):
                control.param.update(options=_with_all(control.options, value), value=list(value))
            elif isinstance(control, pn.widgets.Select) and value not in _values(control.options):
                offered = (
                    control.options if isinstance(control.options, dict) else {one: one for one in control.options}
                )
                control.param.update(options={**offered, value: value}, value=value)
            else:
                control.value = value
        self._translation.collapsed = not (draft.translated_title or draft.translated_text)

    def place_at(self, longitude: float, latitude: float) -> None:
        """Put a place into the controls, as exact as a click is; its precision is for its author to say."""
        self.longitude.value, self.latitude.value = f"{longitude:.5f}", f"{latitude:.5f}"

    def tell(self, faults: DraftFaults, hints: Mapping[str, str], t: Translate) -> None:
        """Say under each field what is wrong with it (`faults`), or what follows from it (`hints`)."""
        for name, pane in self._told.items():
            fault, hint = faults.get(name), hints.get(name)
            pane.visible = bool(fault or hint)
            pane.object = fault_html(fault, t) if fault else f"<small>{escape(hint or '')}</small>"
        if {"translated_title", "translated_text"} & set(faults):
            self._translation.collapsed = False

    def label(self, formats: Formats, picture: PictureContent) -> None:
        """Name the controls, and offer what the picture has, in the reader's language."""
        t, dossier = formats.translate, picture.dossier
        self._name(t)
        self._offer(
            self.topics,
            choice_labels((topic_text(one, t), one) for one in dict.fromkeys((*TOPICS, *topics_of(dossier)))),
        )
        self._offer(self.actors, choice_labels((one.name_in(formats.language), one.id) for one in dossier.actor_values))
        self._offer(self.sites, choice_labels((one.name_in(formats.language), one.id) for one in dossier.site_values))
        self._offer(
            self.platforms, choice_labels((one.name_in(formats.language), one.key) for one in picture.platforms)
        )
        self.sites.visible, self.platforms.visible = bool(dossier.site_values), bool(len(picture.platforms))
        self._choose(self.status, {status_text(str(one), t): str(one) for one in Status})
        self._choose(self.language, {_language(one, t): one for one in LANGUAGES})
        self._choose(self.date_precision, {t("as it is written"): "", **_dates(t)})
        self._choose(
            self.place_precision,
            {t("no precision"): "", **{place_precision_text(str(one), t): str(one) for one in PlacePrecision}},
        )
        self._choose(self.reliability, {f"{one}: {reliability_text(one, t)}": one for one in RELIABILITIES})
        self._choose(self.credibility, {f"{one}: {credibility_text(one, t)}": one for one in CREDIBILITIES})

    def _name(self, t: Translate) -> None:
        own, other = (_language(one, t) for one in (self.language.value, other_language(self.language.value)))
        self.title.name, self.text.name = f"{t('Title')} ({own}) *", f"{t('Text')} ({own})"
        self.translated_title.name, self.translated_text.name = f"{t('Title')} ({other})", f"{t('Text')} ({other})"
        self._translation.title = t("Translation")
        self.language.name, self.status.name = t("Language"), t("Status")
        self.topics.name, self.new_topics.name = t("Topics"), t("Other topics")
        self.date.name, self.date_precision.name = t("Date"), t("The date is meant")
        self.date.placeholder = "05.11.2023"
        self.place.name, self.place_precision.name = t("Place"), t("Precision of the place")
        self.longitude.name, self.latitude.name = t("Longitude (°)"), t("Latitude (°)")
        self.radius.name, self.point.name = t("Radius (km)"), t("Set on the map")
        self.radius.placeholder = t("by the precision")
        self.actors.name, self.new_actors.name = t("Actors"), t("New actors")
        self.new_actors.placeholder = self.new_topics.placeholder = t("several with ; between them")
        self.sites.name, self.platforms.name = t("Sites"), t("Aircraft types")
        self.source.name, self.source_link.name, self.source_date.name = f"{t('Source')} *", t("Link"), t("Its date")
        self.source_link.placeholder = "https://"
        self.reliability.name, self.credibility.name = t("Reliability of the source"), t("Credibility of the content")
        self.recorded_by.name = t("Recorded by")
        for name, title in (
            ("when", t("When")), ("where", t("Where")), ("who", t("Who")), ("source", t("Source and grade")),
        ):  # fmt: skip
            self._heads[name].object = f"<h3 style='font-size:14px;margin:0'>{escape(title)}</h3>"

    def _offer(self, control: pn.widgets.MultiChoice, options: dict[str, str]) -> None:
        kept = list(control.value or [])
        control.param.update(options=_with_all(options, kept), value=kept)

    def _choose(self, control: pn.widgets.Select, options: dict[str, str]) -> None:
        if control.value not in options.values():
            options[str(control.value)] = control.value
        control.param.update(options=options, value=control.value)


def fault_html(reason: str, t: Translate) -> str:
    """Say what is wrong, in the reader's language, escaped."""
    if isinstance(reason, Message):
        reason = translate(reason.template, reason.values_as_json(), str(reason), t)
    return f'<div role="alert" style="{_FAULT_STYLE}">{escape(reason)}</div>'


def _language(language: str, t: Translate) -> str:
    return {"de": t("German"), "en": t("English")}.get(language, language)


def _dates(t: Translate) -> dict[str, str]:
    words = {
        DatePrecision.DAY: t("on this day"),
        DatePrecision.MONTH: t("in this month"),
        DatePrecision.YEAR: t("in this year"),
        DatePrecision.BEFORE: t("until then at the latest"),
        DatePrecision.SINCE: t("since then"),
        DatePrecision.PLANNED: t("planned for then"),
    }
    return {text: str(one) for one, text in words.items()}


def _with_all(options: Any, keys: Iterable[str]) -> dict[str, str]:
    """Return options with those keys too that are not among them."""
    offered = dict(options or {})
    return {**offered, **choice_labels((key, key) for key in keys if key not in offered.values())}


def _values(options: Any) -> list[Any]:
    return list(options.values()) if isinstance(options, dict) else list(options)


def _parted(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in (text or "").split(_SEPARATOR) if part.strip()))
