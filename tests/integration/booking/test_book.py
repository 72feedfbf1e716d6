"""Holding, booking, moving and cancelling: what is promised, and that a refusal changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from actions.booking.tables import metadata
from actions.booking.values import (
    AlreadyBooked,
    AppointmentState,
    HoldExpired,
    SlotTaken,
    SlotUnavailable,
    UnsoundPerson,
    Whom,
)
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
    with unchanged(AlreadyBooked):
        book.confirm("anna", replace(ANNA, name="Other Example"), step())


def test_a_conversation_with_a_visit_to_come_books_no_second_one(book, unchanged):
    made = booked(book, slot("09:00"))
    held = book.hold(slot("10:00"), WHOM, step())
    with unchanged(AlreadyBooked):
        book.confirm("anna", ANNA, step())
    book.cancel(made.reference, "", step())
    assert book.confirm("anna", ANNA, step()).slot == held.slot


def test_an_old_hold_that_ran_out_is_not_booked_by_a_second_window(book, unchanged):
    book.hold(slot("09:00"), WHOM, step())
    booked(book, slot("09:00"), "bert", person=BERT, at=AFTER_THE_HOLD)
    made = booked(book, slot("10:00"), at=AFTER_THE_HOLD)
    book.cancel(book.of_conversation("bert")[0].reference, "", step())
    gone = book.cancel(made.reference, "", step(at=AFTER_THE_HOLD))
    with unchanged(HoldExpired):
        book.confirm("anna", ANNA, step(at=AFTER_THE_HOLD))
    assert book.of_conversation("anna") == [gone]


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
