"""One message of a stored conversation, without what tells who wrote it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from http import HTTPStatus
from zoneinfo import ZoneInfo

from bot.console.correct_form import Reader
from bot.console.correct_values import Choices, Meaning
from bot.console.panels import Refusal
from bot.conversation.events import SlotSet, UserUttered
from bot.privacy.deidentify import Deidentifier, shift_of
from bot.privacy.private_words import PrivateWords
from bot.privacy.spans import Deidentified
from bot.stores.index.stored import StoredConversation, StoredConversations

UNKNOWN = (
    "There is no such message. The conversation may have been deleted, by its owner or because its"
    " time was over."
)
NO_WORDS = "A button says what it means: there is nothing to correct in it."


@dataclass(frozen=True, slots=True)
class Message:
    """A message, what was understood of it, and how its conversation is made nobody's.

    `before` is the meaning that was understood, in the words of `said`.
    """

    stored: StoredConversation
    turn: str
    heard: UserUttered
    deidentifier: Deidentifier
    said: Deidentified
    before: Meaning

    @property
    def conversation(self) -> str:
        """Return what the conversation is called."""
        return self.stored.tracker.sender_id

    @property
    def written_on(self) -> date:
        """Return the day on which it was written, moved as the dates in it are."""
        return self.deidentifier.written + self.deidentifier.shift


@dataclass(frozen=True)
class Messages:
    """Finds messages. `words` are read once, when they are first needed."""

    stored: StoredConversations
    choices: Choices
    words: Callable[[], tuple[PrivateWords, frozenset[str]]]
    zone: ZoneInfo
    secret: str

    @cached_property
    def _words(self) -> tuple[PrivateWords, frozenset[str]]:
        return self.words()

    async def one(self, conversation: str, turn: str) -> Message:
        """Return a message. Raises Refusal where there is none, and StoreFailure."""
        stored = await self.stored.conversation(conversation) if conversation else None
        found = [] if stored is None else [one for one in stored.turns if one.turn_id == turn]
        heard = next(
            (event for one in found for event in one.events if isinstance(event, UserUttered)), None
        )
        if stored is None or heard is None:
            raise Refusal(HTTPStatus.NOT_FOUND, UNKNOWN)
        if heard.parsed.is_payload or not heard.parsed.text.strip():
            raise Refusal(HTTPStatus.CONFLICT, NO_WORDS)
        deidentifier = self._deidentifier(stored, heard)
        said = deidentifier(heard.parsed.text)
        before = Reader(self.choices).understood(heard.parsed, said)
        return Message(stored, turn, heard, deidentifier, said, before)

    def _deidentifier(self, stored: StoredConversation, heard: UserUttered) -> Deidentifier:
        events = [event for turn in stored.turns for event in turn.events]
        texts = [
            event.parsed.text
            for event in events
            if isinstance(event, UserUttered) and not event.parsed.is_payload
        ]
        slots = [(event.name, event.value) for event in events if isinstance(event, SlotSet)]
        written = datetime.fromtimestamp(heard.timestamp, self.zone).date()
        shift = shift_of(self.secret, stored.tracker.sender_id)
        known = [*slots, *stored.tracker.slots.items()]
        return Deidentifier.of(texts, known, self._words, (written, shift))
