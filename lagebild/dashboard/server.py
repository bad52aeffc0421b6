"""Serving pictures: one application a picture, their columns beside them, on loopback unless asked otherwise."""

from __future__ import annotations

import re
import secrets
import socket
import threading
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

import panel as pn
from bokeh.server.server import Server
from panel.io.server import get_server
from tornado.web import RequestHandler

from lagebild.dashboard.app import Dashboard
from lagebild.dashboard.index import IndexHandler
from lagebild.dashboard.live_handler import LIVE_PATH, live_pattern
from lagebild.dashboard.log_handler import LOG_PATH, log_pattern
from lagebild.dashboard.resources import RESOURCES_PATH, resource_pattern
from lagebild.errors import ServerError, ValidationError
from lagebild.model.basemap import Basemap
from lagebild.model.picture import PictureContent
from lagebild.service.dossier_desk import DossierDesk
from lagebild.service.health import health_of
from lagebild.service.health_server import HealthHandler, MetricsHandler
from lagebild.service.live_service import LiveService
from lagebild.service.live_stream import LiveStream
from lagebild.service.picture_service import PictureService
from lagebild.views.formats import UNIT_SYSTEMS
from lagebild.views.i18n import LANGUAGES
from lagebild.views.uploads import LARGEST_UPLOAD

__all__ = ["DEFAULT_PORT", "free_port", "make_server", "slug_of"]

DEFAULT_PORT = 5006
_LONGEST_SLUG = 60


def slug_of(title: str, taken: Mapping[str, Any]) -> str:
    """Turn a title into a part of a URL that is not taken yet."""
    plain = title.lower()
    for letter, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(letter, spelled)
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG] or "picture"
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def make_server(
    pictures: list[PictureContent],
    *,
    port: int = DEFAULT_PORT,
    address: str = "127.0.0.1",
    language: str = "de",
    theme: str = "light",
    websocket_origins: list[str] | None = None,
    basemaps: Sequence[Basemap] = (),
    largest_upload: int = LARGEST_UPLOAD,
    folders: Sequence[Path | None] = (),
    edit: bool = True,
    live: LiveService | None = None,
) -> tuple[Server, dict[str, PictureService]]:
    """Make (not start) a server of dashboards: at `/` for one picture, else at `/<slug>` with an index at `/`.

    `largest_upload`: bytes of a file that people may add to their session. `folders`: those of the pictures, one each:
    reports that are entered are kept there, else as long as the server runs. `edit`: whether any may be entered.
    `live`: what is received for the picture, of which there is one then; it is started and stopped by whoever made it.

    Raises
    ------
    ValidationError
        If there is no picture, an unknown language, or no byte to be taken.
    ServerError
        If the port is taken.
    """
    if not pictures:
        raise ValidationError("there is no picture to serve")
    if live is not None and len(pictures) > 1:
        raise ValidationError(f"feeds belong to one picture, and {len(pictures)} are to be served")
    if language not in LANGUAGES:
        raise ValidationError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
    if largest_upload < 1:
        raise ValidationError(f"the largest upload is a number of bytes above 0, not {largest_upload}")
    _refuse_taken_port(address, port)
    services: dict[str, PictureService] = {}
    for picture, folder in zip_longest(pictures, folders[: len(pictures)]):
        desk = DossierDesk(picture, folder, closed=not edit, log=None if live is None else live.desk)
        services[slug_of(picture.title, services)] = PictureService(picture, basemaps, desk=desk, live=live)
    streams = {slug: LiveStream(one.live) for slug, one in services.items() if one.live is not None}
    readable = dict(services)  # and what sessions add to theirs, for as long as they last
    single = len(services) == 1
    applications: dict[str, Callable[[], Any]] = {
        "/" if single else f"/{slug}": _application(service, slug, language, theme, readable, largest_upload)
        for slug, service in services.items()
    }
    server = get_server(
        applications,
        port=port,
        address=address,
        websocket_origin=websocket_origins or [f"localhost:{port}", f"127.0.0.1:{port}", f"{address}:{port}"],
        title={route: _title(service) for route, service in zip(applications, services.values(), strict=True)},
        extra_patterns=[
            resource_pattern(readable, _anybody),
            live_pattern(streams, _anybody),
            log_pattern(services, _anybody),
            *([] if live is None else _health_patterns(live)),
            *([] if single else [(r"/", IndexHandler, {"services": services, "language": language})]),
        ],
        use_index=single,
        start=False,
        show=False,
    )
    _warm_up(services)
    return server, services


