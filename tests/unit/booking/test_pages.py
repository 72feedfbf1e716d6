"""The pages of a booking: looking changes nothing, a form changes one thing, else a clear page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import httpx
import icalendar
import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from actions.booking.links import Links, LinkTimes, Purpose
from actions.booking.move_page import MovePage
from actions.booking.page_parts import read_frame
from actions.booking.page_texts import PageTexts
from actions.booking.page_words import read_page_words
from actions.booking.pages import BookingPages
from actions.booking.values import AppointmentState, Slot, Window
from actions.knowledge.clinic import load_clinic
from tests.unit.booking.fakes import Book
from tests.unit.booking.test_calendar_file import appointment

ROOT = Path(__file__).parents[3]
SITE = ROOT / "data" / "site"
CLINIC = load_clinic(ROOT / "data" / "clinic.yml")
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
VISIT = appointment(datetime(2026, 3, 10, 14, tzinfo=UTC))
REFERENCE = VISIT.reference


def slot(day: int, hour: int, clinician: str = "lee") -> Slot:
    start = datetime(2026, 3, day, hour, tzinfo=UTC)
    return Slot(clinician, "consultation", start, start + timedelta(minutes=30))


@dataclass
class Visitor:
    client: httpx.AsyncClient
    book: Book
    links: Links
    now: datetime = NOW

    def path(self, purpose: Purpose, sequence: int = 0, reference: str = REFERENCE) -> str:
        return self.links.path(purpose, reference, sequence)

    async def sees(self, path: str, status: int = 200) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    async def sends(self, path: str, status: int = 200, **form: str) -> str:
        answer = await self.client.post(path, data=form, follow_redirects=True)
        assert answer.status_code == status, answer.text
        return answer.text


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    book = Book({REFERENCE: VISIT}, [slot(9, 14), slot(9, 15), slot(11, 13), slot(12, 20, "ray")])
    words = read_page_words(SITE, CLINIC.facts())
    names = {"lee": "Dr. Lee", "ray": "Dr. Ray"}
    texts = PageTexts(words, CLINIC, lambda one: names.get(one, ""))
    times = LinkTimes(CLINIC.links.keep, CLINIC.links.change)
    made = Visitor(None, book, None)
    made.links = Links("a secret", "https://clinic.example", times, lambda: made.now)

    def window(_, now: datetime) -> Window:
        return Window(now, datetime(2026, 3, 12, tzinfo=UTC))

    pages = BookingPages(
        book=book,
        links=made.links,
        texts=texts,
        frame=read_frame(SITE, CLINIC),
        mover=MovePage(book, texts, window),
        clock=lambda: made.now,
    )
    transport = httpx.ASGITransport(Starlette(routes=pages.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="https://clinic.example") as client:
        made.client = client
        yield made


async def test_the_page_shows_when_with_whom_and_where_and_names_nobody(visitor):
    page = await visitor.sees(visitor.path(Purpose.VIEW))
    assert "Your visit is booked." in page
    assert "Tuesday, March 10, 2026, 10:00 AM to 10:30 AM" in page
    assert "Dr. Lee" in page
    assert REFERENCE in page
    for private in ("Anna", "Example</dd>", "2125550123", "D20", "within"):
        assert private not in page


@pytest.mark.parametrize("purpose", Purpose)
async def test_looking_changes_nothing_however_often(visitor, purpose):
    for _ in range(3):
        await visitor.sees(visitor.path(purpose))
        await visitor.client.head(visitor.path(purpose))
    assert visitor.book.appointments == {REFERENCE: VISIT}


async def test_a_visit_is_cancelled_by_the_button(visitor):
    path = visitor.path(Purpose.CANCEL)
    page = await visitor.sends(path)
    assert "This visit is cancelled." in page
    assert visitor.book.find(REFERENCE).state is AppointmentState.CANCELLED
    assert "This visit is cancelled." in await visitor.sends(path)  # sent twice
    assert visitor.book.reasons == ["cancelled by link"]
    assert "cannot be changed" in await visitor.sees(path, 409)


async def test_a_visit_is_moved_to_a_free_time_in_the_window(visitor):
    path = visitor.path(Purpose.MOVE)
    page = await visitor.sees(path)
    assert "Monday, March 9" in page
    assert "9:00 AM" in page  # the clocks were set the day before
    assert "March 12" not in page  # outside of the window
    new = slot(11, 13)
    form = {"slot": f"{int(new.start.timestamp())}/lee"}
    page = await visitor.sends(path, **form)
    assert "Your visit was moved." in page
    assert "Wednesday, March 11, 2026, 9:00 AM" in page
    assert visitor.book.find(REFERENCE).slot == new
    assert "Your visit was moved." in await visitor.sends(path, **form)  # sent twice
    assert visitor.book.find(REFERENCE).sequence == 1


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({}, "Please choose one of the times."),
        ({"slot": "soon"}, "Please choose one of the times."),
        ({"slot": "9" * 30 + "/lee"}, "Please choose one of the times."),
        ({"slot": "x" * 5_000}, "Please choose one of the times."),
        ({"slot": f"{int(slot(12, 20).start.timestamp())}/ray"}, "cannot be booked any more"),
        ({"slot": f"{int(slot(9, 14).start.timestamp())}/nobody"}, "cannot be booked any more"),
        ({"slot": f"{int(slot(9, 14).start.timestamp())}/lee"}, "Someone else has just taken"),
    ],
)
async def test_what_cannot_be_chosen_changes_nothing_and_shows_the_times_again(visitor, form, why):
    visitor.book.taken.add(slot(9, 14))
    page = await visitor.sends(visitor.path(Purpose.MOVE), 409, **form)
    assert why in page
    assert "Nothing was changed" in page
    assert "Move my visit" in page
    assert visitor.book.appointments == {REFERENCE: VISIT}


async def test_a_page_that_shows_an_earlier_state_does_nothing(visitor):
    stale = [visitor.path(one) for one in (Purpose.MOVE, Purpose.CANCEL)]
    moved = replace(VISIT, sequence=1, slot=slot(9, 15))
    visitor.book.appointments[REFERENCE] = moved
    form = {"slot": f"{int(slot(9, 14).start.timestamp())}/lee"}
    for path in stale:
        assert "was changed after you opened this page" in await visitor.sends(path, 409, **form)
    assert visitor.book.appointments == {REFERENCE: moved}


@pytest.mark.parametrize("purpose", Purpose)
async def test_expired_altered_and_foreign_links_get_a_clear_page(visitor, purpose):
    good, other = visitor.path(purpose), visitor.path(purpose, reference="BL-2222222")
    assert "no visit for this link" in await visitor.sees(other, 404)
    mixed = good.rpartition(".")[0] + "." + other.rpartition(".")[2]
    for path in (good[:-5], mixed, good.replace(REFERENCE, "BL-2222222")):
        assert "A part of the link is missing" in await visitor.sees(path, 404)
        answer = await visitor.client.post(path)
        assert answer.status_code in {404, 405}
    visitor.now += timedelta(days=181)
    page = await visitor.sees(good, 410)
    assert "too old" in page
    assert "555-0100" in page
    assert visitor.book.appointments == {REFERENCE: VISIT}


async def test_a_visit_that_is_over_can_only_be_looked_at(visitor):
    links = {one: visitor.path(one) for one in Purpose}
    visitor.now = VISIT.slot.end
    visitor.links = replace(visitor.links)
    fresh = {one: visitor.path(one) for one in Purpose}
    assert "is over" in await visitor.sees(links[Purpose.VIEW])
    for purpose in (Purpose.MOVE, Purpose.CANCEL):
        assert "cannot be changed" in await visitor.sends(fresh[purpose], 409, slot="1/lee")
    assert visitor.book.appointments == {REFERENCE: VISIT}


async def test_when_nothing_is_free_in_the_window_the_page_says_so_and_what_to_do(visitor):
    visitor.book.open_slots = [slot(12, 20)]
    page = await visitor.sees(visitor.path(Purpose.MOVE))
    assert "No other time is free" in page
    assert "<form" not in page


async def test_more_days_are_a_link_away(visitor):
    start = datetime(2026, 3, 2, 16, tzinfo=UTC)
    visitor.book.open_slots = [
        Slot(
            "lee", "consultation", start + timedelta(days=day), start + timedelta(days=day, hours=1)
        )
        for day in range(9)
    ]
    first = await visitor.sees(visitor.path(Purpose.MOVE))
    assert first.count("<fieldset") == 5
    assert 'href="?from=2026-03-07"' in first
    second = await visitor.sees(visitor.path(Purpose.MOVE) + "?from=2026-03-07")
    assert second.count("<fieldset") == 4
    assert await visitor.sees(visitor.path(Purpose.MOVE) + "?from=never") == first


async def test_the_calendar_file_follows_the_visit(visitor):
    answer = await visitor.client.get(visitor.path(Purpose.CALENDAR))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="appointment.ics"'
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["summary"] == "Appointment"
    assert "Pain" not in answer.text
    await visitor.sends(visitor.path(Purpose.CANCEL))
    again = await visitor.client.get(visitor.path(Purpose.CALENDAR))
    (gone,) = icalendar.Calendar.from_ical(again.content).walk("VEVENT")
    assert (gone["uid"], gone["sequence"], gone["status"]) == (event["uid"], 1, "CANCELLED")


async def test_only_who_texts_us_is_promised_texts(visitor):
    page = await visitor.sees(visitor.path(Purpose.VIEW))
    assert "we will not send you a text message" in page
    visitor.book.appointments[REFERENCE] = replace(VISIT, conversation="sms-1234")
    page = await visitor.sees(visitor.path(Purpose.VIEW))
    assert "a text message the day before and 2 hours before" in page


async def test_no_database_is_a_clear_page_as_well(visitor, monkeypatch):
    def away(_):
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(visitor.book, "find", away)
    assert "Please try again soon" in await visitor.sees(visitor.path(Purpose.VIEW), 503)


@pytest.mark.parametrize("purpose", [Purpose.VIEW, Purpose.MOVE, Purpose.CANCEL])
async def test_pages_are_strict_and_keep_their_address_to_themselves(visitor, purpose):
    answer = await visitor.client.get(visitor.path(purpose))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text
    assert " style=" not in answer.text


class Outline(HTMLParser):
    """Collects what a screen reader goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.inputs = self.labels = self.open_label = self.unlabelled = 0

    def handle_starttag(self, tag, attrs):
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(tag)
        if tag == "label":
            self.open_label += 1
        if tag == "input":
            self.inputs += 1
            self.unlabelled += self.open_label == 0

    def handle_endtag(self, tag):
        if tag == "label":
            self.open_label -= 1


@pytest.mark.parametrize("purpose", [Purpose.VIEW, Purpose.MOVE, Purpose.CANCEL])
async def test_each_page_has_one_heading_and_every_field_its_label(visitor, purpose):
    outline = Outline()
    outline.feed(await visitor.sees(visitor.path(purpose)))
    assert outline.headings == ["h1"]
    assert outline.unlabelled == 0
    assert outline.inputs == (3 if purpose is Purpose.MOVE else 0)
