"""The queue in the staff console: who needs somebody, by when, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from actions.knowledge.staff_desk import Outcome
from actions.panels import Call, Page, Panel, Redirect, Refusal, Route
from actions.queue.claims import Claim, Claims
from actions.queue.history import QueueHistory
from actions.queue.items import NotClosed, QueueItem
from actions.queue.notes import notes_of
from actions.queue.rows import TITLES, Beside, Row, in_order, row_of, rule_of
from actions.queue.store import StaffQueue
from actions.queue.tables import OPEN
from actions.triage.protocol import Protocol
from actions.triage.staff import StaffLevel

NAME = "queue"
HOME = f"/staff/{NAME}"
TEMPLATES = Path(__file__).parent / "templates"
CLOSED_ON_A_PAGE = 50
MAX_NOTE = 500
MAX_DIGITS = 9
# Schedulers close what ends with a call or a visit; danger is for those who read conversations.
FOR_SCHEDULERS = frozenset({StaffLevel.CALLBACK})
SCHEDULER = "scheduler"

PhoneOf = Callable[[str], Awaitable[str | None]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class QueuePages:
    """The handlers. `phone_of` knows the number that a conversation by text message comes from."""

    queue: StaffQueue
    protocol: Protocol
    outcomes: Mapping[str, Outcome]
    phone_of: PhoneOf

    @property
    def history(self) -> QueueHistory:
        """What happened to items, and those that are closed."""
        return QueueHistory(self.queue.engine)

    @property
    def claims(self) -> Claims:
        """Who sees to what."""
        return Claims(self.queue.engine)

    async def count(self) -> int:
        """Return how many items are open."""
        return await asyncio.to_thread(self.history.open_count)

    async def show(self, call: Call) -> Page:
        """Show what is open."""
        items, notes, claims = await _tried(
            lambda: (
                self.queue.items(),
                notes_of(self.queue.engine),
                self.claims.of_open_items(),
            )
        )
        rows = [
            await self._row(item, call, notes.get(item.id, ()), claims.get(item.id))
            for item in in_order(items)
        ]
        late = sum(row.clock.state == "overdue" for row in rows)
        return Page("queue/queue.html", {"rows": rows, "late": late, "at": call.at})

    async def show_closed(self, call: Call) -> Page:
        """Show what was closed, the latest first."""
        before = _place(call.asked("before"))
        found = await _tried(lambda: self.history.closed(CLOSED_ON_A_PAGE + 1, before))
        items, last = found[:CLOSED_ON_A_PAGE], None
        if len(found) > CLOSED_ON_A_PAGE:
            last = f"{items[-1].closed_at!r}-{items[-1].id}"
        rows = [row_of(item, self.protocol, call.at.timestamp()) for item in items]
        return Page("queue/closed.html", {"rows": rows, "before": last})

    async def show_item(self, call: Call) -> Page:
        """Show one item with all that is known of it."""
        return await self._item_page(call, await self._item(call))

    async def close(self, call: Call) -> Page | Redirect:
        """Close an item in the name of whoever is logged in."""
        item = await self._item(call)
        if call.role == SCHEDULER and item.level not in FOR_SCHEDULERS:
            raise Refusal(HTTPStatus.FORBIDDEN, "A reviewer closes this: read it with one of them.")
        outcome = self.outcomes.get(call.given("outcome"))
        note = " ".join(call.given("note").split())
        fault = _fault(outcome, note)
        if fault or outcome is None:
            return await self._item_page(call, item, fault, HTTPStatus.UNPROCESSABLE_ENTITY)
        text = f"{outcome.text}: {note}" if note else outcome.text
        at, seen_at = call.at.timestamp(), _seconds(call.given("seen_at"))
        try:
            await _tried(
                lambda: self.queue.close(
                    item.id, by=call.staff, outcome=text, at=at, seen_at=seen_at
                )
            )
        except NotClosed as error:
            message = f"Not closed: {error}. Look at it again."
            raise Refusal(HTTPStatus.CONFLICT, message) from None
        return Redirect(HOME, f"Item {item.id} is closed: {text}")

    async def claim(self, call: Call) -> Redirect:
        """Note that whoever is logged in sees to an item."""
        item = await self._item(call)
        at, instead_of = call.at.timestamp(), call.given("instead_of")
        other = await _tried(
            lambda: self.claims.claim(item.id, call.staff, at, instead_of=instead_of)
        )
        if other is not None:
            message = f"{other.by} was faster and sees to this item. Open it again to take it over."
            raise Refusal(HTTPStatus.CONFLICT, message)
        return Redirect(f"{HOME}/{item.id}", "The others see that you see to this.")

    async def put_back(self, call: Call) -> Redirect:
        """Let the others see that nobody sees to an item."""
        item = await self._item(call)
        await _tried(lambda: self.claims.put_back(item.id, call.staff))
        return Redirect(HOME, f"Item {item.id} waits for somebody again.")

    async def _item(self, call: Call) -> QueueItem:
        number = call.path["item"]
        is_number = number.isdecimal() and len(number) <= MAX_DIGITS
        item = await _tried(lambda: self.queue.item(int(number))) if is_number else None
        if item is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "There is no such item in the queue.")
        return item

    async def _item_page(
        self, call: Call, item: QueueItem, fault: str = "", status: int = HTTPStatus.OK
    ) -> Page:
        happened, claims = await _tried(
            lambda: (self.history.of(item.id), self.claims.of_open_items())
        )
        row = await self._row(item, call, happened.notes, claims.get(item.id))
        reports = [
            (TITLES[one.level], rule_of(self.protocol, one.rule_id), one.at)
            for one in happened.reports
        ]
        values = {
            "row": row,
            "is_open": item.state == OPEN,
            "reports": reports,
            "alerts": happened.alerts,
            "outcomes": self.outcomes.values(),
            "may_close": call.role != SCHEDULER or item.level in FOR_SCHEDULERS,
            "seen_at": call.given("seen_at") or repr(call.at.timestamp()),
            "given": {"outcome": call.given("outcome"), "note": call.given("note")},
            "fault": fault,
            "max_note": MAX_NOTE,
        }
        return Page("queue/item.html", values, status)

    async def _row(
        self, item: QueueItem, call: Call, notes: Sequence[str], claim: Claim | None
    ) -> Row:
        phone = None if item.phone else await self.phone_of(item.conversation)
        return row_of(item, self.protocol, call.at.timestamp(), Beside(phone, notes, claim))


def queue_panel(
    queue: StaffQueue, protocol: Protocol, outcomes: Mapping[str, Outcome], phone_of: PhoneOf
) -> Panel:
    """Return the panel on this queue."""
    pages = QueuePages(queue, protocol, outcomes, phone_of)
    closing = "reviewer scheduler"
    return Panel(
        NAME,
        "Queue",
        10,
        TEMPLATES,
        (
            Route("GET", "", "viewer", pages.show, "queue.list"),
            Route("GET", "/closed", "viewer", pages.show_closed, "queue.closed"),
            Route("GET", "/{item}", "viewer", pages.show_item, "queue.view", "item"),
            Route("POST", "/{item}/close", closing, pages.close, "queue.close", "item"),
            Route("POST", "/{item}/claim", closing, pages.claim, "queue.claim", "item"),
            Route("POST", "/{item}/put-back", closing, pages.put_back, "queue.put_back", "item"),
        ),
        pages.count,
    )


async def _tried(work: Callable[[], T]) -> T:
    """Do database work on a thread."""
    try:
        return await asyncio.to_thread(work)
    except SQLAlchemyError:
        message = "The queue cannot be read now. Nothing was changed. Try again in a moment."
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, message) from None


def _fault(outcome: Outcome | None, note: str) -> str:
    """Return what is missing before an item can be closed, empty when nothing is."""
    if outcome is None:
        return "Choose what came of it."
    if len(note) > MAX_NOTE:
        return f"At most {MAX_NOTE} characters fit; the conversation holds the rest."
    if outcome.needs_note and not note:
        return f"“{outcome.text}” needs a few words beside it."
    return ""


def _seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _place(text: str) -> tuple[float, int] | None:
    """Return where a page of closed items begins, or None for the first."""
    at, _, item_id = text.rpartition("-")
    seconds = _seconds(at)
    if seconds is None or not item_id.isdecimal() or len(item_id) > MAX_DIGITS:
        return None
    return seconds, int(item_id)
