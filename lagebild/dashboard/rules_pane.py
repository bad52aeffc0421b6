"""The rules of alerts: seen, changed, and tried against what was received."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import pandas as pd
import panel as pn

from lagebild.dashboard.person import Person
from lagebild.live.alerts import entry_of_rule, removal_of_rule, sentence_of
from lagebild.live.event import Event, Phase
from lagebild.live.trial import tried
from lagebild.messages import translate
from lagebild.model.alert_rule import AlertRule, RuleKind
from lagebild.service.live_service import LiveService
from lagebild.units import METRES_PER_NAUTICAL_MILE, feet_to_metres, metres_to_feet
from lagebild.views.attempt import Failed, attempt
from lagebild.views.background import beside_page, followed
from lagebild.views.formats import Formats
from lagebild.views.i18n import Translate
from lagebild.views.lagemap import LageMap
from lagebild.views.widget_style import BUTTON_STYLE

__all__ = ["RulesPane"]

_MOST_TOLD = 200
_HOUR = 3_600.0
_NEW = ""


class RulesPane(pn.viewable.Viewer):
    """A table of the rules, a form of one, and what it would have told.

    Parameters
    ----------
    lagemap
        Whose language, theme and units it has; its picture's airspaces are offered.
    live
        Whose rules.
    person
        Who changes them.
    """

    def __init__(
        self, lagemap: LageMap, live: LiveService, person: Person, *, height: int = 316, **params: Any
    ) -> None:
        super().__init__(**params)
        self.map, self.live, self.person = lagemap, live, person
        self._listed: list[AlertRule] = []
        self._rule_id = _NEW
        self._asked = 0
        narrow = {"width": 170, "margin": (2, 8)}
        self._place = pn.Column(width=400, sizing_mode="stretch_height", margin=0)
        self.name_of = pn.widgets.TextInput(width=356, margin=(2, 8))
        self.kind = pn.widgets.Select(**narrow)
        self.airspace = pn.widgets.Select(**narrow)
        self.below = pn.widgets.FloatInput(start=0, **narrow)
        self.horizontal = pn.widgets.FloatInput(start=0, **narrow)
        self.vertical = pn.widgets.FloatInput(start=0, **narrow)
        self.seconds = pn.widgets.FloatInput(start=0, **narrow)
        self.squawks = pn.widgets.TextInput(**narrow)
        self.undetermined = pn.widgets.Checkbox(width=356, margin=(6, 8))
        self.enabled = pn.widgets.Checkbox(width=170, margin=(6, 8))
        self.hours = pn.widgets.Select(**narrow)
        self.save, self.remove, self.fresh, self.trial = (
            self._button(one) for one in (self._save, self._remove, lambda: self.open(_NEW), self._try)
        )
        self._answer = pn.pane.HTML(margin=(2, 10), sizing_mode="stretch_width")
        form = pn.Column(
            self.name_of, pn.Row(self.kind, self.airspace, margin=0), pn.Row(self.below, margin=0),
            pn.Row(self.horizontal, self.vertical, margin=0), pn.Row(self.seconds, self.squawks, margin=0),
            self.undetermined, pn.Row(self.enabled, margin=0),
            pn.Row(self.save, self.remove, self.fresh, margin=(2, 4)),
            width=390, margin=0,
        )  # fmt: skip
        told = pn.Column(
            self.hours, self.trial, self._answer, sizing_mode="stretch_width", margin=0, scroll=True,
            height=height,
        )  # fmt: skip
        scrolled = pn.Column(form, width=410, height=height, scroll=True, margin=0)
        self._panel = pn.Row(self._place, scrolled, told, sizing_mode="stretch_width", height=height, margin=0)
        self.kind.param.watch(lambda _: self._show_fields(), ["value"])
        self._label()
        lagemap.param.watch(self._label, ["language", "theme", "units", "scene"])
        followed(live.desk.subscribe, self._take)

    def __panel__(self) -> pn.viewable.Viewable:
        """Return table, form and answer (Panel's protocol)."""
        return self._panel

    def open(self, rule_id: str) -> None:
        """Show a rule in the form; an id that there is not: a new one."""
        rules = {rule.id: rule for rule in self.live.book.rules}
        self._rule_id = rule_id if rule_id in rules else _NEW
        self._show(rules.get(rule_id) or AlertRule(id="new", kind=RuleKind.SIGNAL_LOST))
        self._say("")

    def typed(self) -> AlertRule:
        """Return the rule as the form says it.

        Raises
        ------
        ValidationError
            If it is none.
        """
        return AlertRule(
            id=self._rule_id or f"rule-{time.time_ns():x}",
            kind=self.kind.value,
            name=self.name_of.value.strip(),
            airspace=self.airspace.value or "",
            undetermined=self.undetermined.value,
            below=self._metres(self.below.value),
            horizontal=(self.horizontal.value or 0.0) * self._long_unit,
            vertical=self._metres(self.vertical.value),
            seconds=self.seconds.value or 0.0,
            squawks=tuple(self.squawks.value.replace(",", " ").split()),
            enabled=self.enabled.value,
        )

    @property
    def _long_unit(self) -> float:
        return 1000.0 if self.map.units == "metric" else METRES_PER_NAUTICAL_MILE

    def _metres(self, value: float | None) -> float:
        shown = value or 0.0
        return shown if self.map.units == "metric" else float(feet_to_metres(shown))

    def _shown_height(self, metres: float) -> float:
        return round(metres, 1) if self.map.units == "metric" else round(float(metres_to_feet(metres)))

    def _show(self, rule: AlertRule) -> None:
        self.name_of.value, self.kind.value = rule.name, str(rule.kind)
        if rule.airspace in self.airspace.options.values():
            self.airspace.value = rule.airspace
        self.below.value, self.vertical.value = self._shown_height(rule.below), self._shown_height(rule.vertical)
        self.horizontal.value = round(rule.horizontal / self._long_unit, 2)
        self.seconds.value, self.squawks.value = rule.seconds, " ".join(rule.squawks)
        self.undetermined.value, self.enabled.value = rule.undetermined, rule.enabled
        self.remove.disabled = self._rule_id == _NEW
        self._show_fields()

    def _show_fields(self) -> None:
        """Fields that the kind does not read are not there."""
        kind = self.kind.value
        self.below.visible = kind == RuleKind.LOW
        self.horizontal.visible = self.vertical.visible = kind == RuleKind.PROXIMITY
        self.seconds.visible = kind in (RuleKind.SIGNAL_LOST, RuleKind.AREA_EMPTY)
        self.squawks.visible = kind == RuleKind.SQUAWK
        self.undetermined.visible = kind in (RuleKind.AIRSPACE, RuleKind.LOW, RuleKind.AREA_EMPTY, RuleKind.PROXIMITY)

    def _save(self) -> None:
        self._enter(lambda who: entry_of_rule(self.typed(), who), "The rule is in force.")

    def _remove(self) -> None:
        rule = next((one for one in self.live.book.rules if one.id == self._rule_id), None)
        if rule is not None:
            self._enter(lambda who: removal_of_rule(rule, who), "The rule is taken away.")

    def _enter(self, make: Callable[[str], Any], outcome: str) -> None:
        t, who = self.map.formats.translate, self.person.name_given
        if not who:
            self._say(t("Say who you are first: the log keeps the name."))
            return
        entry = attempt(lambda: make(who))
        if isinstance(entry, Failed):
            self._say(entry.sentence(t))
            return

        def done(found: object) -> None:
            if isinstance(found, Failed):
                self._say(t("Nothing was entered: {reason}").format(reason=found.sentence(t)))
                return
            self._rule_id = entry.subject.partition(":")[2]
            self.update()
            self._say({"The rule is in force.": t("The rule is in force.")}.get(outcome, t("The rule is taken away.")))

        beside_page(lambda: attempt(lambda: self.live.desk.enter(entry)), done)

    def _try(self) -> None:
        """Say what the rule as it stands in the form would have told of the last hours."""
        t, formats = self.map.formats.translate, self.map.formats
        rule = attempt(self.typed)
        if isinstance(rule, Failed):
            self._say(rule.sentence(t))
            return
        if not self.live.keeps:
            self._say(t("Nothing that was received is kept here: there is no past to try it against."))
            return
        self._asked += 1
        asked, hours, picture = self._asked, float(self.hours.value), self.map.picture
        self._say(t("What was received is being gone through …"))

        def work() -> list[Event] | Failed:
            end = self.live.receiver.clock.now()
            received = self.live.received_between(end - hours * _HOUR, end)
            return attempt(lambda: tried([rule], received, picture.airspaces, picture.terrain, picture.qnh))

        def done(found: list[Event] | Failed) -> None:
            if asked == self._asked:
                self._answer.object = found.html(t) if isinstance(found, Failed) else _told(found, formats)

        beside_page(work, done)

    def _say(self, text: str) -> None:
        self._answer.object = f'<div role="status">{escape(text)}</div>' if text else ""

    def update(self) -> None:
        """Show the rules as they are now."""
        self._listed = list(self.live.book.rules)
        t = self.map.formats.translate
        table = pd.DataFrame(
            {
                t("Rule"): [rule.name or rule.id for rule in self._listed],
                t("Kind"): [_kind_text(rule.kind, t) for rule in self._listed],
                t("In force"): [t("yes") if rule.enabled else t("no") for rule in self._listed],
            },
            dtype="str",
        )
        widget = pn.widgets.Tabulator(
            table, show_index=False, disabled=True, selectable=1, layout="fit_columns",
            formatters={name: {"type": "plaintext"} for name in table.columns}, widths={t("In force"): 80},
            configuration={"placeholder": t("No rules: nothing raises an alert.")},
            theme="midnight" if self.map.theme == "dark" else "simple", sizing_mode="stretch_both", margin=(0, 8),
        )  # fmt: skip
        widget.param.watch(self._on_row, ["selection"])
        self._place[:] = [widget]
        self.remove.disabled = self._rule_id not in [rule.id for rule in self._listed]

    def _on_row(self, event: Any) -> None:
        if event.new and event.new[0] < len(self._listed):
            self.open(self._listed[event.new[0]].id)

    def _take(self) -> None:
        if self._listed != list(self.live.book.rules):
            self.update()

    def _label(self, *_: Any) -> None:
        t, metric = self.map.formats.translate, self.map.units == "metric"
        small, large = ("m", "km") if metric else ("ft", "NM")
        rule = attempt(self.typed) if self.kind.value else None  # in the units before, were they others
        self.name_of.name, self.kind.name, self.airspace.name = t("Name of the rule"), t("Kind"), t("Airspace")
        self.kind.options = {_kind_text(kind, t): str(kind) for kind in RuleKind}
        frame = self.map.picture.airspaces.frame
        names = _unique_names(zip(frame["airspace_id"].astype("str"), frame["name"].astype("str"), strict=True))
        self.airspace.options = {t("none: everywhere"): "", **names}
        self.below.name = t("Below, above ground ({unit})").format(unit=small)
        self.horizontal.name = t("Closer than ({unit})").format(unit=large)
        self.vertical.name = t("and in height ({unit})").format(unit=small)
        self.seconds.name, self.squawks.name = t("For so many seconds"), t("Squawks")
        self.undetermined.name = t("Also where heights are too uncertain to say; marked then")
        self.enabled.name = t("In force")
        self.save.label, self.remove.label, self.fresh.label = t("Save the rule"), t("Take away"), t("New rule")
        self.trial.label = t("What would it have told?")
        self.hours.name = t("Tried against the last")
        self.hours.options = {t("{count} h").format(count=count): count for count in (1, 3, 12, 24)}
        self.hours.value = self.hours.value or 3
        self.update()
        if isinstance(rule, AlertRule) and self._units == self.map.units:
            self._show(rule)
        else:
            self.open(self._rule_id)
        self._units = self.map.units

    _units = ""

    def _button(self, click: Callable[[], object]) -> pn.widgets.Button:
        return pn.widgets.Button(
            label="", margin=(4, 4), height=32, stylesheets=[BUTTON_STYLE], on_click=lambda _: click() and None
        )


def _unique_names(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    """Return airspaces' ids by their names; those of one name are told apart by their ids."""
    known: dict[str, str] = {}
    for airspace_id, name in pairs:
        known[name if name and name not in known else f"{name} ({airspace_id})"] = airspace_id
    return known


def _kind_text(kind: RuleKind, t: Translate) -> str:
    return {
        RuleKind.AIRSPACE: t("airspace entered"),
        RuleKind.LOW: t("too low above ground"),
        RuleKind.PROXIMITY: t("two aircraft close"),
        RuleKind.SIGNAL_LOST: t("signal lost"),
        RuleKind.AREA_EMPTY: t("airspace left empty"),
        RuleKind.SQUAWK: t("squawk"),
    }[kind]


def _told(events: list[Event], formats: Formats) -> str:
    t = formats.translate
    begun = [event for event in events if event.phase is Phase.BEGUN]
    head = t("It would have raised {count} alerts.").format(count=formats.number(len(begun)))
    rows = []
    for event in begun[:_MOST_TOLD]:
        sentence = sentence_of(event)
        rows.append(f"<li>{escape(translate(sentence.template, sentence.values_as_json(), str(sentence), t))}</li>")
    more = (
        ""
        if len(begun) <= _MOST_TOLD
        else f"<p>{escape(t('The first {most} are listed.').format(most=_MOST_TOLD))}</p>"
    )
    return f'<div role="status"><b>{escape(head)}</b></div><ol>{"".join(rows)}</ol>{more}'
