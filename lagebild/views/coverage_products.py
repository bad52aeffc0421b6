"""What can be made of a coverage: rings on the map, flights coloured by whether they are seen, files."""

from __future__ import annotations

import asyncio
import io
import re
import secrets
import tempfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import panel as pn

from lagebild.analysis.horizon_rings import horizon_rings
from lagebild.analysis.outlook import Progress
from lagebild.analysis.range_rings import range_rings
from lagebild.analysis.visible_along import marked_seen
from lagebild.errors import ValidationError
from lagebild.messages import Message
from lagebild.model.layers import Layer
from lagebild.model.overlay import VectorOverlay, VectorStyle
from lagebild.model.stations import Station
from lagebild.model.terrain import Terrain
from lagebild.model.tracks import Tracks
from lagebild.views.attempt import Failed, attempt
from lagebild.views.coverage_overlay import Coverage
from lagebild.views.height_choice import HeightChoice
from lagebild.views.i18n import Translate
from lagebild.views.lagemap import LageMap
from lagebild.views.progress_bar import ProgressBar
from lagebild.views.target_height import TargetHeight
from lagebild.views.widget_style import BUTTON_STYLE
from lagebild.writers.sight import write_sight

__all__ = ["CoverageProducts"]

_MOST_RINGS = 8
_FINEST = 0.5
"""Cells by which rings on the map may lie beside the true ones; those of files lie closer."""

_STATES = ("seen", "hidden", "undetermined", "unknown")


class CoverageProducts(pn.viewable.Viewer):
    """Buttons below the height of a coverage; what they make belongs to this map alone."""

    def __init__(
        self, lagemap: LageMap, heights: HeightChoice, work: ProgressBar, say: Callable[[str], None], **params: Any
    ) -> None:
        super().__init__(**params)
        self.map, self._heights, self._work, self._say = lagemap, heights, work, say
        self._coverage: Coverage | None = None
        self._stations: list[Station] = []
        self._k = 4 / 3
        self._column = ""
        self._layer = f"rings-{secrets.token_hex(8)}"
        button: dict[str, Any] = {"margin": (22, 6, 4, 6), "stylesheets": [BUTTON_STYLE]}
        self.levels = pn.widgets.TextInput(width=210, margin=(4, 6))
        self.rings = pn.widgets.Button(**button)
        self.flights = pn.widgets.Button(**button)
        self.raster = _download("sichtbereich.tif", self._raster_file, **button)
        self.vector = _download("sichtkreise.gpkg", self._vector_file, **button)
        self._panel = pn.FlexBox(self.levels, self.rings, self.flights, self.raster, self.vector)
        self.rings.on_click(self._draw_rings)
        self.flights.on_click(self._colour_flights)

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    def label(self) -> None:
        """Name the buttons in the reader's language and units."""
        t = self.map.formats.translate
        unit, _ = self._heights.unit
        example = {"FL": "50; 100; 200", "ft": "500; 1000; 3000", "m": "150; 300; 1000"}[unit]
        self.levels.param.update(name=t("Rings at heights ({unit})").format(unit=unit), placeholder=example)
        self.rings.name = t("Draw rings")
        self.flights.name = t("Colour flights by height") if self._coloured else t("Colour flights by sight")
        self.flights.visible = bool(self._layers)
        self.raster.label, self.vector.label = t("Save as GeoTIFF"), t("Save rings as GeoPackage")

    def enable(self, busy: bool) -> None:
        """Nothing else can be begun while something is being computed."""
        for one in (self.rings, self.flights, self.raster, self.vector):
            one.disabled = busy

    def take(self, coverage: Coverage, stations: Sequence[Station], k: float) -> None:
        """Make everything of this coverage from now on; what was made of another one goes."""
        self._coverage, self._stations, self._k = coverage, list(stations), k
        self.map.remove_layer(self._layer)
        self._forget_colours()
        self.label()

    @property
    def _layers(self) -> list[tuple[str, Tracks]]:
        return [(layer.id, layer.data) for layer in self.map.picture.layers if isinstance(layer.data, Tracks)]

    @property
    def _coloured(self) -> bool:
        return bool(self._column) and self.map.colour_by == f"column:{self._column}"

    @property
    def _targets(self) -> list[TargetHeight]:
        """The heights that were written, else the slider's."""
        _, per_step = self._heights.unit
        parts = [part for part in re.split(r"[;\s]+", self.levels.value_input or self.levels.value or "") if part]
        if len(parts) > _MOST_RINGS:
            raise ValidationError(
                Message("at most {most} heights have rings, not {count}", most=_MOST_RINGS, count=len(parts))
            )
        return [self._heights.of(_number(part) * per_step) for part in parts] or [self._heights.target]

    def _draw_rings(self, _: Any) -> None:
        coverage, stations, t = self._coverage, self._stations, self.map.formats.translate
        wanted = attempt(lambda: self._targets)
        if coverage is None or isinstance(wanted, Failed):
            self._say(wanted.html(t) if isinstance(wanted, Failed) else "")
            return

        def work(progress: Progress) -> gpd.GeoDataFrame:
            return _rings(coverage, wanted, progress, simplified=_FINEST)

        def done(found: gpd.GeoDataFrame | Failed) -> None:
            if isinstance(found, Failed):
                self._say(found.html(self.map.formats.translate))
                return
            limits = range_rings(stations)
            limits["label"] = [
                self._range(*row) for row in zip(limits["max_range"], limits["range_source"], strict=True)
            ]
            name = ", ".join(one.label for one in stations)
            overlay = VectorOverlay.from_frame(
                gpd.GeoDataFrame(
                    pd.concat([found[["label", "geometry"]], limits[["label", "geometry"]]], ignore_index=True),
                    crs="EPSG:4326",
                ).rename(columns={"label": self.map.formats.translate("Seen at")}),
                style=self._style(),
            )
            t = self.map.formats.translate
            self.map.show_layer(Layer(id=self._layer, data=overlay, name=t("Rings of {name}").format(name=name)))
            empty = [row.label for row in found.itertuples() if row.geometry.is_empty]
            nothing = t("nothing is seen at {heights}").format(heights=", ".join(empty))
            self._say(escape(nothing) if empty else "")

        self._work.run(work, done)

    def _style(self) -> VectorStyle:
        column = self.map.formats.translate("Seen at")
        return VectorStyle(colour_by=column, label=column, fill_opacity=0.06, width=2.0)

    def _range(self, metres: float, source: str) -> str:
        t, written = self.map.formats.translate, self.map.formats.distance(metres)
        said = t("Range at most {distance}, without terrain").format(distance=written)
        return f"{said} ({source})" if source else said

    def _colour_flights(self, _: Any) -> None:
        if self._coloured:
            self._forget_colours()
            self.label()
            return
        terrain, stations, k, qnh = self.map.picture.terrain, self._stations, self._k, self.map.picture.qnh
        layers = self._layers
        if terrain is None or not stations:
            return
        ground: Terrain = terrain
        t = self.map.formats.translate

        def work(progress: Progress) -> dict[str, Tracks]:
            every = sum(tracks.fixes for _, tracks in layers) or 1
            before = 0
            made = {}
            for layer_id, tracks in layers:
                made[layer_id] = marked_seen(
                    tracks, stations, ground, k, qnh=qnh, progress=_part(progress, before, tracks.fixes, every)
                )
                before += tracks.fixes
            return made

        def done(found: dict[str, Tracks] | Failed) -> None:
            if isinstance(found, Failed):
                self._say(found.html(self.map.formats.translate))
                return
            self._forget_colours()
            self._column = t("Seen from {name}").format(name=", ".join(one.label for one in stations))
            self.map.show_column(self._column, {one: _named(tracks, self._column, t) for one, tracks in found.items()})
            self.label()

        self._work.run(work, done)

    def _forget_colours(self) -> None:
        if self._column:
            self.map.remove_column(self._column)
            self._column = ""

    async def _raster_file(self) -> io.BytesIO:
        coverage = self._coverage
        assert coverage is not None, "the button is shown with a coverage alone"
        return await _beside(lambda: _file("sichtbereich.tif", coverage.result))

    async def _vector_file(self) -> io.BytesIO:
        coverage = self._coverage
        assert coverage is not None, "the button is shown with a coverage alone"
        wanted = attempt(lambda: self._targets)
        if isinstance(wanted, Failed):
            self._say(wanted.html(self.map.formats.translate))
            raise ValidationError(wanted.reason)
        return await _beside(lambda: _file("sichtkreise.gpkg", _rings(coverage, wanted, lambda _: None)))


