"""Holding, booking, moving and cancelling: what is promised, and that a refusal changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from actions.booking.book import AppointmentBook
from actions.booking.database import engine_for
from actions.booking.operations import Operations
from actions.booking.tables import metadata
from actions.booking.values import (
    AppointmentState,
    BookingRefused,
    HoldExpired,
    NoSuchAppointment,
    NotPossible,
    SlotTaken,
    SlotUnavailable,
    UnsoundPerson,
    Whom,
)
from bot.stores.sealing import Keyring
from tests.integration.booking.agenda import (
    AFTER_THE_HOLD,
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


def test_the_migrations_make_what_the_code_expects(connected):
    ours = set(metadata.tables)
    with connected().connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _, name, kind, *__: kind != "table" or name in ours},
        )
        assert compare_metadata(context, metadata) == []


@pytest.fixture
def unchanged(book):
    """Return a context in which a refusal must leave every row as it was."""

    class Refused:
        def __init__(self, kind: type[BookingRefused]) -> None:
            self.kind = kind

        def __enter__(self) -> None:
            self.before = contents(book.ledger.engine)

        def __exit__(self, kind, error, trace) -> bool:
            assert kind is self.kind, f"{kind} instead of {self.kind}"
            assert str(error)
            assert contents(book.ledger.engine) == self.before
            return True

    return Refused


def free(book, **more):
    return book.free("visit", day_window(), **({"now": NOW} | more))


def test_a_time_is_held_then_booked_and_found_by_its_reference(book):
    held = book.hold(slot(), WHOM, step())
    assert (held.state, held.held_until) == (AppointmentState.HELD, NOW + CALENDAR.hold)
    made = book.confirm("anna", ANNA, step(at=NOW + timedelta(minutes=9)))
    assert (made.state, made.person, made.slot) == (AppointmentState.BOOKED, ANNA, slot())
    assert (made.disposition, made.rule_id, made.sequence) == ("clinic", "D23", 0)
    spoken = made.reference.lower().replace("-", " ")
    assert book.find(spoken) == made
    assert book.of_conversation("anna") == [made]
    assert [event.what for event in book.history(made.reference)] == ["held", "booked"]


def test_what_is_held_or_booked_is_free_for_nobody_else(book):
    before = free(book)
    booked(book, slot("09:00"))
    book.hold(slot("10:00"), Whom("bert"), step())
    assert set(before) - set(free(book)) == {slot("09:00"), slot("10:00")}
    assert slot("10:00") in free(book, conversation="bert")
    assert slot("09:00") not in free(book, conversation="anna")


def test_visits_of_different_lengths_and_their_buffers_keep_apart(book):
    booked(book, slot("10:00", length=60))  # keeps 9:50 to 11:15
    assert [one for one in free(book) if one.clinician == "one"][:2] == [
        slot("09:00"), slot("11:30"),
    ]  # fmt: skip
    with pytest.raises(SlotTaken):
        book.hold(slot("09:30"), Whom("bert"), step())
    book.hold(slot("09:00"), Whom("bert"), step())


def test_a_conversation_holds_one_time(book):
    book.hold(slot("09:00"), WHOM, step())
    book.hold(slot("10:00"), WHOM, step())
    assert book.held_by("anna", now=NOW).slot == slot("10:00")
    assert occupied_minutes(book.ledger.engine) == {"one": 30}
    book.hold(slot("10:00"), WHOM, step())
    assert occupied_minutes(book.ledger.engine) == {"one": 30}


def test_a_refused_hold_leaves_the_old_one(book, unchanged):
    booked(book, slot("10:00"), "bert", person=BERT)
    book.hold(slot("09:00"), WHOM, step())
    with unchanged(SlotTaken):
        book.hold(slot("10:00"), WHOM, step())
    assert book.confirm("anna", ANNA, step()).slot == slot("09:00")


def test_what_was_let_go_is_free_again(book):
    book.hold(slot(), WHOM, step())
    book.release("anna", step())
    book.release("anna", step())
    assert slot() in free(book)
    assert book.held_by("anna", now=NOW) is None
    with pytest.raises(HoldExpired):
        book.confirm("anna", ANNA, step())


def test_a_hold_runs_out_by_the_clock_alone(book):
    book.hold(slot(), WHOM, step())
    assert slot() not in free(book, now=NOW + CALENDAR.hold - timedelta(seconds=1))
    assert slot() in free(book, now=NOW + CALENDAR.hold)
    assert book.held_by("anna", now=NOW + CALENDAR.hold) is None
    with pytest.raises(SlotTaken):
        book.hold(slot(), Whom("bert"), step())
    taken = book.hold(slot(), Whom("bert"), step(at=AFTER_THE_HOLD))
    assert taken.conversation == "bert"


def test_who_comes_late_gets_the_time_unless_somebody_took_it(book, unchanged):
    book.hold(slot("09:00"), WHOM, step())
    assert book.confirm("anna", ANNA, step(at=AFTER_THE_HOLD)).slot == slot("09:00")
    book.hold(slot("10:00"), Whom("late"), step())
    booked(book, slot("10:00"), "bert", person=BERT, at=AFTER_THE_HOLD)
    with unchanged(HoldExpired):
        book.confirm("late", ANNA, step(at=AFTER_THE_HOLD))


def test_who_comes_late_gets_a_time_back_that_was_taken_and_given_back(book):
    book.hold(slot(), WHOM, step())
    book.hold(slot(), Whom("bert"), step(at=AFTER_THE_HOLD))
    book.release("bert", step(at=AFTER_THE_HOLD))
    made = book.confirm("anna", ANNA, step(at=AFTER_THE_HOLD))
    assert (made.slot, made.state) == (slot(), AppointmentState.BOOKED)
    assert occupied_minutes(book.ledger.engine) == {"one": 30}


def test_of_two_windows_that_confirm_one_books(book, unchanged):
    booked(book)
    with unchanged(HoldExpired):
        book.confirm("anna", replace(ANNA, name="Other Example"), step())


def test_an_old_hold_that_ran_out_is_not_booked_by_a_second_window(book, unchanged):
    book.hold(slot("09:00"), WHOM, step())
    booked(book, slot("09:00"), "bert", person=BERT, at=AFTER_THE_HOLD)
    made = booked(book, slot("10:00"), at=AFTER_THE_HOLD)
    book.cancel(book.of_conversation("bert")[0].reference, "", step())
    with unchanged(HoldExpired):
        book.confirm("anna", ANNA, step(at=AFTER_THE_HOLD))
    assert book.of_conversation("anna") == [made]


def test_a_step_that_is_tried_again_changes_nothing(book):
    made = booked(book)
    book.hold(slot("15:00"), Whom("bert"), step())
    steps = (
        lambda: book.hold(slot("11:00"), Whom("carl"), step("turn")),
        lambda: book.confirm("bert", BERT, step("turn")),
        lambda: book.move(made.reference, slot("11:30"), step("turn")),
        lambda: book.cancel(made.reference, "", step("turn")),
    )
    for work in steps:
        first, before = work(), contents(book.ledger.engine)
        assert work() == first
        assert contents(book.ledger.engine) == before


def test_one_turn_may_do_several_things(book):
    assert book.hold(slot(), WHOM, step("turn")).state is AppointmentState.HELD
    made = book.confirm("anna", ANNA, step("turn"))
    assert book.move(made.reference, slot("11:00"), step("turn")).slot == slot("11:00")


def test_a_hold_that_is_tried_again_after_it_was_lost_says_so(book):
    book.hold(slot(), WHOM, step("turn"))
    booked(book, slot(), "bert", person=BERT, at=AFTER_THE_HOLD)
    with pytest.raises(SlotTaken):
        book.hold(slot(), WHOM, step("turn", at=AFTER_THE_HOLD))


NOT_IN_THE_CALENDAR = (
    slot("09:00", day=MONDAY - timedelta(days=1)),  # past
    slot("07:30"),  # closed
    slot("09:15"),  # beside the grid
    slot("09:00", "two"),  # not there in the morning
    slot("09:00", "nobody"),
    slot("09:00", day=MONDAY + timedelta(days=400)),
    slot("09:00", day=date(2026, 12, 25)),
    replace(slot("09:00"), end=slot("09:00").end + timedelta(hours=1)),
    replace(slot("09:00"), visit_type="massage"),
)


def test_what_the_calendar_does_not_offer_cannot_be_had(book, unchanged):
    made = booked(book, slot("16:00"))
    for wanted in NOT_IN_THE_CALENDAR:
        with unchanged(SlotUnavailable):
            book.hold(wanted, Whom("bert"), step())
        with unchanged(SlotUnavailable):
            book.move(made.reference, wanted, step())


def test_a_time_within_the_notice_is_for_staff_only(book, unchanged):
    made, late = booked(book, slot("16:00")), NOW + timedelta(hours=1, minutes=30)
    with unchanged(SlotUnavailable):
        book.move(made.reference, slot("09:00"), step(at=late))
    assert book.move(made.reference, slot("09:00"), staff_step(at=late)).slot == slot("09:00")


UNSOUND = (
    (replace(ANNA, name="Anna 😀"), "name", "symbols"),
    (replace(ANNA, name="A" * 300), "name", "too_long"),
    (replace(ANNA, birth_date=MONDAY + timedelta(days=1)), "birth_date", "future"),
    (replace(ANNA, birth_date=date(1799, 1, 1)), "birth_date", "too_old"),
    (replace(ANNA, phone="+44 20 7946 0958"), "phone", "foreign"),
    (replace(ANNA, phone=""), "phone", "missing"),
)


def test_a_person_who_cannot_be_is_refused_and_the_hold_stays(book, unchanged):
    book.hold(slot(), WHOM, step())
    for person, field, problem in UNSOUND:
        with unchanged(UnsoundPerson):
            book.confirm("anna", person, step())
        with pytest.raises(UnsoundPerson) as caught:
            book.confirm("anna", person, step())
        assert (caught.value.field, caught.value.problem) == (field, problem)
    assert book.confirm("anna", ANNA, step()).person == ANNA


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
