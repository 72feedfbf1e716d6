"""Conversations that come about at random, and what a naive reading of them finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.conversation.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    SessionStarted,
    SlotSet,
    TurnFailed,
    UserUttered,
)
from bot.conversation.messages import BotMessage, UserMessage
from bot.conversation.records import TurnRecord
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Intent, ParsedMessage
from bot.stores.database import Database, open_database
from bot.stores.index.job import IndexJob
from bot.stores.index.reading import House
from bot.stores.index.search import ConversationIndex
from bot.stores.index.words import WordKey, stems_in
from bot.stores.rows import Seals
from bot.stores.sealing import NO_KEYS
from tests.integration.stores.turns import NOON

KEY = WordKey("a secret of the tests")
SEALS = Seals.of(NO_KEYS)


def facets_of(slots: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """A house that finds conversations by what was ordered."""
    return {"dish": [slots["dish"]] if slots.get("dish") else ["none"]}


class Index:
    """The index of one database, kept by hand."""

    def __init__(self, url: str) -> None:
        self.database: Database = open_database(url)
        self.job = IndexJob(self.database, KEY, House(facets_of, SEALS), lambda: NOON)
        self.read = ConversationIndex(self.database, KEY, SEALS)


def a_turn(  # noqa: PLR0913
    before: Tracker,
    text: str,
    *,
    number: int,
    dish: str | None = None,
    confidence: float = 0.9,
    policy: str = "RulePolicy",
    channel: str = "rest",
    more: Sequence[Event] = (),
) -> TurnRecord:
    """Return one turn of a conversation that began `number` seconds after noon."""
    at = NOON + number + before.version * 0.001
    parsed = ParsedMessage(text, Intent("order", confidence))
    events: tuple[Event, ...] = (
        UserUttered(parsed=parsed, channel=channel, timestamp=at),
        *(() if dish is None else (SlotSet("dish", dish, timestamp=at),)),
        ActionExecuted("utter_done", policy, 1.0, timestamp=at),
        BotUttered(BotMessage("Done"), timestamp=at),
        *(replace(event, timestamp=at) for event in more),
    )
    if more and isinstance(more[0], SessionStarted):
        events = (replace(more[0], timestamp=at), *events[:-1])
    after = replace(before, latest_channel=channel).applying(*events)
    return TurnRecord(
        turn_id=f"{before.sender_id}-{before.version}",
        message=UserMessage(before.sender_id, text, channel),
        tracker=replace(after, version=before.version + 1),
        events=events,
        replies=(),
        failed=any(isinstance(event, TurnFailed) for event in events),
        received_at=at,
    )


OPENS_FORM = (ActiveLoop("order_form"),)
CLOSES_FORM = (ActiveLoop(None),)
FAILS = (TurnFailed("nlu", "ValueError"),)
PAUSES = (ConversationPaused(),)
RESUMES = (ConversationResumed(),)
NEW_SESSION = (SessionStarted(),)


class Naive:
    """What a scan of all events says of each conversation."""

    def __init__(self, sender: str, began_at: float) -> None:
        self.sender = sender
        self.began_at = began_at
        self.facets: dict[str, set[str]] = {}
        self.messages: list[list[str]] = []

    def read(self, records: Sequence[TurnRecord]) -> None:  # noqa: C901, PLR0912
        confidences: list[float] = []
        states: set[str] = set()
        dishes: set[str] = set()
        dish: str | None = None
        is_open = is_paused = False
        for event in (event for record in records for event in record.events):
            match event:
                case SessionStarted():
                    if event is not records[0].events[0]:
                        dishes.add(dish or "none")
                    dish, is_open = None, False
                case UserUttered():
                    confidences.append(event.parsed.intent.confidence)
                    self.messages.append([stem for _, _, stem in stems_in(event.parsed.text)])
                case SlotSet(name="dish"):
                    dish = event.value
                case ActionExecuted(policy="FallbackPolicy"):
                    states.add("fallback")
                case TurnFailed():
                    states.add("failed")
                case ActiveLoop():
                    is_open = event.name is not None
                case ConversationPaused() | ConversationResumed():
                    is_paused = isinstance(event, ConversationPaused)
        dishes.add(dish or "none")
        states |= {"unfinished"} if is_open else set()
        states |= {"paused"} if is_paused else set()
        lowest = min(confidences)
        self.facets = {
            "dish": dishes,
            "state": states,
            "channel": {records[-1].message.channel},
            "confidence": {one for one in ("40", "60", "80") if lowest < int(one) / 100},
        }

    def meets(
        self,
        facets: Sequence[tuple[str, Sequence[str]]],
        parts: Sequence[Sequence[str]] | None,
        since: float | None,
        before: float | None,
    ) -> bool:
        return (
            all(self.facets.get(name, set()) & set(values) for name, values in facets)
            and (since is None or self.began_at >= since)
            and (before is None or self.began_at < before)
            and (parts is None or (bool(parts) and all(self._says(list(p)) for p in parts)))
        )

    def _says(self, part: list[str]) -> bool:
        return any(
            stems[place : place + len(part)] == part
            for stems in self.messages
            for place in range(len(stems) - len(part) + 1)
        )
