"""What a message tells in passing: of something else than the pain, or of somebody else.

What answers the question on show is taken first. A fact that was told before is replaced by a
correction, never by an aside: "yes, and my knee hurts since this morning", "only when I cough".
Whoever is named behind a yes, or lifted and cared for in the answer, is no new patient.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.contradiction import KEPT, LEG, TREND, WORSE, corrects, facts_before
from actions.message import Heard
from actions.only_danger import alarms
from actions.slots import (
    AGE,
    BOOKING_FORM,
    CONFIRMED,
    DURATION,
    FACTS,
    LASTING,
    SEVERITY,
    TODAY,
    TRIAGE_FORM,
    UNKNOWN_WORD,
    VISIT_CONFIRMED,
    Slots,
)
from actions.triage.protocol import Protocol
from actions.writer import ONESELF

ACTIVITY, INJURY, FUNCTION = "activity", "injury_type", "daily_function"
NO_LEG, UNABLE = "none", "unable"
SCORE = "severity"  # the entity
# Questions that somebody is named in answer to whom the person lifts or looks after.
OF_THE_CAUSE = frozenset({ACTIVITY, INJURY, DURATION})
# Kinds of pain that change nothing about another one that was told.
MILD = frozenset({"soreness", "strain", "overexertion", "sprain"})
# What a message is heard as that tells how long it has hurt, or puts that right.
OF_LENGTH = frozenset({"inform_duration", "correct_fact", "report_pain", "affirm", "deny"})

Changes = dict[str, Any]
Entity = Mapping[str, Any]


def without_asides(heard: Heard, slots: Slots, protocol: Protocol) -> tuple[Heard, Changes]:
    """Return a message without its asides, and the facts that they touched as they were before."""
    if heard.is_tap() or heard.is_taken_over:
        return heard, {}
    names = _asides(heard, slots)
    if _denies_first(heard):
        return replace(heard, filled=heard.filled - names | {LEG}), {
            **facts_before(names, slots),
            LEG: NO_LEG,
        }
    if is_cared_for(heard, slots):
        kept = _of_the_writer(heard)
        names |= heard.filled.intersection(FACTS) - {heard.requested_slot, ACTIVITY, DURATION}
    else:
        kept = _behind_a_yes(heard, slots, protocol)
    if not names:
        return kept, {}
    return replace(kept, filled=kept.filled - names), facts_before(names, slots)


def is_cared_for(heard: Heard, slots: Slots) -> bool:
    """Tell whether an answer to what was done names whom the person lifts or looks after."""
    named = [one for one in heard.entities if one.get("entity") == "proxy"]
    is_named = bool(named) and all(one.get("is_cared_for") for one in named)
    is_named = is_named and not any(one.get("is_pronoun") for one in named)
    is_asked = heard.active_form == TRIAGE_FORM and heard.requested_slot in OF_THE_CAUSE
    return is_named and is_asked and slots.get("proxy") is None


def _denies_first(heard: Heard) -> bool:
    """Tell whether the question about the leg is answered with a no, and something else follows.

    "No, I walked a lot" is one; "no, but it tingles" and "no, only when I cough" are none.
    """
    is_asked = heard.active_form == TRIAGE_FORM and heard.requested_slot == LEG
    is_told = LEG in heard.filled or heard.values("leg_answer") or heard.values("leg_feeling")
    is_half = heard.says("hedged", "means_another", "depends") or "?" in heard.text
    is_open = is_told or is_half or any(map(_is_sign, heard.entities))
    return is_asked and heard.says("no_first") and not is_open


def _of_the_writer(heard: Heard) -> Heard:
    """Return a message without the signs of whom the writer cares for."""
    return replace(heard, entities=tuple(map(_of_another, _without_people(heard))))


def _of_another(entity: Entity) -> Entity:
    is_sign = entity.get("entity") == "finding" and entity.get("said_of")
    return {**entity, "assertion": "other_person", "suspected": False} if is_sign else entity


def _behind_a_yes(heard: Heard, slots: Slots, protocol: Protocol) -> Heard:
    """Return a yes without who is named behind it, unless that one is in danger or meant by it.

    Left out are mere guesses at a sign, too, by a message and the one before it read as one, or of
    what nobody has to be seen today for while a visit is booked.
    """
    is_of_visit = agrees_first(heard, VISIT_CONFIRMED)
    if not is_of_visit and not agrees_first(heard, CONFIRMED):
        return heard
    people = heard.values("proxy")
    is_another = bool(people) and slots.get("proxy") not in people and ONESELF not in people
    signs = [one for one in heard.entities if _is_sign(one)]
    is_in_danger = any(alarms(one, protocol, LASTING) for one in signs)
    if is_another and not is_in_danger and not heard.says("visit_for_another"):
        return replace(heard, entities=tuple(_all_but(signs, _without_people(heard))))
    levels = TODAY if is_of_visit else LASTING
    guesses = [
        one
        for one in signs
        if one.get("suspected")
        and not alarms(one, protocol, LASTING if one.get("joined") else levels)
        and (is_of_visit or one.get("joined"))
    ]
    return replace(heard, entities=tuple(_all_but(guesses, heard.entities)))


def _all_but(left_out: Sequence[Entity], entities: Sequence[Entity]) -> list[Entity]:
    return [one for one in entities if one not in left_out]


def _without_people(heard: Heard) -> list[Entity]:
    return [one for one in heard.entities if one.get("entity") != "proxy"]


def _is_sign(entity: Entity) -> bool:
    is_there = entity.get("assertion") in {"present", "unsure"}
    return entity.get("entity") == "finding" and is_there


def agrees_first(heard: Heard, asked: str) -> bool:
    """Tell whether a message begins with a yes to what was read back, whatever comes behind it."""
    return heard.requested_slot == asked and heard.says("yes_first") and not heard.is_tap()


def _asides(heard: Heard, slots: Slots) -> set[str]:
    """Return the facts that were told before, and that a message touches in passing only."""
    kept = slots.get(KEPT) or {}
    told = {name for name in heard.filled.intersection(FACTS) if kept.get(name) is not None}
    told -= {heard.requested_slot}
    if heard.active_form == BOOKING_FORM and agrees_first(heard, VISIT_CONFIRMED):
        return {name for name in told if not _is_worse(name, slots, kept)}
    if heard.active_form != TRIAGE_FORM:
        return set()
    others = {AGE} if _is_age_of_another(heard, slots) else set()
    others |= {SEVERITY} if _is_counted_in_days(heard) else set()
    if heard.requested_slot == CONFIRMED:
        return others | _at_the_read_back(told, heard, slots, kept)
    return others if corrects(heard) else others | _beside_an_answer(told, heard, slots)


def _is_counted_in_days(heard: Heard) -> bool:
    """Tell whether what seems to be a score is a length put right: "3 weeks is wrong, it's 5"."""
    scores = [one for one in heard.entities if one.get("entity") == SCORE]
    spans = [(one.get("start"), one.get("end")) for one in _lengths(heard)]
    if heard.requested_slot == SEVERITY or DURATION not in heard.filled or not scores:
        return False
    return (scores[-1].get("start"), scores[-1].get("end")) in spans


def _is_age_of_another(heard: Heard, slots: Slots) -> bool:
    """Tell whether the years are those of some work, or of a baby beside whoever writes.

    "Nurse, 20 years" as what is done; "the baby is 4 months" by somebody who spoke of himself.
    """
    ages = [one for one in heard.entities if one.get("entity") == "age"]
    if AGE not in heard.filled or heard.requested_slot == AGE or not ages:
        return False
    if slots.get("proxy") is None and not heard.values("proxy") and ages[-1]["value"] < 1:
        return True
    is_length = any(one["start"] == ages[-1].get("start") for one in _lengths(heard))
    return heard.requested_slot == ACTIVITY and ACTIVITY in heard.filled and is_length


def _at_the_read_back(
    told: set[str], heard: Heard, slots: Slots, kept: Mapping[str, Any]
) -> set[str]:
    """Return the asides of an answer to what was read back."""
    if agrees_first(heard, CONFIRMED) and not heard.says("objects", "means_another"):
        return {name for name in told if not _is_worse(name, slots, kept)}
    # "The usual" takes back no kind of pain that was told.
    is_meant = heard.intent == "correct_fact" or heard.says("means_another", "mistake", "objects")
    lost = told & {INJURY} if slots.get(INJURY) == UNKNOWN_WORD and not is_meant else set()
    return lost | (told & {DURATION} if not _is_of_length(heard) else set())


def _beside_an_answer(told: set[str], heard: Heard, slots: Slots) -> set[str]:
    """Return the asides of an answer to another question: what was done, and a day in passing."""
    asides = told & {ACTIVITY}
    if INJURY in told and slots.get(INJURY) in {*MILD, UNKNOWN_WORD}:
        asides.add(INJURY)
    is_number = bool(heard.values("severity") or heard.values("number"))
    is_answered = heard.requested_slot in heard.filled
    is_answered = is_answered or (heard.requested_slot == SEVERITY and is_number)
    is_dated = not any(one.get("is_length") for one in _lengths(heard))
    if DURATION in told and is_answered and is_dated and not heard.says("tells_start"):
        asides.add(DURATION)
    return asides


def _is_of_length(heard: Heard) -> bool:
    """Tell whether a message puts the length right, and does not date something else."""
    is_sign = any(map(_is_sign, heard.entities))
    is_counted = any(one.get("is_length") or one.get("corrects") for one in _lengths(heard))
    is_told = is_counted or heard.says("tells_start") or not is_sign
    # "It's been four weeks and I work": two things are put right at once.
    is_clause = is_counted and not is_sign and heard.says("tells_length")
    return is_clause or (heard.may_mean(OF_LENGTH) and is_told)


def _lengths(heard: Heard) -> list[Entity]:
    return [one for one in heard.entities if one.get("entity") == "duration"]


def _is_worse(name: str, slots: Slots, kept: Mapping[str, Any]) -> bool:
    """Tell whether a fact is worse news of the pain than before: that counts wherever it stands."""
    now = slots.get(name)
    if name == SEVERITY:
        return isinstance(now, int | float) and now > kept[name]
    is_worse = {
        TREND: now == WORSE,
        FUNCTION: now == UNABLE,
        LEG: now != NO_LEG,
        INJURY: now not in MILD,
    }
    return is_worse.get(name, False)
