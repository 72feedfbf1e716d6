"""Answers to a safety screen: which of its items are present, absent or unsure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.message import Heard
from actions.picking import ASKS, Answers, Asked, asked_about, only, picked_from
from actions.rest_denied import NONE, REST, is_understood
from actions.slots import DANGER_SIGNS, ILLNESS_SIGNS, SCREENS
from actions.triage.closure import closure
from actions.triage.conditions import Truth
from actions.triage.protocol import Protocol

# "Not sure" is asked once more in other words; the second time it stands.
UNSURE_STANDS_AT = 2

ALIKE = {"none": "absent", "all": "present", "unsure": "unsure"}
# A yes to one item, and no answer to several: "a little".
SOME = "some"
# A word by which a listed item is named.
LIST_ITEM = "list_item"
# "No, I am healthy" denies this, and means all of them.
WELL_AT_ALL = "feels_unwell"


def answers_to(
    asked: Asked | Sequence[str],
    heard: Heard,
    long_past: frozenset[str] = frozenset(),
    named: Collection[str] = (),
    doubted: Collection[str] = (),
) -> Answers:
    """Return what the message says about the listed items, by red flag id.

    `long_past` are signs of the message that lie too far
    back to count: "back surgery in 2016, otherwise none" is a plain none. `named` are the items
    that a sentence tells of. What it tells is not repeated here: it stands among the findings
    already. Nothing is read into an unclear answer, and a no to all clears none of the items that
    are `doubted`, unless nothing else was asked.
    """
    asked = asked if isinstance(asked, Asked) else Asked.by_place(asked)
    items = asked.items
    ticks = heard.ticks()
    if ticks:
        # The whole list that is on the screen, or nothing: no item is cleared unseen.
        return ticks if list(ticks) == list(items) else {}
    is_of_them = set(items) <= set(doubted) and not heard.says("of_the_rest")
    clearable = [one for one in items if is_of_them or one not in doubted]
    if denies_some_of(items, heard) or (heard.says("left_open") and not heard.is_tap()):
        # "None of", and the rest of the sentence in the next message: nothing is cleared by it.
        clearable = []
    chosen = _chosen(asked, heard, long_past, named, clearable)
    if chosen is not None:
        return chosen
    if _is_yes_to_one(items, heard, doubted) and not _denies_any(heard):
        return dict.fromkeys(items, "present")
    if heard.values("finding"):
        return dict.fromkeys(clearable, "absent") if _denies_all(heard) else {}
    hinted = only(asked.letters, heard.letters(), "unsure")
    if hinted:
        # "A bit of D": not plain enough to decide on, and too much to be passed over.
        return hinted
    if heard.is_surely("dont_know"):
        return dict.fromkeys(items, "unsure")
    return dict.fromkeys(clearable, "absent") if _is_plain_no(heard, items) else {}


def _is_plain_no(heard: Heard, items: Sequence[str]) -> bool:
    """Tell whether a message is a no and nothing else; of one item it may say "as ever", too.

    "None but B" looks like a no to a classifier: a letter or a word that takes something out of
    the no makes it unclear, and what is unclear clears nothing.
    """
    if len(items) == 1 and heard.says("no_as_ever", "no_its_score"):
        return True
    if len(items) == 1 and heard.requested_slot == ILLNESS_SIGNS and heard.says("no_so_long"):
        return True
    # "I don't have a doctor" is a no to none of the items.
    is_aside = bool(heard.values("aside")) or bool(heard.letters())
    is_vague = heard.says("hedged", "of_one") or bool(heard.values(LIST_ITEM))
    return heard.is_surely("deny") and not is_vague and not is_aside


def _denies_any(heard: Heard) -> bool:
    """Tell whether a message denies a sign: "yes, but no numbness"."""
    told = (one for one in heard.entities if one.get("entity") == "finding")
    return any(one.get("assertion") == "absent" for one in told)


def _denies_all(heard: Heard) -> bool:
    """Tell whether a message denies signs by name and then all: "no fever, no chills, nothing"."""
    told = [one for one in heard.entities if one.get("entity") == "finding"]
    is_vague = heard.letters() or heard.says("hedged", "of_one", "left_open", "not_quite")
    is_denied = {one.get("assertion") for one in told} == {"absent"}
    is_no = heard.says("ends_none") or (heard.says("no_first") and _names_only(told, heard))
    return is_denied and is_no and not is_vague


def _names_only(told: Sequence[Mapping[str, Any]], heard: Heard) -> bool:
    """Tell whether all items that are named are those of what is told: "no, my legs are fine"."""
    flags = {flag for one in told for flag in one.get("red_flag") or ()}
    return flags.issuperset(heard.values(LIST_ITEM))


def denies_some_of(items: Sequence[str], heard: Heard) -> bool:
    """Tell whether a no names what it denies of a longer list: "no, my legs are fine".

    It may be meant for all, and it may be an answer to what was read last: the rest is asked for.
    """
    signs = [one for one in heard.entities if one.get("entity") == "finding"]
    told = [one for one in signs if one.get("value") != WELL_AT_ALL]
    is_denied = {one.get("assertion") for one in told} == {"absent"}
    is_listed = any(set(items) & set(one.get("red_flag") or ()) for one in told)
    is_whole = len(items) == 1 or heard.says("ends_none", "hedged")
    return is_denied and is_listed and heard.says("opens_bare_no") and not is_whole


def _is_yes_to_one(items: Sequence[str], heard: Heard, doubted: Collection[str]) -> bool:
    """Tell whether the only item on the list is there: by a yes, or a little where it is asked."""
    if len(items) != 1 or heard.says("no_plain_yes", "left_open") or heard.letters():
        return False
    is_some = SOME in heard.values("choice") and items[0] in doubted
    return is_some or heard.is_surely("affirm") or heard.says("yes_first")


def _chosen(
    asked: Asked,
    heard: Heard,
    long_past: frozenset[str],
    named: Collection[str],
    clearable: Sequence[str],
) -> Answers | None:
    """Return the answer that names items by letter or place, or takes all or none of them.

    `clearable` are the items that a no to all clears.
    """
    choices = heard.values("choice")
    if not choices:
        return None
    items, choice = asked.items, choices[-1]
    signs = signs_named(heard, long_past)
    if choice == NONE and signs:
        choice = {REST: NONE}
    # A sentence that also describes a sign, or names a letter, is no plain "none" or "all".
    if isinstance(choice, str) and (signs or heard.letters()):
        return None
    if isinstance(choice, str):
        answer = ALIKE.get(choice)
        taken = clearable if answer == "absent" else items
        return None if answer is None else dict.fromkeys(taken, answer)
    if not isinstance(choice, Mapping):
        return None
    if ASKS in choice:
        return asked_about(asked, choice, clearable, is_told=bool(signs))
    if REST in choice:
        rest = [item for item in clearable if item not in named]
        is_clear = is_understood(heard, choice, signs, named)
        return dict.fromkeys(rest, "absent") if is_clear else None
    named_by = Asked.by_place(items) if choice.get("by_place") else asked
    return picked_from(named_by, choice, clearable)


def asks_of_letter(heard: Heard) -> bool:
    """Tell whether a message asks what a letter of the list on show means."""
    asks = any(isinstance(one, Mapping) and ASKS in one for one in heard.values("choice"))
    return asks and heard.requested_slot in SCREENS


def signs_named(heard: Heard, long_past: frozenset[str]) -> list[Any]:
    """Return the signs of which a message speaks, other than to deny them."""
    signs = (one for one in heard.entities if one.get("entity") == "finding")
    told = (one for one in signs if one.get("assertion", "present") != "absent")
    return [one.get("value") for one in told if one.get("value") not in long_past]


def asked_on(screen: str, findings: Mapping[str, Any], protocol: Protocol) -> tuple[str, ...]:
    """Return the items of a screen; the first one also asks what is doubted and on no list.

    `findings` are those of the slot. Whoever "may have" a sign that no list holds would otherwise
    never be asked about it.
    """
    asks = protocol.screens[screen].asks
    if screen != DANGER_SIGNS:
        return asks
    listed = closure([one for each in protocol.screens.values() for one in each.asks], protocol)
    doubted = {
        name
        for name, one in findings.items()
        if name not in listed and one.get("assertion") == "unsure"
    }
    unlisted = [flag.id for flag in protocol.red_flags.values() if flag.screen is None]
    # One sign may speak for several red flags: the first of them, by its number, is asked.
    first = {next((f for f in unlisted if one in closure([f], protocol)), None) for one in doubted}
    return (*asks, *(flag for flag in unlisted if flag in first))


@dataclass(frozen=True, slots=True)
class ScreenState:
    """A screen as far as it has been answered."""

    known: Mapping[str, str]
    open_items: tuple[str, ...]

    def as_slot(self) -> dict[str, str] | None:
        """Return the slot value once every item has an answer."""
        return None if self.open_items else dict(self.known)


def screen_state(
    items: Sequence[str], states: Mapping[str, Truth], unsure_counts: Mapping[str, Any]
) -> ScreenState:
    """Return what is known of a screen's items and which of them are still to be asked."""
    known: dict[str, str] = {}
    for item in items:
        if states[item] is Truth.TRUE:
            known[item] = "present"
        elif states[item] is Truth.FALSE:
            known[item] = "absent"
        elif unsure_counts.get(item, 0) >= UNSURE_STANDS_AT:
            known[item] = "unsure"
    return ScreenState(known, tuple(item for item in items if item not in known))
