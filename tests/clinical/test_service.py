"""The decision as a service: what it answers and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.knowledge.service import BadTriageRequest, TriageRequest, triage_request

DANGER = dict.fromkeys(
    ["RF01", "RF02", "RF03", "RF05", "RF06", "RF08", "RF15", "RF16", "RF17"], "absent"
)
ILLNESS = dict.fromkeys(["RF10", "RF11", "RF12", "RF13", "RF14", "RF21", "RF22", "RF26"], "absent")
CALM = {"pain_duration": 5, "pain_severity": 3, "danger_signs": DANGER, "illness_signs": ILLNESS}
CONTRACT = {
    "disposition", "within_hours", "rule_id", "reasons", "advice", "advice_withheld", "not_asked",
    "protocol_version",
}  # fmt: skip


def ask(protocol, slots=None, findings=()):
    return triage_request({"slots": slots or {}, "findings": list(findings)}, protocol)


@pytest.mark.parametrize(
    ("slots", "findings", "rule", "disposition"),
    [
        ({}, [], "D16", "same_day"),
        (CALM, [], "D40", "routine"),
        (CALM, [{"id": "fever", "assertion": "present"}], "D11", "same_day"),
        (CALM | {"danger_signs": DANGER | {"RF06": "present"}}, [], "D10", "same_day"),
        (CALM | {"danger_signs": DANGER | {"RF02": "unsure"}}, [], "D16", "same_day"),
        (CALM, [{"id": "RF01", "assertion": "present", "new": False}], "D22", "clinic"),
        (CALM, [{"id": "RF01", "assertion": "present", "new": True}], "D02", "emergency"),
        (CALM | {"danger_signs": DANGER | {"RF01": "present"}},
         [{"id": "RF01", "assertion": "present", "new": False}], "D22", "clinic"),
        (CALM | {"red_flags": ["RF33"]}, [], "D00", "crisis"),
        (CALM | {"pain_duration": 42.2}, [], "D23", "clinic"),
        (CALM | {"age": None, "activity": "driving"}, [], "D40", "routine"),
        (CALM | {"declined": ["age"], "rule_id": "D01"}, [], "D40", "routine"),
    ],
)  # fmt: skip
def test_answer(protocol, slots, findings, rule, disposition):
    answer = ask(protocol, slots, findings)
    assert (answer["rule_id"], answer["disposition"]) == (rule, disposition)
    assert answer.keys() >= CONTRACT
    assert answer["protocol_version"] == protocol.version
    assert answer["reasons"][0]["because"]


@pytest.mark.parametrize("assertion", ["past", "other_person", "hypothetical"])
def test_what_is_not_about_now_teaches_nothing(protocol, assertion):
    told = [{"id": "bladder_trouble", "assertion": assertion}]
    assert ask(protocol, CALM, told) == ask(protocol, CALM)


def test_the_more_cautious_of_two_answers_counts(protocol):
    slots = CALM | {"danger_signs": DANGER | {"RF02": "present"}}
    assert ask(protocol, slots, [{"id": "RF02", "assertion": "absent"}])["rule_id"] == "D02"


def test_texts_are_filled(protocol):
    body = {"findings": [{"id": "RF33", "assertion": "present"}]}
    answer = triage_request(body, protocol, texts={"crisis_number": "988"})
    assert "988" in answer["reasons"][0]["do_now"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ([], "body"),
        ("x", "body"),
        (None, "body"),
        ({"slot": {}}, "slot"),
        ({"slots": []}, "slots"),
        ({"slots": {"agee": 4}}, "Did you mean age?"),
        ({"slots": {"age": 150}}, "age: 150 is outside of 0 to 120 years"),
        ({"slots": {"pain_duration": -3}}, "pain_duration: -3 is outside"),
        ({"slots": {"pain_severity": 11}}, "pain_severity: 11 is outside"),
        ({"slots": {"pain_severity": True}}, "no number"),
        ({"slots": {"pain_severity": "5"}}, "no number"),
        ({"slots": {"pain_severity": float("nan")}}, "no number"),
        ({"slots": {"injury_type": "sprian"}}, "injury_type"),
        ({"slots": {"injury_type": ["sprain"]}}, "injury_type"),
        ({"slots": {"danger_signs": ["RF01"]}}, "danger_signs"),
        ({"slots": {"danger_signs": {"RF99": "present"}}}, "RF99"),
        ({"slots": {"danger_signs": {"RF01": "maybe"}}}, "danger_signs RF01"),
        ({"slots": {"red_flags": "RF01"}}, "expected a list"),
        ({"slots": {"declined": [1]}}, "list of words"),
        ({"findings": {}}, "findings"),
        ({"findings": [{"id": "bladder", "assertion": "present"}]}, "Did you mean bladder_trouble"),
        ({"findings": [{"id": "RF02"}]}, "assertion"),
        ({"findings": [{"id": "RF02", "assertion": "yes"}]}, "assertion"),
        ({"findings": [{"id": "RF02", "assertion": "present", "new": "no"}]}, "new"),
        ({"findings": [{"id": "RF02", "assertion": "present", "hue": 1}]}, "hue"),
    ],
)
def test_refused_with_a_reason(protocol, body, says):
    with pytest.raises(BadTriageRequest) as refused:
        triage_request(body, protocol)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
WORDS = st.sampled_from(
    ["age", "pain_duration", "danger_signs", "red_flags", "injury_type", "activity"]
)


@given(slots=st.dictionaries(WORDS, JSON, max_size=3), rest=JSON)
def test_any_json_is_answered_or_refused(protocol, slots, rest):
    for body in ({"slots": slots}, {"slots": slots, "findings": rest}, rest):
        try:
            outcome = triage_request(body, protocol)["rule_id"]
        except BadTriageRequest as refused:
            outcome = str(refused)
        assert outcome


def test_the_request_describes_itself():
    schema = TriageRequest.model_json_schema()
    assert set(schema["properties"]) == {"slots", "findings"}
