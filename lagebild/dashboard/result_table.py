"""A table of results: sorted and filtered in the page, downloaded as CSV or Parquet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import panel as pn

from lagebild.units import metres_to_feet
from lagebild.views.formats import Formats
from lagebild.writers.result_tables import as_csv, as_parquet

__all__ = ["result_table", "shown_table"]

_BUTTON_STYLE = ".bk-btn, .bk-btn a { border: 1px solid currentColor !important; color: inherit !important }"


def result_table(
    table: pd.DataFrame, formats: Formats, file_name: str, *, theme: str = "light", shown: pd.DataFrame | None = None
) -> pn.viewable.Viewable:
    """Lay out a table with its downloads: `shown`, or those of its columns that have a title."""
    t = formats.translate
    shown = shown_table(table, formats) if shown is None else shown
    plain = {"type": "plaintext"}  # texts of files stay texts
    widget = pn.widgets.Tabulator(
        shown,
        show_index=False,
        disabled=True,
        header_filters=True,
        configuration={"placeholder": t("None")},
        formatters=dict.fromkeys(shown.columns, plain),
        layout="fit_data_fill",
        theme="midnight" if theme == "dark" else "simple",
        sizing_mode="stretch_both",
        margin=(0, 10),
    )
    files = [
        pn.widgets.FileDownload(
            callback=lambda make=make: make(table), filename=f"{file_name}.{kind}", label=label, height=32, width=170,
            embed=False, stylesheets=[_BUTTON_STYLE],
        )
        for kind, label, make in (("csv", t("Save as CSV"), as_csv), ("parquet", t("Save as Parquet"), as_parquet))
    ]  # fmt: skip
    return pn.Column(pn.Row(*files, margin=(2, 0)), widget, sizing_mode="stretch_both", margin=0)


def shown_table(table: pd.DataFrame, formats: Formats) -> pd.DataFrame:
    """Return the table in the reader's units and language, with the units in its titles."""
    t = formats.translate
    words, unit = _words(t), "m" if formats.units == "metric" else "ft"
    columns: dict[str, Any] = {}
    for name, title in _titles(t, unit).items():
        if name not in table:
            continue
        column = table[name]
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            columns[title] = column.dt.strftime("%Y-%m-%d %H:%M:%S").fillna("–")
        elif pd.api.types.is_numeric_dtype(column):
            columns[title] = _numbers(column.to_numpy(dtype=np.float64), name, unit)
        else:
            columns[title] = column.map(lambda value: words.get(str(value), str(value)))
    return pd.DataFrame(columns, index=table.index)


def _numbers(values: np.ndarray[Any, Any], name: str, unit: str) -> list[float | int | None]:
    digits = 4 if name.endswith(("longitude", "latitude")) else 0
    if unit == "ft" and name in _HEIGHTS:
        values = metres_to_feet(values)
    return [
        None if not np.isfinite(value) else (round(float(value), digits) if digits else round(float(value)))
        for value in values
    ]


_HEIGHTS = ("entry_altitude_amsl", "exit_altitude_amsl", "height_above_ground", "uncertainty", "terrain_elevation")


def _titles(t: Any, unit: str) -> dict[str, str]:
    """Return the columns that are shown, in their order, and their titles."""
    return {
        "callsign": t("Callsign"),
        "track_id": t("Flight"),
        "airspace": t("Airspace"),
        "entry_time": t("Entry (UTC)"),
        "exit_time": t("Exit (UTC)"),
        "time": t("Time (UTC)"),
        "duration": t("Duration (s)"),
        "entered_through": t("Entered through"),
        "left_through": t("Left through"),
        "entry_altitude_amsl": t("Altitude at entry ({unit} AMSL)").format(unit=unit),
        "exit_altitude_amsl": t("Altitude at exit ({unit} AMSL)").format(unit=unit),
        "height_above_ground": t("Height above ground ({unit})").format(unit=unit),
        "uncertainty": t("Uncertainty ± ({unit})").format(unit=unit),
        "terrain_elevation": t("Ground AMSL ({unit})").format(unit=unit),
        "latitude": t("Latitude (°)"),
        "longitude": t("Longitude (°)"),
        "status": t("Certainty"),
        "active": t("Activation"),
    }


def _words(t: Any) -> dict[str, str]:
    """Return what the words of the tables are in the reader's language."""
    return {
        "side": t("side"),
        "floor": t("floor"),
        "ceiling": t("ceiling"),
        "start": t("start of the flight"),
        "end": t("end of the flight"),
        "gap": t("gap"),
        "activation": t("activation"),
        "deactivation": t("deactivation"),
        "certain": t("certain"),
        "undetermined": t("undetermined"),
        "active": t("active"),
        "inactive": t("inactive"),
        "unknown": t("unknown"),
    }
