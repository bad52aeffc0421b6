"""Adding files: what is dropped is checked beside the page, its report is shown, and it becomes a layer if wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import panel as pn
import panel_material_ui as pmui

from lagebild.dashboard.drop_area import DropArea
from lagebild.dashboard.sources_pane import issues_pane, table_of
from lagebild.messages import Message, translate
from lagebild.model.layers import Layer
from lagebild.model.provenance import SYNTHETIC
from lagebild.readers.check import Checked
from lagebild.service.session_files import CheckedFile, Refused, SessionFiles, check_given
from lagebild.views.attempt import Failed
from lagebild.views.background import in_background
from lagebild.views.formats import Formats
from lagebild.views.i18n import Translate
from lagebild.views.lagemap import LageMap
from lagebild.views.section_view import BUSY
from lagebild.views.uploads import LARGEST_UPLOAD

__all__ = ["FilePane", "ShowLayers"]

ShowLayers = Callable[[Sequence[Layer], Sequence[Layer], Callable[[Failed | None], None]], None]
"""Shows the session's picture with these layers more; which of them are new; says when it is done."""

_BUTTON = {"textTransform": "none"}


@dataclass(eq=False)
class _Entry:
    """One file that was given, and what has become of it."""

    name: str
    path: Path | None = None
    found: CheckedFile | Refused | None = None
    """None while it is being read."""

    added: bool = False
    failed: Failed | None = None


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
        self._panel = pn.Column(self._title, self.area, self._reports, sizing_mode="stretch_width")
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
        return tuple(layer for entry in self.entries if entry.added for layer in _layers_of(entry))

    def _on_arrived(self, path: Path) -> None:
        entry = _Entry(path.name, path)
        self.entries.insert(0, entry)
        self._lay_out()

        def done(found: CheckedFile | Refused) -> None:
            if self.files.closed or entry not in self.entries:
                return
            entry.found = found
            if isinstance(found, Refused):
                self.files.remove(path)
                entry.path = None
            self._lay_out()

        in_background(lambda: check_given(path), done)

    def _on_refused(self, refused: Refused) -> None:
        self.entries.insert(0, _Entry(refused.name, None, refused))
        self._lay_out()

    def add(self, entry: _Entry) -> None:
        """Show the file's content as layers of the session's picture."""
        self._change(entry, added=True)

    def discard(self, entry: _Entry) -> None:
        """Take the file off the map, if it lies there, and delete it."""
        if entry.added:
            self._change(entry, added=False)
        else:
            self._forget(entry)

    def _change(self, entry: _Entry, *, added: bool) -> None:
        if self._busy:
            return
        self._busy, entry.added, entry.failed = True, added, None
        self._lay_out()

        def done(failed: Failed | None) -> None:
            self._busy = False
            if failed is not None:
                entry.added, entry.failed = not added, failed
            elif not added:
                self._forget(entry)
            self._lay_out()

        self._show(self.layers, _layers_of(entry) if added else (), done)

    def _forget(self, entry: _Entry) -> None:
        self.entries.remove(entry)
        if entry.path is not None:
            self.files.remove(entry.path)
        self._lay_out()

    def _lay_out(self, *_: Any) -> None:
        formats = self.map.formats
        t = formats.translate
        self._title.object = t("Add a file")
        most = formats.number(self.files.largest / 1e6)
        self.area.texts = {
            "choose": t("Choose files …"),
            "hint": t(
                "or drop them here: flight paths, airspaces, terrain; up to {most} MB, only in this session"
            ).format(most=most),
            "sending": t("Being sent:"),
        }
        self._reports[:] = [self._entry(entry, formats) for entry in self.entries]

    def _entry(self, entry: _Entry, formats: Formats) -> pn.viewable.Viewable:
        t, found = formats.translate, entry.found
        # a name is a file's own text: as HTML that is escaped, for a heading of its own would read it as Markdown
        name = f"<h3 style='font-size:14px;margin:0;overflow-wrap:anywhere'>{escape(entry.name)}</h3>"
        parts: list[pn.viewable.Viewable] = [pn.pane.HTML(name, sizing_mode="stretch_width")]
        if found is None:
            parts += [
                pn.pane.HTML(BUSY.format(text=t("Being checked …")), sizing_mode="stretch_width"),
                pmui.LinearProgress(sizing_mode="stretch_width", margin=(0, 10)),
            ]
        elif isinstance(found, Refused):
            said = escape(_said(found.reason, t))
            parts.append(pn.pane.HTML(f"<p role='alert'>{said}</p>", sizing_mode="stretch_width"))
        else:
            parts += [part for content in found.contents for part in _report(content, formats)]
            if entry.failed is not None:
                parts.append(pn.pane.HTML(entry.failed.html(t), sizing_mode="stretch_width"))
        parts.append(self._buttons(entry, t))
        return pn.Column(*parts, sizing_mode="stretch_width", margin=(6, 0), css_classes=["lagebild-given"])

    def _buttons(self, entry: _Entry, t: Translate) -> pn.viewable.Viewable:
        shown: list[pn.viewable.Viewable] = []
        if isinstance(entry.found, CheckedFile) and entry.found.layers:
            label = t("Added as a layer") if entry.added else t("Add as a layer")
            shown.append(
                pmui.Button(
                    label=label, size="small", variant="contained", sx=_BUTTON, disabled=entry.added or self._busy,
                    on_click=lambda _: self.add(entry),
                )
            )  # fmt: skip
        shown.append(
            pmui.Button(
                label=t("Discard"), size="small", variant="outlined", color="default", sx=_BUTTON, disabled=self._busy,
                on_click=lambda _: self.discard(entry),
            )
        )  # fmt: skip
        return pn.Row(*shown, margin=0)


def _layers_of(entry: _Entry) -> tuple[Layer, ...]:
    return entry.found.layers if isinstance(entry.found, CheckedFile) else ()


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
        (t("Height references"), ", ".join(content.height_references)),
        (t("Findings"), formats.number(len(report.issues))),
    ]
    parts = [table_of(rows)]
    if len(report.issues):
        parts.append(issues_pane(report, formats))
    return parts


def _extent(extent: tuple[float, float, float, float], formats: Formats) -> str:
    west, south, east, north = extent
    turned = east - 360.0 if east > 180.0 else east
    return f"{formats.place(west, south)} – {formats.place(turned, north)}"
