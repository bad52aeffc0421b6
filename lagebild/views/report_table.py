"""Reports as a table in which one is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import panel as pn

from lagebild.views.lagemap import LageMap
from lagebild.views.report_details import titled
from lagebild.views.report_words import date_text
from lagebild.views.timeline_figure import standing_text

__all__ = ["report_table"]

_SMALL = ":host .tabulator { font-size: 12px } :host .tabulator .tabulator-cell { padding: 4px }"


def report_table(
    reports: pd.DataFrame,
    standings: pd.Series[Any],
    lagemap: LageMap,
    chosen: Callable[[list[str]], None],
    *,
    narrow: bool = False,
) -> pn.viewable.Viewable:
    """Lay out rows of `dossier.reports`.

    Parameters
    ----------
    reports
        The rows.
    standings
        How each stands, by id; see `standing`.
    lagemap
        Whose language and theme it has.
    chosen
        Gets the ids of the rows that are chosen.
    narrow
        There is room for what matters most alone.
    """
    t, formats = lagemap.formats.translate, lagemap.formats
    rows = reports.to_dict("records")
    table = pd.DataFrame(
        {
            t("Title"): [titled(row, formats.language) for row in rows],
            t("Date"): [date_text(row, t) for row in rows],
            t("Grade"): [f"{row['reliability']}{row['credibility']}" for row in rows],
            t("Source"): reports["source"].tolist(),
            t("Standing"): [standing_text(standings.get(row["id"], ""), t) for row in rows],
            t("Place"): reports["place"].tolist(),
        }
    )
    if narrow:
        table = table.drop(columns=[t("Source"), t("Place")])
    widths = dict(zip(table.columns, ("50%", "18%", "12%", "20%"), strict=True)) if narrow else {}
    widget = pn.widgets.Tabulator(
        table,
        show_index=False,
        disabled=True,
        selectable=1,
        header_filters=not narrow,
        formatters={name: {"type": "plaintext"} for name in table.columns},  # texts of reports stay texts
        layout="fit_columns" if narrow else "fit_data_fill",
        widths=widths,
        stylesheets=[_SMALL] if narrow else [],
        configuration={"placeholder": t("None")},
        theme="midnight" if lagemap.theme == "dark" else "simple",
        sizing_mode="stretch_both",
        margin=(0, 8),
    )
    ids = reports["id"].tolist()
    widget.param.watch(lambda event: chosen([ids[at] for at in event.new]), ["selection"])
    return widget
