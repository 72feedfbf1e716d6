"""No word of a patient, nor of staff about one, reaches a log: chat, queue, console, booking."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from actions.booking.values import Person, Step, Whom, Window
from bot.logs import FORMAT, PlaceOnlyFormatter
from bot.stores.erasing import Erasure, NotErased
from bot.stores.errors import Unreadable
from bot.stores.keeping import BY_STAFF
from tests.conftest import Talk
from tests.integration.keep.raw import words_of
from tests.integration.keep.test_at_rest import NAME, NUMBER, SAID, own_words

REASON = "subpoena from Marguerite Oyelaran"


class NotOurClient(logging.Filter):
    """Leaves out the test's own browser, which logs the addresses that it calls."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.name.startswith(("httpx", "httpcore"))


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Catch whatever any logger says, down to the last detail, as the server would write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlaceOnlyFormatter(FORMAT))
    handler.addFilter(NotOurClient())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(level)
    root.removeHandler(handler)


async def test_no_log_line_holds_a_word_of_a_patient(running, clock, logged, monkeypatch):
    async with running() as app:
        talk = Talk(app, clock, "web-1")
        await talk.says(*SAID)
        await book(app, clock)
        await work_of_staff(app)
        for job in app.jobs._jobs:
            await job.run()
        await things_that_fail(app, talk, monkeypatch)
        domain = app.assistant.domain
    words = own_words(domain) | words_of(NAME, NUMBER, REASON)
    written = logged.getvalue().lower()
    assert "turn" in written, "something was logged at all"
    told = [line for line in written.splitlines() if any(one.lower() in line for one in words)]
    assert told == []


async def book(app, clock) -> None:
    """Book a visit for somebody, move it and call it off."""
    booking, now = app.extension.booking, datetime.fromtimestamp(clock(), UTC)
    window = Window(now, now + timedelta(days=14))
    first, second, *_ = booking.book.free(booking.book.calendar.consultation, window, now=now)
    booking.book.hold(first, Whom("web-1"), Step("k1", now))
    person = Person(NAME, date(1980, 5, 17), "+12125550123")
    kept = booking.book.confirm("web-1", person, Step("k2", now))
    booking.book.move(kept.reference, second, Step("k3", now))
    booking.book.cancel(kept.reference, REASON, Step("k4", now))


async def work_of_staff(app) -> None:
    """Look at the queue and the console, hold, close, and be refused."""
    queue = app.extension.desk.queue
    for item in queue.items():
        queue.close(item.id, by="N. Urse", outcome=REASON, at=0.0)
    app.records.holds.set("web-1", by="N. Urse", reason=REASON)
    with pytest.raises(NotErased):
        await app.records.eraser.erase("web-1", Erasure(BY_STAFF, "N. Urse"))
    transport = httpx.ASGITransport(app.asgi)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as browser:
        for path in ("/staff/records", f"/staff/{NAME}", f"/booking/view/{NAME}", "/staff/log-in"):
            await browser.get(path)
        await browser.post("/staff/log-in", data={"name": NAME, "password": REASON})


async def things_that_fail(app, talk: Talk, monkeypatch) -> None:
    """The database, an action and the key fail, each with the person's words in the error."""

    async def fails(*_: object, **_more: object) -> None:
        raise RuntimeError(f"cannot store {SAID} of {NAME}")

    monkeypatch.setattr(app.store, "commit", fails)
    await talk.say(SAID[1])
    monkeypatch.undo()
    with pytest.raises(Unreadable):
        app.records.eraser._seals.event.open(f"~bl1:00000000:{NAME}")
