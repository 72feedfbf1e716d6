"""Stored conversations whose messages are corrected, and the panel on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.console.correct_messages import Messages
from bot.console.correct_panel import CorrectPages, CorrectParts
from bot.console.correct_story_pages import StoryPages, correct_panel
from bot.console.correct_values import Choices, Correction, Meaning
from bot.console.corrections import Corrections
from bot.console.panels import Panel
from bot.console.transcript_filters import Filters
from bot.console.transcripts import Transcripts, transcripts_panel
from bot.conversation.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from bot.conversation.messages import UserMessage
from bot.conversation.records import TurnRecord
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Entity, Intent, ParsedMessage
from bot.privacy.private_words import PrivateWords
from bot.privacy.spans import Kind
from bot.stores.database import open_database
from bot.stores.index.search import ConversationIndex
from bot.stores.index.stored import StoredConversations
from bot.stores.index.words import WordKey
from bot.stores.rows import Seals
from bot.stores.sealing import NO_KEYS, Keyring
from bot.stores.tracker_store import open_store
from tests.conftest import NOON, Clock
from tests.integration.console.reviewing import NoInsight

ZONE = ZoneInfo("America/New_York")
CHOICES = Choices(
    intents=["greet", "order", "complain", "out_of_scope"],
    outside="out_of_scope",
    values={"size": ["small", "large"], "duration": [], "finding": ["burnt", "cold"]},
)
ORDINARY = frozenset(
    {"here", "it", "is", "since", "two", "weeks", "call", "hello", "burnt", "the", "oven", "was"}
)
WORDS = PrivateWords(slots={"name": Kind.NAME, "phone": Kind.PHONE}, names=frozenset({"ada"}))
TEXT = "Ada here, it is burnt since two weeks, call 212-555-0187 <script>alert(1)</script>"


def meaning(text: str = "it is burnt", intent: str = "complain", **more: object) -> Meaning:
    return Meaning(text, intent, **more)  # type: ignore[arg-type]


def correction(turn: str = "t1", by: str = "ana", **more: object) -> Correction:
    given = {
        "conversation": "one", "turn": turn, "by": by, "at": NOON, "written_on": "2025-11-17",
        "before": meaning(intent="order"), "meaning": meaning(),
    }  # fmt: skip
    return Correction(**(given | more))  # type: ignore[arg-type]


def heard(text: str = TEXT, intent: str = "order") -> tuple[UserUttered, ...]:
    entities = []
    if "burnt" in text:
        at = text.index("burnt")
        details = {"assertion": "absent"}
        entities.append(Entity("finding", "burnt", at, at + 5, "x", details=details))
    if "two weeks" in text:
        at = text.index("two weeks")
        entities.append(Entity("duration", 14, at, at + 9, "x", details={"low": 14, "high": 14}))
    parsed = ParsedMessage(text, Intent(intent, 0.61), entities=tuple(entities))
    return (UserUttered(parsed=parsed, channel="rest", timestamp=NOON),)


@dataclass
class Bench:
    """A database with conversations to correct."""

    url: str
    clock: Clock
    keyring: Keyring = NO_KEYS
    model_dir: Path = Path("no-models")

    def __post_init__(self) -> None:
        self.store = open_store(self.url, clock=self.clock, keyring=self.keyring)
        self.database = open_database(self.url)
        self.corrections = Corrections(self.database, self.keyring)

    async def close(self) -> None:
        self.database.close()
        await self.store.close()

    async def add(self, name: str, turns: Sequence[Sequence[Event]]) -> None:
        """Store a conversation; the turns are called t1, t2, ..."""
        tracker = Tracker(name)
        for number, events in enumerate(turns, start=1):
            tracker = replace(tracker.applying(*events), version=number)
            record = TurnRecord(
                turn_id=f"t{number}" if name == "one" else f"{name}-t{number}",
                message=UserMessage(name, "...", "rest"),
                tracker=tracker,
                events=tuple(events),
                replies=(),
                failed=False,
                received_at=NOON + number,
            )
            await self.store.commit(record)

    async def add_one(self, text: str = TEXT) -> None:
        """Store the conversation that most tests correct."""
        begins = (
            ActionExecuted(name="action_session_start", timestamp=NOON),
            SessionStarted(timestamp=NOON),
            *heard("hello, Ada Byron here", "greet"),
            ActionExecuted(name="utter_greet", timestamp=NOON),
            SlotSet(name="name", value="Ada Byron", timestamp=NOON),
            SlotSet(name="phone", value="+12125550187", timestamp=NOON),
            SlotSet(name="requested_slot", value="size", timestamp=NOON),
        )
        await self.add("one", [begins, heard(text)])

    def parts(self) -> CorrectParts:
        seals = Seals.of(self.keyring)
        messages = Messages(
            StoredConversations(self.database, seals), CHOICES, lambda: (WORDS, ORDINARY), ZONE,
            "a secret",
        )  # fmt: skip
        return CorrectParts(self.corrections, messages, self.model_dir)

    def panels(self) -> list[Panel]:
        """Return the panel, and the transcripts with what stands beside their turns."""
        parts, seals = self.parts(), Seals.of(self.keyring)
        pages = CorrectPages(parts)
        transcripts = Transcripts(
            index=ConversationIndex(self.database, WordKey("a secret"), seals),
            stored=StoredConversations(self.database, seals),
            insight=NoInsight(),
            filters=Filters(NoInsight(), ZONE),
            sides=(pages.side(),),
        )
        return [correct_panel(pages, StoryPages(parts)), transcripts_panel(transcripts)]
