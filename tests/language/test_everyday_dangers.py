"""Dangers in the words of every day, kind by kind, and what shares its words with them."""

from __future__ import annotations

import pytest

from tests.language.suite import alarms, doubts, entities, findings, load

HEARD = {"present", "unsure"}
SUITE = load("everyday_dangers.yml")


def _cases(part: str) -> list[tuple[str, str]]:
    kinds = SUITE["kinds"].values()
    return [(text, kind["finding"]) for kind in kinds for text in kind.get(part, ())]


@pytest.mark.parametrize(("text", "finding"), _cases("told"))
def test_what_is_told_in_plain_words_alarms(text: str, finding: str) -> None:
    """H-03: the sign is there, and nothing doubts it."""
    assert finding in alarms(text)


@pytest.mark.parametrize(("text", "finding"), _cases("asked"))
def test_what_may_be_a_danger_is_asked_about(text: str, finding: str) -> None:
    """It is not taken for certain, and not passed over."""
    assert findings(text).get(finding, set()) & HEARD or finding in doubts(text)


@pytest.mark.parametrize(("text", "finding"), _cases("quiet"))
def test_what_shares_its_words_with_a_danger_is_quiet(text: str, finding: str) -> None:
    """The past, others, the work, an idiom."""
    assert finding not in alarms(text)


@pytest.mark.parametrize("text", SUITE["only_fed_up"])
def test_whoever_is_fed_up_with_the_pain_is_not_asked_about_death(text: str) -> None:
    """H-20: the word for it is everybody's."""
    assert not findings(text).get("despair", set()) & HEARD


@pytest.mark.parametrize("text", SUITE["more_than_fed_up"])
def test_whoever_cannot_go_on_is_asked(text: str) -> None:
    """H-18: with more than the pain in it, it is asked about."""
    assert findings(text).get("despair", set()) & HEARD


@pytest.mark.parametrize("text", SUITE["victims"])
def test_whoever_is_hurt_by_another_is_the_patient(text: str) -> None:
    """The one who hurts is no person for whom the message is written."""
    assert {one.value for one in entities(text) if one.entity == "proxy"} <= {"self"}


@pytest.mark.parametrize("text", SUITE["of_others"])
def test_whoever_writes_for_a_victim_still_writes_for_another(text: str) -> None:
    """Pain of another, and harm that was done to another."""
    assert {one.value for one in entities(text) if one.entity == "proxy"} - {"self"}


@pytest.mark.parametrize("text", SUITE["stroke_work"])
def test_whoever_works_with_strokes_has_had_none(text: str) -> None:
    """The word of a trade is nobody's history."""
    assert "present" not in findings(text).get("stroke_history", set())
