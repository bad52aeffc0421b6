"""How far rays bend down to the earth: the factor of its radius."""

from __future__ import annotations

from typing import Any

import panel as pn

from lagebild.views.i18n import Translate

__all__ = ["RefractionChoice"]

_RADIO, _LIGHT, _NONE = 4 / 3, 7 / 6, 1.0


class RefractionChoice(pn.viewable.Viewer):
    """Radio, light or none."""

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self.select = pn.widgets.Select(width=130, margin=(4, 6))

    def __panel__(self) -> pn.viewable.Viewable:
        """Return what is shown (Panel's protocol)."""
        return self.select

    @property
    def k(self) -> float:
        """The factor that is chosen."""
        return float(self.select.value or _RADIO)

    def label(self, t: Translate) -> None:
        """Name the choices."""
        options = {t("Radio (k = 4/3)"): _RADIO, t("Light (k = 7/6)"): _LIGHT, t("None (k = 1)"): _NONE}
        self.select.param.update(name=t("Refraction"), options=options, value=self.k)
