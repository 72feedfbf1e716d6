"""What the words beside a finding or a duration say: that it is there, that it is a length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.conversation.turn import Entity

NEAR = 6  # letters beside a length: "in the last 8 months", "8 months ago"
BEFORE = 200  # letters before a finding in which its condition is looked for


class Beside:
    """Adds the details `seems_there` and `is_length`, by the words of one language."""

    def __init__(
        self, what_ifs: Mapping[str, Sequence[str]], lengths: Mapping[str, Sequence[str]]
    ) -> None:
        # With at most one word between: "this tent", "my old tent".
        self._had = _phrases(what_ifs["had"], r"\s+(?:[\w'’-]+\s+)?$")
        self._begins = _phrases(what_ifs["begins"])
        self._within = _phrases(what_ifs["within"])
        self._conditions = _phrases(what_ifs["conditions"])
        self._units = _phrases(lengths["units"])
        self._relative = _phrases(lengths["relative"])

    def told(self, entity: Entity, text: str) -> Entity:
        """Return an entity with what the words beside it say."""
        if entity.entity == "finding" and self._seems_there(entity, text):
            return replace(entity, details={**entity.details, "seems_there": True})
        if entity.entity == "duration" and self._is_length(entity, text):
            return replace(entity, details={**entity.details, "is_length": True})
        return entity

    def _seems_there(self, entity: Entity, text: str) -> bool:
        """Tell whether a what-if speaks of a finding as of one that is there, however denied.

        What is contested is asked about anyway.
        """
        assertion = entity.details.get("assertion")
        before = text[max(0, entity.start - BEFORE) : entity.start]
        is_hoped = assertion == "absent" and self._conditions.search(before) is not None
        is_what_if = assertion == "hypothetical" and not entity.details.get("contested")
        if not is_what_if and not is_hoped:
            return False
        words = text[entity.start : entity.end]
        return bool(
            self._had.search(before) or self._begins.match(words) or self._within.search(words)
        )

    def _is_length(self, entity: Entity, text: str) -> bool:
        """Tell whether a duration is counted out, and no day or stretch of the calendar."""
        around = text[max(0, entity.start - NEAR) : entity.end + NEAR]
        counted = self._units.search(text[entity.start : entity.end])
        return counted is not None and self._relative.search(around) is None


def either(phrases: Iterable[str]) -> str:
    """Return a regular expression for any of some phrases."""
    return f"(?:{'|'.join(map(re.escape, phrases))})"


def _phrases(phrases: Iterable[str], tail: str = r"\b") -> re.Pattern[str]:
    return re.compile(rf"\b{either(phrases)}{tail}", re.IGNORECASE)
