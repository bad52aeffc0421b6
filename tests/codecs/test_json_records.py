import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.codecs.json_records import first_record, parse_documents, parse_records
from lagebild.codecs.json_text import JsonError
from lagebild.codecs.opensky_json import looks_like_opensky, parse_opensky

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**60), 2**60), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=5,
)  # fmt: skip
RECORDS = st.lists(st.dictionaries(st.text(max_size=4), VALUES, max_size=4), min_size=1, max_size=5)


@given(RECORDS, st.booleans())
def test_records_are_read_back(records, lines):
    text = "\n".join(map(json.dumps, records)) if lines else json.dumps(records)
    found = parse_records(text.encode())
    assert found.rows == records
    assert found.numbers == list(range(len(records)))
    assert not found.broken
    assert first_record(text) == records[0]


@given(RECORDS, st.sampled_from(["{", "nonsense", "[1, 2]", "7", '{"a":}']), st.integers(0, 5))
def test_a_line_that_is_none_costs_only_itself(records, bad, place):
    lines = [json.dumps(record) for record in records]
    lines.insert(max(1, min(place, len(lines))), bad)
    found = parse_records("\r\n".join(lines).encode())
    assert found.rows == records
    assert [one.text for one in found.broken] == [bad]
    assert sorted([*found.numbers, found.broken[0].record]) == list(range(len(lines)))


@pytest.mark.parametrize("text", ["", "[", "[1, 2]", "7", "[{]", "{", "{\n{", "NaN", "[" * 100_000])
def test_what_holds_no_record(text):
    with pytest.raises(JsonError):
        parse_records(text.encode())


@pytest.mark.parametrize(
    ("text", "record"),
    [("[]", None), ("[ {", None), ('[\n {"a": 1}, {"b', {"a": 1}), ('{"a": 1}\n{"b', {"a": 1}), ("x", None)],
)
def test_the_first_record_of_a_beginning(text, record):
    assert first_record(text) == record


def test_documents_keep_their_places():
    found = parse_documents(b'{"a": NaN}\n\n{"b"\n{"c": Infinity}\n')
    assert found.values == [{"a": None}, {"c": None}]
    assert found.numbers == [0, 2]
    assert [one.record for one in found.broken] == [1]


@pytest.mark.parametrize(
    ("text", "answer"),
    [('{"time": 5, "states": [["a"', True), ('{"states":null,"time":5}', True), ('{"icao24": "a", "path": [[1', True),
     ('{"states": ["open"], "time": 5}', False), ('{"path": [[1, 2]]}', False), ('{"time": "5", "states": []}', False), ("states", False)],
)  # fmt: skip
def test_responses_of_opensky_are_recognised(text, answer):
    assert looks_like_opensky(text) is answer


def test_nothing_of_opensky():
    for text in ("[]", "{}", '{"states": 5, "time": 1}', '[{"path": null}]'):
        with pytest.raises(JsonError, match="neither states nor a path"):
            parse_opensky(text.encode())
    assert parse_opensky(b'{"time": 1, "states": null}').numbers == []
