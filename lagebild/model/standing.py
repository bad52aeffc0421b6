"""How each report stands after what others say: confirmed, contradicted, superseded; by whom."""

from __future__ import annotations

import pandas as pd

from lagebild.model.dossier import SEPARATOR, Dossier
from lagebild.model.relations import RelationKind

__all__ = ["standing"]

_COUNTED = {
    "superseded_by": RelationKind.SUPERSEDES,
    "contradicted_by": RelationKind.CONTRADICTS,
    "confirmed_by": RelationKind.CONFIRMS,
    "added_by": RelationKind.ADDS,
}


def standing(dossier: Dossier) -> pd.DataFrame:
    """Return what other reports say to each report; nothing is weighed.

    Returns
    -------
    pandas.DataFrame
        One row a report, in the order of `dossier.reports`: `id`; `confirmed_by`, `contradicted_by`, `superseded_by`
        and `added_by` (ids with `; ` between them); and `standing`: `superseded`, `disputed` (confirmed and
        contradicted), `contradicted`, `confirmed`, `plan confirmed` (by reports of plans alone) or `open`. What was
        withdrawn says nothing.
    """
    withdrawn = set(dossier.reports.loc[dossier.reports["status"] == "withdrawn", "id"])
    relations = dossier.relations[~dossier.relations["from"].isin(withdrawn)]
    table = pd.DataFrame({"id": dossier.reports["id"]})
    for name, kind in _COUNTED.items():
        by = relations[relations["kind"] == str(kind)].groupby("to")["from"].agg(SEPARATOR.join)
        table[name] = table["id"].map(by).astype("str").fillna("")
    confirmed, contradicted = table["confirmed_by"] != "", table["contradicted_by"] != ""
    plans = dossier.reports.loc[dossier.reports["status"] == "planned", "id"]
    told = relations.loc[(relations["kind"] == "confirms") & ~relations["from"].isin(plans), "to"]
    word = pd.Series("open", index=table.index, dtype="str")
    word = word.mask(confirmed, "plan confirmed").mask(table["id"].isin(told), "confirmed")
    word = word.mask(contradicted, "contradicted").mask(confirmed & contradicted, "disputed")
    table["standing"] = word.mask(table["superseded_by"] != "", "superseded").astype("str")
    return table[["id", "standing", "confirmed_by", "contradicted_by", "superseded_by", "added_by"]]
