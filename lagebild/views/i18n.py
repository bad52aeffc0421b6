"""German and English: gettext catalogues in `lagebild/locale`, English texts as keys."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from lagebild.errors import ValidationError

__all__ = ["LANGUAGES", "Translate", "catalogue", "check_language", "translator"]

LANGUAGES = ("de", "en")
LOCALE = Path(str(files("lagebild"))) / "locale"
DOMAIN = "lagebild"

Translate = Callable[[str], str]


def check_language(language: str) -> str:
    """Return the language, or raise where there is no catalogue of it."""
    if language not in LANGUAGES:
        raise ValidationError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
    return language


@cache
def _translations(language: str) -> gettext.NullTranslations:
    check_language(language)
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE, languages=[language])


def translator(language: str) -> Translate:
    """Return the function that turns an English text into the language's."""
    return _translations(language).gettext


def catalogue(language: str) -> Mapping[str, str]:
    """Return all texts of a language, English to translated; empty for English."""
    entries: dict[str | tuple[str, int], str] = getattr(_translations(language), "_catalog", {})
    return {key: text for key, text in entries.items() if isinstance(key, str) and key}
