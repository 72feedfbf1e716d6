"""The latest message of a person, as an action sees it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from rasa_sdk.interfaces import Tracker

from actions.slots import LASTING

SURE = 0.8
LATER = "what_if_later"
WISH = "book_consultation"
REFUSALS = frozenset({"skip", "dont_know"})
# "I don't know if I want to live" is answered as a crisis, not asked about later.
NEVER_LEFT_OPEN = frozenset({"suicidal"})


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said, and to which question.

    An unclear message has no intent, but two that are about equally likely. `remarks` are what it
    says of the conversation itself, by the names of the lexicon's `remarks.yml`. Of an answer with
    a `question` behind it all this is the answer's alone.
    """

    text: str
    intent: str | None
    confidence: float
    entities: tuple[Mapping[str, Any], ...]
    requested_slot: str | None
    active_form: str | None
    filled: frozenset[str]
    is_taken_over: bool = False
    unclear_between: frozenset[str] = frozenset()
    remarks: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    question: Heard | None = None

    @classmethod
    def from_tracker(cls, tracker: Tracker) -> Heard:
        """Return the latest message; `filled` are the slots that its mappings have set.

        `is_taken_over` tells that a person speaks in place of the assistant.
        """
        message = tracker.latest_message
        question = message.get("question")
        heard = cls._of(message, tracker)
        return heard if question is None else replace(heard, question=cls._of(question, tracker))

    @classmethod
    def _of(cls, message: Mapping[str, Any], tracker: Tracker) -> Heard:
        """Return a message, or the question behind an answer, which fills no slot."""
        intent = message.get("intent") or {}
        scope = message.get("scope", "inside")
        is_clear = scope == "inside"
        is_lasting = tracker.slots.get("disposition") in LASTING
        heard = (one for one in message.get("entities") or () if not is_lasting or _counts(one))
        found = map(_asked, heard)
        remarks = message.get("remarks") or {}
        # "What if my leg goes numb?" speaks of no numb leg, for all its "my".
        is_later = LATER in remarks.get("said", ())
        form = (tracker.active_loop or {}).get("name")
        likeliest = [one.get("name") for one in message.get("intent_ranking") or ()][:2]
        return cls(
            text=message.get("answer") or message.get("text") or "",
            intent=intent.get("name") if is_clear else None,
            confidence=intent.get("confidence") or 0.0,
            entities=tuple(filter(_is_told, found if is_later else map(_doubted, found))),
            requested_slot=tracker.slots.get("requested_slot"),
            active_form=form,
            filled=frozenset(
                e["name"]
                for e in tracker.events
                if e["event"] == "slot" and message is tracker.latest_message
            ),
            is_taken_over=tracker.is_paused(),
            unclear_between=frozenset(likeliest if scope == "unclear" else ()),
            remarks=remarks,
        )

    def asked(self) -> Heard:
        """Return the question behind an answer; the message itself where it is one thing."""
        return self.question or self

    def with_wish(self) -> Heard:
        """Return an answer with the words of the wish behind it, which may name a day or a time."""
        if self.question is None or self.question.intent != WISH:
            return self
        return replace(self, text=f"{self.text}. {self.question.text}")

    def may_mean(self, intents: Collection[str]) -> bool:
        """Tell whether the message has one of these intents, or may have where it is unclear."""
        return self.intent in intents or not self.unclear_between.isdisjoint(intents)

    def is_stale(self) -> bool:
        """Tell whether a button was tapped that answers another question than the one asked."""
        about = self.values("about")
        return bool(about) and self.requested_slot not in about

    def values(self, entity: str) -> list[Any]:
        """Return the values of one kind of entity, in order of the text."""
        return [e.get("value") for e in self.entities if e.get("entity") == entity]

    def says(self, *kinds: str) -> bool:
        """Tell whether the message says something of one of these kinds."""
        return not {*kinds}.isdisjoint(self.remarks.get("said", ()))

    def letters(self) -> list[str]:
        """Return the letters that may be those of a list, also where they seem to be others."""
        return [*self.remarks.get("letters", ()), *self.remarks.get("initials", ())]

    def is_tap(self) -> bool:
        """Tell whether a button was tapped: what it says is beyond doubt."""
        return any(entity.get("extractor") == "payload" for entity in self.entities)

    def ticks(self) -> dict[str, str]:
        """Return the items of a list that was sent, each present, absent or unsure."""
        return {
            e["value"]: e.get("assertion", "present")
            for e in self.entities
            if e.get("entity") == "listed"
        }

    def is_surely(self, intent: str) -> bool:
        """Tell whether the intent is this one with little doubt."""
        return self.intent == intent and self.confidence >= SURE


def moment_of(tracker: Tracker, clock: Callable[[], datetime]) -> datetime:
    """Return when the latest thing happened by the engine's clock, else what `clock` says.

    The action server may run elsewhere: two clocks must not tell two times to one person.
    """
    times = [event["timestamp"] for event in tracker.events if event.get("timestamp")]
    return datetime.fromtimestamp(max(times), UTC) if times else clock()


def _counts(entity: Mapping[str, Any]) -> bool:
    """Tell whether a sign counts while help is on its way already.

    "I'm scared", "I'm alone" are two messages then, and no third sign.
    """
    return not entity.get("joined") or entity.get("value") in NEVER_LEFT_OPEN


def _asked(entity: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a sign that is present to the lexicon and not to the encoder as one to ask about."""
    return {**entity, "assertion": "unsure"} if entity.get("contested") else entity


def _doubted(entity: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a sign of a what-if that seems to be there as one to ask about.

    "Monday, if my fever is gone" speaks of a fever.
    """
    if not entity.get("seems_there"):
        return entity
    return {**entity, "assertion": "unsure", "suspected": False}


def _is_told(entity: Mapping[str, Any]) -> bool:
    """Tell whether to rely on an entity.

    A sign that is merely likely to be denied, past or somebody else's clears nothing and takes
    nothing back: it stays with the message, where staff see it, and the lists ask.
    """
    return not entity.get("suspected") or entity.get("assertion") == "unsure"
