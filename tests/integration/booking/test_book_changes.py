"""Moving, cancelling, finding, and the history: a refusal changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from actions.booking.book import AppointmentBook
from actions.booking.database import engine_for
from actions.booking.operations import Operations
from actions.booking.values import (
    AppointmentState,
    NoSuchAppointment,
    NotPossible,
    SlotTaken,
    Whom,
)
from bot.stores.sealing import Keyring
from tests.integration.booking.agenda import (
    ANNA,
    BERT,
    CALENDAR,
    MONDAY,
    NOW,
    booked,
    contents,
    day_window,
    occupied_minutes,
    slot,
    staff_step,
    step,
)

WHOM = Whom("anna", "clinic", "D23")


def free(book, **more):
    return book.free("visit", day_window(), **({"now": NOW} | more))


def test_a_move_gives_the_old_time_back_and_raises_the_sequence(book):
    made = booked(book)
    moved = book.move(made.reference, slot("14:00", "two"), step())
    assert (moved.id, moved.reference, moved.sequence) == (made.id, made.reference, 1)
    assert occupied_minutes(book.ledger.engine) == {"two": 30}
    assert slot() in free(book)


def test_a_move_may_overlap_its_own_old_time(book):
    made = booked(book, slot("10:00", length=60))
    assert book.move(made.reference, slot("10:30", length=60), step()).sequence == 1


def test_a_move_to_what_the_conversation_holds_takes_it(book):
    made = booked(book)
    book.hold(slot("11:00"), WHOM, step())
    assert book.move(made.reference, slot("11:00"), step()).slot == slot("11:00")
    assert book.held_by("anna", now=NOW) is None


def test_a_move_to_where_it_is_changes_nothing(book):
    made = booked(book)
    before = contents(book.ledger.engine)
    assert book.move(made.reference, slot(), step()) == made
    assert contents(book.ledger.engine) == before


def test_a_refused_move_leaves_the_appointment_where_it_was(book, unchanged):
    made = booked(book)
    booked(book, slot("11:00"), "bert", person=BERT)
    with unchanged(SlotTaken):
        book.move(made.reference, slot("11:00"), step())


def test_a_cancelled_visit_gives_its_time_back_and_keeps_why(book):
    made = booked(book)
    gone = book.cancel(made.reference, "  better\nnow ", step())
    assert (gone.state, gone.reason, gone.sequence) == (AppointmentState.CANCELLED, "better now", 1)
    assert occupied_minutes(book.ledger.engine) == {}
    booked(book, slot(), "bert", person=BERT)


def test_what_is_cancelled_is_neither_moved_nor_cancelled_again(book, unchanged):
    made = booked(book)
    book.cancel(made.reference, "", step())
    with unchanged(NotPossible):
        book.cancel(made.reference, "", step())
    with unchanged(NotPossible):
        book.move(made.reference, slot("11:00"), step())


def test_what_has_begun_is_changed_by_staff_only(book, unchanged):
    made, later = booked(book), slot().start
    with unchanged(NotPossible):
        book.cancel(made.reference, "", step(at=later))
    with unchanged(NotPossible):
        book.move(made.reference, slot("14:00"), step(at=later))
    with unchanged(NotPossible):
        book.cancel(made.reference, "  ", staff_step(at=later))
    assert book.cancel(made.reference, "ill", staff_step(at=later)).reason == "ill"


def test_a_reference_that_is_nobodys_finds_nothing(book, unchanged):
    booked(book)
    book.hold(slot("11:00"), Whom("bert"), step())
    for reference in ("BL-2222222", "", "x" * 500, "' OR 1=1 --", "BL-😀"):
        with unchanged(NoSuchAppointment):
            book.find(reference)
        with unchanged(NoSuchAppointment):
            book.cancel(reference, "", step())


def test_what_is_only_held_has_no_reference_to_find_it_by(book):
    held = book.hold(slot(), WHOM, step())
    with pytest.raises(NoSuchAppointment):
        book.find(held.reference)
    assert book.of_conversation("anna") == []


def test_upcoming_are_the_booked_ones_by_time(book):
    later, sooner = booked(book, slot("15:00")), booked(book, slot("09:00"), "bert", person=BERT)
    book.cancel(booked(book, slot("10:00"), "carl").reference, "", step())
    book.hold(slot("11:00"), Whom("dora"), step())
    assert book.upcoming(now=NOW) == [sooner, later]
    assert book.upcoming(now=NOW, until=later.slot.start) == [sooner]
    assert book.upcoming(now=later.slot.start) == [later]


def test_the_history_says_who_did_what_when(book):
    made = booked(book)
    book.move(made.reference, slot("11:00"), step())
    book.cancel(made.reference, "ill", staff_step(at=NOW + timedelta(hours=1)))
    history = book.history(made.reference)
    assert [(one.what, one.by, one.sequence) for one in history] == [
        ("held", "patient", 0), ("booked", "patient", 0), ("moved", "patient", 1),
        ("cancelled", "robin", 2),
    ]  # fmt: skip
    assert [one.slot.start for one in history[1:3]] == [slot().start, slot("11:00").start]
    assert history[-1].at == NOW + timedelta(hours=1)


def test_the_database_refuses_to_change_history(book):
    booked(book)
    for statement in (
        "UPDATE appointment_events SET by_whom = 'x'",
        "DELETE FROM appointment_events",
    ):
        with (
            pytest.raises(DBAPIError, match="append-only"),
            book.ledger.engine.begin() as connection,
        ):
            connection.execute(text(statement))


def test_the_database_itself_refuses_a_second_owner_of_a_time(book):
    made = booked(book)
    second = text(
        "INSERT INTO appointment_cells (clinician, cell, appointment_id)"
        " SELECT clinician, cell, appointment_id + 1 FROM appointment_cells"
    )
    with pytest.raises(IntegrityError), book.ledger.engine.begin() as connection:
        connection.execute(second)
    assert book.find(made.reference) == made


def test_what_tells_of_a_person_is_sealed_at_rest(url, connected):
    connected()
    engine = engine_for(url, Keyring(["a key"]).sealer)
    book = AppointmentBook(engine, CALENDAR)
    made = booked(book)
    book.cancel(made.reference, "her sister is ill", step())
    Operations(book).block("one", MONDAY, "surgery", staff_step())
    raw = repr(contents(engine_for(url)))
    for secret in ("Anna", "Example", "1980", "5550123", "sister", "surgery"):
        assert secret not in raw
    again = book.find(made.reference)
    assert (again.person, again.reason) == (ANNA, "her sister is ill")
