"""What the clinic tells the widget of itself, and what of a conversation no visitor can end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.cards import emergency_card
from actions.care import Care
from actions.places import standing_decision, standing_place
from actions.queue.desk import StaffDesk
from actions.slots import LANGUAGE, LASTING
from actions.triage.protocol import Disposition

JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Visitors:
    """The clinic's side of a visit to its web page."""

    care: Care
    desk: StaffDesk

    def clinic(self) -> JSON:
        """Return what is always in reach in the widget."""
        clinic = self.care.clinic
        return {
            "name": clinic.name,
            "phone": clinic.phone,
            "emergency_number": clinic.emergency_number,
            "crisis_number": clinic.crisis_number,
        }

    def language(self, slots: Mapping[str, Any]) -> str | None:
        """Return the language that the visitor writes, where it is not English."""
        language = slots.get(LANGUAGE)
        return None if language is None else str(language)

    async def card(self, slots: Mapping[str, Any]) -> JSON | None:
        """Return the card of the emergency that stands; staff alone end it."""
        if not await self._is_in_danger(slots):
            return None
        level = Disposition(slots["disposition"])
        language = slots.get(LANGUAGE)
        text = self.care.said(standing_place(slots, self.care.protocol), language)
        if language is None:
            text = " ".join([text, *self._at_once(slots)])
        return emergency_card(self.care, level, text, language)

    def _at_once(self, slots: Mapping[str, Any]) -> list[str]:
        """Return what to do at once, as the decision said it."""
        decision = standing_decision(slots, self.care.protocol)
        return [] if decision is None else list(map(self.care.fill, decision.do_now))

    async def _is_in_danger(self, slots: Mapping[str, Any]) -> bool:
        return slots.get("disposition") in LASTING and not await self.desk.has_closed(slots)
