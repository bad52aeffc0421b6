"""What all sessions on one picture share: the picture, its scene and its binary columns."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from lagebild.model.basemap import Basemap
from lagebild.model.layers import Layer
from lagebild.model.picture import PictureContent
from lagebild.service.answers import Answers
from lagebild.service.dossier_desk import DossierDesk
from lagebild.service.live_service import LiveService
from lagebild.views.live_flights import LiveFlights
from lagebild.views.scene import Scene, build_scene, with_dossier

__all__ = ["PictureService"]


class PictureService:
    """One picture being served; sessions hold a reference, never a copy. Its dossier grows at the desk."""

    def __init__(
        self,
        picture: PictureContent,
        basemaps: Sequence[Basemap] = (),
        base: Scene | None = None,
        desk: DossierDesk | None = None,
        live: LiveService | None = None,
    ) -> None:
        self.basemaps = tuple(basemaps)
        self.live = live
        self.flights = None if live is None else _flights_of(live)
        self.answers = Answers(picture, self.flights)
        self.desk = DossierDesk(picture) if desk is None else desk
        self._picture = picture
        self._base = base
        self._scene: Scene | None = None
        self._lock = threading.Lock()

    @property
    def picture(self) -> PictureContent:
        """The picture with the newest dossier."""
        if self._picture.dossier is not self.desk.dossier:
            self._picture = self._picture.with_dossier(self.desk.dossier)
        return self._picture

    @property
    def scene(self) -> Scene:
        """What the map draws, built once; reports that came since are put into it."""
        with self._lock:
            picture = self.picture
            if self._scene is None:
                self._scene = build_scene(picture, self.basemaps, self._base)
            elif self._scene.picture.dossier is not picture.dossier:
                self._scene = with_dossier(self._scene, picture.dossier)
            return self._scene

    def extended(self, layers: Sequence[Layer]) -> PictureService:
        """Return a service of the picture with further layers, for one session; this one stays as it is."""
        picture = self.picture
        for layer in layers:
            picture = picture.with_layer(layer)
        return PictureService(picture, self.basemaps, base=self.scene, desk=self.desk, live=self.live)


def _flights_of(live: LiveService) -> LiveFlights:
    names = tuple(feed.name for feed in live.feeds)
    return LiveFlights(live.recent, lambda: live.receiver.clock, names)  # a replay's clock begins when it is started
