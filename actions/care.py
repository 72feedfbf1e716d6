"""What the clinic's actions share: the protocol, the clinic's facts, and how to word things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rasa_sdk.interfaces import Tracker

from actions.triage.decision import Reason
from actions.triage.protocol import Protocol, Wording

SMS_CHANNELS = frozenset({"twilio", "sms"})
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Care:
    """The protocol and the clinic, handed to every action that needs them.

    `facts` are the clinic's own, by placeholder name. `clock` gives aware times.
    """

    protocol: Protocol
    facts: Mapping[str, str]
    clock: Callable[[], datetime]

    def say(self, wording: Wording, tracker: Tracker) -> str:
        """Return a text for the person's channel, the clinic's facts filled in."""
        is_sms = tracker.get_latest_input_channel() in SMS_CHANNELS
        return self.fill(wording.sms if is_sms else wording.web)

    def fill(self, text: str) -> str:
        """Return a text with the clinic's facts in place of `{name}`."""
        return _PLACEHOLDER.sub(lambda match: self.facts.get(match[1], ""), text).strip()

    def because(self, reason: Reason) -> str:
        """Return why a rule decided, with its id and sources."""
        return f"{self.fill(reason.because)} (Rule {reason.rule_id}; {self.cited(reason.sources)}.)"

    def cited(self, source_ids: Iterable[str]) -> str:
        """Return sources as the name before the first comma and the year."""
        cited = (self.protocol.sources[one] for one in source_ids)
        return "; ".join(f"{source.title.partition(',')[0]} {source.year}" for source in cited)
