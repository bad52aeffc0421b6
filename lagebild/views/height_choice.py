"""The height of what a station looks for: above ground, above sea level, or a flight level; a slider."""

from __future__ import annotations

from typing import Any

import panel as pn

from lagebild.model.altitude import Reference
from lagebild.units import METRES_PER_FOOT
from lagebild.views.lagemap import LageMap
from lagebild.views.target_height import METRES_PER_LEVEL, TargetHeight, target_height
from lagebild.views.widget_style import SWITCH_STYLE

__all__ = ["HeightChoice"]

_HIGHEST = {Reference.AGL: 6000.0, Reference.AMSL: 13_700.0, Reference.PRESSURE: 13_716.0}
"""m: FL 450 and about as much; higher above the ground there is little that hills hide."""


class HeightChoice(pn.viewable.Viewer):
    """A slider and what its height is measured from; `value` changes when the slider comes to rest."""

    def __init__(self, lagemap: LageMap, **params: Any) -> None:
        super().__init__(**params)
        self.map = lagemap
        self.reference = pn.widgets.RadioButtonGroup(margin=(4, 8), stylesheets=[SWITCH_STYLE])
        self.slider = pn.widgets.IntSlider(
            start=0, end=6000, step=50, value=150, margin=(4, 8), sizing_mode="stretch_width"
        )
        self._per_step = 1.0
        self._panel = pn.Row(self.reference, self.slider, sizing_mode="stretch_width")
        self.label()
        self.reference.param.watch(self._scale, ["value"])

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self._panel

    @property
    def metres(self) -> float:
        """The height that is chosen, in m of its reference."""
        return float(self.slider.value * self._per_step)

    @property
    def target(self) -> TargetHeight:
        """The height that is chosen, at the map's moment."""
        return self.of(self.metres)

    def of(self, metres: float) -> TargetHeight:
        """Return a height by the reference that is chosen, at the map's moment."""
        picture = self.map.picture
        return target_height(metres, self.chosen, self.map.formats, qnh=picture.qnh, moment=self.map.time)

    @property
    def chosen(self) -> Reference:
        """What the height is measured from."""
        return self.reference.value or Reference.AGL

    @property
    def unit(self) -> tuple[str, float]:
        """The reader's unit, and how many metres it has."""
        if self.chosen is Reference.PRESSURE:
            return "FL", METRES_PER_LEVEL
        return ("m", 1.0) if self.map.units == "metric" else ("ft", METRES_PER_FOOT)

    def label(self) -> None:
        """Name the controls in the reader's language and units; the height stays."""
        t = self.map.formats.translate
        options = {
            t("Above ground"): Reference.AGL,
            t("Above mean sea level"): Reference.AMSL,
            t("Flight level"): Reference.PRESSURE,
        }
        self.reference.param.update(options=options, value=self.chosen)
        self._scale()

    def _scale(self, *_: Any) -> None:
        t, metres = self.map.formats.translate, self.metres
        name, self._per_step = self.unit
        step = {"m": 50, "ft": 100, "FL": 5}[name]
        most = round(_HIGHEST[self.chosen] / self._per_step / step) * step
        value = min(most, round(metres / self._per_step / step) * step)
        self.slider.param.update(name=t("Height ({unit})").format(unit=name), end=most, step=step, value=value)
