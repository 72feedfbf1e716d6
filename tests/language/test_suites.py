"""How much of our own sentences is understood; a broken floor lists every miss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.nlu.lexicon_files import read_lexicon
from bot.nlu.suite_scores import suite_shares
from bot.nlu.suites import read_suite
from tests.language.blind_suite import is_near
from tests.language.suite import (
    ROOT,
    alarms,
    entities,
    findings,
    interpreter,
    load,
    red_flag_cases,
)

RECALL_FLOOR = 0.98
ALARM_CEILING = 0.02
DENIAL_FLOOR = 0.97
FACT_FLOOR = 0.97
HEARD_OR_ASKED = {"present", "unsure"}
DURATION_FLOOR = 0.97


def share(missed: list[object], total: int) -> float:
    return 1 - len(missed) / total


def test_a_red_flag_is_heard():
    cases = list(red_flag_cases())
    missed = [(flag, text) for flag, text in cases if "present" not in findings(text).get(flag, ())]
    assert share(missed, len(cases)) >= RECALL_FLOOR, missed


def test_a_red_flag_is_heard_in_the_second_draw():
    cases = load("second_draw.yml")["present"]
    missed = [c for c in cases if "present" not in findings(c["text"]).get(c["finding"], ())]
    assert share(missed, len(cases)) >= RECALL_FLOOR - 0.03, missed


def test_quiet_sentences_raise_no_alarm():
    texts = load("hard_negatives.yml")["texts"]
    false_alarms = [(text, alarms(text)) for text in texts if alarms(text)]
    assert len(false_alarms) / len(texts) <= ALARM_CEILING, false_alarms


def test_quiet_sentences_of_the_second_draw_raise_no_alarm():
    texts = load("second_draw.yml")["quiet"]
    false_alarms = [(text, alarms(text)) for text in texts if alarms(text)]
    assert len(false_alarms) / len(texts) <= ALARM_CEILING, false_alarms


def test_how_a_finding_is_meant():
    cases = [
        (case["text"], finding, assertion)
        for case in load("assertions.yml")["cases"]
        for finding, assertion in case["expected"].items()
    ]
    missed = [case for case in cases if findings(case[0]).get(case[1]) != {case[2]}]
    assert share(missed, len(cases)) >= DENIAL_FLOOR, missed


def test_facts_in_free_text():
    missed, total = [], 0
    for case in load("facts.yml")["cases"]:
        found = entities(case["text"])
        for name, value in case.get("expected", {}).items():
            total += 1
            if value not in [entity.value for entity in found if entity.entity == name]:
                missed.append((case["text"], name, value))
        for name in case.get("none", ()):
            total += 1
            if any(entity.entity == name for entity in found):
                missed.append((case["text"], "no", name))
    assert share(missed, total) >= FACT_FLOOR, missed


def test_durations():
    cases = load("durations.yml")["cases"]
    missed = [case for case in cases if not is_right(case)]
    assert share(missed, len(cases)) >= DURATION_FLOOR, missed


def test_durations_of_every_kind():
    cases = load("duration_kinds.yml")["cases"]
    missed = [case for case in cases if not is_right(case)]
    assert share(missed, len(cases)) >= DURATION_FLOOR, missed


@pytest.mark.parametrize("draw", ["one", "two", "three", "four", "five", "words"])
def test_durations_in_many_voices(draw):
    cases = load("durations_own.yml")[draw]
    missed = [case for case in cases if not is_near(case)]
    assert share(missed, len(cases)) >= DURATION_FLOOR, missed


def is_right(case: dict[str, object]) -> bool:
    found = [e for e in entities(case["text"]) if e.entity == "duration" and e.role is None]
    if case["days"] is None:
        return not found
    low = case.get("low", found[0].details["low"] if found else None)
    return [(e.value, e.details["low"]) for e in found] == [(case["days"], low)]


def test_a_sentence_is_read_on_the_day_on_which_it_was_written(tmp_path):
    """What staff corrected says its own day: "since Monday" is so long ago only then."""
    path = tmp_path / "corrections.yml"
    path.write_text(
        "cases:\n- {text: since monday, days: 4, at: 2026-11-27}\n"
        "- {text: since monday, days: 1}\n- {text: since monday, days: 4}\n"
    )
    (share,) = suite_shares(interpreter(), read_suite(path))
    assert (share.right, share.total) == (2, 3)


def test_choices():
    cases = load("choices.yml")["cases"]
    heard = [[e.value for e in entities(c["text"]) if e.entity == "choice"] for c in cases]
    wanted = [[] if case["choice"] is None else [case["choice"]] for case in cases]
    missed = [(c, h) for c, h, w in zip(cases, heard, wanted, strict=True) if h != w]
    assert not missed


def test_no_finding_is_present_and_absent_in_one_message():
    texts = [case["text"] for case in load("assertions.yml")["cases"]]
    texts += [text for _, text in red_flag_cases()]
    contrary = {"present", "absent"}
    assert not [text for text in texts if any(contrary <= said for said in findings(text).values())]


def test_numbness_between_the_legs_is_not_in_both_legs():
    for text in ("numb between my legs", "tingling between the thighs", "numb between the legs"):
        assert set(findings(text)) == {"saddle_numbness"}, text


def test_every_finding_of_the_lexicon_has_a_sentence():
    entries = read_lexicon(ROOT / "data/lexicon/en").entries
    declared = {entry.value for entry in entries if entry.entity == "finding" and entry.red_flags}
    written = {finding for finding, _ in red_flag_cases()}
    assert declared - written <= {"midline_spine_pain", "cord_symptoms_worsening"}


def test_for_whom_a_message_is_written():
    cases = load("proxies.yml")["cases"]
    heard = [[e.value for e in entities(c["text"]) if e.entity == "proxy"] for c in cases]
    wanted = [[] if case["proxy"] is None else [case["proxy"]] for case in cases]
    assert not [(c, h) for c, h, w in zip(cases, heard, wanted, strict=True) if h != w]


def test_as_what_somebody_is_named():
    names = {"patient": "patient", "perhaps": "open", "likened": "passing", "teller": "passing"}
    wrong = []
    for case in load("persons.yml")["cases"]:
        heard = [e.details["named_as"] for e in entities(case["text"]) if e.entity == "proxy"]
        named = names[heard[0]] if heard else "passing"
        if named != case["named"]:
            wrong.append((case, heard))
    assert not wrong


def test_the_history_of_a_family_is_nobodys_sign_and_turns_to_nobody():
    wrong = []
    for text in load("persons.yml")["families"]:
        said = {e.details["assertion"] for e in entities(text) if e.entity == "finding"}
        turns = [e for e in entities(text) if e.entity in {"proxy", "injury_type"}]
        if said - {"other_person", "past"} or turns:
            wrong.append((text, said, turns))
    assert not wrong


def test_what_is_complained_of_and_asked_beside_the_questions():
    wrong = []
    for case in load("asides.yml")["cases"]:
        (kind,) = case.keys() - {"text"}
        heard = {one.value for one in entities(case["text"]) if one.entity == kind}
        if heard != ({case[kind]} - {None}):
            wrong.append((case, heard))
    assert not wrong


def test_whose_a_sign_is_goes_with_it():
    (fever,) = (e for e in entities("my son has a fever") if e.entity == "finding")
    assert fever.details["said_of"] == "son"


def test_what_an_examiner_found_stays_mended():
    missed = [
        (case["text"], what) for case in load("examiner.yml")["cases"] for what in amiss(case)
    ]
    assert not missed


def amiss(case: dict[str, Any]) -> Iterator[str]:
    """Yield what a case wants and does not get."""
    text = case["text"]
    found, heard = findings(text), entities(text)
    yield from (one for one in case.get("present", ()) if "present" not in found.get(one, ()))
    asked = (one for one in case.get("asked", ()) if not found.get(one, set()) & HEARD_OR_ASKED)
    yield from asked
    quiet = case.get("quiet", ())
    yield from (f"no {one}" for one in quiet if "present" in found.get(one, ()))
    yield from alarms(text) if "alarms" in quiet else ()
    for name, value in case.get("expected", {}).items():
        if value not in [entity.value for entity in heard if entity.entity == name]:
            yield f"{name} {value}"
    names = {entity.entity for entity in heard}
    yield from (f"no {name}" for name in case.get("none", ()) if name in names)
