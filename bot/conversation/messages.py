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
WORD = re.compile(r"\w+")
FEWEST_WORDS = 3  # of a title that is taken for a tap when it is typed


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


def payload_named(text: str, buttons: Sequence[Button]) -> str | None:
    """Return the payload of the button whose title was written, word for word; else None.

    Titles of a word or two are words that people say anyway: those are understood as such.
    """
    said = _words(text)
    if len(said) < FEWEST_WORDS:
        return None
    named = {button.payload for button in buttons if _words(button.title) == said}
    return named.pop() if len(named) == 1 else None


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())
