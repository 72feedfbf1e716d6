"""Two answers that cannot both be right: asked about once, and then the later one stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from actions.message import Heard
from actions.picking import PLACES
from actions.slots import AGE, CONFIRMED, DURATION, SEVERITY, TRIAGE_FORM, Slots

SLOT = "which_is_right"
OPEN = "contradiction"
ASKED = "contradictions_asked"
KEPT = "facts_kept"

# What a person does or what kind of injury it is may be several things at once: no contradiction.
LEG, TREND, WORSE = "leg_pain", "pain_trend", "worse"
SINGLE = (DURATION, SEVERITY, AGE, LEG, "daily_function", TREND)
# "About six weeks" and "a month and a half" are the same to a person.
SAME_WITHIN_SHARE = 0.25
SAME_WITHIN_POINTS = 1


def facts_before(names: Iterable[str], slots: Slots) -> dict[str, Any]:
    """Return facts as they were before a message that was taken to tell them."""
    kept = slots.get(KEPT) or {}
    return {name: kept.get(name) for name in names}


def contradicted(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the slots that ask which of two values is right, or that end the asking."""
    changes: dict[str, Any] = {}
    if heard.requested_slot == SLOT:
        changes = {OPEN: None, **_picked(heard, slots.get(OPEN) or {})}
    kept = slots.get(KEPT) or {}
    asked = slots.get(ASKED) or []
    expected = {heard.requested_slot} if heard.requested_slot != SLOT else set(SINGLE)
    if heard.active_form != TRIAGE_FORM or corrects(heard):
        return changes
    for fact in SINGLE:
        earlier, now = kept.get(fact), slots.get(fact)
        if fact not in heard.filled or fact in expected or fact in asked:
            continue
        if earlier is not None and now is not None and _differ(fact, earlier, now):
            changes[OPEN] = {"fact": fact, "earlier": earlier, "now": now}
            changes[ASKED] = [*asked, fact]
            break
    return changes


def _picked(heard: Heard, open_one: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fact as it is picked by its place among the two: "the first one"."""
    picks = [one for one in heard.values("choice") if isinstance(one, Mapping)]
    choice = picks[-1] if picks else {}
    picked = {(1,): "earlier", (2,): "now"}.get(tuple(choice.get(PLACES, ())))
    picked = "now" if choice.get("last") else picked
    return {open_one["fact"]: open_one[picked]} if picked is not None and open_one else {}


def length_before_change(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the length as it was, where a shorter one is told of what changed since.

    "Worse since yesterday, and now in my foot" says not that the pain began yesterday.
    """
    earlier, now = (slots.get(KEPT) or {}).get(DURATION), slots.get(DURATION)
    is_told = DURATION in heard.filled and heard.requested_slot != DURATION
    if not is_told or not earlier or now is None or now >= earlier or corrects(heard):
        return {}
    is_worse = TREND in heard.filled and slots.get(TREND) == WORSE
    return {DURATION: earlier} if is_worse or LEG in heard.filled else {}


def corrects(heard: Heard) -> bool:
    """Tell whether the person changes an answer on purpose."""
    if heard.intent == "correct_fact" or heard.requested_slot == CONFIRMED:
        return True
    if heard.says("means_another"):
        return True
    return any(entity.get("corrects") for entity in heard.entities)


def _differ(fact: str, earlier: Any, now: Any) -> bool:
    if fact == DURATION:
        return bool(abs(earlier - now) > SAME_WITHIN_SHARE * max(earlier, now))
    if fact == SEVERITY:
        return bool(abs(earlier - now) > SAME_WITHIN_POINTS)
    return bool(earlier != now)
