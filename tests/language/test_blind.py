"""How much of what blind authors wrote is understood; a broken floor lists every miss.

Each floor lies at most one point below what was reached; docs/evaluation.md lists the misses.
"""

from __future__ import annotations

import pytest

from tests.language.blind_suite import (
    false_alarms,
    false_durations,
    misread_durations,
    misread_signs,
    missed_facts,
    missed_signs,
    unasked_signs,
)

RECALL = {
    "a": 0.995,
    "b": 0.995,
    "c": 0.985,
    "d": 0.995,
    "e": 0.98,
    "f": 0.995,
    "g": 0.985,
    "h": 0.995,
    "i": 0.995,
    "j": 0.995,
    "k": 0.985,
    "l": 0.975,
    "p": 0.99,
    "q": 0.995,
}
# A sign that is not heard is at least asked about.
ASKED = {
    "a": 0.995,
    "b": 0.995,
    "c": 0.995,
    "d": 0.995,
    "e": 0.985,
    "f": 0.995,
    "g": 0.99,
    "h": 0.995,
    "i": 0.995,
    "j": 0.995,
    "k": 0.995,
    "l": 0.985,
    "p": 0.995,
    "q": 0.995,
}
MEANT = {
    "a": 0.925,
    "b": 0.915,
    "c": 0.79,
    "d": 0.875,
    "e": 0.86,
    "f": 0.77,
    "g": 0.805,
    "h": 0.85,
    "i": 0.805,
    "j": 0.845,
    "k": 0.785,
    "l": 0.835,
    "p": 0.83,
    "q": 0.82,
}
DENIALS = {
    "a": 0.965,
    "b": 0.97,
    "c": 0.915,
    "d": 0.985,
    "e": 0.965,
    "f": 0.945,
    "g": 0.885,
    "h": 0.985,
    "i": 0.95,
    "j": 0.97,
    "k": 0.885,
    "l": 0.955,
    "p": 0.965,
    "q": 0.95,
}
ALARMS = {
    "a": 0.01,
    "b": 0.01,
    "c": 0.045,
    "d": 0.025,
    "e": 0.025,
    "f": 0.02,
    "g": 0.03,
    "h": 0.01,
    "i": 0.025,
    "j": 0.01,
    "k": 0.07,
    "l": 0.035,
    "p": 0.025,
    "q": 0.015,
}
DURATIONS = {
    "a": 0.99,
    "b": 0.99,
    "d": 0.995,
    "e": 0.995,
    "f": 0.995,
    "g": 0.995,
    "h": 0.93,
    "i": 0.955,
    "j": 0.975,
    "k": 0.865,
    "l": 0.91,
    "m": 0.95,
    "n": 0.87,
    "p": 0.95,
    "q": 0.92,
}
MADE_UP = {
    "a": 0,
    "b": 0,
    "d": 0,
    "e": 0,
    "f": 0,
    "g": 0,
    "h": 1,
    "i": 0,
    "j": 0,
    "k": 2,
    "l": 1,
    "m": 3,
    "n": 7,
    "p": 1,
    "q": 3,
}
FACTS = {
    "a": 0.975,
    "b": 0.975,
    "d": 0.965,
    "e": 0.96,
    "f": 0.895,
    "g": 0.92,
    "h": 0.945,
    "i": 0.97,
    "j": 0.945,
    "k": 0.86,
    "l": 0.95,
    "p": 0.94,
    "q": 0.92,
}
DRAWS = pytest.mark.parametrize("draw", list(DURATIONS))
DRAWS_OF_FACTS = pytest.mark.parametrize("draw", list(FACTS))
DRAWS_OF_SIGNS = pytest.mark.parametrize("draw", list(RECALL))


@DRAWS_OF_SIGNS
def test_a_sign_is_heard(draw):
    missed, total = missed_signs(draw)
    assert 1 - len(missed) / total >= RECALL[draw], missed


@DRAWS_OF_SIGNS
def test_a_sign_that_is_not_heard_is_asked_about(draw):
    missed, total = unasked_signs(draw)
    assert 1 - len(missed) / total >= ASKED[draw], missed


@DRAWS_OF_SIGNS
def test_a_sign_is_understood_as_it_is_meant(draw):
    missed, total = misread_signs(draw)
    assert 1 - len(missed) / total >= MEANT[draw], missed


@DRAWS_OF_SIGNS
def test_a_denial_is_understood(draw):
    missed, total = misread_signs(draw, "absent")
    assert 1 - len(missed) / total >= DENIALS[draw], missed


@DRAWS_OF_SIGNS
def test_quiet_messages_stay_quiet(draw):
    alarming, total = false_alarms(draw)
    assert len(alarming) / total <= ALARMS[draw], alarming


@DRAWS
def test_a_length_of_time_is_understood(draw):
    missed, total = misread_durations(draw)
    assert 1 - len(missed) / total >= DURATIONS[draw], missed


@DRAWS
def test_no_length_of_time_is_made_up(draw):
    assert len(false_durations(draw)) <= MADE_UP[draw], false_durations(draw)


@DRAWS_OF_FACTS
def test_facts_in_free_text_are_found(draw):
    missed, total = missed_facts(draw)
    assert 1 - len(missed) / total >= FACTS[draw], missed
