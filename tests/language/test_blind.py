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
)

RECALL = {"a": 0.99, "b": 0.965, "c": 0.95, "d": 0.78, "e": 0.76}
MEANT = {"a": 0.895, "b": 0.88, "c": 0.78, "d": 0.83, "e": 0.82}
DENIALS = {"a": 0.935, "b": 0.945, "c": 0.91, "d": 0.96, "e": 0.94}
ALARMS = {"a": 0.025, "b": 0.025, "c": 0.1, "d": 0.107, "e": 0.074}
DURATIONS = {"a": 0.95, "b": 0.86, "d": 0.97, "e": 0.97}
MADE_UP = {"a": 0, "b": 0, "d": 0, "e": 0}
FACTS = {"a": 0.957, "b": 0.96, "d": 0.93, "e": 0.95}
DRAWS = pytest.mark.parametrize("draw", ["a", "b", "d", "e"])
DRAWS_OF_SIGNS = pytest.mark.parametrize("draw", ["a", "b", "c", "d", "e"])


@DRAWS_OF_SIGNS
def test_a_sign_is_heard(draw):
    missed, total = missed_signs(draw)
    assert 1 - len(missed) / total >= RECALL[draw], missed


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


@DRAWS
def test_facts_in_free_text_are_found(draw):
    missed, total = missed_facts(draw)
    assert 1 - len(missed) / total >= FACTS[draw], missed
