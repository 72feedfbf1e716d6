"""What one message changes, whatever was being asked: signs, screens, refusals, contact data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.alerting import alert
from actions.answered_too import also_answered
from actions.consequences import consequences
from actions.contact import FORM as CONTACT_FORM
from actions.contact import contact_given, name_beside
from actions.contradiction import KEPT, SINGLE, contradicted, facts_before, length_before_change
from actions.contradiction import SLOT as WHICH_IS_RIGHT
from actions.corrected_values import corrected
from actions.correcting import TOPICS, agreed, only_asks, reopened, said_no_before, told_nothing
from actions.doubts import doubted_again
from actions.hand_off import SLOT as HAND_OFF
from actions.late_letters import LateLetters, late_letters, without_letters
from actions.message import NEVER_LEFT_OPEN, REFUSALS, Heard
from actions.naming import forget_denials, keep_answer, listed_answers
from actions.newness import SLOT as NEW_OR_WORSE
from actions.newness import dated
from actions.not_understood import told_freely
from actions.numbers import number_given
from actions.only_danger import asks_who, mistaken_facts, only_danger
from actions.questions_first import of_the_call
from actions.regrets import lists_regretted, without_answers
from actions.screens import LIST_ITEM
from actions.self_harm import check_answered
from actions.sign_while_booking import breaking_in
from actions.slots import (
    AGE,
    BOOKING_FORM,
    CONFIRMED,
    CONTACT_NAME,
    CONTACT_PHONE,
    DURATION,
    FACTS,
    LASTING,
    SCREENS,
    SELF_HARM_CHECK,
    TRIAGE_FORM,
    UNKNOWN_WORD,
    VISIT_CONFIRMED,
    Slots,
)
from actions.taking_back import asked_by_themselves
from actions.triage.closure import closure
from actions.triage.patient import usable_fact
from actions.triage.protocol import Protocol
from actions.unsettled import held_back, refused
from actions.writer import for_whom, language_of

Changes = dict[str, Any]

# Past illness, other people and what-ifs stay with the message: no signs of this person now.
LEARNT = frozenset({"present", "absent", "unsure"})
NOT_TOPICS = frozenset(FACTS) - TOPICS
# What the read-back reads back, and the decision rests on.
TOLD = (*FACTS, "findings", "declined")


def hear(
    heard: Heard, slots: Slots, protocol: Protocol, visit: Mapping[str, Any] | None = None
) -> Changes:
    """Return the slots that this message sets besides those of the domain's own mappings.

    `visit` is what it tells of a visit's time and person.
    """
    if heard.is_stale():
        return {}
    late = late_letters(heard, slots, protocol)
    if late:
        return _added(heard, late, slots, protocol)
    if asks_who(heard):
        given = visit or contact_given(heard, slots)
        told = facts_before(mistaken_facts(heard, given), slots)
        found = _heard(only_danger(heard, given, protocol), slots | told, protocol, given)
        return told | found
    if only_asks(heard, slots):
        before = slots.get(KEPT) or {}
        kept = {name: before.get(name, UNKNOWN_WORD) for name in heard.filled & TOPICS}
        asking = replace(heard, filled=heard.filled - TOPICS)
        return kept | hear(asking, slots | kept, protocol, visit)
    regretted = lists_regretted(heard, slots, protocol)
    if not regretted:
        changes = _heard(heard, slots, protocol, visit)
        return changes or told_nothing(heard, slots)
    # What the form took for the answer to its question was none.
    asked = heard.requested_slot
    answer = {asked: None} if asked in heard.filled.intersection((*FACTS, CONFIRMED)) else {}
    if asked in SCREENS and DURATION in heard.filled:
        # "One on the first" is no day.
        answer = {DURATION: (slots.get(KEPT) or {}).get(DURATION)}
    changes = _heard(without_answers(heard), slots | answer, protocol, {}, regretted)
    return answer | changes


def _added(heard: Heard, late: LateLetters, slots: Slots, protocol: Protocol) -> Changes:
    """Return the slots that letters of an answered list set, with all else that was said."""
    changes = asked_by_themselves(late.doubted, slots, slots.get("findings") or {}, protocol)
    changes |= _heard(without_letters(heard, late), slots | changes, protocol, {})
    changes |= consequences(slots | changes, protocol)
    return {name: value for name, value in changes.items() if value != slots.get(name)}


def _heard(
    heard: Heard,
    slots: Slots,
    protocol: Protocol,
    visit: Mapping[str, Any] | None,
    regretted: Sequence[str] = (),
) -> Changes:
    """Return the slots that a message sets; the lists that it regrets are to be asked again."""
    changes = _signs(heard, slots, protocol)
    changes |= check_answered(heard, slots | changes)
    changes |= doubted_again(heard, slots | changes, protocol)
    changes |= dated(heard, slots | changes, protocol)
    changes |= number_given(heard, slots | changes) | corrected(heard, slots) | also_answered(heard)
    changes |= _length_of_sign(heard, slots) or length_before_change(heard, slots | changes)
    changes |= _refusal(heard, slots | changes)
    changes |= told_freely(heard, slots | changes)
    given = dict(visit or ({} if asks_who(heard) else contact_given(heard, slots | changes)))
    changes |= given
    changes |= reopened(heard, slots | changes, protocol, regretted)
    changes |= contradicted(heard, slots | changes)
    changes |= for_whom(heard, slots) | language_of(heard, slots)
    changes |= {KEPT: _kept(slots | changes, protocol) or None, **agreed(heard, slots | changes)}
    news = {name for name, value in changes.items() if value != slots.get(name)} | heard.filled
    # A day that was named for a visit tells nothing of the pain, whatever it was taken for.
    news -= set(visit or ())
    if news.intersection(TOLD):
        changes |= {CONFIRMED: None, **said_no_before(slots)}
    if news.intersection((*TOLD, "unsure_counts")):
        changes |= consequences(slots | changes, protocol)
    if heard.active_form == BOOKING_FORM and opened_lists(changes, slots):
        changes = held_back(changes, given)
    changes |= alert(heard, slots | changes, protocol, gave_contact=bool(given))
    if changes["alert"]:
        changes = _alarmed(changes, slots, heard, given)
    changes |= breaking_in(heard, slots, slots | changes, protocol)
    changes |= {} if changes["alert"] else of_the_call(heard, given, slots)
    if changes["alert"] or heard.active_form != TRIAGE_FORM:
        changes |= refused(heard, slots | changes, protocol)
    return {name: value for name, value in changes.items() if value != slots.get(name)}


def opened_lists(changes: Mapping[str, Any], slots: Slots) -> list[str]:
    """Return the lists that were answered and are open again."""
    return [name for name in SCREENS if slots.get(name) and changes.get(name, True) is None]


def _length_of_sign(heard: Heard, slots: Slots) -> Changes:
    """Return the length of the pain as it was, where that of a ticked sign was told."""
    picks = any(isinstance(one, Mapping) for one in heard.values("choice"))
    names = picks or (bool(heard.values(LIST_ITEM)) and not heard.values("finding"))
    # Where one sign is asked about by itself, so is "yes, 8 months".
    names = names or len(slots.get("screen_items") or ()) == 1
    if heard.requested_slot in SCREENS and names and DURATION in heard.filled:
        # "B, since childbirth 20 years ago", "sober 6 months": the length is that of the sign.
        return {DURATION: (slots.get(KEPT) or {}).get(DURATION)}
    return {}


def _alarmed(changes: Changes, slots: Slots, heard: Heard, given: Mapping[str, Any]) -> Changes:
    """Return the changes of a message that tells of danger: nothing else is agreed to with it.

    The number that came with it is needed all the more. "Waters Broke" is no name.
    """
    left_out = {*given} - {CONTACT_PHONE} if heard.active_form == BOOKING_FORM else set()
    is_urgent = (slots | changes).get("urgency_so_far") in LASTING
    # In a sentence of its own it is one, whatever stands beside it.
    is_beside = given.get(CONTACT_NAME) is not None and name_beside(heard) is not None
    left_out |= {CONTACT_NAME} if is_urgent and not is_beside else set()
    kept = {name: value for name, value in changes.items() if name not in left_out}
    return kept | {HAND_OFF: None, VISIT_CONFIRMED: None}


def _kept(slots: Slots, protocol: Protocol) -> Changes:
    """Return the facts as they stand, to know the next time what was told before."""
    told = {name: usable_fact(protocol.facts[name], slots.get(name)) for name in SINGLE}
    told |= {name: slots.get(name) for name in FACTS if name not in SINGLE}
    return {name: value for name, value in told.items() if value not in {None, UNKNOWN_WORD}}


def _signs(heard: Heard, slots: Slots, protocol: Protocol) -> Changes:
    """Return the findings with those of this message, and the count of unsure answers."""
    findings = dict(slots.get("findings") or {})
    origin = "asked" if heard.requested_slot in SCREENS else "volunteered"
    known = protocol.findings.keys() | protocol.red_flags.keys()
    # Of two statements in one message the one that names danger counts.
    for entity in sorted(heard.entities, key=lambda one: one.get("assertion") == "present"):
        if entity.get("entity") == "finding" and entity.get("value") in known:
            if entity.get("suspected"):
                _suspect(findings, entity, heard, protocol)
            else:
                _learn(findings, entity, heard, origin)
    unsure_counts = dict(slots.get("unsure_counts") or {})
    if heard.requested_slot in SCREENS:
        answers = listed_answers(heard, slots, protocol)
        forget_denials(findings, answers, slots, protocol)
        for item, answer in answers.items():
            keep_answer(findings, unsure_counts, item, answer)
    _tick(findings, heard, protocol)
    return {"findings": findings or None, "unsure_counts": unsure_counts or None}


def _learn(findings: dict[str, Any], entity: Mapping[str, Any], heard: Heard, origin: str) -> None:
    """Add one sign; a later plain statement corrects an earlier one, a doubt does not."""
    assertion = entity.get("assertion", "present")
    if assertion not in LEARNT:
        return
    if assertion == "unsure" and entity["value"] in NEVER_LEFT_OPEN:
        assertion = "present"
    known = findings.get(entity["value"], {}).get("assertion")
    if assertion == "unsure" and known in {"present", "absent"}:
        return
    is_tap = entity.get("extractor") == "payload"
    words = None if is_tap else heard.text[entity.get("start", 0) : entity.get("end")]
    findings[entity["value"]] = {
        "assertion": assertion,
        "words": words,
        "origin": origin,
        "new": entity.get("new", findings.get(entity["value"], {}).get("new")),
    }


def _suspect(
    findings: dict[str, Any], entity: Mapping[str, Any], heard: Heard, protocol: Protocol
) -> None:
    """Leave a red flag open that the message may speak of, so that it is asked about.

    What is known of it already stands. Whether somebody may want to die is asked gently, whatever
    else was being asked.
    """
    signs = closure([entity["value"]], protocol)
    is_known = any(findings.get(one, {}).get("assertion") in {"present", "absent"} for one in signs)
    is_of_death = bool(signs & NEVER_LEFT_OPEN)
    is_busy = heard.active_form == CONTACT_FORM and not is_of_death
    if is_known or is_busy or heard.is_taken_over:
        return
    if is_of_death:
        _learn(
            findings, {**entity, "value": "despair", "assertion": "present"}, heard, "volunteered"
        )
    else:
        _learn(findings, entity, heard, "volunteered")


def _tick(findings: dict[str, Any], heard: Heard, protocol: Protocol) -> None:
    """Keep what was ticked as present, whatever list it stood on and whatever was known before."""
    for item, answer in heard.ticks().items():
        is_new = findings.get(item, {}).get("assertion") != "present"
        if answer == "present" and item in protocol.red_flags and is_new:
            findings[item] = {"assertion": "present", "origin": "asked"}


def _refusal(heard: Heard, slots: Slots) -> Changes:
    """Return what "I don't know" and "skip" do to the question that was asked."""
    asked = heard.requested_slot
    if asked in NOT_TOPICS and heard.says("not_applicable"):
        # "N/A" is a no to the intent, and no answer to "can you do your normal day?".
        return {**facts_before([asked], slots), "declined": [*(slots.get("declined") or []), asked]}
    # "Not sure, 5?" is an answer.
    is_answered = asked in FACTS and slots.get(asked or "") is not None
    is_other = heard.active_form in {CONTACT_FORM, BOOKING_FORM} or asked is None
    if is_other or is_answered or heard.filled:
        return {}
    is_nothing = asked in TOPICS and "none" in heard.values("choice")
    # Whoever has no answer to "how old?" does not want to tell it.
    is_nothing = is_nothing or (asked == AGE and heard.is_surely("deny"))
    if heard.intent not in REFUSALS and not is_nothing:
        return {}
    if asked in SCREENS:
        return _refused_screen(heard, slots)
    if asked in {SELF_HARM_CHECK, NEW_OR_WORSE, WHICH_IS_RIGHT}:
        return {}
    if asked == CONFIRMED:
        return {CONFIRMED: False}
    if asked in TOPICS:
        return {asked: UNKNOWN_WORD}
    return {"declined": [*(slots.get("declined") or []), asked]}


def _refused_screen(heard: Heard, slots: Slots) -> Changes:
    """Count a screen that was passed over as unsure: no advice may rest on it."""
    if heard.intent != "skip" or heard.values("finding") or heard.values("choice"):
        return {}
    findings = dict(slots.get("findings") or {})
    unsure_counts = dict(slots.get("unsure_counts") or {})
    for item in slots.get("screen_items") or ():
        keep_answer(findings, unsure_counts, item, "unsure")
    return {"findings": findings or None, "unsure_counts": unsure_counts}
