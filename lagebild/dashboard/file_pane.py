"""Adding files: what is dropped is checked beside the page, its report is shown, and it becomes a layer if wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import panel as pn
import panel_material_ui as pmui

from lagebild.dashboard.drop_area import DropArea
from lagebild.dashboard.sources_pane import issues_pane, table_of
from lagebild.messages import Message, translate
from lagebild.model.altitude import HEIGHT_COLUMNS, UNKNOWN_DATUM, Reference
from lagebild.model.layers import Layer
from lagebild.model.provenance import SYNTHETIC
from lagebild.readers.check import Checked
from lagebild.service.session_files import CheckedFile, Refused, SessionFiles, check_given
from lagebild.views.attempt import Failed
from lagebild.views.background import in_background
from lagebild.views.formats import Formats
from lagebild.views.i18n import Translate
from lagebild.views.lagemap import LageMap
from lagebild.views.uploads import LARGEST_UPLOAD

__all__ = ["FilePane", "ShowLayers"]

ShowLayers = Callable[[Sequence[Layer], Sequence[Layer], Callable[[Failed | None], None]], None]
"""Shows the session's picture with these layers more; which of them are new; says when it is done."""

_BUTTON = {"textTransform": "none"}
_REFUSED = "<p role='alert' style='font-size:13px;margin:0;overflow-wrap:anywhere'>{text}</p>"
_BUSY = '<p role="status" style="font-size:12px;margin:0">{text}</p>'


