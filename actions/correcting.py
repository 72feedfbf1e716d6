"""What a person wants to put right: a fact, a list, or the read-back as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from actions.contact import is_question
from actions.contradiction import LEG
from actions.corrected_values import values_denied
from actions.message import Heard
from actions.not_understood import SLOT as MISSES
from actions.sign_while_booking import SLOT as SIGN_WHILE_BOOKING
from actions.slots import (
    AGE,
    BOOKING_FORM,
    CONFIRMED,
    DURATION,
    FACTS,
    SCREENS,
    SEVERITY,
    TODAY,
    TRIAGE_FORM,
    VISIT_CONFIRMED,
    Slots,
)
from actions.triage.protocol import Protocol

Changes = dict[str, Any]

WORD = re.compile(r"[^\W_]+")
MOST_WORDS_OF_NAME = 7
# Facts whose words are those of many questions.
TOPICS = frozenset({"activity", "injury_type"})
# What a message is about that puts one of these right without telling what it is: it is asked.
MEANT = {
    "inform_duration": DURATION, "inform_severity": SEVERITY, "inform_leg_pain": LEG,
    "inform_age": AGE,
}  # fmt: skip
# What to change was asked, after a no to what was read back.
SAID_NO = {"slot": CONFIRMED, "count": 0}


def agreed(heard: Heard, slots: Slots) -> Changes:
    """Return that the read-back is not agreed to by who wants to change something of it.

    "Nope, all good" agrees, and so does a second no: nothing is to be changed.
    """
    if heard.requested_slot != CONFIRMED or heard.is_tap():
        return {}
    if _agrees(heard, slots) or _agrees_beside(heard):
        return {CONFIRMED: True, MISSES: None}
    if CONFIRMED not in heard.filled:
        return {CONFIRMED: False, MISSES: SAID_NO} if _wants_change(heard) else {}
    # A yes that goes on to say what is not right is none.
    objects = heard.says("objects") or bool(heard.letters())
    is_no = slots.get(CONFIRMED) is False or objects
    return {CONFIRMED: False, MISSES: SAID_NO} if is_no else {}


def form_agreed_to(changes: Changes) -> str | None:
    """Return the form that goes on because what it read back was agreed to, with an aside."""
    if changes.get(VISIT_CONFIRMED) and not changes.get(SIGN_WHILE_BOOKING):
        return BOOKING_FORM
    return TRIAGE_FORM if changes.get(CONFIRMED) else None


def _agrees(heard: Heard, slots: Slots) -> bool:
    """Tell whether a no, and all that comes with it, says that nothing is to be changed."""
    is_told = heard.filled.intersection(FACTS) or heard.values("finding") or heard.letters()
    # "Is it ok to swim" asks something, for all its "is it ok".
    is_asked = (heard.intent or "").startswith("ask_")
    if is_told or is_asked or heard.says("hedged") or fact_named(heard):
        return False
    is_second_no = slots.get(MISSES) == SAID_NO and heard.is_surely("deny")
    return is_second_no or heard.says("all_right")


def _agrees_beside(heard: Heard) -> bool:
    """Tell whether a yes comes first, and what follows it is no news and no objection."""
    is_told = heard.filled.intersection(FACTS) or heard.values("finding") or heard.letters()
    is_open = heard.says("objects", "wants_change", "means_another") or "?" in heard.text
    return heard.says("yes_first") and not (is_told or is_open)


def said_no_before(slots: Slots) -> Changes:
    """Return that the no of before is over, once something was told: all is read back anew."""
    return {MISSES: None} if slots.get(MISSES) == SAID_NO else {}


def only_asks(heard: Heard, slots: Slots) -> bool:
    """Tell whether a message after the answer asks about something that it does not tell.

    "What mattress should I buy?" says nothing of what was done when the pain began.
    """
    told = heard.filled.intersection(FACTS)
    is_over = slots.get("disposition") is not None and heard.active_form is None
    is_sign = bool(heard.values("finding"))
    return bool(told) and told <= TOPICS and is_over and not is_sign and is_question(heard)


def _wants_change(heard: Heard) -> bool:
    """Tell whether something of the read-back is to be changed, without a word of what."""
    if heard.filled.intersection(FACTS) or heard.values("finding") or fact_named(heard):
        return False
    # "6" and "my back" are about a fact, and leave open which: that is asked.
    is_about_fact = heard.intent == "correct_fact" or (heard.intent or "").startswith("inform_")
    return is_about_fact or heard.says("wants_change", "means_another")


def reopened(
    heard: Heard, slots: Slots, protocol: Protocol, regretted: Iterable[str] = ()
) -> Changes:
    """Return what is forgotten because the person wants to change it: `regretted` lists too."""
    named = (*heard.values("fact"), *regretted, *fact_named(heard), *_called_wrong(heard, slots))
    reopened = [name for name in named if name in (*FACTS, *SCREENS)]
    if not reopened:
        return {}
    declined = [name for name in slots.get("declined") or () if name not in reopened]
    changes: Changes = {**dict.fromkeys(reopened), "declined": declined or None}
    items = {item for name in reopened if name in SCREENS for item in protocol.screens[name].asks}
    findings = slots.get("findings") or {}
    ticked = {item for item, one in findings.items() if one.get("assertion") == "present"}
    # What is there stays, but for who takes it back.
    standing = frozenset() if takes_back_ticks(heard) else ticked
    for kept_by_item in ("findings", "unsure_counts"):
        answers = slots.get(kept_by_item) or {}
        kept = {item: one for item, one in answers.items() if item not in items - standing}
        changes[kept_by_item] = kept or None
    ticked = items & ticked - standing
    # What is ticked again is answered again.
    told = [flag for flag in slots.get("red_flags_told") or () if flag not in ticked]
    return changes | {"red_flags_told": told or None}


def takes_back_ticks(heard: Heard) -> bool:
    """Tell whether a message wants what was ticked on a list undone, not only something added."""
    if heard.is_tap() or heard.says("answers_amended"):
        return True
    is_of_none = heard.says("yes_after_all") and heard.says("of_none")
    return heard.says("mistake") and not heard.says("yes") and not is_of_none


def fact_named(heard: Heard) -> list[str]:
    """Return the facts that few words name without telling them: "the length"."""
    is_short = len(WORD.findall(heard.text)) <= MOST_WORDS_OF_NAME and not heard.is_tap()
    tells = heard.filled.intersection(FACTS) or heard.values("finding") or heard.values("number")
    is_over = heard.active_form is None and heard.intent == "correct_fact"
    is_yes = heard.intent == "affirm" or _agrees_beside(heard)
    # "How long will it take" names no length, and "will it get better" no course.
    is_question = heard.says("asks") and not heard.says("mistake", "wants_change")
    is_asked = heard.requested_slot == CONFIRMED and not is_yes and not is_question
    if not (is_asked or is_over) or tells:
        return []
    if is_asked and heard.intent in MEANT and heard.is_surely(heard.intent):
        return [MEANT[heard.intent]]
    if not is_short:
        return []
    return [fact for fact in FACTS if fact in heard.remarks.get("facts", ())]


def _called_wrong(heard: Heard, slots: Slots) -> list[str]:
    """Return the facts of which the read-back's value is repeated, and called wrong."""
    told = heard.filled.intersection(FACTS)
    is_wrong = heard.requested_slot == CONFIRMED and heard.says("mistake", "wants_change")
    denied = values_denied(heard, slots) if is_wrong and not heard.is_tap() else set()
    return [name for name in FACTS if name in denied] if told == denied else []


def told_nothing(heard: Heard, slots: Slots) -> Changes:
    """Return that all is read back once more, for a message about facts that told none.

    To give the same advice again would answer nobody who wants to change something.
    """
    intent = heard.intent or ""
    is_news = intent.startswith("inform_") and intent != "inform_contact"
    is_news = is_news and not is_question(heard)
    is_over = heard.active_form is None and slots.get("disposition") not in {None, *TODAY}
    is_quiet = is_over and not heard.is_taken_over and not heard.filled.intersection(FACTS)
    return {CONFIRMED: None} if is_quiet and (is_news or intent == "correct_fact") else {}
