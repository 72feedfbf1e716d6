"""The clinic's insight, as the engine's console asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.care import Care
from actions.insight.facets import TITLES, facets_of, value_titles
from actions.insight.notes import fact_of, notes_of
from actions.insight.outcome import outcome_of
from actions.insight.summary import summary_of
from actions.insight.values import WARNING, Row, Section

# A slot may hold what an action of another time, or of another server, has put there. The words of
# the conversation are then still to be read.
NOT_OURS = (AttributeError, KeyError, TypeError, ValueError)
UNREADABLE = Row("Decided", "cannot be shown", "its record has another form", WARNING)


@dataclass(frozen=True, slots=True)
class Insight:
    """Tells what a conversation is about. `care` holds the protocol in force."""

    care: Care

    def facets(self, slots: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
        """Return what a conversation is found by."""
        try:
            return facets_of(slots)
        except NOT_OURS:
            return {}

    def facet_titles(self) -> Mapping[str, str]:
        """Return the names of facets in words, in the order in which they are shown."""
        return TITLES

    def value_titles(self, name: str) -> Mapping[str, str]:
        """Return the values of a facet in words; empty where they speak for themselves."""
        return value_titles(name, self.care.protocol)

    def outcome(self, facets: Mapping[str, Sequence[str]]) -> Sequence[Row]:
        """Return in few words what became of a conversation that is found by these facets."""
        return tuple(outcome_of(facets))

    def summary(self, events: Sequence[Mapping[str, Any]]) -> Sequence[Section]:
        """Return the two-minute summary of a conversation."""
        try:
            return summary_of(events, self.care)
        except NOT_OURS:
            return (Section("Where it stands", (UNREADABLE,)),)

    def notes(
        self, events: Sequence[Mapping[str, Any]], before: Mapping[str, Any]
    ) -> Sequence[Row]:
        """Return what stands beside one turn; `before` are the slots as the person wrote."""
        try:
            return notes_of(events, before, self.care)
        except NOT_OURS:
            return (UNREADABLE,)

    def fact(self, name: str, value: Any) -> Row | None:
        """Return a slot's new value in words, or None for what only the dialogue needs."""
        try:
            return fact_of(name, value, self.care)
        except NOT_OURS:
            return None
