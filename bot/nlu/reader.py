"""A message as it arrives: the payload of a button, or a person's own words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from bot.conversation import checklist
from bot.conversation.turn import Entity, Intent, ParsedMessage, Scope

FALLBACK_INTENT = "nlu_fallback"
_PAYLOAD = re.compile(r"\s*/(?P<intent>\w+)\s*(?P<entities>\{.*)?", re.DOTALL)  # closed or cut off


class Interpreter(Protocol):
    """Understands words."""

    def parse(self, text: str, *, now: datetime) -> ParsedMessage:
        """Return intent and entities of a text."""

    def may_tell(self, text: str) -> bool:
        """Tell whether a text says of any finding that it is there, or likely."""


@dataclass(frozen=True, slots=True)
class MessageReader:
    """Tells a button's payload from words, and has words understood.

    `opening_payloads` are, for each channel, the payloads that a client may send unasked.
    Channels in `trusted_channels` may send any: nobody but the operator writes there.
    `now` is the time in the clinic's zone.
    """

    interpreter: Interpreter
    intents: frozenset[str]
    entities: frozenset[str]
    opening_payloads: Mapping[str, frozenset[str]]
    trusted_channels: frozenset[str]
    now: Callable[[], datetime]

    def __call__(self, text: str, *, offered: tuple[str, ...], channel: str) -> ParsedMessage:
        """Return the message as understood.

        A payload that was neither offered nor is a known opening is read as words, and its intent
        is not acted on: a person must not be able to steer the conversation by typing commands.
        """
        match = _PAYLOAD.fullmatch(text)
        if match is None:
            return self.words(text)
        if match["intent"] == checklist.INTENT:
            return self._list_answer(text, match, offered)
        if self._is_allowed(text.strip(), offered, channel):
            payload = self._payload(text, match)
            if payload is not None:
                return payload
        return self._not_acted_on(text)

    def words(self, text: str) -> ParsedMessage:
        """Return a person's own words as understood.

        Outside of what the assistant knows the intent is `nlu_fallback`, as in Rasa; the ranking
        keeps what it might have been.
        """
        parsed = self.interpreter.parse(text, now=self.now())
        if parsed.scope is not Scope.OUTSIDE:
            return parsed
        # What holds no words is not about something else; it is nothing yet.
        scope = Scope.OUTSIDE if text.strip() else Scope.INSIDE
        return replace(parsed, intent=Intent(FALLBACK_INTENT, 1.0), scope=scope)

    def may_tell(self, text: str) -> bool:
        """Tell whether a person's own words say of any finding that it is there, or likely."""
        return self.interpreter.may_tell(text)

    def _not_acted_on(self, text: str) -> ParsedMessage:
        """Return a payload that is on no button here: words, whatever intent they look like."""
        return replace(self.words(text), intent=Intent(FALLBACK_INTENT, 1.0), scope=Scope.INSIDE)

    def _list_answer(
        self, text: str, match: re.Match[str], offered: tuple[str, ...]
    ) -> ParsedMessage:
        """Return what was ticked on a list.

        Of a list that is not on show, what was ticked still counts as told, as it would in words:
        it may be a sign of danger. Nothing else of it does.
        """
        answer = checklist.read_answer(_entity_values(match["entities"]) or {})
        if answer is None:
            return self._not_acted_on(text)
        is_current = checklist.is_offered(answer, offered)
        entities = tuple(
            Entity(checklist.ITEM, item, 0, len(text), "payload", details={"assertion": assertion})
            for item, assertion in answer.assertions()
            if is_current or assertion == "present"
        )
        about = Entity("about", answer.about, 0, len(text), "payload")
        intent = Intent(checklist.INTENT if is_current else FALLBACK_INTENT, 1.0)
        return ParsedMessage(
            text=text,
            intent=intent,
            ranking=(intent,),
            entities=(about, *entities) if is_current else entities,
            is_payload=is_current,
        )

    def _is_allowed(self, text: str, offered: tuple[str, ...], channel: str) -> bool:
        if channel in self.trusted_channels or text in offered:
            return True
        return text in self.opening_payloads.get(channel, frozenset())

    def _payload(self, text: str, match: re.Match[str]) -> ParsedMessage | None:
        """Return what a payload says, or None when it names what does not exist."""
        intent = Intent(match["intent"], 1.0)
        values = _entity_values(match["entities"])
        if intent.name not in self.intents or values is None or not values.keys() <= self.entities:
            return None
        entities = tuple(
            Entity(name, one, 0, len(text), "payload")
            for name, value in values.items()
            for one in (value if isinstance(value, list) else [value])
        )
        return ParsedMessage(
            text=text, intent=intent, ranking=(intent,), entities=entities, is_payload=True
        )


def _entity_values(text: str | None) -> dict[str, Any] | None:
    """Return the entities of a payload, or None when they are no JSON object."""
    if text is None:
        return {}
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None
