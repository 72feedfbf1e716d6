"""What a patient reads: short words, plain SMS, and no promise."""

from __future__ import annotations

import re

import pytest

from actions.knowledge.wording import GSM_7, SMS_LIMIT
from tests.clinical.reading_age import count_syllables, grade

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
    for item in protocol.advice.items.values():
        yield f"{item.id}.caution", item.caution
        yield f"{item.id}.not_fitting", item.not_fitting
        yield from ((f"{item.id}.because", one.because) for one in item.withhold_when)
    for name, wording in wordings_of(protocol):
        yield f"{name}.web", wording.web
        yield f"{name}.sms", wording.sms


def wordings_of(protocol):
    yield from ((item.id, item.text) for item in protocol.advice.items.values())
    yield from protocol.advice.activity_notes.items()
    yield from ((level.value, text.text) for level, text in protocol.dispositions.items())
    yield from protocol.texts.items()
    yield from ((screen.id, screen.intro) for screen in protocol.screens.values())


def test_reading_level(protocol):
    plain = {
        name: re.sub(r"\{\w+\}", "911", QUOTED.sub("this", text))
        for name, text in texts_of(protocol)
    }
    too_hard = {name: text for name, text in plain.items() if grade(text) > HIGHEST_GRADE}
    assert too_hard == {}


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
