"""What the clinic's actions share: the protocol, the clinic's facts, and how to word things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rasa_sdk.interfaces import Tracker

from actions.knowledge.clinic import Clinic
from actions.message import moment_of
from actions.slots import LANGUAGE
from actions.triage.decision import Reason
from actions.triage.protocol import Protocol
from actions.triage.wording import Wording

SMS_CHANNELS = frozenset({"twilio", "sms"})
# How a message says that nobody may miss it.
URGENT = {"urgent": True}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def is_sms(tracker: Tracker) -> bool:
    """Tell whether the person writes by text message."""
    return tracker.get_latest_input_channel() in SMS_CHANNELS


@dataclass(frozen=True, slots=True)
class Care:
    """The protocol and the clinic, handed to every action that needs them.

    `facts` are the clinic's own, by placeholder name. `clock` gives aware times.
    """

    protocol: Protocol
    clinic: Clinic
    facts: Mapping[str, str]
    clock: Callable[[], datetime]

    def say(self, wording: Wording, tracker: Tracker, **values: str) -> str:
        """Return a text for the person's channel and language, facts and `values` filled in."""
        said = wording.said_in(tracker.slots.get(LANGUAGE))
        return self.fill(said.sms if is_sms(tracker) else said.web, **values)

    def said(self, wording: Wording, language: str | None) -> str:
        """Return the web form of a text in a language, the clinic's facts filled in."""
        return self.fill(wording.said_in(language).web)

    def fill(self, text: str, **values: str) -> str:
        """Return a text with these values, and the clinic's facts, in place of `{name}`."""
        known = {**self.facts, **values}
        return _PLACEHOLDER.sub(lambda match: known.get(match[1], ""), text).strip()

    def because(self, reason: Reason) -> str:
        """Return why a rule decided, with its id and sources."""
        return f"{self.fill(reason.because)} (Rule {reason.rule_id}; {self.cited(reason.sources)}.)"

    def cited(self, source_ids: Iterable[str]) -> str:
        """Return sources as the name before the first comma and the year."""
        cited = (self.protocol.sources[one] for one in source_ids)
        return "; ".join(f"{source.title.partition(',')[0]} {source.year}" for source in cited)

    def by_hours(self, response: str, tracker: Tracker) -> dict[str, Any]:
        """Return what to utter: the response, or while the clinic is closed its `_closed` form.

        The closed form can say when somebody reads again: `{opening_day}` and `{opening_time}`.
        """
        now = moment_of(tracker, self.clock)
        opening = None if self.clinic.is_open(now) else self.clinic.next_opening(now)
        if opening is None:
            return {"response": response}
        return {
            "response": f"{response}_closed",
            "opening_day": f"{opening:%A, %B} {opening.day}",
            "opening_time": f"{opening:%I:%M %p}".removeprefix("0"),
        }
