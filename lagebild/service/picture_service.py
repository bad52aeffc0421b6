"""What all sessions on one picture share: the picture, its scene and its binary columns."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property

from lagebild.model.basemap import Basemap
from lagebild.model.layers import Layer
from lagebild.model.picture import PictureContent
from lagebild.service.answers import Answers
from lagebild.views.scene import Scene, build_scene

__all__ = ["PictureService"]


class PictureService:
    """One picture being served; sessions hold a reference, never a copy."""

    def __init__(self, picture: PictureContent, basemaps: Sequence[Basemap] = (), base: Scene | None = None) -> None:
        self.picture = picture
        self.basemaps = tuple(basemaps)
        self.answers = Answers(picture)
        self._base = base
        self._lock = threading.Lock()

    @property
    def scene(self) -> Scene:
        """What the map draws, built once."""
        with self._lock:
            return self._scene

    @cached_property
    def _scene(self) -> Scene:
        return build_scene(self.picture, self.basemaps, self._base)

    def extended(self, layers: Sequence[Layer]) -> PictureService:
        """Return a service of the picture with further layers, for one session; this one stays as it is."""
        picture = self.picture
        for layer in layers:
            picture = picture.with_layer(layer)
        return PictureService(picture, self.basemaps, base=self.scene)
