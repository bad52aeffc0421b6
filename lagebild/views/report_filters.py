"""Which reports are shown: by actor, topic, grade and words, and what was known when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import panel as pn

from lagebild.model.dossier import Dossier
from lagebild.model.dossier_objects import ObjectKey, ObjectKind, object_name
from lagebild.model.dossier_report import Status
from lagebild.model.grading import CREDIBILITIES, RELIABILITIES
from lagebild.model.platforms import Platforms
from lagebild.views.choice_labels import choice_labels
from lagebild.views.formats import Formats
from lagebild.views.report_words import status_text
from lagebild.views.topics import topic_text, topics_of
from lagebild.views.widget_style import BUTTON_STYLE

__all__ = ["ReportFilters"]

_FIELD: dict[str, Any] = {"width": 236, "margin": (3, 6)}
_HALF: dict[str, Any] = {"width": 112, "margin": (3, 6)}


class ReportFilters(pn.viewable.Viewer):
    """Controls; `watch` tells when any of them changed."""

    def __init__(self, dossier: Dossier, **params: Any) -> None:
        super().__init__(**params)
        self._dossier = dossier
        self.text = pn.widgets.TextInput(**_FIELD)
        self.actors = pn.widgets.MultiChoice(**_FIELD)
        self.topics = pn.widgets.MultiChoice(**_FIELD)
        self.sites = pn.widgets.MultiChoice(**_FIELD)
        self.platforms = pn.widgets.MultiChoice(**_FIELD)
        self.status = pn.widgets.MultiChoice(**_FIELD)
        self.reliability = pn.widgets.Select(value="F", **_HALF)
        self.credibility = pn.widgets.Select(value="6", **_HALF)
        self.moment = pn.widgets.DiscreteSlider(**_FIELD)
        self.now = pn.widgets.Button(margin=(3, 6), stylesheets=[BUTTON_STYLE], visible=False)
        self._panel = pn.Column(
            self.text,
            self.actors,
            self.topics,
            pn.Row(self.reliability, self.credibility, margin=0),
            self.moment,
            self.now,
            self.status,
            self.sites,
            self.platforms,
            width=256,
            margin=0,
        )
        self._quiet = False
        self._watching: list[Any] = []
        self.now.on_click(lambda _: self._return())

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    def watch(self, changed: Any) -> None:
        """Call `changed()` when what is asked has changed."""
        self._watching.append(changed)

        def told(*_: Any) -> None:
            if not self._quiet:
                changed()

        for control in (self.text, *self._lists, self.reliability, self.credibility):
            control.param.watch(told, ["value"])
        self.moment.param.watch(told, ["value"])

    @property
    def _lists(self) -> tuple[pn.widgets.MultiChoice, ...]:
        return self.actors, self.topics, self.status, self.sites, self.platforms

    def take(self, dossier: Dossier) -> None:
        """Offer what another dossier has; choices that it does not have are given up."""
        self._dossier = dossier

    def label(self, formats: Formats, platforms: Platforms) -> None:
        """Name the controls and what they offer in the reader's language; `platforms` names types."""
        t, dossier = formats.translate, self._dossier
        self._quiet = True
        try:
            named = {name for one in dossier for name in one.actors}
            actors = choice_labels(
                (one.name_in(formats.language), one.id) for one in dossier.actor_values if one.id in named
            )
            topics = choice_labels((topic_text(name, t), name) for name in topics_of(dossier))
            sites = choice_labels((one.name_in(formats.language), one.id) for one in dossier.site_values)
            named_types = dict.fromkeys(key for one in dossier for key in one.platforms)
            types = choice_labels(
                (object_name(dossier, platforms, ObjectKey(ObjectKind.PLATFORM, key), formats.language), key)
                for key in named_types
            )
            states = {status_text(str(one), t): str(one) for one in Status}
            for control, title, options in (
                (self.actors, t("Actors"), actors), (self.topics, t("Topics"), topics),
                (self.sites, t("Sites"), sites), (self.platforms, t("Aircraft types"), types),
                (self.status, t("Status"), states),
            ):  # fmt: skip
                control.visible = bool(options)
                kept = [value for value in control.value or [] if value in options.values()]
                control.param.update(name=title, options=options, value=kept, placeholder=t("all"))
            self.text.param.update(name=t("Words"), placeholder=t("in title, text, place, source"))
            self.reliability.param.update(
                name=t("Source at least"), options={t("all") if one == "F" else one: one for one in RELIABILITIES}
            )
            self.credibility.param.update(
                name=t("Content at least"), options={t("all") if one == "6" else one: one for one in CREDIBILITIES}
            )
            times = sorted({one.recorded_at for one in dossier.versions})
            moments: dict[str, datetime | None] = {formats.time(pd.Timestamp(one))[:-4]: one for one in times}
            moments[t("now")] = None
            value = self.moment.value if self.moment.value in moments.values() else None
            self.moment.param.update(name=t("What was known on"), options=moments, value=value)
            self.now.name = t("Back to now")
            self.now.visible = self.moment.value is not None
        finally:
            self._quiet = False

    @property
    def known(self) -> Dossier:
        """What was known at the moment that is chosen."""
        return self._dossier if self.moment.value is None else self._dossier.as_of(self.moment.value)

    @property
    def asks(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text.value or self.moment.value or any(control.value for control in self._lists)) or (
            self.reliability.value,
            self.credibility.value,
        ) != ("F", "6")

    def shown(self, known: Dossier) -> pd.DataFrame:
        """Return the rows of `known.reports` that hold all that is asked."""
        found = known.filtered(
            actors=self.actors.value,
            topics=self.topics.value,
            status=self.status.value,
            sites=self.sites.value,
            platforms=self.platforms.value,
            reliability=self.reliability.value or "F",
            credibility=self.credibility.value or "6",
            text=self.text.value or "",
        )
        return known.reports[found]

    def ask_for(self, key: ObjectKey | None) -> None:
        """Ask for the reports that name an object, and for nothing else; None: for all reports there are."""
        self._quiet = True
        try:
            self.text.value, self.reliability.value, self.credibility.value, self.moment.value = "", "F", "6", None
            for control in self._lists:
                control.value = []
            if key is not None:
                {ObjectKind.ACTOR: self.actors, ObjectKind.SITE: self.sites, ObjectKind.PLATFORM: self.platforms}[
                    key.kind
                ].value = [key.id]
        finally:
            self._quiet = False
        for changed in self._watching:
            changed()

    def _return(self) -> None:
        self.moment.value = None
