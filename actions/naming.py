"""What a message answers to a list: plainly, with a doubt, or by a word of one of its items."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from actions.message import Heard
from actions.screens import answers_to, doubts_about, named_among
from actions.slots import Slots
from actions.surgery_time import SURGERY, surgery_is_old
from actions.taking_back import signs_meant
from actions.triage.protocol import Protocol, closure

NAMED = "list_item"


def listed_answers(heard: Heard, slots: Slots, protocol: Protocol) -> dict[str, str]:
    """Return what a message answers to the list that was asked, by red flag id."""
    items = slots.get("screen_items") or ()
    doubted = doubts_about(items, heard, protocol)
    long_past = frozenset({SURGERY} if surgery_is_old(heard, slots) else ())
    asked = [item for item in items if (slots.get("unsure_counts") or {}).get(item)]
    told = named_among(items, heard, protocol, long_past)
    plain = answers_to(items, heard, long_past, told, [*asked, *doubted])
    denied = signs_meant(heard, "absent") - signs_meant(heard, "present")
    answers = dict.fromkeys(doubted, "unsure") | {
        # "D, but one leg only" may be no D.
        item: "unsure" if answer == "present" and denied & closure([item], protocol) else answer
        for item, answer in plain.items()
    }
    return answers or _named(heard, items, asked, protocol)


def _named(
    heard: Heard, items: Sequence[str], asked: Collection[str], protocol: Protocol
) -> dict[str, str]:
    """Return the listed items that an unclear answer names: each is asked about by itself.

    Whoever names the one thing again that is being `asked` about has it. A sign that was heard
    speaks for its item.
    """
    told = set(heard.values("finding"))
    words = heard.values(NAMED)
    named = [
        item for item in items if item in words and not told & {item, *closure([item], protocol)}
    ]
    is_again = len(named) == 1 and named[0] in asked and "?" not in heard.text
    if is_again and heard.intent not in {"deny", "correct_fact"}:
        return dict.fromkeys(named, "present")
    return dict.fromkeys((item for item in named if item not in asked), "unsure")
