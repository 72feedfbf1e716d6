"""What a person wants to put right: a fact, a list, or the read-back as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from actions.message import Heard
from actions.screens import LONE_LETTER, is_free_of
from actions.slots import CONFIRMED, FACTS, SCREENS, TRIAGE_FORM, Slots
from actions.triage.protocol import Protocol

Changes = dict[str, Any]

# A yes with one of these goes on to say what is not right.
CHANGES = frozenset(
    {"but", "except", "though", "however", "change", "not", "no", "wrong", "only", "instead"}
)
# Words that go with a letter, or with "list", when an answer to a list is to be put right.
OF_LISTS = frozenset(
    {
        "tick",
        "ticked",
        "change",
        "yes",
        "apply",
        "applies",
        "should",
        "meant",
        "mistake",
        "wrong",
        "too",
    }
)
# Whoever says one of these takes back what was ticked: it was not meant.
MISTAKES = frozenset(
    {"mistake", "wrong", "meant", "accident", "accidentally", "oops", "misread", "typo", "slip"}
)


def agreed(heard: Heard, slots: Slots) -> Changes:
    """Return that the read-back is not agreed to by a yes that goes on to change something."""
    is_yes = heard.requested_slot == CONFIRMED and CONFIRMED in heard.filled
    if not is_yes or not slots.get(CONFIRMED) or heard.is_tap() or is_free_of(CHANGES, heard):
        return {}
    return {CONFIRMED: False}


def reopened(heard: Heard, slots: Slots, protocol: Protocol) -> Changes:
    """Return what is forgotten because the person wants to change it."""
    named = (*heard.values("fact"), *_list_meant(heard), *_list_regretted(heard, slots, protocol))
    reopened = [name for name in named if name in (*FACTS, *SCREENS)]
    if not reopened:
        return {}
    declined = [name for name in slots.get("declined") or () if name not in reopened]
    changes: Changes = {**dict.fromkeys(reopened), "declined": declined or None}
    items = {item for name in reopened if name in SCREENS for item in protocol.screens[name].asks}
    for kept_by_item in ("findings", "unsure_counts"):
        answers = slots.get(kept_by_item) or {}
        kept = {item: one for item, one in answers.items() if item not in items}
        changes[kept_by_item] = kept or None
    return changes


def _list_meant(heard: Heard) -> list[str]:
    """Return the lists that a letter means which comes when no list is on show."""
    is_form = heard.active_form == TRIAGE_FORM and heard.requested_slot not in SCREENS
    picks = any(isinstance(one, Mapping) and "letters" in one for one in heard.values("choice"))
    words = set(re.findall(r"[a-z]+", heard.text.lower()))
    is_letter = LONE_LETTER.search(heard.text) is not None
    means_list = is_letter and bool(heard.requested_slot == CONFIRMED or words & OF_LISTS)
    means_list = means_list or ("list" in words and bool(words & OF_LISTS))
    return list(SCREENS) if is_form and not heard.is_tap() and (picks or means_list) else []


def _list_regretted(heard: Heard, slots: Slots, protocol: Protocol) -> list[str]:
    """Return the lists on which something was ticked that, by this message, was not meant.

    Nothing is cleared by it: the lists are asked again. At the read-back, what to change is asked.
    """
    is_open = heard.active_form == TRIAGE_FORM and heard.requested_slot not in (*SCREENS, CONFIRMED)
    words = set(re.findall(r"[a-z]+", heard.text.lower()))
    is_plain = not heard.values("finding") and not heard.filled.intersection(FACTS)
    is_mistake = heard.intent in {"correct_fact", "deny"} and bool(words & MISTAKES)
    if not is_open or heard.is_tap() or not is_plain or not is_mistake or "yes" in words:
        return []
    findings = slots.get("findings") or {}
    return [name for name in SCREENS if _is_ticked(protocol.screens[name].asks, findings)]


def _is_ticked(items: Iterable[str], findings: Mapping[str, Any]) -> bool:
    """Tell whether an item of a list was ticked as present."""
    answers = (findings.get(item, {}) for item in items)
    return any(
        one.get("origin") == "asked" and one.get("assertion") == "present" for one in answers
    )
