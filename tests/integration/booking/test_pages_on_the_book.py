"""The pages on the real appointment book: races, repeats and what the database keeps of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime

import httpx
import pytest
from starlette.applications import Starlette

from actions.booking.book import AppointmentBook
from actions.booking.links import Links, LinkTimes, Purpose
from actions.booking.move_page import MovePage
from actions.booking.page_parts import read_frame
from actions.booking.page_texts import PageTexts
from actions.booking.page_words import read_page_words
from actions.booking.pages import BookingPages
from actions.booking.values import Appointment, AppointmentState, Slot, Window
from actions.knowledge.clinic import load_clinic
from tests.conftest import ROOT
from tests.integration.booking.agenda import NOW, booked, contents, day_window, slot, step

CLINIC = load_clinic(ROOT / "data" / "clinic.yml")
SITE = ROOT / "data" / "site"


@dataclass
class Site:
    book: AppointmentBook
    links: Links
    client: httpx.AsyncClient
    # What happens once a form was read, and before its time is looked up.
    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    def path(self, purpose: Purpose, visit: Appointment) -> str:
        return self.links.path(purpose, visit.reference, visit.sequence)

    async def move(self, visit: Appointment, to: Slot) -> httpx.Response:
        form = {"slot": f"{int(to.start.timestamp())}/{to.clinician}"}
        return await self.client.post(self.path(Purpose.MOVE, visit), data=form)


@pytest.fixture
async def site(book: AppointmentBook) -> AsyncIterator[Site]:
    links = Links("secret", None, LinkTimes(CLINIC.links.keep, CLINIC.links.change), lambda: NOW)
    texts = PageTexts(read_page_words(SITE, CLINIC.facts()), CLINIC, lambda _: "")
    meanwhile: list[Callable[[], object]] = []

    def window_of(_visit: Appointment, _now: datetime) -> Window:
        while meanwhile:
            meanwhile.pop()()
        return day_window()

    pages = BookingPages(
        book=book,
        links=links,
        texts=texts,
        frame=read_frame(SITE, CLINIC),
        mover=MovePage(book, texts, window_of),
        clock=lambda: NOW,
    )
    transport = httpx.ASGITransport(Starlette(routes=pages.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://clinic.test") as client:
        yield Site(book, links, client, meanwhile)


async def test_two_people_who_want_one_time_get_it_once(site, book):
    anna = booked(book, slot("09:00"), "anna")
    ben = booked(book, slot("10:00"), "ben")
    wanted = slot("11:00")
    answers = await asyncio.gather(site.move(anna, wanted), site.move(ben, wanted))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "Nothing was changed" in refused.text
    starts = sorted(book.find(one.reference).slot.start for one in (anna, ben))
    assert starts.count(wanted.start) == 1


async def test_a_form_sent_twice_at_once_moves_once(site, book):
    anna = booked(book, slot("09:00"), "anna")
    answers = await asyncio.gather(*(site.move(anna, slot("11:00")) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {303}
    assert book.find(anna.reference).sequence == anna.sequence + 1
    assert [one.what for one in book.history(anna.reference)].count("moved") == 1


async def test_a_form_that_was_overtaken_by_itself_leads_to_the_visit(site, book):
    anna = booked(book, slot("09:00"), "anna")
    site.meanwhile.append(lambda: book.move(anna.reference, slot("11:00"), step()))
    answer = await site.move(anna, slot("11:00"))
    assert answer.status_code == 303
    assert book.find(anna.reference).sequence == anna.sequence + 1


async def test_looking_and_refused_forms_write_nothing_at_all(site, book):
    anna = booked(book, slot("09:00"), "anna")
    before = contents(book.ledger.engine)
    for purpose in Purpose:
        await site.client.get(site.path(purpose, anna))
        await site.client.get(site.path(purpose, anna)[:-3])
    taken = booked(book, slot("10:00"), "ben")
    middle = contents(book.ledger.engine)
    assert (await site.move(anna, taken.slot)).status_code == 409
    assert (await site.client.post(site.path(Purpose.CANCEL, anna)[:-3])).status_code == 404
    assert contents(book.ledger.engine) == middle
    assert before != middle


async def test_moving_and_cancelling_at_once_ends_in_one_of_the_two(site, book):
    anna = booked(book, slot("09:00"), "anna")
    moving = site.move(anna, slot("11:00"))
    cancelling = site.client.post(site.path(Purpose.CANCEL, anna))
    moved, cancelled = await asyncio.gather(moving, cancelling)
    after = book.find(anna.reference)
    assert (moved.status_code, cancelled.status_code) in {(303, 303), (303, 409), (409, 303)}
    assert (after.state is AppointmentState.CANCELLED) == (cancelled.status_code == 303)
    assert after.reason in (None, "cancelled by link")