def _application(
    service: PictureService,
    slug: str,
    language: str,
    theme: str,
    readable: MutableMapping[str, PictureService],
    largest_upload: int,
) -> Callable[[], Dashboard]:
    """Return the function that makes a session's page; `?lang=`, `?theme=` and `?units=` in the address choose."""

    def session() -> Dashboard:
        asked = pn.state.session_args if pn.state.curdoc is not None else {}
        dashboard = Dashboard(
            service,
            resource_base=f"./{RESOURCES_PATH}/{slug}",
            publish=_publisher(slug, readable),
            log_files=f"./{LOG_PATH}/{slug}" if service.live is not None else "",
            live_stream=f"./{LIVE_PATH}/{slug}" if service.live is not None else "",
            largest_upload=largest_upload,
            language=_argument(asked, "lang", LANGUAGES, language),
            theme=_argument(asked, "theme", ("light", "dark"), theme),
            units=_argument(asked, "units", UNIT_SYSTEMS, UNIT_SYSTEMS[0]),
        )
        dashboard.param.watch(partial(_keep_in_address, dashboard), ["language", "theme", "units"])
        return dashboard

    return session


def _health_patterns(live: LiveService) -> list[tuple[str, type[RequestHandler], dict[str, Any]]]:
    asked = {"ask": lambda: health_of(live)}
    return [(r"/health", HealthHandler, asked), (r"/metrics", MetricsHandler, asked)]


def _publisher(slug: str, readable: MutableMapping[str, PictureService]) -> Callable[[PictureService], str]:
    """Return what lets one session's browser read the layers it has added: under a name that nobody can guess."""
    name = f"{slug}-{secrets.token_hex(16)}"
    if pn.state.curdoc is not None and pn.state.curdoc.session_context is not None:
        pn.state.curdoc.on_session_destroyed(lambda _: readable.pop(name, None) and None)

    def publish(service: PictureService) -> str:
        readable[name] = service
        return f"./{RESOURCES_PATH}/{name}"

    return publish


def _keep_in_address(dashboard: Dashboard, *_: Any) -> None:
    """Write what the reader chose into the address, so that a reload or a second tab keeps it."""
    if pn.state.location is not None:
        pn.state.location.update_query(lang=dashboard.language, theme=dashboard.theme, units=dashboard.units)


def _argument(asked: Mapping[str, list[bytes]], name: str, allowed: tuple[str, ...], default: str) -> str:
    values = [value.decode("utf-8", "replace") for value in asked.get(name, [])]
    return values[0] if values and values[0] in allowed else default


def _title(service: PictureService) -> str:
    return service.picture.title


def _anybody(_request: RequestHandler, _slug: str) -> bool:
    """Whoever reaches the server may read what it serves; people and permissions come with the service."""
    return True


def _warm_up(services: Mapping[str, PictureService]) -> None:
    """Build the scenes and compile the kernels while the browser is still loading the page."""

    def work() -> None:
        for service in services.values():
            scene = service.scene
            for layer in scene.description["layers"]:
                if layer["kind"] == "terrain":
                    scene.store.get(f"{layer['tiles']}/0/0/0")
            scene.store.keep_promises()

    threading.Thread(target=work, name="lagebild-warm-up", daemon=True).start()


def free_port(address: str) -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def _refuse_taken_port(address: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise ServerError(
                f"port {port} on {address} cannot be used ({error.strerror}); choose another with --port"
            ) from error
