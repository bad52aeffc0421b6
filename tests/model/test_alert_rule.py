"""Rules as values."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import ValidationError
from lagebild.model.alert_rule import AlertRule, RuleKind


@given(
    kind=st.sampled_from(RuleKind),
    seconds=st.floats(0.1, 1e5),
    undetermined=st.booleans(),
    name=st.text(max_size=200),
)
def test_records_round_trip(kind, seconds, undetermined, name):
    rule = AlertRule(
        id="r1", kind=kind, airspace="EDR 1", seconds=seconds, undetermined=undetermined, name=name, squawks=["7700"]
    )
    assert AlertRule.from_record(json.loads(json.dumps(rule.to_record()))) == rule


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "weapons"}, "a rule's kind is one of airspace, low, .*, not 'weapons'"),
        ({"id": "a b"}, "a rule's id is 1 to 80 characters without blanks and colons, not 'a b'"),
        ({"kind": "airspace"}, "a rule of this kind needs an airspace: airspace"),
        ({"kind": "area_empty"}, "a rule of this kind needs an airspace: area_empty"),
        ({"below": 0}, r"below is a number above 0 \(m\), not 0"),
        ({"seconds": float("nan")}, r"seconds is a number above 0 \(s\), not nan"),
        ({"horizontal": "near"}, r"horizontal is a number above 0 \(m\), not 'near'"),
        ({"squawks": ["7800"]}, "a squawk is four digits from 0 to 7, not '7800'"),
        ({"kind": "squawk", "squawks": []}, "a rule for squawks needs one at least"),
        ({"name": "x" * 201}, "a rule's name and airspace have at most 200 characters"),
    ],
)
def test_what_is_no_rule(changes, sentence):
    with pytest.raises(ValidationError, match=sentence):
        AlertRule(**{"id": "r", "kind": "low", **changes})


def test_records_of_others():
    with pytest.raises(ValidationError, match="a rule has no field 'payload'"):
        AlertRule.from_record({"id": "r", "kind": "low", "payload": 1})
    with pytest.raises(ValidationError, match="a rule needs id and kind"):
        AlertRule.from_record({"kind": "low"})
