"""Booking put together: the appointments, their links and pages, and what is due for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from starlette.routing import BaseRoute

from actions.booking.book import AppointmentBook
from actions.booking.due_messages import DueMessages
from actions.booking.due_times import quiet_until
from actions.booking.link_window import LinkWindow
from actions.booking.links import Links, LinkTimes
from actions.booking.move_page import MovePage
from actions.booking.notice import Speaker
from actions.booking.page_parts import read_frame
from actions.booking.page_texts import PageTexts
from actions.booking.page_words import read_page_words
from actions.booking.pages import BookingPages
from actions.booking.rechecks import Rechecks
from actions.booking.reminder_job import ReminderJob
from actions.booking.visit_reminders import VisitReminders
from actions.knowledge.clinic import Clinic
from actions.proof.stored import StoredConversations
from actions.queue.addresses import AlertAddresses
from actions.triage.protocol import Protocol

NO_ALERTS = AlertAddresses()


@dataclass(frozen=True, slots=True)
class Outside:
    """How the outside is reached: what signs links to us, where staff are alerted, our own address.

    Without an address links are good on our own pages only.
    """

    secret_key: str
    alerts: AlertAddresses = NO_ALERTS
    public_url: str | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What booking is built on."""

    clinic: Clinic
    protocol: Protocol
    stored: StoredConversations
    clock: Callable[[], datetime]
    site: Path


@dataclass(frozen=True, slots=True)
class Booking:
    """Booking as it runs."""

    book: AppointmentBook
    links: Links
    routes: Sequence[BaseRoute]
    messages: DueMessages
    visits: VisitReminders
    rechecks: Rechecks
    clock: Callable[[], datetime]

    def speaking_jobs(self, speaker: Speaker) -> Sequence[ReminderJob]:
        """Return what says by itself what is due."""
        return (ReminderJob(self.messages, self.visits, self.rechecks, speaker, self.clock),)

    def quiet_until(self, at: float) -> float | None:
        """Return until when nothing unasked is sent, or None; seconds since 1970."""
        moment = datetime.fromtimestamp(at, UTC)
        until = quiet_until(moment, self.visits.reminders.quiet, self.visits.zone)
        return None if until is None else until.timestamp()


def booking_of(house: House, engine: Engine, outside: Outside) -> Booking:
    """Return booking for a clinic; raises ClinicalDataError for pages that are unsound."""
    clinic, zone = house.clinic, ZoneInfo(house.clinic.time_zone)
    book = AppointmentBook(engine, clinic.calendar)
    times = LinkTimes(clinic.links.keep, clinic.links.change)
    links = Links(outside.secret_key, outside.public_url, times, house.clock)
    messages = DueMessages(engine)
    return Booking(
        book=book,
        links=links,
        routes=_pages(house, book, links).routes(),
        messages=messages,
        visits=VisitReminders(book, messages, clinic.reminders, zone, links),
        rechecks=Rechecks(messages, house.stored, house.protocol, clinic.reminders, zone),
        clock=house.clock,
    )


def _pages(house: House, book: AppointmentBook, links: Links) -> BookingPages:
    names = {one.id: one.name for one in house.clinic.calendar.clinicians.values()}
    words = read_page_words(house.site, house.clinic.facts())
    texts = PageTexts(words, house.clinic, lambda clinician: names.get(clinician, ""))
    window = LinkWindow(house.clinic, house.protocol, house.stored)
    return BookingPages(
        book=book,
        links=links,
        texts=texts,
        frame=read_frame(house.site, house.clinic),
        mover=MovePage(book, texts, window),
        clock=house.clock,
    )
