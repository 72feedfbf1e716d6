"""Keeps what the house itself knows of conversations, so that they are found by it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from bot.staff_ports import FiguresPlan
from bot.stores.index.search import ConversationIndex

# A conversation comes into the index within seconds; one that never does was deleted.
MOST_TRIES = 20
Facets = Mapping[str, Sequence[str]]


class HouseFacets:
    """Follows the house's changes. A start reads them all once more, which changes nothing."""

    name = "what conversations are found by"
    every_seconds = 15.0

    def __init__(self, plan: FiguresPlan, index: ConversationIndex) -> None:
        """Ask `plan` for changes and write them into `index`."""
        self._plan = plan
        self._index = index
        self._since = 0.0
        # What changed at that very moment: it is told once more by the next question.
        self._latest: set[tuple[str, float]] = set()
        self._waiting: dict[str, tuple[Facets, int]] = {}

    async def run(self) -> None:
        """Take over what changed since the last run. Raises what the databases raise."""
        waiting, self._waiting = self._waiting, {}
        for conversation, (facets, tries) in waiting.items():
            await self._put(conversation, facets, tries)
        while await self._page():
            pass

    async def _page(self) -> bool:
        changes = await asyncio.to_thread(self._plan.facet_changes, self._since)
        news = [one for one in changes if (one[0], one[2]) not in self._latest]
        for conversation, facets, _ in news:
            await self._put(conversation, facets, 0)
        if news:
            self._since = news[-1][2]
            self._latest = {(one[0], one[2]) for one in changes if one[2] >= self._since}
        return bool(news)

    async def _put(self, conversation: str, facets: Facets, tries: int) -> None:
        done = [
            await self._index.set_facet(conversation, name, values)
            for name, values in facets.items()
        ]
        if not all(done) and tries < MOST_TRIES:
            self._waiting[conversation] = (facets, tries + 1)
