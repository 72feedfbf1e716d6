"""Letters of a list that come when its answer has been given: they add to it and take nothing away.

"A", and in a second message "and B": both are there. "None", and then "wait, B", while the next
list is on show: the letter may be that of either list, so the one item of the list before is asked
about by itself, and the list on show afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.contact import FORM as CONTACT_FORM
from actions.lettering import lettering, list_of
from actions.message import Heard
from actions.newness import SLOT as NEW_OR_WORSE
from actions.screens import LIST_ITEM
from actions.slots import (
    CONTACT_NAME,
    DANGER_SIGNS,
    DURATION,
    ILLNESS_SIGNS,
    SCREENS,
    TRIAGE_FORM,
    Slots,
)
from actions.triage.protocol import Protocol

# The first thing asked behind the lists: a bare letter is still one of theirs.
RIGHT_BEHIND = frozenset({NEW_OR_WORSE, DURATION, CONTACT_NAME})


@dataclass(frozen=True, slots=True)
class LateLetters:
    """The items that a message adds, and those that it may mean."""

    told: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.told or self.doubted)


NONE = LateLetters()
OPENS = re.compile(r"\s*[A-Za-z]\b(?!['’])[.,;:!?]")


def late_letters(heard: Heard, slots: Slots, protocol: Protocol) -> LateLetters:
    """Return the items of an answered list that the letters of a message name."""
    if (
        heard.is_tap()
        or heard.is_taken_over
        or heard.active_form not in {TRIAGE_FORM, CONTACT_FORM}
    ):
        return NONE
    if heard.requested_slot == ILLNESS_SIGNS:
        return _of_list_before(heard, slots, protocol)
    if heard.requested_slot in SCREENS or not _adds(heard, slots, protocol):
        return NONE
    choice = _choice(heard)
    named = choice.get("letters") or ([] if choice else heard.remarks.get("letters", ()))
    items = _items(named, slots.get("screen_items") or (), protocol)
    return LateLetters(doubted=items) if choice.get("unsure") else LateLetters(told=items)


def without_letters(heard: Heard, late: LateLetters) -> Heard:
    """Return a message whose letters are ticks: it answers what was asked only where it says so."""
    ticks = [{"entity": "listed", "value": item, "assertion": "present"} for item in late.told]
    kept = [one for one in heard.entities if one.get("entity") != "choice"]
    said = replace(heard, entities=(*kept, *ticks))
    if heard.requested_slot != NEW_OR_WORSE:
        return replace(said, requested_slot=None)
    if heard.says("says_yes"):
        return replace(said, intent="affirm")
    is_answer = heard.says("of_none") or heard.values("onset") or heard.values("duration")
    return said if is_answer or heard.values("pain_trend") else replace(said, requested_slot=None)


def _adds(heard: Heard, slots: Slots, protocol: Protocol) -> bool:
    """Tell whether the letters of a message add to an answer to the list that was asked last."""
    items = slots.get("screen_items") or ()
    screen = list_of(items, protocol)
    if screen is None or not (heard.letters() or _choice(heard)):
        return False
    if heard.requested_slot == NEW_OR_WORSE:
        return bool(_choice(heard)) or heard.says("adds")
    findings = slots.get("findings") or {}
    answers = (findings.get(item, {}) for item in protocol.screens[screen].asks)
    is_ticked = any(one.get("assertion") == "present" for one in answers)
    is_bare = bool(_choice(heard)) and heard.requested_slot in RIGHT_BEHIND
    return is_ticked and not heard.says("mistake") and (is_bare or heard.says("adds"))


def _of_list_before(heard: Heard, slots: Slots, protocol: Protocol) -> LateLetters:
    """Return the items of the first list that a message goes back to while the second is open."""
    if slots.get(DANGER_SIGNS) is None or heard.says("same"):
        return NONE
    named = _choice(heard).get("letters") or heard.remarks.get("letters", ())
    asks = protocol.screens[DANGER_SIGNS].asks
    answered = slots.get(DANGER_SIGNS) or {}
    items = [one for one in _items(named, asks, protocol) if answered.get(one) != "present"]
    is_of_first = heard.says("first_list", "on_the_first")
    if OPENS.match(heard.text) and heard.values("finding") and not is_of_first:
        return NONE  # "F, no wait, E, I take prednisone" corrects itself.
    if not items and heard.says("goes_back"):
        # "Oh wait, the leg one"
        items = [one for one in heard.values(LIST_ITEM) if one in asks]
        return LateLetters(doubted=tuple(one for one in items if answered.get(one) != "present"))
    is_named = heard.says("first_list") or (heard.says("on_the_first") and bool(items))
    is_question = "?" in heard.text
    if is_named and not is_question and not heard.says("no_plain_yes"):
        return LateLetters(told=tuple(items))
    return LateLetters(doubted=tuple(items)) if is_named or heard.says("goes_back") else NONE


def _choice(heard: Heard) -> Mapping[str, Any]:
    """Return what a message chooses by letter; empty where it chooses none."""
    chosen = [one for one in heard.values("choice") if isinstance(one, Mapping)]
    return chosen[-1] if chosen and chosen[-1].get("letters") else {}


def _items(letters: Any, items: Any, protocol: Protocol) -> tuple[str, ...]:
    names = lettering(items, protocol)
    return tuple(names[one.upper()] for one in letters if one.upper() in names)
