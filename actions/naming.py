"""What a message answers to a list: plainly, with a doubt, or by a word of one of its items."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from typing import Any

from actions.lettering import lettering
from actions.message import Heard
from actions.picking import Asked
from actions.rest_denied import REST
from actions.screens import (
    LIST_ITEM,
    UNSURE_STANDS_AT,
    answers_to,
    signs_named,
)
from actions.slots import ILLNESS_SIGNS, Slots
from actions.surgery_time import SURGERY, surgery_is_old
from actions.taking_back import signs_meant
from actions.triage.closure import closure
from actions.triage.protocol import Protocol

# All but the one thing that was told is denied.
ALL_BUT_ONE = {REST: "denied"}


def listed_answers(heard: Heard, slots: Slots, protocol: Protocol) -> dict[str, str]:
    """Return what a message answers to the list that was asked, by red flag id."""
    items = slots.get("screen_items") or ()
    long_past = frozenset({SURGERY} if surgery_is_old(heard, slots) else ())
    doubted = _items_of(_doubts_about(heard) | _ended(heard, long_past), items, protocol)
    doubted += [item for item in _over(heard, items) if item not in doubted]
    asked = [item for item in items if (slots.get("unsure_counts") or {}).get(item)]
    # "Just the cancer" tells all there is also where the other list asks about cancer.
    listed = [item for screen in protocol.screens.values() for item in screen.asks]
    told = _named_among([*{*items, *listed}], heard, protocol, long_past)
    shown = Asked(tuple(items), lettering(items, protocol))
    plain = answers_to(shown, heard, long_past, told, [*asked, *doubted])
    denied = signs_meant(heard, "absent") - signs_meant(heard, "present")
    answers = dict.fromkeys(doubted, "unsure") | {
        # "D, but one leg only" may be no D.
        item: "unsure" if answer == "present" and denied & closure([item], protocol) else answer
        for item, answer in _weighed(plain, shown, heard, protocol).items()
    }
    if plain:
        answers |= _spoken_for(told, answers, heard, shown, protocol)
        answers |= _named_beside(answers, heard, protocol)
    answers |= _asked_for(heard, items, protocol)
    return answers or _rest_of_told(heard, slots, asked) or _named(heard, items, asked, protocol)


def _over(heard: Heard, items: Sequence[str]) -> list[str]:
    """Return the items of the second list that are named as over: "I finished the steroids"."""
    is_over = heard.requested_slot == ILLNESS_SIGNS and heard.says("no_longer")
    told = signs_meant(heard, "present")
    return [item for item in items if is_over and item in heard.values(LIST_ITEM) and not told]


def _weighed(
    plain: Mapping[str, str], shown: Asked, heard: Heard, protocol: Protocol
) -> Mapping[str, str]:
    """Return answers to the second list with a letter left open that may not count: "E, 2 weeks".

    Its own question says how long ago, or for how long, it counts. What is told in words stands.
    """
    is_vague = heard.requested_slot == ILLNESS_SIGNS and heard.says("may_not_count")
    if not is_vague or not plain.keys() <= {*shown.items} or len(plain) > 1:
        return plain
    # Surgery of the spine counts however old it is.
    told = signs_meant(heard, "present") | {SURGERY}
    return {
        item: "unsure" if one == "present" and not told & closure([item], protocol) else one
        for item, one in plain.items()
    }


def _spoken_for(
    told: Sequence[str],
    answers: Mapping[str, str],
    heard: Heard,
    shown: Asked,
    protocol: Protocol,
) -> dict[str, str]:
    """Return the items for which what is told speaks without raising them: asked by themselves.

    "Just the diabetes" answers the list, and may weaken the body against germs.
    """
    signs = signs_meant(heard, "present")
    return {
        item: "unsure"
        for item in told
        if item in shown.items and item not in answers and not signs & closure([item], protocol)
    }


def _named_beside(answers: Mapping[str, str], heard: Heard, protocol: Protocol) -> dict[str, str]:
    """Return the items that are denied with the rest, and named: asked by themselves.

    "No, I fell" may be the fall that the list asks for.
    """
    is_rest = any(isinstance(one, Mapping) and REST in one for one in heard.values("choice"))
    named = heard.values(LIST_ITEM) if is_rest else ()
    denied = signs_meant(heard, "absent")
    return {
        item: "unsure"
        for item in named
        if answers.get(item) == "absent" and not denied & closure([item], protocol)
    }


def _asked_for(heard: Heard, items: Sequence[str], protocol: Protocol) -> dict[str, str]:
    """Return the items that ask by name for a sign that is told, as a tick would tell it."""
    told = signs_meant(heard, "present")
    flags = (protocol.red_flags[item] for item in items)
    return {flag.id: "present" for flag in flags if flag.asks_for & told}


def _rest_of_told(heard: Heard, slots: Slots, asked: Collection[str]) -> dict[str, str]:
    """Return a no to what is left of a list, where all there is was told before: "just that"."""
    told = (slots.get("findings") or {}).values()
    is_told = any(one.get("assertion") == "present" for one in told)
    is_plain = heard.says("only_that") and not heard.values("finding") and "?" not in heard.text
    if not is_told or not is_plain or heard.letters():
        return {}
    return {item: "absent" for item in slots.get("screen_items") or () if item not in asked}


def _named(
    heard: Heard, items: Sequence[str], asked: Collection[str], protocol: Protocol
) -> dict[str, str]:
    """Return the listed items that an unclear answer names: each is asked about by itself.

    Whoever names the one thing again that is being `asked` about has it. A sign that was heard
    speaks for its item.
    """
    signs = (one for one in heard.entities if one.get("entity") == "finding")
    # "What is Eliquis?" speaks of a sign and tells nothing of it.
    told = {one.get("value") for one in signs if one.get("assertion") != "hypothetical"}
    words = heard.values(LIST_ITEM)
    named = [
        item for item in items if item in words and not told & {item, *closure([item], protocol)}
    ]
    is_again = len(named) == 1 and named[0] in asked and "?" not in heard.text
    if is_again and heard.intent not in {"deny", "correct_fact"}:
        return dict.fromkeys(named, "present")
    doubted = dict.fromkeys((item for item in named if item not in asked), "unsure")
    # "Just the leg": it is asked about by itself, and what it is not is answered.
    is_all = ALL_BUT_ONE in heard.values("choice") and len(named) == 1 and not told
    rest = (item for item in items if is_all and item not in {*named, *asked})
    return doubted | dict.fromkeys(rest, "absent")


def forget_denials(
    findings: dict[str, Any], answers: Mapping[str, str], slots: Slots, protocol: Protocol
) -> None:
    """Forget a no, given before or with the same words, to an item that is there or may be."""
    before = slots.get("findings") or {}
    for item, answer in answers.items():
        signs = closure([item], protocol) if answer == "unsure" else frozenset()
        for one in (item, *signs):
            is_denied = findings.get(one, {}).get("assertion") == "absent"
            if is_denied and answer != "absent" and (one != item or one in before):
                del findings[one]


def keep_answer(
    findings: dict[str, Any], unsure_counts: dict[str, int], item: str, answer: str
) -> None:
    """Keep the answer to one item of a screen."""
    if answer == "unsure":
        unsure_counts[item] = unsure_counts.get(item, 0) + 1
        if unsure_counts[item] < UNSURE_STANDS_AT:
            return
    findings.setdefault(item, {"assertion": answer, "origin": "asked"})


def _doubts_about(heard: Heard) -> set[Any]:
    """Return the signs that a sentence names with a doubt."""
    return {one.get("value") for one in heard.entities if one.get("assertion") == "unsure"}


def _ended(heard: Heard, long_past: frozenset[str]) -> set[Any]:
    """Return the illnesses and medicines that are told as over: how long ago is to be asked.

    "No, I am off the steroids since May" may be steroids that still count.
    """
    if heard.requested_slot != ILLNESS_SIGNS or heard.letters():
        return set()
    over = {"past", "absent"} if heard.says("no_longer") else {"past"}
    signs = (one for one in heard.entities if one.get("entity") == "finding")
    return {one.get("value") for one in signs if one.get("assertion") in over} - long_past


def _named_among(
    items: Sequence[str], heard: Heard, protocol: Protocol, long_past: frozenset[str]
) -> list[str]:
    """Return the listed items that a sentence tells of, other than to deny them.

    A sign may speak for an item without raising it, as diabetes does.
    """
    signs = set(signs_named(heard, long_past))
    spoken_for = {
        flag
        for one in heard.entities
        if one.get("entity") == "finding" and one.get("value") in signs
        for flag in one.get("red_flag") or ()
    }
    return _items_of(signs | spoken_for, items, protocol)


def _items_of(signs: Set[Any], items: Sequence[str], protocol: Protocol) -> list[str]:
    return [item for item in items if signs & {item, *closure([item], protocol)}]
