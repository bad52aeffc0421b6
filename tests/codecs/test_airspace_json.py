import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.codecs.airspace_json import RecordError, decode_record, encode_record, looks_like_record

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=8), _VALUES, max_size=5))
def test_a_record_comes_back(record):
    assert decode_record(encode_record(record)) == record


@pytest.mark.parametrize(
    "text", ["", "[]", "FL 100", "{", "[" * 100_000, '{"a":' * 1000, '{"a": "' + "x" * 2_000_000 + '"}']
)
def test_what_is_no_record_is_refused(text):
    with pytest.raises(RecordError):
        decode_record(text)


def test_records_are_told_from_limits():
    assert looks_like_record(' {"levels": []}')
    assert not looks_like_record("FL 100")