class _Entry:
    """One file that was given, what has become of it, and what is shown of it."""

    def __init__(self, name: str, path: Path | None = None, found: CheckedFile | Refused | None = None) -> None:
        self.name, self.path, self.found = name, path, found  # nothing found: it is still being read
        self.added = False
        self.failed: Failed | None = None
        # buttons stay the same ones: a click on one that has just been replaced would be lost
        self.add = pmui.Button(size="small", variant="contained", sx=_BUTTON)
        self.discard = pmui.Button(size="small", variant="outlined", color="default", sx=_BUTTON)
        self._body = pn.Column(sizing_mode="stretch_width", margin=0)
        # a name is a file's own text: as HTML that is escaped, for a heading of Panel's would read it as Markdown
        title = f"<h3 style='font-size:14px;margin:0;overflow-wrap:anywhere'>{escape(name)}</h3>"
        self.place = pn.Column(
            pn.pane.HTML(title, sizing_mode="stretch_width"),
            pn.Row(self.add, self.discard, margin=0),
            self._body,
            sizing_mode="stretch_width",
            margin=(6, 0),
            css_classes=["lagebild-given"],
        )

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What the file holds."""
        return self.found.layers if isinstance(self.found, CheckedFile) else ()

    def label(self, t: Translate, *, busy: bool) -> None:
        """Say what the buttons do, and whether they do it now."""
        label = t("Added as a layer") if self.added else t("Add as a layer")
        self.add.param.update(label=label, disabled=self.added or busy, visible=bool(self.layers))
        self.discard.param.update(label=t("Discard"), disabled=busy)

    def describe(self, formats: Formats) -> None:
        """Say what is known of the file."""
        t, found = formats.translate, self.found
        if found is None:
            self._body[:] = [
                pn.pane.HTML(_BUSY.format(text=escape(t("Being checked …"))), sizing_mode="stretch_width"),
                pmui.LinearProgress(color="info", sizing_mode="stretch_width", margin=(0, 10)),
            ]
        elif isinstance(found, Refused):
            said = _REFUSED.format(text=escape(_said(found.reason, t)))
            self._body[:] = [pn.pane.HTML(said, sizing_mode="stretch_width")]
        else:
            failed = [] if self.failed is None else [pn.pane.HTML(self.failed.html(t), sizing_mode="stretch_width")]
            self._body[:] = [*failed, *(part for content in found.contents for part in _report(content, formats))]


class FilePane(pn.viewable.Viewer):
    """The place for files, and below it the report of each; all of it belongs to one session."""

    def __init__(self, lagemap: LageMap, show: ShowLayers, *, largest: int = LARGEST_UPLOAD, **params: Any) -> None:
        super().__init__(**params)
        self.map, self._show = lagemap, show
        self.files = SessionFiles(largest)
        self.entries: list[_Entry] = []
        self._busy = False
        self._title = pmui.Typography(variant="h6", margin=(8, 10))
        self.area = DropArea(
            self.files, self._on_arrived, self._on_refused, sizing_mode="stretch_width", margin=(0, 10)
        )
        self._reports = pn.Column(sizing_mode="stretch_width", margin=0)
        self._panel = pn.Column(
            self._title, self.area, self._reports, sizing_mode="stretch_width", styles={"flex": "none"}
        )
        lagemap.param.watch(self._lay_out, ["language", "units"])
        if pn.state.curdoc is not None and pn.state.curdoc.session_context is not None:
            pn.state.curdoc.on_session_destroyed(lambda _: self.files.close())
        self._lay_out()

    def __panel__(self) -> pn.viewable.Viewable:
        """Return the pane (Panel's protocol)."""
        return self._panel

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What has been added to the session's picture."""
        return tuple(layer for entry in reversed(self.entries) if entry.added for layer in entry.layers)

    def _on_arrived(self, path: Path) -> None:
        entry = self._take(_Entry(path.name, path))

        def done(found: CheckedFile | Refused) -> None:
            if self.files.closed or entry not in self.entries:
                return
            entry.found = found
            if isinstance(found, Refused):
                self.files.remove(path)
                entry.path = None
            self._lay_out_entry(entry)

        in_background(lambda: check_given(path), done)

    def _on_refused(self, refused: Refused) -> None:
        self._take(_Entry(refused.name, None, refused))

    def _take(self, entry: _Entry) -> _Entry:
        entry.add.on_click(lambda _: self.add(entry))
        entry.discard.on_click(lambda _: self.discard(entry))
        self.entries.insert(0, entry)
        self._lay_out_entry(entry)
        self._reports.insert(0, entry.place)
        return entry

    def add(self, entry: _Entry) -> None:
        """Show the file's content as layers of the session's picture."""
        if not entry.added and entry.layers:
            self._change(entry, added=True)

    def discard(self, entry: _Entry) -> None:
        """Take the file off the map, if it lies there, and delete it."""
        if entry.added:
            self._change(entry, added=False)
        elif not self._busy:
            self._forget(entry)

    def _change(self, entry: _Entry, *, added: bool) -> None:
        if self._busy:
            return
        self._busy, entry.added, entry.failed = True, added, None
        self._label()

        def done(failed: Failed | None) -> None:
            self._busy = False
            if failed is not None:
                entry.added, entry.failed = not added, failed
                entry.describe(self.map.formats)
            elif not added:
                self._forget(entry)
            self._label()

        self._show(self.layers, entry.layers if added else (), done)

    def _forget(self, entry: _Entry) -> None:
        if entry not in self.entries:
            return
        self.entries.remove(entry)
        self._reports.remove(entry.place)
        if entry.path is not None:
            self.files.remove(entry.path)

    def _lay_out(self, *_: Any) -> None:
        formats = self.map.formats
        t = formats.translate
        self._title.object = t("Add a file")
        hint = t("or drop them here: flight paths, airspaces, terrain; up to {most} MB, only in this session")
        most = formats.number(self.files.largest / 1e6)
        self.area.texts = {
            "choose": t("Choose files …"),
            "hint": hint.format(most=most),
            "sending": t("Being sent:"),
        }
        for entry in self.entries:
            self._lay_out_entry(entry)

    def _lay_out_entry(self, entry: _Entry) -> None:
        entry.label(self.map.formats.translate, busy=self._busy)
        entry.describe(self.map.formats)

    def _label(self) -> None:
        for entry in self.entries:
            entry.label(self.map.formats.translate, busy=self._busy)


def _said(reason: str, t: Translate) -> str:
    if isinstance(reason, Message):
        return translate(reason.template, reason.values_as_json(), str(reason), t)
    return reason


def _report(content: Checked, formats: Formats) -> list[pn.viewable.Viewable]:
    t, report = formats.translate, content.report
    kinds = {
        "tracks": t("Flight paths"),
        "airspaces": t("Airspaces"),
        "terrain": t("Terrain"),
        "places": t("Places"),
        "stations": t("Stations"),
        "overlay": t("Overlay"),
    }
    kind = kinds.get(content.kind, content.kind)
    count = None if content.count is None else formats.number(content.count)
    rows = [
        (t("Marking"), SYNTHETIC if content.layer.provenance.synthetic else ""),
        (t("Kind"), kind if count is None else f"{kind}: {count}"),
        (t("Format"), report.format),
        (t("Records"), formats.number(report.records)),
        (t("kept"), formats.number(report.kept)),
        (t("repaired"), formats.number(report.repaired)),
        (t("left out"), formats.number(report.quarantined)),
        (t("Time range"), "" if content.time_range is None else " – ".join(map(formats.time, content.time_range))),
        (t("Extent"), "" if content.extent is None else _extent(content.extent, formats)),
        (t("Height references"), ", ".join(_reference(name, t) for name in content.height_references)),
        (t("Findings"), formats.number(len(report.issues))),
    ]
    parts = [table_of(rows)]
    if len(report.issues):
        parts.append(issues_pane(report, formats))
    return parts


def _reference(name: str, t: Translate) -> str:
    """Say a height column, or a reference of limits, in words; a vertical datum by its name."""
    words = {
        Reference.AMSL: t("above mean sea level"),
        Reference.AGL: t("above ground"),
        Reference.ELLIPSOID: t("above the ellipsoid"),
        Reference.PRESSURE: t("pressure altitude"),
    }
    if name in HEIGHT_COLUMNS:
        return words[HEIGHT_COLUMNS[name]]
    if name in list(Reference):
        return words[Reference(name)]
    return {"unknown": t("unknown"), UNKNOWN_DATUM: t("of unknown reference")}.get(name, name)


def _extent(extent: tuple[float, float, float, float], formats: Formats) -> str:
    west, south, east, north = extent
    turned = east - 360.0 if east > 180.0 else east
    return f"{formats.place(west, south)} – {formats.place(turned, north)}"
