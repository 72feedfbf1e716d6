"""One conversation of the demonstration, played through the running assistant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from bot.agent import Agent
from bot.conversation.messages import UserMessage
from bot.conversation.tracker import Tracker
from bot.demo.people import Kind

MOST_MESSAGES = 40
# Whoever is asked the same thing this often has had enough.
MOST_OF_ONE_QUESTION = 3
SECONDS_TO_ANSWER = (6.0, 55.0)


@dataclass(slots=True)
class DemoClock:
    """A clock that stands where it is put. Seconds since 1970."""

    now: float

    def __call__(self) -> float:
        """Return the time; it goes on by a thousandth of a second each time somebody looks."""
        self.now += 0.001
        return self.now


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person: of which kind, called what in the store, and the facts of their own."""

    kind: Kind
    sender_id: str
    facts: Mapping[str, str]


@dataclass(slots=True)
class Player:
    """Plays conversations one after the other."""

    agent: Agent
    clock: DemoClock
    random: Random
    asked: dict[str, int] = field(default_factory=dict)

    async def play(self, somebody: Somebody, begins_at: float) -> int:
        """Play a conversation to its end; return how many messages the person wrote."""
        self.clock.now, self.asked = begins_at, {}
        then = list(somebody.kind.then)
        text: str | None = self.random.choice(somebody.kind.says)
        count = 0
        while text is not None and count < MOST_MESSAGES:
            count += 1
            message_id = f"{somebody.sender_id}-{count}"
            await self.agent.handle(
                UserMessage(somebody.sender_id, text, somebody.kind.channel, message_id)
            )
            self.clock.now += self.random.uniform(*SECONDS_TO_ANSWER)
            text = None
            if count != somebody.kind.leaves_after:
                tracker = await self.agent.store.load(somebody.sender_id)
                text = self._next(somebody, tracker, then)
        return count

    def _next(self, somebody: Somebody, tracker: Tracker | None, then: list[str]) -> str | None:
        """Return what the person says now, None where they have said all."""
        slot = None if tracker is None else tracker.requested_slot
        if slot is None:
            return then.pop(0) if then else None
        self.asked[slot] = self.asked.get(slot, 0) + 1
        answers = somebody.kind.answers.get(slot)
        if answers is None or self.asked[slot] > MOST_OF_ONE_QUESTION:
            return None
        return self.random.choice(answers).format_map(somebody.facts)
