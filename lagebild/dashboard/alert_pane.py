"""The list of alerts: what is new, who has taken notice, what is done; and the way to what each is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import panel as pn

from lagebild.dashboard.past_pane import ShowPast
from lagebild.dashboard.person import Person
from lagebild.live.alerts import Alert, AlertState, acknowledgement, closing
from lagebild.service.live_service import LiveService
from lagebild.service.past_layer import PAST_LAYER
from lagebild.views.attempt import Failed, attempt
from lagebild.views.background import beside_page, followed
from lagebild.views.formats import Formats
from lagebild.views.i18n import Translate
from lagebild.views.lagemap import LageMap
from lagebild.views.live_columns import LIVE_LAYER
from lagebild.views.log_words import said
from lagebild.views.map_parameters import from_milliseconds
from lagebild.views.widget_style import BUTTON_STYLE, SWITCH_STYLE

__all__ = ["AlertPane"]

_MOST = 300
"""Alerts that are listed; the log has all."""

_MARKS = {AlertState.NEW: "⚠", AlertState.ACKNOWLEDGED: "✓", AlertState.DONE: "■"}
"""States differ without colour, too."""

_SMALL = """:host .tabulator { font-size: 12.5px }
:host .tabulator .tabulator-cell { padding: 4px; white-space: pre-wrap }
:host .tabulator .tabulator-row { min-height: 26px }"""
_AROUND = 600.0
"""Seconds before and after an alert that are loaded, where the map no longer remembers its moment."""

_HEIGHT_OF_CHOSEN = 350


class AlertPane(pn.viewable.Viewer):
    """Lists alerts, newest first, and takes acknowledgements.

    Parameters
    ----------
    lagemap
        Whose language and theme it has, whose time it follows, and which shows what an alert is about.
    live
        Whose alerts.
    person
        Who acknowledges.
    show_section
        Shows the height profile of what is selected.
    show_rule
        Shows a rule by its id.
    show_past
        Loads a time that the map no longer remembers; None where nothing is kept.
    """

    def __init__(
        self,
        lagemap: LageMap,
        live: LiveService,
        person: Person,
        show_section: Callable[[], None],
        show_rule: Callable[[str], None],
        show_past: ShowPast | None = None,
        **params: Any,
    ) -> None:
        super().__init__(**params)
        self.map, self.live, self.person = lagemap, live, person
        self._show_section, self._show_rule, self._show_past = show_section, show_rule, show_past
        self._listed: list[Alert] = []
        self._chosen = ""
        self._scope = pn.widgets.RadioButtonGroup(
            stylesheets=[SWITCH_STYLE], margin=(2, 10), sizing_mode="stretch_width"
        )
        self._table = self._make_table()
        self._list = pn.Column(self._table, sizing_mode="stretch_both", margin=0)
        self._told = pn.pane.HTML(margin=(4, 10, 0, 10), sizing_mode="stretch_width")
        self._who = pn.widgets.TextInput.from_param(
            person.param.name_typed, description=None, sizing_mode="stretch_width", margin=(2, 10)
        )
        self._note = pn.widgets.TextInput(sizing_mode="stretch_width", margin=(2, 10))
        self._acknowledge = self._button(lambda: self._enter(acknowledgement))
        self._close = self._button(lambda: self._enter(closing))
        self._moment = self._button(self.show_moment)
        self._section = self._button(self._show_profile)
        self._rule = self._button(self._open_rule)
        self._answer = pn.pane.HTML(margin=(2, 10), sizing_mode="stretch_width")
        self._details = pn.Column(
            self._told, pn.Row(self._moment, self._section, self._rule, margin=(2, 6)), pn.Row(self._who, self._note),
            pn.Row(self._acknowledge, self._close, margin=(2, 6)), self._answer,
            sizing_mode="stretch_width", height=_HEIGHT_OF_CHOSEN, scroll=True, margin=0,
        )  # fmt: skip
        self._panel = pn.Column(self._scope, self._list, self._details, sizing_mode="stretch_both", margin=0)
        self._label()
        self._scope.param.watch(lambda _: self.update(), ["value"])
        lagemap.param.watch(self._relabel, ["language", "theme", "units"])
        lagemap.param.watch(lambda _: self._on_time(), ["time", "following"])
        followed(live.desk.subscribe, self.update)

    def __panel__(self) -> pn.viewable.Viewable:
        """Return the list and what is chosen of it (Panel's protocol)."""
        return self._panel

    @property
    def chosen(self) -> Alert | None:
        """The alert that is told about."""
        return self.live.book.alerts.get(self._chosen)

    def choose(self, alert_id: str) -> None:
        """Tell about an alert, and select its aircraft on the map."""
        self._chosen = alert_id
        self._note.value = ""
        self._answer.object = ""
        self._tell()
        self._select_flight()

    def show_moment(self) -> None:
        """Go to the moment at which the alert began, and select its aircraft."""
        alert = self.chosen
        if alert is None:
            return
        if self.map.remembers(from_milliseconds(alert.begun * 1000)):
            self._go_to(alert)
        else:
            self._load_past(alert)

    def _load_past(self, alert: Alert) -> None:
        t = self.map.formats.translate
        if self._show_past is None:
            self._say(t("What was received then is no longer shown live, and was not kept."), bad=True)
            return

        def done(failed: Failed | None) -> None:
            if failed is not None:
                self._say(failed.sentence(t), bad=True)
            else:
                self._say("")
                self._go_to(alert)

        self._say(t("What was received is being loaded …"))
        self._show_past(alert.begun - _AROUND, alert.begun + _AROUND, done)

    def _go_to(self, alert: Alert) -> None:
        moment = from_milliseconds(alert.begun * 1000)
        self.map.following = False
        self.map.time = moment
        if alert.longitude is not None and alert.latitude is not None:
            self.map.camera = {"longitude": alert.longitude, "latitude": alert.latitude}
        self._select_flight()

    def update(self) -> None:
        """Show the alerts as they are now."""
        now = self._shown_time()
        wanted = list(self.live.book.alerts.values())
        if now is not None:
            wanted = [alert for alert in wanted if alert.begun <= now]
        if self._scope.value == "open":
            wanted = [alert for alert in wanted if alert.state is not AlertState.DONE]
        self._listed = wanted[::-1][:_MOST]
        formats = self.map.formats
        self._table.value = _rows(self._listed, formats, now, self._day())
        ids = [alert.id for alert in self._listed]
        row = [ids.index(self._chosen)] if self._chosen in ids else []
        if self._table.selection != row:
            self._table.selection = row
        self._tell()

    def _day(self) -> date:
        """The day that needs not be told."""
        return from_milliseconds(self.live.receiver.clock.now() * 1000).date()

    def _shown_time(self) -> float | None:
        """Seconds since 1970 of the moment that the map shows; None while it shows the present."""
        return None if self.map.following or self.map.time is None else self.map.time.timestamp()

    def _on_time(self) -> None:
        if not self.map.following or self._was_past:
            self._was_past = not self.map.following
            self.update()

    _was_past = False

    def _enter(self, make: Callable[[Alert, str, str], Any]) -> None:
        t, alert, who = self.map.formats.translate, self.chosen, self.person.name_given
        if alert is None:
            return
        if not who:
            self._say(t("Say who you are first: the log keeps the name."), bad=True)
            return
        entry = make(alert, who, self._note.value.strip())
        self._acknowledge.disabled = self._close.disabled = True

        def done(found: object) -> None:
            if isinstance(found, Failed):
                reason = found.sentence(t)
                self._say(
                    t("Nothing was entered, and the alert stays as it was: {reason}").format(reason=reason), bad=True
                )
            else:
                self._note.value = ""
                self._say(t("Entered into the log."))
            self.update()

        beside_page(lambda: attempt(lambda: self.live.desk.enter(entry)), done)

    def _say(self, text: str, *, bad: bool = False) -> None:
        role = "alert" if bad else "status"
        self._answer.object = f'<div role="{role}">{"⚠ " if bad else ""}{escape(text)}</div>'

    def _select_flight(self) -> None:
        alert = self.chosen
        if alert is not None and alert.aircraft:
            layer = PAST_LAYER if self.map.past else LIVE_LAYER
            rows = pd.DataFrame({"kind": "track", "layer": layer, "id": list(alert.aircraft)})
            self.map.selection = self.map.selection_of(rows, strict=False)

    def _show_profile(self) -> None:
        self._select_flight()
        self._show_section()

    def _open_rule(self) -> None:
        if self.chosen is not None:
            self._show_rule(self.chosen.rule.id)

    def _tell(self) -> None:
        t, alert = self.map.formats.translate, self.chosen
        is_open = alert is not None and alert.state is not AlertState.DONE
        self._acknowledge.disabled = alert is None or alert.state is not AlertState.NEW
        self._close.disabled = not is_open
        for button in (self._moment, self._section):
            button.disabled = alert is None or not alert.aircraft
        self._moment.disabled = self._rule.disabled = alert is None
        self._told.object = _described(alert, self.map.formats) if alert else f"<p>{escape(t('Choose an alert.'))}</p>"

    def _relabel(self, *_: Any) -> None:
        self._table = self._make_table()
        self._list[:] = [self._table]
        self._label()

    def _label(self) -> None:
        t = self.map.formats.translate
        self._scope.param.update(
            options={t("Open alerts"): "open", t("All alerts"): "all"}, value=self._scope.value or "open"
        )
        self._who.name, self._note.name = t("Your name"), t("Remark")
        self._acknowledge.label, self._close.label = t("Acknowledge"), t("Done")
        self._moment.label, self._section.label, self._rule.label = t("Moment"), t("Height profile"), t("Rule")
        self.update()

    def _make_table(self) -> pn.widgets.Tabulator:
        t = self.map.formats.translate
        widget = pn.widgets.Tabulator(
            _rows([], self.map.formats, None, self._day()),
            show_index=False,
            disabled=True,
            selectable=1,
            formatters={name: {"type": "textarea"} for name in (t("Time"), t("Alert"))} | {"": {"type": "plaintext"}},
            widths={"": 30, t("Time"): 74},
            layout="fit_columns",
            sortable=False,
            stylesheets=[_SMALL],
            configuration={"placeholder": t("No alerts")},
            theme="midnight" if self.map.theme == "dark" else "simple",
            sizing_mode="stretch_both",
            margin=(0, 8),
        )
        widget.param.watch(self._on_row, ["selection"])
        return widget

    def _on_row(self, event: Any) -> None:
        if event.new and event.new[0] < len(self._listed) and self._listed[event.new[0]].id != self._chosen:
            self.choose(self._listed[event.new[0]].id)

    def _button(self, click: Callable[[], object]) -> pn.widgets.Button:
        return pn.widgets.Button(
            label="", margin=(2, 4), stylesheets=[BUTTON_STYLE], on_click=lambda _: click() and None
        )


def _rows(alerts: list[Alert], formats: Formats, now: float | None, today: date) -> pd.DataFrame:
    t = formats.translate

    def begun(alert: Alert) -> str:
        moment = from_milliseconds(alert.begun * 1000)
        return f"{moment:%H:%M:%S}" if moment.date() == today else f"{moment:%Y-%m-%d\n%H:%M:%S}"

    return pd.DataFrame(
        {
            "": [_MARKS[alert.state] for alert in alerts],
            t("Time"): [f"{begun(alert)}\n{_lasting(alert, now, t)}" for alert in alerts],
            t("Alert"): [said(alert, t) + _state(alert, t) for alert in alerts],
        },
        dtype="str",
    )


def _lasting(alert: Alert, now: float | None, t: Translate) -> str:
    over = alert.ended is not None and (now is None or alert.ended <= now)
    return t("over") if over else t("lasts")


def _state(alert: Alert, t: Translate) -> str:
    uncertain = "" if alert.certain else f"\n{t('uncertain')}"
    if alert.state is AlertState.NEW:
        waits = "" if alert.number else f"\n⚠ {t('not yet in the log')}"
        return f"\n{t('new')}{uncertain}{waits}"
    word = t("acknowledged by {who}") if alert.state is AlertState.ACKNOWLEDGED else t("done, {who}")
    return f"\n{word.format(who=alert.who)}{': ' + alert.note if alert.note else ''}{uncertain}"


def _described(alert: Alert, formats: Formats) -> str:
    t = formats.translate
    begun = formats.time(from_milliseconds(alert.begun * 1000))
    ended = t("lasts") if alert.ended is None else formats.time(from_milliseconds(alert.ended * 1000))
    rows = [
        (t("Since"), begun),
        (t("Until"), ended),
        (t("Rule"), alert.rule.name or alert.rule.id),
        (t("State"), _state(alert, t).strip().replace("\n", ", ")),
    ]
    if alert.longitude is not None and alert.latitude is not None:
        rows.insert(2, (t("Position"), formats.place(alert.longitude, alert.latitude)))
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    style = "display:grid;grid-template-columns:auto 1fr;gap:2px 10px;margin:4px 0 0 0"
    return f'<b>{escape(said(alert, t))}</b><dl style="{style}">{told}</dl>'
