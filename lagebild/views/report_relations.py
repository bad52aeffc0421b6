"""What a report that is being entered says to others: relations that are there, come, or are taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import Any

import panel as pn

from lagebild.model.dossier import Dossier
from lagebild.model.relations import Relation, RelationKind
from lagebild.views.formats import Formats
from lagebild.views.report_details import titled
from lagebild.views.report_words import date_text, relation_words
from lagebild.views.widget_style import BUTTON_STYLE

__all__ = ["ReportRelations"]

_MOST_OFFERED = 2000
_BETWEEN_REPORTS = tuple(kind for kind in RelationKind if kind is not RelationKind.PART_OF)
_WHOLE: dict[str, Any] = {"width": 336, "margin": (4, 8, 0, 8)}

_Key = tuple[str, str, RelationKind]


class ReportRelations(pn.viewable.Viewer):
    """The relations of one report, as a list with a way to add to it."""

    def __init__(self, changed: Callable[[], None], **params: Any) -> None:
        super().__init__(**params)
        self._changed = changed
        self._report = ""
        self._there: dict[_Key, Relation] = {}
        self._new: dict[_Key, str] = {}
        self.dropped: list[_Key] = []
        self._titles: dict[str, str] = {}
        self._by_label: dict[str, str] = {}
        self._formats = Formats()
        self._head = pn.pane.HTML(margin=(10, 8, 0, 8))
        self._list = pn.Column(margin=0)
        self.kind = pn.widgets.Select(options=[str(one) for one in _BETWEEN_REPORTS], **_WHOLE)
        self.other = pn.widgets.AutocompleteInput(
            min_characters=1, case_sensitive=False, search_strategy="includes", restrict=True, **_WHOLE
        )
        self.note = pn.widgets.TextInput(**_WHOLE)
        self.add = pn.widgets.Button(margin=(8, 8, 0, 8), stylesheets=[BUTTON_STYLE])
        self.add.on_click(lambda _: self._add())
        self._panel = pn.Column(
            self._head, self._list, self.kind, self.other, self.note, self.add, margin=0, styles={"flex": "none"}
        )

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    @property
    def is_changed(self) -> bool:
        """Whether anything came or is taken back."""
        return bool(self._new or self.dropped)

    def relations(self, report_id: str, by: str, at: datetime) -> tuple[Relation, ...]:
        """Return those that came, of a report of that id."""
        return tuple(
            Relation(
                source_id=report_id, target_id=target, kind=kind, note=note, recorded_by=by, recorded_at=at
            )
            for (_, target, kind), note in self._new.items()
        )  # fmt: skip

    def show(self, dossier: Dossier, report_id: str) -> None:
        """Begin with the relations that a report has; of a new one, with an empty id, with none."""
        self._report = report_id
        self._new, self.dropped = {}, []
        self._take(dossier)
        self._lay_out()

    def label(self, formats: Formats, dossier: Dossier) -> None:
        """Name everything in the reader's language, and offer the dossier's reports."""
        self._formats = formats
        t = formats.translate
        self._take(dossier)
        rows = dossier.reports.tail(_MOST_OFFERED).to_dict("records")
        self._titles = {row["id"]: titled(row, formats.language) for row in dossier.reports.to_dict("records")}
        self._by_label = {}
        for row in reversed(rows):
            label = f"{titled(row, formats.language)[:90]} ({date_text(row, t)}, {row['source'][:40]})"
            self._by_label[label if label not in self._by_label else f"{label} {row['id']}"] = row["id"]
        self._head.object = f"<h3 style='font-size:14px;margin:0'>{t('What it says to other reports')}</h3>"
        kinds = {relation_words(str(one), t, back=False): str(one) for one in _BETWEEN_REPORTS}
        self.kind.param.update(name=t("This report …"), options=kinds, value=self.kind.value)
        self.other.param.update(
            name=t("… the report"), options=list(self._by_label), placeholder=t("words of its title")
        )
        self.note.name, self.add.name = t("Note"), t("Add the relation")
        self._lay_out()

    def _take(self, dossier: Dossier) -> None:
        self._there = {
            (one.source_id, one.target_id, one.kind): one
            for one in dossier.relation_values
            if self._report and self._report in (one.source_id, one.target_id)
        }

    def _add(self) -> None:
        target = self._by_label.get(self.other.value or "")
        if target is None or target == self._report:
            return
        key = (self._report, target, RelationKind(self.kind.value))
        if key in self.dropped:
            self.dropped.remove(key)
        elif key not in self._there:
            self._new[key] = self.note.value or ""
        self.other.value = self.note.value = ""
        self._lay_out()
        self._changed()

    def _take_back(self, key: _Key) -> None:
        if key in self._new:
            del self._new[key]
        elif key not in self.dropped:
            self.dropped.append(key)
        self._lay_out()
        self._changed()

    def _lay_out(self) -> None:
        keys = [key for key in (*self._there, *self._new) if key not in self.dropped]
        self._list[:] = [self._row(key) for key in keys]

    def _row(self, key: _Key) -> pn.viewable.Viewable:
        t = self._formats.translate
        source, target, kind = key
        back = target == self._report
        title = self._titles.get(source if back else target, "?")
        said = f"{relation_words(str(kind), t, back=back)}: {title}"
        remove = pn.widgets.Button(label=t("Take back"), margin=(2, 0, 0, 0), stylesheets=[BUTTON_STYLE])
        remove.on_click(lambda _: self._take_back(key))
        return pn.Row(pn.pane.HTML(escape(said), width=238, margin=(6, 4, 0, 8)), remove, margin=0)
