"""What goes in and out of a conversation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, Any] = MappingProxyType({})
# In the metadata of what stands for a message when nobody wrote: until when its answer is of use.
USELESS_AFTER = "useless_after"

# In the metadata of what is said: who speaks, where it is not the assistant, ...
SPEAKER = "speaker"
PERSON = "person"
# ... what the visitor reads of them, ...
LABELLED = "label"
# ... the user name of that person, which is shown to staff alone, ...
BY = "by"
# ... and the name of a turn that no message of the visitor's began.
TURN = "turn_id"
WORD = re.compile(r"[\w']+")


@dataclass(frozen=True, slots=True)
class UserMessage:
    """One message from a person, as its channel received it.

    `received_at` is seconds since 1970 in UTC, where the channel noted it: what was written before
    a question came is no answer to it.
    """

    sender_id: str
    text: str
    channel: str = "rest"
    message_id: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    received_at: float | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A choice that the person can tap; its payload is what tapping it sends."""

    title: str
    payload: str

    def as_json(self) -> dict[str, str]:
        """Return Rasa's button JSON."""
        return {"title": self.title, "payload": self.payload}


@dataclass(frozen=True, slots=True)
class BotMessage:
    """One message to a person. `utter_action` names the response that it was made from."""

    text: str | None = None
    buttons: tuple[Button, ...] = ()
    image: str | None = None
    attachment: Any = None
    custom: Mapping[str, Any] | None = None
    utter_action: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=lambda: NOTHING)

    @property
    def is_by_person(self) -> bool:
        """Whether a person of the house wrote it, and not the assistant."""
        return self.metadata.get(SPEAKER) == PERSON

    @property
    def label(self) -> str:
        """What the visitor reads of the person who wrote it; empty for the assistant's words."""
        return str(self.metadata.get(LABELLED) or "") if self.is_by_person else ""


def button_titled(text: str, buttons: Sequence[Button]) -> Button | None:
    """Return the one button whose title was written, word for word; None for none and for two."""
    said = words_of(text)
    same = [button for button in buttons if words_of(button.title) == said]
    return same[0] if len(same) == 1 and said else None


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return WORD.findall(text.lower())
