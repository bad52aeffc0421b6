from datetime import datetime, timedelta, timezone
from typing import Any

import pandas as pd
import panel as pn
import pytest

import lagebild as lb
from lagebild.views.lagemap import LageMap
from tests.builders import make_picture

FIVE_PAST = pd.Timestamp("2026-05-12T08:05Z")


@pytest.fixture
def shown() -> LageMap:
    return make_picture().map()


@pytest.mark.parametrize(
    "moment",
    [
        "2026-05-12T08:05:00Z",
        "2026-05-12T10:05:00+02:00",
        datetime(2026, 5, 12, 10, 5, tzinfo=timezone(timedelta(hours=2))),
        FIVE_PAST,
    ],
)
def test_time_is_a_moment_in_utc_whatever_it_is_set_by(shown: LageMap, moment: Any) -> None:
    shown.time = moment
    assert shown.time == FIVE_PAST
    assert str(shown.time.tz) == "UTC"
    assert shown.time_ms == FIVE_PAST.timestamp() * 1000


def test_what_the_browser_changes_is_heard(shown: LageMap) -> None:
    heard: list[str] = []
    shown.param.watch(lambda event: heard.append(event.name), ["time", "camera"])
    bound = pn.bind(lambda moment: f"{moment:%H:%M}", shown.param.time)
    shown.time_ms = FIVE_PAST.timestamp() * 1000
    shown.view_state = {"longitude": 10.0, "latitude": 46.5, "zoom": 8.0, "bearing": 0.0, "pitch": 0.0}
    assert heard == ["time", "camera"]
    assert bound() == "08:05"
    assert shown.camera["zoom"] == 8.0


def test_a_moment_finer_than_the_browsers_stays_fine(shown: LageMap) -> None:
    fine = FIVE_PAST + pd.Timedelta(nanoseconds=123_456)
    shown.time = fine
    assert shown.time == fine


def test_the_camera_is_set_in_part(shown: LageMap) -> None:
    shown.camera = {"longitude": 10.0, "latitude": 46.5, "zoom": 8.0}
    shown.camera = {"zoom": 9}
    assert shown.camera == shown.view_state == {"longitude": 10.0, "latitude": 46.5, "zoom": 9.0}


def test_a_picture_without_flights_has_no_time() -> None:
    shown = lb.Picture("Leer").map()
    assert shown.time is None
    with pytest.raises(lb.LagebildError, match="without flights has no time"):
        shown.time = FIVE_PAST


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2026-05-12T08:05:00", "needs its zone"),
        (datetime(2026, 5, 12), "needs its zone"),  # noqa: DTZ001
        ("morning", "a moment is a time such as '2026-05-12T08:00Z', not 'morning'"),
        (1778572920000, "not 1778572920000"),
        (None, "not None"),
        (pd.NaT, "not NaT"),
        ("2026-05-13T08:05Z", "runs from 2026-05-12T08:00:00Z to 2026-05-12T08:10:10Z"),
    ],
)
def test_unclear_moments_are_refused(shown: LageMap, moment: Any, sentence: str) -> None:
    before = shown.time
    with pytest.raises(lb.LagebildError, match=sentence):
        shown.time = moment
    assert shown.time == before


@pytest.mark.parametrize(
    ("camera", "sentence"),
    [
        ({"zoom": "far"}, "zoom is a number, not 'far'"),
        ({"zoom": float("nan")}, "zoom is a number, not nan"),
        ({"latitude": 91}, "latitude lies within -90 and 90, not at 91"),
        ({"height": 1}, "no 'height'"),
        (None, "not None"),
    ],
)
def test_unclear_cameras_are_refused(shown: LageMap, camera: Any, sentence: str) -> None:
    with pytest.raises(lb.LagebildError, match=sentence):
        shown.camera = camera
    assert shown.camera == {}


def test_the_browser_is_not_sent_what_is_pythons(shown: LageMap) -> None:
    sent = set(shown.get_root().data.properties())
    assert {"time_ms", "view_state", "picked", "focus"} <= sent
    assert sent.isdisjoint({"time", "camera", "selection"})
