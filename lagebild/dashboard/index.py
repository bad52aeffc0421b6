"""The start page where several pictures are served: what each shows, and the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from tornado.web import RequestHandler

from lagebild.service.picture_service import PictureService
from lagebild.views.formats import Formats
from lagebild.views.i18n import LANGUAGES

__all__ = ["IndexHandler", "index_page"]

_STYLE = """
:root { color-scheme: light dark; font-family: system-ui, sans-serif }
body { max-width: 60rem; margin: 3rem auto; padding: 0 1.5rem; line-height: 1.5 }
header { display: flex; justify-content: space-between; align-items: baseline }
a.picture { display: block; padding: 1rem 1.25rem; margin: 1rem 0; border: 1px solid #8886; border-radius: 8px;
  color: inherit; text-decoration: none }
a.picture:hover, a.picture:focus-visible { border-color: #2f6db5; box-shadow: 0 1px 6px #0003 }
h1 { font-size: 1.4rem } h2 { font-size: 1.15rem; margin: 0 } p { margin: .3rem 0 0; opacity: .8 }
.mark { background: #f0b429; color: #222; border-radius: 4px; padding: 0 .5em; font-size: .75rem; font-weight: 700;
  letter-spacing: .06em; margin-left: .6em; vertical-align: middle }
"""


class IndexHandler(RequestHandler):
    """Serves the start page; `?lang=en` chooses English."""

    def initialize(self, services: Mapping[str, PictureService], language: str) -> None:
        """Take what the server hands over (Tornado's way)."""
        self._services = services
        self._language = language

    def get(self) -> None:
        """Send the page."""
        asked = self.get_query_argument("lang", self._language)
        self.write(index_page(self._services, asked if asked in LANGUAGES else self._language))


def index_page(services: Mapping[str, PictureService], language: str) -> str:
    """Return the page as HTML that needs no other file."""
    formats = Formats(language=language)
    t = formats.translate
    other = next(name for name in LANGUAGES if name != language)
    entries = "".join(_entry(slug, service, formats) for slug, service in services.items())
    return (
        f"<!doctype html><html lang='{language}'><head><meta charset='utf-8'><meta name='viewport' "
        f"content='width=device-width'><title>{escape(t('Air pictures'))}</title><link rel='icon' href='data:,'>"
        f"<style>{_STYLE}</style></head><body><header><h1>{escape(t('Air pictures'))}</h1>"
        f"<a href='?lang={other}'>{other.upper()}</a></header>{entries}</body></html>"
    )


def _entry(slug: str, service: PictureService, formats: Formats) -> str:
    t, picture = formats.translate, service.picture
    marking = f"<span class='mark'>{escape(picture.marking)}</span>" if picture.marking else ""
    times = picture.time_range
    span = f"<p>{escape(formats.time(times[0]))} – {escape(formats.time(times[1]))}</p>" if times else ""
    counts = [
        (sum(len(tracks) for tracks in picture.track_sets), t("flight paths")),
        (sum(len(airspaces) for airspaces in picture.airspace_sets), t("airspaces")),
    ]
    content = " · ".join(f"{formats.number(count)} {escape(word)}" for count, word in counts if count)
    return (
        f"<a class='picture' href='./{slug}?lang={formats.language}'><h2>{escape(picture.title)}{marking}</h2>"
        f"{span}<p>{content}</p></a>"
    )
