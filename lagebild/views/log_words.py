"""The log in the reader's language."""

from __future__ import annotations

from lagebild.journal.entry import Entry, EntryKind
from lagebild.live.alerts import Alert
from lagebild.messages import translate
from lagebild.views.i18n import Translate

__all__ = ["kind_text", "said"]


def said(one: Alert | Entry, t: Translate) -> str:
    """Return the sentence of an alert or an entry."""
    return translate(one.template, one.values, one.sentence if isinstance(one, Alert) else one.text, t)


def kind_text(kind: str, t: Translate) -> str:
    """Say what an entry tells of; kinds of a newer version as they are called there."""
    words: dict[str, str] = {
        EntryKind.ALERT: t("Alert"),
        EntryKind.ACKNOWLEDGEMENT: t("Acknowledgement"),
        EntryKind.CLOSING: t("Closing"),
        EntryKind.REPORT: t("Report"),
        EntryKind.RULE: t("Rule"),
        EntryKind.LOGIN: t("Login"),
        EntryKind.FEED: t("Feed"),
        EntryKind.NOTE: t("Note"),
    }
    return words.get(kind, kind)
