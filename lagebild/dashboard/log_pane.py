"""The log in the page: searched, added to, checked, and handed on."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import panel as pn

from lagebild.dashboard.person import Person
from lagebild.journal.entry import Entry, EntryKind, NewEntry
from lagebild.service.log_desk import LogDesk
from lagebild.views.attempt import Failed, attempt
from lagebild.views.background import beside_page, followed
from lagebild.views.formats import Formats
from lagebild.views.lagemap import LageMap
from lagebild.views.log_words import kind_text, said
from lagebild.views.widget_style import BUTTON_STYLE

__all__ = ["LogPane"]

_LINK_STYLE = "<style>a { color: inherit }</style>"

_MOST = 200
"""Entries that are listed; a search finds older ones."""


class LogPane(pn.viewable.Viewer):
    """Lists the newest entries that fit the search.

    Parameters
    ----------
    lagemap
        Whose language and theme it has.
    desk
        Where the log is.
    person
        Who enters notes.
    files
        URL path, but for its ending, under which the log can be saved; empty: nowhere.
    """

    def __init__(
        self, lagemap: LageMap, desk: LogDesk, person: Person, *, files: str = "", height: int = 316, **params: Any
    ) -> None:
        super().__init__(**params)
        self.map, self.desk, self.person = lagemap, desk, person
        self._asked = 0
        self._files = files
        self._looked_at = False
        self._words = pn.widgets.TextInput(width=220, margin=(2, 8))
        self._kind = pn.widgets.Select(width=150, margin=(2, 8))
        self._note = pn.widgets.TextInput(width=260, margin=(2, 8))
        self._enter = self._button(self._enter_note)
        self._check = self._button(self._verify)
        self._saving = pn.pane.HTML(margin=(26, 8, 2, 8))
        self._answer = pn.pane.HTML(margin=(0, 10), sizing_mode="stretch_width")
        self._place = pn.Column(sizing_mode="stretch_both", margin=0)
        tools = pn.Row(
            self._words,
            self._kind,
            self._note,
            self._enter,
            self._check,
            self._saving,
            margin=0,
            sizing_mode="stretch_width",
        )
        self._panel = pn.Column(tools, self._answer, self._place, sizing_mode="stretch_width", height=height, margin=0)
        self._label()
        for widget in (self._words, self._kind):
            widget.param.watch(lambda _: self.update(), ["value"])
        lagemap.param.watch(self._label, ["language", "theme"])
        followed(desk.subscribe, self._take)

    def __panel__(self) -> pn.viewable.Viewable:
        """Return the search and the table (Panel's protocol)."""
        return self._panel

    def look(self, looked_at: bool) -> None:
        """Begin or cease to follow what is entered."""
        if looked_at and not self._looked_at:
            self._looked_at = True
            self.update()
        self._looked_at = looked_at

    def _take(self) -> None:
        if self._looked_at:
            self.update()

    def update(self) -> None:
        """Look up the newest entries that fit."""
        self._asked += 1
        self._link()
        asked, kind, words = self._asked, self._kind.value, self._words.value
        kinds = [EntryKind(kind)] if kind else []
        journal = self.desk.journal

        def done(found: tuple[Entry, ...] | Failed) -> None:
            if asked != self._asked:
                return
            if isinstance(found, Failed):
                self._place[:] = [pn.pane.HTML(found.html(self.map.formats.translate), margin=(4, 10))]
            else:
                self._place[:] = [self._table(found)]

        beside_page(
            lambda: attempt(lambda: journal.entries(kinds=kinds, words=words, newest_first=True, limit=_MOST)), done
        )

    def _table(self, entries: tuple[Entry, ...]) -> pn.viewable.Viewable:
        table = _rows(entries, self.map.formats)
        return pn.widgets.Tabulator(
            table,
            show_index=False,
            disabled=True,
            formatters={name: {"type": "plaintext"} for name in table.columns},
            widths=dict(zip(table.columns, (70, 190, 130, 150), strict=False)),
            layout="fit_columns",
            configuration={"placeholder": self.map.formats.translate("None")},
            theme="midnight" if self.map.theme == "dark" else "simple",
            sizing_mode="stretch_both",
            margin=(0, 8),
        )

    def _enter_note(self) -> None:
        t, who, text = self.map.formats.translate, self.person.name_given, self._note.value.strip()
        if not text:
            return
        if not who:
            self._say(t("Say who you are first: the log keeps the name."))
            return

        def done(found: object) -> None:
            if isinstance(found, Failed):
                self._say(t("Nothing was entered: {reason}").format(reason=found.sentence(t)))
            else:
                self._note.value = ""
                self._say("")

        beside_page(lambda: attempt(lambda: self.desk.enter(NewEntry(EntryKind.NOTE, text, who))), done)

    def _verify(self) -> None:
        t = self.map.formats.translate
        self._say(t("The chain is being checked …"))

        def done(found: Any) -> None:
            if isinstance(found, Failed):
                self._say(found.sentence(t))
            elif found.holds:
                text = t("The chain holds: {count} entries, nothing was changed. Head {head}")
                self._say(text.format(count=self.map.formats.number(found.entries), head=str(found.head)))
            else:
                faults = "; ".join(map(str, found.faults[:3]))
                self._say("⚠ " + t("The log was tampered with: {faults}").format(faults=faults))

        beside_page(lambda: attempt(self.desk.journal.verify), done)

    def _link(self) -> None:
        """Lead to what is listed, and all that is older, as files."""
        t = self.map.formats.translate
        question = urlencode({"kind": self._kind.value or "", "words": self._words.value, "lang": self.map.language})
        links = (
            f'<a href="{escape(f"{self._files}.{kind}?{question}", quote=True)}" download>{escape(text)}</a>'
            for kind, text in (("csv", t("Save as CSV")), ("pdf", t("Save as PDF")))
        )
        self._saving.object = f"{_LINK_STYLE}{' · '.join(links)}" if self._files else ""

    def _say(self, text: str) -> None:
        self._answer.object = f'<div role="status">{escape(text)}</div>' if text else ""

    def _label(self, *_: Any) -> None:
        t = self.map.formats.translate
        self._words.name, self._kind.name, self._note.name = t("Search the log"), t("Kind"), t("New note")
        self._kind.options = {t("all kinds"): "", **{kind_text(kind, t): str(kind) for kind in EntryKind}}
        self._enter.label, self._check.label = t("Enter the note"), t("Check the chain")
        self._take()
        self._link()

    def _button(self, click: Callable[[], object]) -> pn.widgets.Button:
        return pn.widgets.Button(
            label="", margin=(20, 4, 2, 4), height=32, stylesheets=[BUTTON_STYLE], on_click=lambda _: click() and None
        )


def _rows(entries: tuple[Entry, ...], formats: Formats) -> pd.DataFrame:
    t = formats.translate
    return pd.DataFrame(
        {
            t("No."): [str(entry.number) for entry in entries],
            t("Time (UTC)"): [f"{entry.time:%Y-%m-%d %H:%M:%S}" for entry in entries],
            t("Kind"): [kind_text(entry.kind, t) for entry in entries],
            t("Who"): [entry.who for entry in entries],
            t("Text"): [said(entry, t) for entry in entries],
        },
        dtype="str",
    )
