"""The form in which reports are entered and edited: what is wrong is said at its field, and nothing typed is lost."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Any

import panel as pn

from lagebild.errors import ValidationError
from lagebild.model.dossier import Dossier
from lagebild.model.dossier_edit import DossierEdit
from lagebild.model.dossier_report import Report, Status
from lagebild.model.picture import PictureContent
from lagebild.model.report_draft import ReportDraft
from lagebild.views.attempt import Failed, attempt
from lagebild.views.background import beside_page
from lagebild.views.i18n import Translate
from lagebild.views.lagemap import LageMap
from lagebild.views.report_fields import ReportFields, fault_html
from lagebild.views.report_history import history_html
from lagebild.views.report_relations import ReportRelations
from lagebild.views.widget_style import BUTTON_STYLE

__all__ = ["ReportForm", "report_form"]

Enter = Callable[[DossierEdit], Dossier]
"""Takes a report; raises what `DossierEdit.applied` raises, and what keeping it raises."""

_BUTTON: dict[str, Any] = {"margin": (6, 4, 2, 8), "stylesheets": [BUTTON_STYLE]}


def report_form(lagemap: LageMap) -> ReportForm:
    """Return a form beside a map made by `picture.map()`: what is saved there is on the map at once.

    The picture with its reports is `form.picture`; keep it with `form.picture.save(folder)`.

    Raises
    ------
    ValidationError
        If it is no map.
    """
    if not isinstance(lagemap, LageMap):
        raise ValidationError(f"a form belongs to a map, made by picture.map(), not {type(lagemap).__name__}")
    return ReportForm(lagemap)


class ReportForm(pn.viewable.Viewer):
    """One report at a time; made by `report_form`, and by the dashboard with a desk to enter it at."""

    def __init__(self, lagemap: LageMap, enter: Enter | None = None, *, lasts: bool = True, **params: Any) -> None:
        """`enter` keeps a report, by default on the map alone; `lasts`: for longer than the process."""
        super().__init__(**params)
        self.map, self._enter_at, self._lasts = lagemap, enter, lasts
        self.fields = ReportFields()
        self.relations = ReportRelations(self._label_buttons)
        self._report_id, self._seen = "", 0
        self._shown = ReportDraft()
        self._after: Callable[[], None] | None = None
        self._saving = False
        self.head = pn.pane.HTML(margin=(8, 8, 0, 8))
        self.hint = pn.pane.HTML(margin=(0, 8), width=336)
        self.new = pn.widgets.Button(**_BUTTON)
        self.edit = pn.widgets.Button(**_BUTTON)
        self.discard = pn.widgets.Button(visible=False, **_BUTTON)
        self.said = pn.pane.HTML(margin=(4, 8), width=336, visible=False)
        self.save = pn.widgets.Button(**_BUTTON)
        self.withdraw = pn.widgets.Button(**_BUTTON)
        self.anyway = pn.widgets.Button(visible=False, **_BUTTON)
        self.history = pn.pane.HTML(margin=(8, 8), width=336)
        self._panel = pn.Column(
            self.head,
            self.hint,
            pn.FlexBox(self.new, self.edit, self.discard),
            self.fields,
            self.relations,
            pn.FlexBox(self.save, self.withdraw),
            self.said,
            self.anyway,
            self.history,
            width=360,
            margin=0,
            styles={"flex": "none"},  # its place scrolls; what is in it is not to be squeezed
        )
        self.new.on_click(lambda _: self._leave_for(self.begin))
        self.edit.on_click(lambda _: self._leave_for(lambda: self.open(self.map.report)))
        self.discard.on_click(lambda _: self._go_on())
        self.save.on_click(lambda _: self.submit())
        self.anyway.on_click(lambda _: self._submit_anyway())
        self.withdraw.on_click(lambda _: self._withdraw())
        self.fields.point.on_click(lambda _: self._ask_place())
        lagemap.param.watch(self._label, ["language"])
        lagemap.param.watch(self._take_dossier, ["dossier"])
        lagemap.param.watch(self._label_buttons, ["report"])
        self.fields.show(ReportDraft(language=lagemap.language))
        self._shown = self.fields.draft
        self._label()

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    @property
    def picture(self) -> PictureContent:
        """The picture with all that was entered."""
        return self.map.picture

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.fields.draft != self._shown or self.relations.is_changed

    def begin(self) -> None:
        """Empty the form for a new report; who records stays who it was."""
        draft = ReportDraft(language=self.map.language, recorded_by=self.fields.recorded_by.value or "")
        self._show("", 0, draft)

    def open(self, report_id: str) -> None:
        """Put a report's newest version into the form.

        Raises
        ------
        ValidationError
            If there is none of that id.
        """
        dossier = self.map.picture.dossier
        draft = ReportDraft.of(dossier.of_id(report_id))
        self._show(report_id, len(dossier.history(report_id)), draft)

    def submit(self) -> None:
        """Check what was typed, and enter it; what is wrong is said at its field."""
        if self._saving:
            return
        t, now = self.map.formats.translate, datetime.now(UTC).replace(microsecond=0)
        name = self._report_id or f"{now:%Y%m%d}-{secrets.token_hex(4)}"
        draft = self.fields.draft
        report, faults = draft.read(report_id=name, recorded_at=now)
        self.fields.tell(faults, _hints(draft, t), t)
        if report is None:
            count = len(faults)
            told = t("Not saved: {count} fields need another look").format(count=count)
            first = faults.get("") or (told if count != 1 else t("Not saved: one field needs another look"))
            self._say(fault_html(first, t))
            return
        edit = DossierEdit(
            report=report,
            seen=self._seen,
            actors=self.fields.made_actors,
            relations=self.relations.relations(name, report.recorded_by, now),
            dropped=tuple(self.relations.dropped),
        )
        self._saving = True
        self._label_buttons()
        beside_page(lambda: attempt(lambda: self._enter(edit)), lambda found: self._entered(edit, found))

    def _enter(self, edit: DossierEdit) -> Dossier:
        return edit.applied(self.map.picture.dossier) if self._enter_at is None else self._enter_at(edit)

    def _entered(self, edit: DossierEdit, found: Dossier | Failed) -> None:
        self._saving = False
        t = self.map.formats.translate
        if isinstance(found, Failed):
            self._say(fault_html(found.sentence(t), t))
            self._label_buttons()
            return
        if self.map.picture.dossier is not found:
            self.map.show_dossier(found)
        self.open(edit.report.id)
        self.map.report = edit.report.id
        version = t("version {number}").format(number=len(found.history(edit.report.id)))
        self._say(
            f'<div role="status"><b>{escape(t("Saved"))}</b>: {escape(edit.report.title)} ({escape(version)})</div>'
        )

    def _submit_anyway(self) -> None:
        """Save on top of what another has saved: it has been said that there is something."""
        self._seen = len(self.map.picture.dossier.history(self._report_id))
        self.submit()

    def _withdraw(self) -> None:
        self.fields.status.value = str(Status.WITHDRAWN)
        self.submit()

    def _show(self, report_id: str, seen: int, draft: ReportDraft) -> None:
        t = self.map.formats.translate
        self._report_id, self._seen, self._after = report_id, seen, None
        self.fields.label(self.map.formats, self.map.picture)
        self.fields.show(draft)
        self.relations.show(self.map.picture.dossier, report_id)
        self._shown = self.fields.draft
        self.fields.tell({}, _hints(draft, t), t)
        self._say("")
        self._label()

    def _leave_for(self, then: Callable[[], None]) -> None:
        """Go on to another report, but not over what is not saved."""
        if not self.is_changed:
            then()
            return
        self._after = then
        t = self.map.formats.translate
        self._say(fault_html(t("What was typed here is not saved: save it, or discard it above"), t))
        self._label_buttons()

    def _go_on(self) -> None:
        after, self._after = self._after, None
        if after is not None:
            after()

    def _ask_place(self) -> None:
        t = self.map.formats.translate
        self.map.ask_place(self._take_place)
        self._say(escape(t("Click on the map where it was; Escape ends it.")))

    def _take_place(self, longitude: float, latitude: float) -> None:
        self._say("")
        self.fields.place_at(longitude, latitude)

    def _take_dossier(self, *_: Any) -> None:
        """Others have entered something: offer it, and say so if it is this report."""
        dossier = self.map.picture.dossier
        if self._report_id and self._report_id not in dossier:
            self._report_id, self._seen = "", 0
        self._label()

    def _label(self, *_: Any) -> None:
        t, formats = self.map.formats.translate, self.map.formats
        self.fields.label(formats, self.map.picture)
        self.relations.label(formats, self.map.picture.dossier)
        passing = t("Reports entered here last as long as the server runs: the picture is no folder to be written to.")
        self.hint.param.update(object=f"<small>{escape(passing)}</small>", visible=not self._lasts)
        self._label_buttons()

    def _label_buttons(self, *_: Any) -> None:
        t, dossier = self.map.formats.translate, self.map.picture.dossier
        versions = dossier.history(self._report_id) if self._report_id else ()
        title = t("Edit a report") if versions else t("Enter a report")
        number = t("version {number}").format(number=len(versions))
        self.head.object = (
            f"<h2 style='font-size:17px;margin:0'>{escape(title)}</h2>"
            + (f"<div>{escape(versions[-1].titled(self.map.language))} ({escape(number)})</div>" if versions else "")
        )  # fmt: skip
        self.new.name, self.edit.name = t("New report"), t("Edit the selected one")
        self.discard.name = t("Discard what was typed")
        self.discard.visible = self._after is not None
        self.edit.disabled = self.map.report not in dossier or self.map.report == self._report_id
        self.save.name = t("Save as a new version") if versions else t("Save")
        self.save.disabled = self._saving
        self.withdraw.param.update(
            name=t("Withdraw"), visible=bool(versions), disabled=self._saving or _is_withdrawn(versions)
        )
        newer = bool(versions) and len(versions) != self._seen
        self.anyway.param.update(name=t("Save mine on top of it"), visible=newer, disabled=self._saving)
        self.save.visible = not newer
        self.history.object = history_html(versions, self.map.formats, newer=newer)

    def _say(self, html: str) -> None:
        self.said.param.update(object=html, visible=bool(html))


def _is_withdrawn(versions: tuple[Report, ...]) -> bool:
    return bool(versions) and versions[-1].status is Status.WITHDRAWN


def _hints(draft: ReportDraft, t: Translate) -> dict[str, str]:
    """What follows from what was typed, and is no fault."""
    if draft.place.strip() and not draft.longitude.strip() and not draft.latitude.strip():
        return {"place": t("Without coordinates it is not on the map.")}
    return {}
