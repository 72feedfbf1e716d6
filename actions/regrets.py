"""Which safety list a person wants to answer again, by what a message says of its answers.

Nothing is cleared by such a message, and none of its letters is taken: the lists are asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from actions.correcting import fact_named
from actions.message import Heard
from actions.slots import (
    CONFIRMED,
    DANGER_SIGNS,
    DURATION,
    FACTS,
    ILLNESS_SIGNS,
    LASTING,
    SCREENS,
    SELF_HARM_CHECK,
    TRIAGE_FORM,
    Slots,
)
from actions.triage.protocol import Protocol

# What asks, thanks or wants something else is no regret, unless it says so plainly.
ASIDE = ("ask_", "thank", "goodbye", "greet", "book_", "change_booking", "talk_", "stop", "restart")
MOST_ITEMS = 10  # of a list: what comes later in the alphabet is a letter of something else


def lists_regretted(heard: Heard, slots: Slots, protocol: Protocol) -> list[str]:
    """Return the lists that are to be asked again by this message, whatever is being asked."""
    is_deaf = heard.is_tap() or heard.is_taken_over or slots.get("disposition") in LASTING
    if is_deaf or (slots.get(DANGER_SIGNS) is None and heard.active_form != TRIAGE_FORM):
        return []
    if heard.requested_slot in SCREENS:
        return _other_list(heard, slots)
    if heard.requested_slot == SELF_HARM_CHECK:
        return []
    if heard.active_form == TRIAGE_FORM:
        is_meant = _means_letter(heard) or _regrets(heard)
        is_early = heard.requested_slot == DURATION and _is_plain(heard) and _is_slip(heard)
        return list(SCREENS) if is_meant or is_early else _not_meant(heard, slots, protocol)
    if heard.active_form is not None:
        # A name may have a letter, and "wrong" may be the day: only what names a list counts.
        names = _names_list(heard) or (heard.says("lied") and not heard.says("about_visit"))
        return list(SCREENS) if names else []
    is_meant = _means_letter(heard) or _regrets(heard) or _corrects(heard)
    return list(SCREENS) if is_meant else []


def without_answers(heard: Heard) -> Heard:
    """Return a message that regrets an answer: it answers nothing, and denies nothing."""
    kept = [one for one in heard.entities if one.get("entity") != "choice"]
    told = tuple(one for one in kept if one.get("assertion") != "absent")
    return replace(heard, entities=told, requested_slot=None)


def _other_list(heard: Heard, slots: Slots) -> list[str]:
    """Return the list before or after the one on show that a message goes back to."""
    is_second = heard.requested_slot == ILLNESS_SIGNS
    other, named = (DANGER_SIGNS, "first_list") if is_second else (ILLNESS_SIGNS, "second_list")
    if slots.get(other) is None or heard.says("same"):
        return []
    is_question = "?" in heard.text and not heard.says("of_answer")
    is_named = _has_letter(heard) or heard.says("overlooked")
    # "Sorry, I meant F" puts right what was answered before.
    is_corrected = _has_letter(heard) and heard.says("mistake") and not heard.values("choice")
    on_the_first = is_second and is_named and heard.says("on_the_first")
    on_the_first = on_the_first or (is_second and is_corrected)
    if (heard.says(named) or on_the_first) and not is_question:
        return [other]
    is_slip = not heard.values("choice") and _is_slip(heard) and not _has_letter(heard)
    # "I do have one of them" may be the answer to the list on show.
    is_taken_back = _takes_back(heard) and not _has_letter(heard)
    is_meant = is_taken_back or (is_slip and _is_plain(heard))
    return [other] if is_second and is_meant else []


def _is_plain(heard: Heard) -> bool:
    """Tell whether a message tells of no sign that may be there and of no fact."""
    signs = (one for one in heard.entities if one.get("entity") == "finding")
    return not _tells_fact(heard) and all(one.get("assertion") == "absent" for one in signs)


def _tells_fact(heard: Heard) -> bool:
    return bool(heard.filled.intersection(FACTS) - {heard.requested_slot})


def _takes_back(heard: Heard) -> bool:
    """Tell whether a message says that an answer to a list was not true.

    "I forgot to tell you that I take warfarin" tells it now; "I said no to the numb one, but it is
    a yes" speaks of the list, whatever sign it seems to name.
    """
    if not heard.says("lied", "yes_after_all"):
        return False
    return _is_plain(heard) or (heard.says("of_none") and not _tells_fact(heard))


def _has_letter(heard: Heard) -> bool:
    places = (ord(one.upper()) - ord("A") for one in heard.remarks.get("letters", ()))
    return any(place < MOST_ITEMS for place in places)


def _means_letter(heard: Heard) -> bool:
    """Tell whether a letter is meant that can only be one of a list."""
    picks = any(isinstance(one, Mapping) and "letters" in one for one in heard.values("choice"))
    if not _has_letter(heard) or _is_aside(heard):
        return False
    return picks or heard.requested_slot == CONFIRMED or heard.says("of_answer")


def _names_list(heard: Heard) -> bool:
    return heard.says("list") and (heard.says("of_answer") or _has_letter(heard))


def _regrets(heard: Heard) -> bool:
    """Tell whether a message says that a list was not answered as it should have been."""
    is_yes = heard.says("one_of_them") and _is_plain(heard)
    is_meant = _names_list(heard) or is_yes or _takes_back(heard)
    return is_meant and not _is_aside(heard)


def _corrects(heard: Heard) -> bool:
    """Tell whether something is to be changed after the advice, without a word of what.

    To give the same advice once more would be no answer to it.
    """
    is_told = heard.filled.intersection(FACTS) or fact_named(heard)
    if not _is_plain(heard) or is_told or heard.says("about_visit"):
        return False
    return heard.intent == "correct_fact" or heard.says("answers_amended")


def _is_aside(heard: Heard) -> bool:
    return "?" in heard.text or (heard.intent or "").startswith(ASIDE)


def _is_slip(heard: Heard) -> bool:
    """Tell whether the answer that was just given was a slip, without another one in its place."""
    is_slip = _is_mistake(heard) or heard.says("answers_amended")
    return is_slip and not heard.says("none", "yes")


def _is_mistake(heard: Heard) -> bool:
    """Tell whether a word says that something was not meant."""
    return heard.intent in {"correct_fact", "deny"} and heard.says("mistake")


def _not_meant(heard: Heard, slots: Slots, protocol: Protocol) -> list[str]:
    """Return the lists on which something was ticked that, by this message, was not meant.

    At the read-back, what to change is asked.
    """
    is_plain = not heard.values("finding") and not heard.filled.intersection(FACTS)
    is_mistake = _is_mistake(heard) and not heard.says("yes")
    if heard.requested_slot == CONFIRMED or not is_plain or not is_mistake:
        return []
    findings = slots.get("findings") or {}
    return [name for name in SCREENS if _is_ticked(protocol.screens[name].asks, findings)]


def _is_ticked(items: Iterable[str], findings: Mapping[str, Any]) -> bool:
    """Tell whether an item of a list was ticked as present."""
    answers = (findings.get(item, {}) for item in items)
    return any(
        one.get("origin") == "asked" and one.get("assertion") == "present" for one in answers
    )
