"""A console with the transcripts panel, a plain house's insight, and conversations to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bot.console.side_panels import SidePanel
from bot.console.transcript_filters import Filters
from bot.console.transcripts import Transcripts, transcripts_panel
from bot.conversation.records import TurnRecord
from bot.stores.database import open_database
from bot.stores.index.job import IndexJob
from bot.stores.index.reading import House as Reads
from bot.stores.index.search import ConversationIndex
from bot.stores.index.stored import StoredConversations
from bot.stores.rows import rows_of
from bot.stores.statements import write_turns
from tests.integration.stores import indexed as ix
from tests.integration.stores.turns import NOON


@dataclass(frozen=True)
class Line:
    label: str
    text: str
    detail: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Part:
    title: str
    rows: Sequence[Line]


class Kitchen:
    """A house that takes orders."""

    def facets(self, slots: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
        return ix.facets_of(slots)

    def facet_titles(self) -> Mapping[str, str]:
        return {"dish": "Dish"}

    def value_titles(self, name: str) -> Mapping[str, str]:
        return {"soup": "Soup of the day"} if name == "dish" else {}

    def outcome(self, facets: Mapping[str, Sequence[str]]) -> Sequence[Line]:
        return [Line("Dish", dish) for dish in facets.get("dish", ())]

    def summary(self, events: Sequence[Mapping[str, Any]]) -> Sequence[Part]:
        slots = [event for event in events if event["event"] == "slot"]
        return [Part("Ordered", [Line(one["name"], str(one["value"])) for one in slots])]

    def notes(
        self, events: Sequence[Mapping[str, Any]], before: Mapping[str, Any]
    ) -> Sequence[Line]:
        return [Line("Before", str(before.get("dish")))] if before.get("dish") else []

    def fact(self, name: str, value: Any) -> Line | None:
        return Line("Wants", str(value)) if name == "dish" else None


class Readings:
    """The panel on a database of its own."""

    def __init__(self, url: str, sides: Sequence[SidePanel] = ()) -> None:
        self.database = open_database(url)
        kitchen = Kitchen()
        self.index = ConversationIndex(self.database, ix.KEY, ix.SEALS)
        self.job = IndexJob(self.database, ix.KEY, Reads(kitchen.facets, ix.SEALS), lambda: NOON)
        self.panel = transcripts_panel(
            Transcripts(
                self.index,
                StoredConversations(self.database, ix.SEALS),
                kitchen,
                Filters(kitchen, ZoneInfo("America/New_York")),
                sides,
            )
        )

    def write(self, *records: TurnRecord) -> None:
        """Store turns and put them into the index."""
        for record in records:
            with self.database.writing() as connection:
                write_turns(connection, [rows_of(record, ix.SEALS)], NOON)
        self.job.catch_up()
