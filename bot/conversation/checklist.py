"""Lists of things to tick, and the one message that answers a whole list.

A reply offers a list through its `custom` JSON: `kind: checklist`, `about` (what is asked) and
`items`, each with an `id`. The answer is a payload:

    /answer_list{"about": "...", "shown": [ids], "present": [ids], "unsure": [ids]}

`shown` repeats all ids of the list, so that an item that was not on the screen is never answered.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversation.messages import BotMessage

KIND = "checklist"
INTENT = "answer_list"
# The entity that stands for one item of an answer; its `assertion` says how it was answered.
ITEM = "listed"
_KEYS = frozenset({"about", "shown", "present", "unsure"})
MAX_ITEMS = 100


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """An answer to a list: every item that was on the screen, by how it was answered."""

    about: str
    shown: tuple[str, ...]
    present: frozenset[str]
    unsure: frozenset[str]

    def assertions(self) -> Iterator[tuple[str, str]]:
        """Yield each item with `present`, `unsure` or `absent`."""
        for item in self.shown:
            unticked = "unsure" if item in self.unsure else "absent"
            yield item, "present" if item in self.present else unticked


def offers_of(message: BotMessage) -> tuple[str, ...]:
    """Return what a reply lets a person send: its buttons' payloads, and a mark of its list.

    No payload can equal a mark, as that begins with no slash.
    """
    payloads = tuple(button.payload for button in message.buttons)
    custom = message.custom or {}
    if custom.get("kind") != KIND:
        return payloads
    return (*payloads, _mark(custom["about"], [item["id"] for item in custom["items"]]))


def is_offered(answer: ListAnswer, offered: Sequence[str]) -> bool:
    """Tell whether this very list, with these items, is on show."""
    return _mark(answer.about, answer.shown) in offered


def _mark(about: str, items: Sequence[str]) -> str:
    return f"{KIND} {json.dumps([about, *items])}"


def read_answer(values: Mapping[str, Any]) -> ListAnswer | None:
    """Return the answer that a payload holds, or None when it is no sound answer to any list."""
    if not {"about", "shown"} <= values.keys() <= _KEYS or not isinstance(values["about"], str):
        return None
    shown, present, unsure = (values.get(key, []) for key in ("shown", "present", "unsure"))
    if not (_are_ids(shown) and _are_ids(present) and _are_ids(unsure)):
        return None
    answer = ListAnswer(values["about"], tuple(shown), frozenset(present), frozenset(unsure))
    is_sound = answer.present | answer.unsure <= set(shown)
    return answer if is_sound and not answer.present & answer.unsure else None


def _are_ids(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MAX_ITEMS
        and all(isinstance(item, str) for item in value)
        and len(set(value)) == len(value)
    )
