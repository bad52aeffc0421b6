"""The catalogue of types: published values side by side."""

from __future__ import annotations

import math

import pytest

import lagebild as lb
from lagebild.errors import ValidationError
from lagebild.model.dossier_report import Source
from lagebild.model.platforms import PlatformField, Qualifier

SOURCE = Source(name="hartpunkt.de")


def value(name: str, number: float | None = None, unit: str = "", **rest: object) -> lb.PlatformValue:
    return lb.PlatformValue(field=name, value=number, unit=unit, source=SOURCE, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "number", "unit", "si"),
    [
        ("endurance", 27.0, "h", 97_200.0),
        ("max_speed", 220.0, "km/h", 61.111),
        ("cruise_speed", 75.0, "kt", 38.583),
        ("ceiling", 30_000.0, "ft", 9144.0),
        ("ceiling", 5_300.0, "m", 5300.0),
        ("link_range", 90.0, "mi", 144_840.96),
        ("link_range", 150.0, "km", 150_000.0),
        ("mtow", 650.0, "kg", 650.0),
    ],
)
def test_units_of_sources_become_si(field: str, number: float, unit: str, si: float) -> None:
    assert value(field, number, unit).si == pytest.approx((si, si), rel=1e-5)


def test_each_field_has_a_row_also_where_nothing_was_found() -> None:
    types = lb.Platforms.of([
        lb.Platform(key="a", name="A", values=(
            value("endurance", 16.0, "h"), value("endurance", 18.0, "h", qualifier="about", variant="B"),
            value("mtow", 16.5, "kg", value_high=18.0), value("holdings", text="drei bestellt"),
        )),
    ])  # fmt: skip
    frame = types.frame
    assert list(frame.columns[:6]) == ["platform", "field", "value", "unit", "variant", "source"]
    assert set(frame["field"]) == {str(one) for one in PlatformField}
    assert list(frame.loc[frame["field"] == "endurance", "value"]) == [16.0, 18.0]
    assert list(frame.loc[frame["field"] == "endurance", "qualifier"]) == ["stated", "about"]
    mtow = frame[frame["field"] == "mtow"].iloc[0]
    assert (mtow["value_si"], mtow["value_high_si"], mtow["unit_si"]) == (16.5, 18.0, "kg")
    missing = frame[frame["field"] == "ceiling"].iloc[0]
    assert not missing["found"]
    assert math.isnan(missing["value"])
    assert missing["source"] == ""
    assert frame.loc[frame["field"] == "holdings", "text"].iloc[0] == "drei bestellt"


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda: value("endurance", 5.0, "km"), "endurance is not measured in “km”"),
        (lambda: value("ceiling", -5.0, "m"), "ceiling is a positive number, not -5.0"),
        (lambda: value("ceiling", math.nan, "m"), "positive number"),
        (lambda: value("ceiling"), "a value of ceiling has a number or a text"),
        (lambda: value("mtow", 18.0, "kg", value_high=16.0), "ends below its beginning"),
        (lambda: value("payload", 5.0, "kg"), "a value's field is one of endurance"),
        (lambda: value("mtow", 5.0, "kg", qualifier="surely"), "a value's qualifier is one of"),
        (lambda: lb.Platform(key="", name="x"), "needs a key and a name"),
        (lambda: lb.Platforms.of([lb.Platform(key="a", name="A")] * 2), "two types have the key “a”"),
        (lambda: lb.Platforms.of([lb.Platform(key="a", name="A")]).of_key("b"), "has no type “b”; it has a"),
        (lambda: Source(name="x", link="javascript:alert(1)"), "begins with https:// or http://"),
    ],
)
def test_what_is_wrong_is_said(made: object, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        made()  # type: ignore[operator]
    assert sentence in str(refused.value)


def test_weapons_and_payloads_have_no_field() -> None:
    names = {str(one) for one in PlatformField}
    assert names == {"endurance", "cruise_speed", "max_speed", "ceiling", "link_range", "wingspan", "mtow", "holdings"}
    assert Qualifier("record") is Qualifier.RECORD
