"""The timeline: bars as long as dates are exact, in rows that do not overlap; filters hold for map and bars alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lagebild as lb
from lagebild.errors import ValidationError
from lagebild.views.formats import Formats
from lagebild.views.timeline_figure import timeline_figure
from lagebild.views.timeline_rows import timeline_rows
from lagebild.views.timeline_view import TimelineView
from tests.builders import make_picture
from tests.dossiers import START, many_reports, report, small_dossier
from tests.views.test_coverage_view import press


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def test_a_bar_is_as_long_as_its_date_is_exact() -> None:
    table = timeline_rows(small_dossier().reports, one_each=True)
    names = small_dossier().reports["id"].tolist()
    planned, month, before, since, undated = (table.iloc[names.index(one)] for one in ("r1", "r2", "r3", "r4", "r5"))
    first, last = table.attrs["span"]
    assert (planned["start"], planned["end"]) == (day("2024-01-01"), day("2025-01-01"))
    assert (planned["left"], planned["right"]) == (planned["start"], planned["end"])
    assert (month["start"], month["end"]) == (day("2023-11-01"), day("2023-12-01"))
    assert (before["start"], before["end"], before["open_left"]) == (first, day("2020-01-01"), True)
    assert (since["start"], since["end"], since["open_right"]) == (day("1996-01-01"), last, True)
    assert not undated["dated"]
    assert undated["row"] == table["row"].max(), "undated ones come last"
    middle = month["start"] + (month["end"] - month["start"]) / 2
    assert month["left"] + (month["right"] - month["left"]) / 2 == middle, "what is short grows about its middle"
    assert month["right"] - month["left"] >= (last - first) * 0.0119


@given(
    st.lists(
        st.tuples(st.integers(1990, 2025), st.integers(0, 12), st.sampled_from(["day", "before", "since"])), max_size=40
    )
)
def test_bars_of_one_row_never_overlap(dates: list[tuple[int, int, str]]) -> None:
    reports = [
        report(
            f"r{number}",
            date=lb.ReportDate(f"{year}-{month:02d}" if month else f"{year}", None if kind == "day" else kind),
        )  # type: ignore[arg-type]
        for number, (year, month, kind) in enumerate(dates)
    ]
    frame = lb.Dossier.of(reports).reports
    table = timeline_rows(frame, one_each=False)
    for _, row in table.groupby("row"):
        ordered = row.sort_values("left")
        assert (ordered["left"].to_numpy()[1:] >= ordered["right"].to_numpy()[:-1]).all()
    assert table["row"].max() < max(len(dates), 1) if len(dates) else True
    apart = timeline_rows(frame, one_each=True)
    assert sorted(apart["row"]) == list(range(len(dates)))


def test_the_figure_draws_every_report_and_who_contradicts_whom() -> None:
    dossier = small_dossier()
    drawn = timeline_figure(
        dossier,
        dossier.reports,
        Formats(language="de"),
        flights=pd.Series([3, 1, 0], index=[day("2026-05-12"), day("2026-05-12T12:00"), day("2026-05-13")]),
    )
    data = drawn.bars.data
    assert data["id"] == ["r1", "r2", "r3", "r4", "r5"]
    assert data["standing"][0] == "umstritten"
    assert data["label"][0] == "C4  Titel r1"
    assert data["hatch"][0] == "right_diagonal_line", "a plan"
    assert data["dash"][:4] == [[6, 3], [2, 2], [6, 3], []], "by reliability, without colour"
    assert [item.label.value for item in drawn.figure.legend[0].items] == ["widerspricht", "bestätigt"]
    english = timeline_figure(dossier, dossier.reports, Formats(language="en"), theme="dark")
    assert english.bars.data["title"][0] == "Title r1"
    assert timeline_figure(dossier, dossier.reports.iloc[:0], Formats()).bars.data["id"] == []


def test_many_reports_share_rows_and_some_are_left_out() -> None:
    dossier = many_reports(4000)
    drawn = timeline_figure(dossier, dossier.reports, Formats())
    assert len(drawn.bars.data["id"]) == 3000
    assert drawn.left_out == 1000
    assert max(drawn.bars.data["row"]) < 1000


def view(**options: Any) -> TimelineView:
    picture = lb.Picture("Dossier", tracks=make_picture().tracks, dossier=small_dossier())
    return lb.timeline_view(picture.map(**options))


def ids(shown: TimelineView) -> list[str]:
    assert shown.drawn is not None
    return list(shown.drawn.bars.data["id"])


def test_filters_hold_for_bars_and_map() -> None:
    shown = view()
    assert shown.map.shown_reports is None
    shown.filters.topics.value = ["production"]
    assert ids(shown) == shown.map.shown_reports == ["r1"]
    assert "1 von 5 Meldungen" in str(shown.said.object)
    shown.filters.topics.value = []
    shown.filters.reliability.value = "B"
    assert ids(shown) == ["r4"], "A1; r2 was graded F6 when it was corrected"
    shown.filters.reliability.value = "F"
    shown.filters.text.value = "WERK titel"
    assert ids(shown) == ["r1", "r2"]
    shown.filters.text.value = ""
    assert shown.map.shown_reports is None


def test_what_was_known_on_a_day_is_replayed() -> None:
    shown = view()
    moment = START + timedelta(days=1)
    shown.filters.moment.value = moment
    assert ids(shown) == shown.map.shown_reports == ["r1", "r2"]
    assert shown.known == small_dossier().as_of(moment)
    assert shown.banner.visible
    assert "Kenntnisstand vom 09.01.2024 09:00:00 UTC" in str(shown.banner.object)
    assert shown.drawn is not None
    assert shown.drawn.bars.data["label"][1].endswith("Titel r2"), "before it was corrected"
    press(shown.filters.now)
    assert not shown.banner.visible
    assert shown.map.shown_reports is None


def test_bars_and_map_select_each_other() -> None:
    shown = view()
    assert shown.drawn is not None
    shown.drawn.bars.selected.indices = [2]
    assert list(shown.map.selection["id"]) == ["r3"]
    assert "&lt;img src=x" in str(shown.told.object), "escaped"
    shown.map.picked = [{"kind": "report", "layer": "dossier", "index": 0}]
    assert shown.drawn.bars.selected.indices == [0]
    assert "widersprochen von" in str(shown.told.object)
    shown.drawn.bars.selected.indices = [3]
    assert "Titel r4" in str(shown.told.object), "it has no place, and is told about here"
    assert list(shown.map.selection["id"]) == ["r1"]


def test_the_table_says_the_same() -> None:
    shown = view(language="en")
    shown.switch.value = "table"
    table = shown._place[0].value
    assert list(table.columns) == ["Title", "Date", "Grade", "Source", "Standing", "Place"]
    assert table["Title"].iloc[0] == "Title r1"
    assert table["Date"].tolist() == ["2024, planned", "11/2023", "until 2019", "since 1996 – 1999", "undated"]
    shown._place[0].selection = [0]
    assert list(shown.map.selection["id"]) == ["r1"]


def test_it_follows_the_language_and_another_dossier() -> None:
    shown = view()
    shown.map.language = "en"
    assert shown.filters.topics.name == "Topics"
    assert "Production" in shown.filters.topics.options
    assert "5 of 5 reports" in str(shown.said.object)


def test_it_needs_a_dossier() -> None:
    with pytest.raises(ValidationError, match="needs the picture's dossier"):
        lb.timeline_view(lb.Picture("leer").map())
    with pytest.raises(ValidationError, match=r"made by picture\.map\(\), not int"):
        lb.timeline_view(5)  # type: ignore[arg-type]


def test_rows_are_made_without_a_date_too() -> None:
    table = timeline_rows(lb.Dossier.of([report("a"), report("b")]).reports, one_each=False)
    assert table["row"].tolist() == [0, 1]
    assert not table["dated"].any()
    assert np.isfinite((table.attrs["span"][1] - table.attrs["span"][0]).total_seconds())


def test_the_view_scrolls_to_what_is_selected_and_zooms_to_the_flights() -> None:
    view = lb.timeline_view(lb.Picture("Lage", tracks=make_picture().tracks, dossier=small_dossier()).map())
    assert view.drawn is not None
    view.map.show_report("r3")
    row = view.drawn.bars.data["row"][view.drawn.bars.data["id"].index("r3")]
    assert view._place.scroll_position == max(0, view.drawn.top_of("r3") - 90)
    assert view.drawn.top_of("r3") == 46 + 21 * row
    assert view.drawn.top_of("nobody") is None
    press(view.zoom)
    first, last = (moment.tz_localize(None) for moment in make_picture().time_range or ())
    shown = view.drawn.figure.x_range
    assert shown.start < first < last < shown.end
    assert shown.end - shown.start <= 2 * (last - first) + pd.Timedelta(hours=2)
