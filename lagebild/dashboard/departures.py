"""Where flights leave what is published of their type, in the reader's units and language."""

from __future__ import annotations

from html import escape

import pandas as pd

from lagebild.views.formats import Formats
from lagebild.views.object_facts import field_text

__all__ = ["departure_table", "departures_html"]


def departure_table(departures: pd.DataFrame, formats: Formats) -> pd.DataFrame:
    """Return the rows of `type_check` as they are shown."""
    t = formats.translate
    certainties = {"certain": t("certain"), "undetermined": t("undetermined")}
    rows = departures.to_dict("records")
    return pd.DataFrame(
        {
            t("Flight"): [str(row["track_id"]) for row in rows],
            t("Type"): [str(row["platform"]) for row in rows],
            t("Property"): [field_text(row["field"], t) for row in rows],
            t("Value flown"): [_value(row["flown"], row["field"], formats) for row in rows],
            t("Published value"): [_value(row["published"], row["field"], formats) for row in rows],
            t("Source"): [str(row["source"]) for row in rows],
            t("Also exceeded"): [str(row["exceeded"]) for row in rows],
            t("Certainty"): [certainties.get(row["status"], str(row["status"])) for row in rows],
            t("Time (UTC)"): [f"{row['time']:%Y-%m-%d %H:%M:%S}" for row in rows],
        }
    )


def departures_html(departures: pd.DataFrame, unchecked: pd.DataFrame, formats: Formats) -> str:
    """Say what was found, and which flights could not be checked for what reason; nothing is judged."""
    t = formats.translate
    reasons = {
        "names no type": t("names no type"),
        "its type is not in the catalogue": t("its type is not in the catalogue"),
    }
    said = []
    if len(departures):
        said.append(t("Departures from what is published of the type; listed with value and source, not judged."))
    elif not len(unchecked):
        said.append(t("No departure from what is published of the type was found."))
    for flight, reason in unchecked[["track_id", "reason"]].itertuples(index=False):
        said.append(t("{flight}: not checked, {reason}").format(flight=flight, reason=reasons.get(reason, reason)))
    return "".join(f"<div>{escape(one)}</div>" for one in said)


def _value(value: float, field: str, formats: Formats) -> str:
    """Write a value of SI units as people read it."""
    if field in ("max_speed", "cruise_speed"):
        return formats.speed(value)
    if field == "endurance":
        return formats.duration(value)
    return formats.distance(value) if field == "link_range" else formats.height(value)
