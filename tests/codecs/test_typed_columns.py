import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.codecs.typed_columns import column_from_texts, column_kind, moments, plain_decimal, texts_of
from lagebild.codecs.xml_text import attribute, escaped, is_plain_name, legal, root_name


@given(st.lists(st.floats(width=32), max_size=20))
def test_single_precision_reads_back_equal(values):
    column = pd.Series(np.array(values, dtype=np.float32))
    again = column_from_texts(texts_of(column), column_kind(column))
    assert again.values.dtype == np.float32
    assert not again.bad.any()
    np.testing.assert_array_equal(again.values.to_numpy(), column.to_numpy())


def test_single_precision_is_written_short():
    assert texts_of(pd.Series([0.1, np.nan], dtype="float32")) == ["0.1", None]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_decimals_have_no_exponent(value):
    text = plain_decimal(value)
    assert "e" not in text
    assert float(text) == value


def test_moments_have_the_digits_they_need():
    times = pd.Series(
        pd.to_datetime(
            ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123456789Z", "2026-01-01T00:00:10.5Z"], format="ISO8601"
        )
    )
    assert moments(times) == ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123456789Z", "2026-01-01T00:00:10.5Z"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [("float64", "1_0"), ("float32", "x"), ("int8", "128"), ("uint8", "-1"), ("Int64", "9" * 400), ("bool", "yes"),
     ("datetime64[ns, UTC]", "9999-01-01T00:00:00Z"), ("datetime64[ns, UTC]", "soon")],
)  # fmt: skip
def test_what_is_no_value_is_missing_and_told(kind, text):
    column = column_from_texts([text, None], kind)
    assert column.bad.tolist() == [True, False]
    assert column.values.isna().all()


def test_unknown_kinds_are_texts():
    assert column_from_texts(["1", None], "object; drop").values.tolist()[0] == "1"
    assert column_kind(pd.Series([(1, 2)])) == "str"


def test_texts_of_xml():
    assert escaped("<a>&\r") == "&lt;a&gt;&amp;&#13;"
    assert attribute('"\n\t') == "&quot;&#10;&#9;"
    assert legal("a\x00\ud800\ufffeb\U0001f600") == "a\ufffd\ufffd\ufffdb\U0001f600"
    assert is_plain_name("altitude_amsl")
    assert not any(map(is_plain_name, ("", "1a", "a b", "xmlns", "a:b", "é", "a\n")))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<gpx>", "gpx"), ("<a:gpx x=''>", "gpx"), ("<?xml version='1.0'?>\n<!-- <kml> -->\n<kml/>", "kml"),
        ("<!DOCTYPE kml [<!ENTITY a '>'>]><kml>", "kml"), ("<!DOCTYPE kml SYSTEM 'x'><kml>", "kml"), ("", ""),
        ("<!-- ", ""), ("gpx", ""), ("<gpx", ""), ("< gpx>", ""), ("<!", ""), ("<?", ""), ("<!-->" * 3000, ""),
    ],
)  # fmt: skip
def test_the_name_of_the_root(text, name):
    assert root_name(text) == name
