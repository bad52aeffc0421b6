"""Topics of reports in words; those that nobody foresaw stay as they were written."""

from __future__ import annotations

from lagebild.model.dossier import Dossier
from lagebild.views.i18n import Translate

__all__ = ["TOPICS", "topic_text", "topics_of", "topics_text"]

TOPICS = ("agreement", "production", "procurement", "operation", "training", "finance", "shipbuilding", "damage")
"""Those that have a symbol."""


def topic_text(topic: str, t: Translate) -> str:
    """Name a topic in the reader's language."""
    return {
        "agreement": t("Agreement"),
        "production": t("Production"),
        "procurement": t("Procurement"),
        "operation": t("Operation"),
        "training": t("Training"),
        "finance": t("Finance"),
        "shipbuilding": t("Shipbuilding"),
        "damage": t("Damage"),
    }.get(topic, topic)


def topics_of(dossier: Dossier) -> list[str]:
    """Return all topics of its reports, each once."""
    return list(dict.fromkeys(topic for one in dossier for topic in one.topics))


def topics_text(topics: str, t: Translate) -> str:
    """Name the topics in a cell of `dossier.reports`."""
    return ", ".join(topic_text(one.strip(), t) for one in topics.split(";") if one.strip())
