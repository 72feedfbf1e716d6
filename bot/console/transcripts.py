"""The transcripts panel: every conversation, found by what happened in it, and read as it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from bot.console.panels import Call, Page, Panel, Refusal, Route
from bot.console.rendering import TEMPLATES
from bot.console.side_panels import SidePanel
from bot.console.transcript_filters import (
    NEWER,
    OLDER,
    SEARCH,
    STATES,
    Filters,
    kept_query,
    place_of,
)
from bot.console.transcript_turns import TurnView, turn_views
from bot.console.transcript_words import excerpt
from bot.conversation.serialization import event_to_json
from bot.staff_ports import (
    Insight,
)
from bot.stores.index.search import ConversationIndex, Entry
from bot.stores.index.stored import StoredConversation, StoredConversations
from bot.stores.index.words import read_query

NAME = "transcripts"
HOME = f"/staff/{NAME}"
UNKNOWN = (
    "There is no conversation of this name. It may have been deleted, by its owner or because its"
    " time was over. Look for it in the list."
)
# Fewer events than this are on their way at any time.
MANY_EVENTS = 2_000


def transcript_address(conversation: str, **more: str) -> str:
    """Return the address of the page of a transcript."""
    return f"{HOME}/one?{urlencode({'conversation': conversation, **more})}"


@dataclass(frozen=True, slots=True)
class Transcripts:
    """The handlers."""

    index: ConversationIndex
    stored: StoredConversations
    insight: Insight
    filters: Filters
    sides: Sequence[SidePanel] = ()

    async def show_list(self, call: Call) -> Page:
        """Show the conversations that the filters leave, page by page."""
        titles = self.filters.titles()
        wanted = self.filters.wanted(call.query)
        page = await self.index.page(wanted, place_of(call))
        kept = kept_query(call.query, titles)
        search = call.asked(SEARCH)
        has_words = wanted.words is None or bool(wanted.words)
        behind = await self.index.behind()
        return Page(
            f"{NAME}/list.html",
            {
                "page": page,
                "rows": [self._row(entry, search) for entry in page.entries],
                "choices": self.filters.choices(call.query, await self.index.values([*titles])),
                "states": self.filters.states(call.query),
                "given": kept,
                "search": search,
                "has_words": has_words,
                "newer": {**kept, NEWER: page.newer} if page.newer is not None else None,
                "older": {**kept, OLDER: page.older} if page.older is not None else None,
                "is_first": page.newer is None,
                "state_titles": STATES,
                "house_facets": [*self.insight.facet_titles()],
                "behind": behind if behind > MANY_EVENTS else 0,
            },
        )

    def _row(self, entry: Entry, search: str) -> dict[str, Any]:
        more = {SEARCH: search} if search else {}
        return {
            "entry": entry,
            "address": transcript_address(entry.conversation, **more),
            "outcome": self.insight.outcome(entry.facets),
            "words": list(excerpt(entry.words, entry.hits)) if entry.words else [],
        }

    async def show_one(self, call: Call) -> Page:
        """Show one transcript with what was understood, decided, and never asked."""
        name = call.path.get("conversation") or next(iter(call.query.get("conversation", ())), "")
        stored = await self.stored.conversation(name) if name else None
        if stored is None:
            raise Refusal(HTTPStatus.NOT_FOUND, UNKNOWN)
        conversation = stored.tracker.sender_id
        search = call.asked(SEARCH)
        views = list(turn_views(stored, self.insight, read_query(search) if search else None))
        events = [event_to_json(event) for turn in stored.turns for event in turn.events]
        return Page(
            f"{NAME}/one.html",
            {
                "conversation": conversation,
                "stored": stored,
                "views": views,
                "last_at": stored.tracker.latest_event_at or stored.began_at,
                "is_unfinished": stored.tracker.active_loop is not None,
                "sections": self.insight.summary(events),
                "entry": await self.index.entry(conversation),
                "state_titles": STATES,
                "search": search,
                "counts": _counts(stored, views),
                **await self._sides(conversation, call),
            },
        )

    async def _sides(self, conversation: str, call: Call) -> dict[str, Any]:
        """Return what other panels put into the page, by its place."""
        found = [(side, await side.values(conversation, call)) for side in self.sides]
        shown = [(side, values) for side, values in found if values is not None]
        return {
            place: [(side.template, values) for side, values in shown if side.place == place]
            for place in ("top", "side", "turn")
        } | {"has_sides": any(side.place == "side" for side, _ in shown)}


def _counts(stored: StoredConversation, views: Sequence[TurnView]) -> Mapping[str, int]:
    return {
        "messages": sum(view.heard is not None for view in views),
        "fallbacks": sum(view.is_fallback for view in views),
        "failed": sum(view.failed is not None for view in views),
        "turns": len(stored.turns),
    }


def transcripts_panel(pages: Transcripts) -> Panel:
    """Return the panel."""
    return Panel(
        NAME,
        "Transcripts",
        200,
        TEMPLATES / NAME,
        (
            Route("GET", "", "viewer", pages.show_list, "transcript.list"),
            Route("GET", "/one", "viewer", pages.show_one, "transcript.view", "conversation"),
            # Other panels know a conversation by its name alone.
            Route(
                "GET",
                "/{conversation:path}",
                "viewer",
                pages.show_one,
                "transcript.view",
                "conversation",
            ),
        ),
    )
