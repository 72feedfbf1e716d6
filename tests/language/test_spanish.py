"""The smallest Spanish set is understood, and says that it is Spanish."""

from __future__ import annotations

from tests.language.suite import alarms, entities, findings, load

CASES = load("spanish.yml")


def test_a_red_flag_is_heard_in_spanish():
    missed = [
        (c["text"], findings(c["text"]))
        for c in CASES["present"]
        if "present" not in findings(c["text"]).get(c["finding"], ())
    ]
    assert not missed


def test_a_denial_is_understood_in_spanish():
    wrong = [
        (c["text"], findings(c["text"]))
        for c in CASES["absent"]
        if findings(c["text"]).get(c["finding"]) != {"absent"}
    ]
    assert not wrong


def test_quiet_spanish_stays_quiet():
    assert not [(text, alarms(text)) for text in CASES["quiet"] if alarms(text)]


def test_what_is_found_in_spanish_says_so():
    for case in CASES["present"]:
        found = [e for e in entities(case["text"]) if e.value == case["finding"]]
        assert {entity.details.get("language") for entity in found} == {"es"}, case["text"]
