"""A phone in a conversation, without its number."""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = "sms-"


@dataclass(frozen=True, slots=True)
class Phone:
    """What is known of a number. `key` stands for it.

    Several people may share a phone: each thread is a conversation of its own. `asks_about` is the
    thread of which the person was asked whether it is still theirs.
    """

    key: str
    thread: int = 0
    asks_about: int | None = None
    is_opted_out: bool = False

    @property
    def sender_id(self) -> str:
        """What the conversation is called."""
        return sender_id_of(self.key, self.thread)


def sender_id_of(key: str, thread: int) -> str:
    """Return what a thread of a phone is called."""
    return f"{PREFIX}{key}-{thread}" if thread else f"{PREFIX}{key}"


def key_of_sender(sender_id: str) -> str:
    """Return the key in a name that `sender_id_of` made."""
    return sender_id.removeprefix(PREFIX).partition("-")[0]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a text that came in was taken to, and what it is called there."""

    sender_id: str
    message_id: str
