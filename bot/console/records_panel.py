"""Records: export, holds, what is too old, and what people want deleted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from zoneinfo import ZoneInfo

from bot.console.panels import Call, Download, Page, Panel, Redirect, Refusal, Route
from bot.console.rendering import TEMPLATES
from bot.exports.files import FORMS, Exporter
from bot.exports.period import BadPeriod, period_of
from bot.stores.erasing import Eraser, Erasure, NotErased
from bot.stores.holds import HoldRefused, Holds
from bot.stores.keeping import BY_STAFF, Judged
from bot.stores.retention import Retention

NAME = "records"
HOME = f"/{NAME}"
MOST_DUE = 200
MOST_DELETIONS = 20


@dataclass(frozen=True, slots=True)
class Keepers:
    """What the panel works with."""

    eraser: Eraser
    holds: Holds
    retention: Retention
    exporter: Exporter
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class RecordsPages:
    """The handlers."""

    keepers: Keepers

    async def show(self, call: Call) -> Page:
        """Show what can be done, what is wanted and what is held."""
        today = call.at.astimezone(self.keepers.zone).date()
        values = {
            "first": today.replace(day=1),
            "last": today,
            "forms": list(FORMS),
            "wishes": await self.keepers.eraser.wishes(),
            "holds": await asyncio.to_thread(self.keepers.holds.all),
            "days": self.keepers.eraser.house.days,
            "deletions": await self.keepers.eraser.latest(MOST_DELETIONS),
        }
        return Page("records/records.html", values)

    async def export(self, call: Call) -> Download:
        """Give the conversations that began on some days as a file."""
        form = call.given("form")
        if form not in FORMS:
            raise Refusal(HTTPStatus.BAD_REQUEST, f"There is no format {form!r}.")
        zone = self.keepers.zone
        today = call.at.astimezone(zone).date()
        try:
            period = period_of(call.given("first"), call.given("last"), zone, today)
        except BadPeriod as error:
            raise Refusal(HTTPStatus.BAD_REQUEST, f"{error}.") from None
        exporter = self.keepers.exporter
        return Download(exporter.name(period, form), FORMS[form], exporter.pieces(period, form))

    async def due(self, _call: Call) -> Page:
        """Show what is older than its kind is kept, and whether it goes. Nothing is deleted."""
        rows, gone, kept = await asyncio.to_thread(_looked_through, self.keepers.retention.due())
        values = {"rows": rows, "gone": gone, "kept": kept, "most": MOST_DUE}
        return Page("records/due.html", values)

    async def hold(self, call: Call) -> Redirect:
        """Keep a conversation, whatever its age and whoever asks."""
        name, reason = call.given("conversation"), call.given("reason")
        await _tried(lambda: self.keepers.holds.set(name, by=call.staff, reason=reason))
        return Redirect(HOME, f"{name} is held.")

    async def release(self, call: Call) -> Redirect:
        """Let go of a conversation that was held."""
        name, reason = call.given("conversation"), call.given("reason")
        await _tried(lambda: self.keepers.holds.release(name, by=call.staff, reason=reason))
        return Redirect(HOME, f"{name} is held no more.")

    async def ask(self, call: Call) -> Page:
        """Show what deleting a conversation would do, before it is done."""
        name = call.asked("conversation")
        because = await self.keepers.eraser.outlook(name)
        if because is None:
            raise Refusal(HTTPStatus.NOT_FOUND, f"There is no conversation {name}.")
        return Page("records/delete.html", {"conversation": name, "because": because})

    async def delete(self, call: Call) -> Redirect:
        """Delete a conversation and all that belongs to it."""
        name = call.given("conversation")
        try:
            is_there = await self.keepers.eraser.erase(name, Erasure(BY_STAFF, call.staff))
        except NotErased as error:
            raise Refusal(HTTPStatus.CONFLICT, f"It must stay: {error}.") from None
        if not is_there:
            raise Refusal(HTTPStatus.NOT_FOUND, f"There is no conversation {name}.")
        return Redirect(HOME, f"{name} is deleted.")

    async def waiting(self) -> int:
        """Return how many people wait to have what was kept of them deleted."""
        return len(await self.keepers.eraser.wishes())


def records_panel(keepers: Keepers) -> Panel:
    """Return the panel."""
    pages = RecordsPages(keepers)
    return Panel(
        NAME,
        "Records",
        900,
        TEMPLATES / NAME,
        (
            Route("GET", "", "reviewer", pages.show, "records.view"),
            Route("POST", "/export", "admin", pages.export, "records.export", "first"),
            Route("GET", "/due", "admin", pages.due, "records.due"),
            Route("POST", "/hold", "reviewer", pages.hold, "records.hold", "conversation"),
            Route("POST", "/release", "admin", pages.release, "records.release", "conversation"),
            Route("GET", "/delete", "admin", pages.ask, "records.delete.view", "conversation"),
            Route("POST", "/delete", "admin", pages.delete, "records.delete", "conversation"),
        ),
        pages.waiting,
    )


def _looked_through(
    due: Iterator[Judged],
) -> tuple[list[Judged], Counter[str], Counter[tuple[str, str]]]:
    """Return the first of what is due, and how many there are of each kind."""
    gone: Counter[str] = Counter()
    kept: Counter[tuple[str, str]] = Counter()
    rows: list[Judged] = []
    for one in due:
        if len(rows) < MOST_DUE:
            rows.append(one)
        if one.kept_because:
            kept[one.kind, one.kept_because] += 1
        else:
            gone[one.kind] += 1
    return rows, gone, kept


async def _tried(work: Callable[[], None]) -> None:
    try:
        await asyncio.to_thread(work)
    except HoldRefused as error:
        raise Refusal(HTTPStatus.CONFLICT, f"Not done: {error}.") from None
