"""The dossier's reports as the map draws them: those that have a place, as one layer above all others."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lagebild.model.dossier import Dossier
from lagebild.views.columns import Column, ColumnStore, pack
from lagebild.views.i18n import LANGUAGES

__all__ = ["REPORTS_LAYER", "describe_reports", "placed_reports"]

REPORTS_LAYER = "dossier"
"""The layer's id; no layer of a picture has it."""

_DEGREE_STEP = 1e-7


def placed_reports(dossier: Dossier) -> pd.DataFrame:
    """Return the reports that have coordinates, as `dossier.reports`, in the order in which the map numbers them."""
    reports = dossier.reports
    return reports[reports["longitude"].notna() & reports["latitude"].notna()].reset_index(drop=True)


def describe_reports(dossier: Dossier, store: ColumnStore) -> dict[str, Any] | None:
    """Return the layer as the map needs it (`frontend/README.md`), with its columns in the store; None without one."""
    placed = placed_reports(dossier)
    if not len(placed):
        return None
    container = pack(
        {
            "longitude": Column.quantised(placed["longitude"].to_numpy(), _DEGREE_STEP),
            "latitude": Column.quantised(placed["latitude"].to_numpy(), _DEGREE_STEP),
            "radius": placed["place_radius"].fillna(0.0).to_numpy(dtype="float32"),
        },
        {"rows": [_row(row) for row in placed.to_dict("records")]},
    )
    return {
        "id": REPORTS_LAYER,
        "kind": "dossier",
        "name": "",
        "note": "",
        "synthetic": False,
        "visible": True,
        "opacity": 1.0,
        "resource": store.put(container),
        "count": len(placed),
    }


def _row(row: dict[Any, Any]) -> dict[str, Any]:
    topics = [topic.strip() for topic in str(row["topics"]).split(";")]
    titles = {language: _text(row.get(f"title_{language}")) for language in LANGUAGES}
    own = _text(row["language"])
    return {
        "id": row["id"],
        "titles": {**titles, **({own: _text(row["title"])} if own in titles else {"": _text(row["title"])})},
        "place": _text(row["place"]),
        "topic": topics[0],
        "grade": f"{row['reliability']}{row['credibility']}",
        "precision": str(row["place_precision"]),
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
