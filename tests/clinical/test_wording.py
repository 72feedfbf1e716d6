"""What a patient reads: short words, plain SMS, and no promise."""

from __future__ import annotations

import re

import pytest

from actions.knowledge.wording import GSM_7, SMS_LIMIT
from bot.assistant import yaml_text
from tests.clinical.conftest import ROOT
from tests.clinical.reading_age import count_syllables, too_hard

HIGHEST_GRADE = 7
# The words to say at the emergency room are for the doctors there.
QUOTED = re.compile(r'"[^"]*"')
LONGEST_VALUE = "1-800-222-1222"


def texts_of(protocol):
    for rule in protocol.rules:
        for number, case in enumerate(rule.cases):
            yield f"{rule.id}.{number}", case.because
            yield f"{rule.id}.{number}.do_now", case.do_now or "Go now."
    for flag in protocol.red_flags.values():
        yield f"{flag.id}.ask", flag.ask
        yield f"{flag.id}.ask_again", flag.ask_again
        yield f"{flag.id}.short", flag.short
        yield f"{flag.id}.acknowledge", flag.acknowledge
        yield f"{flag.id}.ask_if_new", flag.ask_if_new or "Is it new?"
    yield from words_of(protocol)
    for item in protocol.advice.items.values():
        yield f"{item.id}.caution", item.caution
        yield f"{item.id}.not_fitting", item.not_fitting
        yield from ((f"{item.id}.because", one.because) for one in item.withhold_when)
    for name, wording in wordings_of(protocol):
        yield f"{name}.web", wording.web
        yield f"{name}.sms", wording.sms


def words_of(protocol):
    """Yield what is read back or said in passing."""
    for plan in protocol.advice.plans.values():
        yield f"{plan.injury_type}.because", plan.because
        yield from ((f"{plan.injury_type}.{code}", note) for code, note in plan.notes.items())
    for one in protocol.findings.values():
        yield f"{one.id}.words", one.words
    for fact in protocol.facts.values():
        yield f"{fact.id}.label", fact.label
        yield from ((f"{fact.id}.{value}", label) for value, label in fact.values.items())


def wordings_of(protocol):
    yield from ((item.id, item.text) for item in protocol.advice.items.values())
    yield from protocol.advice.activity_notes.items()
    yield from ((level.value, text.text) for level, text in protocol.dispositions.items())
    yield from protocol.texts.items()
    yield from ((screen.id, screen.intro) for screen in protocol.screens.values())


def plain(text):
    return re.sub(r"\{\w+\}", "911", QUOTED.sub("this", text))


def english(variations):
    """Yield the variations of a response that are said to whoever writes English."""
    yield from (one for one in variations if not one.get("condition"))


def said_by_the_domain():
    responses = yaml_text.read(ROOT / "domain.yml")["responses"]
    for name, variations in responses.items():
        for number, one in enumerate(english(variations)):
            yield f"{name}.{number}", one.get("text") or ""
            for button in one.get("buttons") or ():
                yield f"{name}.{number} {button['title']}", button["title"]


def answered_by_the_clinic():
    answers = yaml_text.read(ROOT / "data" / "clinic.yml")["answers"]
    yield from answers.items()


def test_reading_level_of_the_protocol(protocol):
    texts = {name: plain(text) for name, text in texts_of(protocol)}
    assert too_hard(texts, HIGHEST_GRADE) == {}


@pytest.mark.parametrize("said", [said_by_the_domain, answered_by_the_clinic])
def test_reading_level_of_what_else_is_said(said):
    texts = {name: plain(text) for name, text in said() if text}
    assert len(texts) >= 3
    assert too_hard(texts, HIGHEST_GRADE) == {}


def test_the_measure_finds_hard_passages_and_hard_short_texts():
    hard = (
        "Individuals experiencing persistent lumbar discomfort should immediately consult an "
        "appropriately qualified medical practitioner on the further management of all of it."
    )
    assert too_hard({"passage": hard}, HIGHEST_GRADE)["passage"] > 12
    assert too_hard({"word": "See a rheumatologist."}, HIGHEST_GRADE)["word"] == "rheumatologist"
    together = {str(number): "Specific symptoms warrant attention." for number in range(20)}
    assert too_hard(together, HIGHEST_GRADE)["all short texts"] > HIGHEST_GRADE
    assert too_hard({"easy": "Go to the nearest emergency room now."}, HIGHEST_GRADE) == {}


def test_a_remark_by_injury_fits_behind_its_advice(protocol):
    for plan in protocol.advice.plans.values():
        for code, note in plan.notes.items():
            said = f"{protocol.advice.items[code].text.sms} {note}"
            assert len(said) <= SMS_LIMIT, (plan.injury_type, code)
            assert set(said) <= GSM_7, (plan.injury_type, code)


def test_sms_fits(protocol):
    for name, wording in wordings_of(protocol):
        text = re.sub(r"\{\w+\}", LONGEST_VALUE, wording.sms)
        assert set(text) <= GSM_7, name
        assert len(text) <= SMS_LIMIT, name
        assert text.endswith((".", "?")), name


def test_an_emergency_says_so_first(protocol):
    assert protocol.dispositions["emergency"].text.sms.startswith("EMERGENCY: call {emergency_n")
    assert "{crisis_number}" in protocol.dispositions["crisis"].text.sms[:40]
    both = protocol.texts["crisis_and_emergency"]
    for text in (both.web, both.sms):
        assert "{emergency_number}" in text
        assert "{crisis_number}" in text


def test_nobody_is_sent_by_car_where_nobody_should_ride(protocol):
    for case in (case for rule in protocol.rules for case in rule.cases):
        assert ("not ride" in (case.do_now or "")) is case.no_ride, case.because
    alone = protocol.texts["emergency_no_ride"]
    for text in (alone.web, alone.sms):
        assert "{emergency_number}" in text
        assert "take you" not in text


@pytest.mark.parametrize(
    "sign", ["between", "pee", "bowel", "both legs", "gives way", "fever", "chest"]
)
def test_safety_net_names_every_return_sign(protocol, sign):
    net = protocol.texts["safety_net"]
    assert sign in net.web
    assert sign in net.sms


def test_no_drug_is_advised_and_nothing_is_promised(protocol):
    named = re.compile(r"ibuprofen|tylenol|acetaminophen|aspirin|opioid|cure|guarantee", re.I)
    for name, wording in wordings_of(protocol):
        assert not named.search(wording.web + wording.sms), name
    assert "No one can promise" in protocol.advice.items["A11"].text.web


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("pain", 1), ("emergency", 4), ("numb", 1), ("able", 2), ("walked", 1), ("treated", 2)],
)
def test_syllables(word, syllables):
    assert count_syllables(word) == syllables
