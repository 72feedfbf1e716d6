"""Responses of the domain (`utter_*`) as messages to a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.assistant.domain import Domain
from bot.assistant.responses import ResponseVariation
from bot.conversation.messages import NOTHING, BotMessage, Button
from bot.conversation.tracker import Tracker

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class UnknownResponse(LookupError):
    """No response of the domain has this name, or none of its variations fits now."""


@dataclass(frozen=True, slots=True)
class ResponseWriter:
    """Chooses a variation of a response and fills in its placeholders.

    `facts` are values that every response may use beside slots, such as a phone number.
    """

    domain: Domain
    facts: Mapping[str, str]

    def write(
        self, name: str, tracker: Tracker, values: Mapping[str, Any] | None = None
    ) -> BotMessage:
        """Return the message; `values` go before slots, and slots before facts.

        Raises UnknownResponse. The variation depends on the number of turns stored, so that a
        replayed conversation reads the same.
        """
        fitting = self._fitting(name, tracker)
        if not fitting:
            raise UnknownResponse(name)
        variation = fitting[tracker.version % len(fitting)]
        return _filled(variation, name, {**self.facts, **_set_slots(tracker), **(values or {})})

    def _fitting(self, name: str, tracker: Tracker) -> list[ResponseVariation]:
        """Return the variations for this channel and these slots, the most particular kind."""
        holding = [
            variation
            for variation in self.domain.responses.get(name, ())
            if all(tracker.slots.get(slot) == value for slot, value in variation.conditions)
        ]
        for_channel = [v for v in holding if v.channel == tracker.latest_channel]
        candidates = for_channel or [v for v in holding if v.channel is None]
        return [v for v in candidates if v.conditions] or candidates


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Return a text with its `{name}` placeholders filled in; an unknown one is left out."""
    filled = _PLACEHOLDER.sub(lambda match: str(values.get(match[1], "")), text)
    return "\n".join(line.rstrip() for line in filled.splitlines())


def _set_slots(tracker: Tracker) -> dict[str, Any]:
    return {name: value for name, value in tracker.slots.items() if value is not None}


def _filled(variation: ResponseVariation, name: str, values: Mapping[str, Any]) -> BotMessage:
    return BotMessage(
        text=None if variation.text is None else fill(variation.text, values),
        # A payload is JSON in braces, not a text with placeholders.
        buttons=tuple(Button(fill(title, values), payload) for title, payload in variation.buttons),
        image=variation.image,
        attachment=variation.attachment,
        custom=variation.custom,
        utter_action=name,
        metadata=variation.metadata or NOTHING,
    )
