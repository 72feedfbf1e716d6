"""What staff do: book for others, mark, block a day, answer requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from actions.booking.book import AppointmentBook
from actions.booking.calendar import Absence
from actions.booking.operations import BlockedDay, Operations
from actions.booking.requests import ContactRequest, ContactRequests
from actions.booking.values import (
    AppointmentState,
    NoSuchAppointment,
    NotPossible,
    Person,
    SlotTaken,
    SlotUnavailable,
    UnsoundPerson,
    Whom,
)
from tests.integration.booking.agenda import (
    ANNA,
    BERT,
    CALENDAR,
    MONDAY,
    NOW,
    booked,
    contents,
    day_window,
    slot,
    staff_step,
    step,
)

FULFILLED, NOSHOW = AppointmentState.FULFILLED, AppointmentState.NOSHOW
TUESDAY = MONDAY + timedelta(days=1)


def refused(book, kind, work) -> None:
    """Check that something is refused and changes nothing."""
    before = contents(book.ledger.engine)
    with pytest.raises(kind):
        work()
    assert contents(book.ledger.engine) == before


def test_a_day_shows_what_is_and_was_booked_by_time(book, staff):
    first = booked(book, slot("09:00"))
    second = booked(book, slot("13:00", "two"), "bert", person=BERT)
    gone = book.cancel(booked(book, slot("11:00"), "carl").reference, "", step())
    book.hold(slot("16:00"), Whom("dora"), step())
    booked(book, slot("09:00", day=TUESDAY), "emil")
    assert staff.day(MONDAY) == [first, gone, second]
    assert staff.day(MONDAY, "two") == [second]
    with pytest.raises(SlotUnavailable):
        staff.day(MONDAY, "nobody")


def test_who_came_and_who_did_not_is_marked_once_it_has_begun(book, staff):
    made, begun = booked(book), slot().start
    refused(book, NotPossible, lambda: staff.mark(made.reference, FULFILLED, staff_step()))
    for state in (AppointmentState.BOOKED, AppointmentState.CANCELLED):
        wrong = staff_step(at=begun)
        refused(book, NotPossible, lambda s=state, w=wrong: staff.mark(made.reference, s, w))
    marked = staff.mark(made.reference, NOSHOW, staff_step("call", at=begun))
    assert marked.state is NOSHOW
    assert staff.mark(made.reference, NOSHOW, staff_step("call", at=begun)) == marked
    refused(book, NotPossible, lambda: staff.mark(made.reference, NOSHOW, staff_step(at=begun)))
    came = staff.mark(made.reference, FULFILLED, staff_step(at=begun + timedelta(minutes=5)))
    assert came.state is FULFILLED
    assert [one.what for one in book.history(made.reference)][-2:] == ["noshow", "fulfilled"]


def test_a_blocked_day_offers_nothing_and_tells_who_must_be_moved(book, staff):
    held = book.hold(slot("15:00"), Whom("dora"), step())
    made = booked(book, slot("09:00"))
    other = booked(book, slot("13:00", "two"), "bert", person=BERT)
    booked(book, slot("09:00", day=TUESDAY), "emil")
    assert staff.block("one", MONDAY, " ill ", staff_step()) == [made]
    assert staff.block("one", MONDAY, "still ill", staff_step()) == [made]
    assert staff.blocked(since=MONDAY) == [BlockedDay("one", MONDAY, "ill", "robin")]
    assert staff.blocked(since=TUESDAY) == []
    assert staff.to_move(NOW) == [made]
    free = book.free("visit", day_window(), now=NOW)
    assert {one.clinician for one in free} == {"two"}
    for wanted in (slot("11:00"), held.slot):
        refused(book, SlotUnavailable, lambda w=wanted: book.hold(w, Whom("finn"), step()))
    refused(book, SlotUnavailable, lambda: book.confirm("dora", ANNA, step()))
    refused(book, SlotUnavailable, lambda: book.move(other.reference, slot("11:00"), step()))
    moved = book.move(made.reference, slot("14:00", "two"), staff_step())
    assert staff.to_move(NOW) == []
    staff.unblock("one", MONDAY, staff_step())
    assert book.move(moved.reference, slot("09:00"), step()).slot == slot("09:00")
    refused(book, NotPossible, lambda: staff.unblock("one", MONDAY, staff_step()))
    assert staff.block("one", MONDAY, "ill again", staff_step()) == [book.find(made.reference)]


def test_a_day_that_cannot_be_blocked_is_refused(book, staff):
    for who, day, why, kind in (
        ("nobody", MONDAY, "ill", SlotUnavailable),
        ("one", MONDAY - timedelta(days=1), "ill", NotPossible),
        ("one", MONDAY, " ", NotPossible),
    ):
        refused(book, kind, lambda w=who, d=day, y=why: staff.block(w, d, y, staff_step()))


def test_what_the_calendar_has_no_time_for_any_more_must_be_moved(book):
    made = booked(book, slot("09:00"))
    booked(book, slot("13:00"), "bert", person=BERT)
    one = CALENDAR.clinicians["one"]
    away = replace(one, absences=(Absence(MONDAY, MONDAY, one.hours["monday"][:1]),))
    changed = replace(CALENDAR, clinicians=CALENDAR.clinicians | {"one": away})
    later = Operations(AppointmentBook(book.ledger.engine, changed))
    assert later.to_move(NOW) == [made]


def test_staff_book_for_whom_they_speak_with(book, staff):
    caller = Person("Carl Example", None, "")
    soon = NOW + timedelta(hours=1, minutes=55)
    made = staff.book_for(caller, slot("09:00"), Whom(""), staff_step("call", at=soon))
    assert (made.person, made.state) == (caller, AppointmentState.BOOKED)
    assert staff.book_for(caller, slot("09:00"), Whom(""), staff_step("call", at=soon)) == made
    assert [one.by for one in book.history(made.reference)] == ["robin"]
    for kind, person, wanted in (
        (SlotTaken, caller, slot("09:00")),
        (UnsoundPerson, replace(caller, name="😀"), slot("10:00")),
        (SlotUnavailable, caller, slot("08:00")),
    ):
        now = staff_step(at=soon)
        refused(book, kind, lambda p=person, w=wanted, n=now: staff.book_for(p, w, Whom(""), n))
    staff.book_for(caller, slot("11:00"), Whom(""), staff_step())


@pytest.fixture
def request_reference(book) -> str:
    asked = ContactRequest(
        turn_id="turn 7", sender_id="anna", purpose="consultation", name="anna", phone="555-0123",
        requested_at=datetime(2026, 11, 29, 12, tzinfo=UTC), disposition="clinic", rule_id="D23",
    )  # fmt: skip
    return ContactRequests(book.ledger.engine).add(asked)


def test_a_request_becomes_an_appointment(book, staff, request_reference):
    waiting = staff.requests()
    assert [(one.reference, one.name) for one in waiting] == [(request_reference, "anna")]
    assert waiting[0].requested_at == datetime(2026, 11, 29, 12, tzinfo=UTC)
    booked(book, slot("09:00"), "bert", person=BERT)

    def answer(clock: str, key: str | None = None):
        return staff.book_request(request_reference, ANNA, slot(clock), staff_step(key))

    refused(book, SlotTaken, lambda: answer("09:00"))
    made = answer("11:00", "call")
    assert (made.conversation, made.rule_id, made.person) == ("anna", "D23", ANNA)
    assert staff.requests() == []
    assert answer("11:00", "call") == made
    refused(book, NotPossible, lambda: answer("14:00"))


def test_a_request_is_closed_without_a_visit(book, staff, request_reference):
    refused(book, NotPossible, lambda: staff.close_request(request_reference, NOSHOW))
    refused(book, NoSuchAppointment, lambda: staff.close_request("BL-2222222", FULFILLED))
    staff.close_request(request_reference, FULFILLED)
    assert staff.requests() == []
    refused(book, NotPossible, lambda: staff.close_request(request_reference, FULFILLED))


def test_a_day_of_changing_clocks_shows_all_of_its_visits(book, staff):
    change = date(2027, 3, 14)
    now = slot("09:00", day=change).start - timedelta(days=1)
    made = booked(book, slot("09:00", day=change), at=now)
    assert staff.day(change) == [made]
    assert staff.day(change + timedelta(days=1)) == []
