"""What a person wants to put right: a fact, a list, or the read-back as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from actions.message import Heard
from actions.slots import CONFIRMED, FACTS, SCREENS, TODAY, Slots
from actions.triage.protocol import Protocol

Changes = dict[str, Any]

WORD = re.compile(r"[^\W_]+")
MOST_WORDS_OF_NAME = 7


def agreed(heard: Heard, slots: Slots) -> Changes:
    """Return that the read-back is not agreed to by who wants to change something of it."""
    if heard.requested_slot != CONFIRMED or heard.is_tap():
        return {}
    if CONFIRMED not in heard.filled:
        return {CONFIRMED: False} if _wants_change(heard) else {}
    # A yes that goes on to say what is not right is none.
    objects = heard.says("objects") or bool(heard.letters())
    return {CONFIRMED: False} if slots.get(CONFIRMED) and objects else {}


def _wants_change(heard: Heard) -> bool:
    """Tell whether something of the read-back is to be changed, without a word of what."""
    if heard.filled.intersection(FACTS) or heard.values("finding") or fact_named(heard):
        return False
    return heard.intent == "correct_fact" or heard.says("wants_change", "means_another")


def reopened(
    heard: Heard, slots: Slots, protocol: Protocol, regretted: Iterable[str] = ()
) -> Changes:
    """Return what is forgotten because the person wants to change it: `regretted` lists too."""
    named = (*heard.values("fact"), *regretted, *fact_named(heard))
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
    is_asked = heard.requested_slot == CONFIRMED and heard.intent != "affirm"
    if not (is_asked or is_over) or not is_short or tells:
        return []
    return [fact for fact in FACTS if fact in heard.remarks.get("facts", ())]


def told_nothing(heard: Heard, slots: Slots) -> Changes:
    """Return that all is read back once more, for a message about facts that told none.

    To give the same advice again would answer nobody who wants to change something.
    """
    intent = heard.intent or ""
    is_news = intent.startswith("inform_") and intent != "inform_contact"
    is_over = heard.active_form is None and slots.get("disposition") not in {None, *TODAY}
    is_quiet = is_over and not heard.is_taken_over and not heard.filled.intersection(FACTS)
    return {CONFIRMED: None} if is_quiet and (is_news or intent == "correct_fact") else {}