def _download(name: str, make: Callable[[], Any], **params: Any) -> pn.widgets.FileDownload:
    return pn.widgets.FileDownload(callback=make, filename=name, label=name, **params)


async def _beside(make: Callable[[], io.BytesIO]) -> io.BytesIO:
    return await asyncio.get_running_loop().run_in_executor(None, make)


def _file(name: str, result: Any) -> io.BytesIO:
    with tempfile.TemporaryDirectory(prefix="lagebild-") as folder:
        path = Path(folder) / name
        write_sight(result, path)
        return io.BytesIO(path.read_bytes())


def _rings(
    coverage: Coverage, wanted: Sequence[TargetHeight], progress: Progress, *, simplified: float = 0.25
) -> gpd.GeoDataFrame:
    """Return the area of each height in which it is certainly seen, with `label`."""
    made = []
    for number, target in enumerate(wanted):
        progress(number / len(wanted))
        rings = horizon_rings(
            coverage.result,
            [target.low],
            terrain=coverage.terrain,
            above_ground=target.above_ground,
            simplified=simplified,
        )
        made.append(rings.assign(label=target.written))
    return gpd.GeoDataFrame(pd.concat(made, ignore_index=True), crs="EPSG:4326")


def _named(tracks: Tracks, column: str, t: Translate) -> Tracks:
    """Call the states by the reader's words, in their order."""
    words = {"seen": t("seen"), "hidden": t("hidden"), "undetermined": t("undetermined"), "unknown": t("unknown")}
    named = [words[state] for state in _STATES]
    marked = tracks.frame["sight"].map(words)
    frame = tracks.frame.drop(columns="sight").assign(
        **{column: pd.Categorical(marked, categories=named, ordered=True)}
    )
    return Tracks(frame, tracks.offsets, tracks.report)


def _part(progress: Progress, before: int, own: int, every: int) -> Progress:
    return lambda share: progress((before + share * own) / every)


def _number(text: str) -> float:
    digits = re.fullmatch(r"(?:FL)?(\d{1,6}(?:[.,]\d+)?)", text, re.IGNORECASE)
    if digits is None:
        raise ValidationError(Message("{text} is no height; write numbers such as 50; 100", text=text[:40]))
    return float(digits[1].replace(",", "."))
