"""Whatever people and staff do in whatever order, the book agrees with a naive one on paper."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from actions.booking.book import AppointmentBook
from actions.booking.calendar import VisitType
from actions.booking.operations import Operations
from actions.booking.tables import appointment_cells
from actions.booking.values import AppointmentState, BookingRefused, Slot, Step, Whom
from tests.integration.booking.agenda import ANNA, MONDAY, NOW
from tests.integration.booking.naive import Line, Paper, Refusal
from tests.unit.booking.calendars import calendar, clinician, minutes

PEOPLE = st.sampled_from(["anna", "bert", "carl"])
MARKS = st.sampled_from([AppointmentState.FULFILLED, AppointmentState.NOSHOW])
_examples = itertools.count()


class Booking(RuleBasedStateMachine):
    """Few people want few times; each example has clinicians of its own in one database."""

    def __init__(self, engine: Any) -> None:
        super().__init__()
        self.number = next(_examples)
        hours = ("09:00-10:30",)
        base = calendar(
            clinician(f"a{self.number}", hours), clinician(f"b{self.number}", hours),
            grid=minutes(15), minimum_notice=minutes(20),
        )  # fmt: skip
        longer = VisitType("long", "Long", minutes(30), minutes(5), minutes(10))
        self.calendar = replace(base, visit_types=base.visit_types | {"long": longer})
        self.book = AppointmentBook(engine, self.calendar)
        self.staff = Operations(self.book)
        kinds = ("visit", "long")
        slots = [one for kind in kinds for one in self.calendar.slots_of_day(kind, MONDAY)]
        self.slots = slots
        self.paper = Paper(self.calendar, NOW, slots)
        self.keys = itertools.count()

    @initialize(data=st.data(), early=st.booleans())
    def begin(self, data: st.DataObject, early: bool) -> None:
        """Begin with people who hold and have times; the first ones may be near already."""
        for person in ("anna", "bert", "carl"):
            self.hold(person, data)
            if data.draw(st.booleans()):
                self.confirm(person)
        self.paper.now += timedelta(0) if early else timedelta(hours=1, minutes=50)

    @rule(person=PEOPLE, data=st.data())
    def hold(self, person: str, data: st.DataObject) -> None:
        slot = self.any_slot(data)
        whom = Whom(self.name(person))
        refused = self.paper.hold(slot, whom.conversation)
        self.agree(refused, lambda step: self.book.hold(slot, whom, step))

    @precondition(lambda self: any(one.state == "held" for one in self.paper.lines))
    @rule(person=PEOPLE)
    def release(self, person: str) -> None:
        held = self.paper.held(self.name(person))
        if held:
            held.state = "cancelled"
        self.agree(None, lambda step: self.book.release(self.name(person), step))

    @rule(person=PEOPLE)
    def confirm(self, person: str) -> None:
        refused, line = self.paper.confirm(self.name(person))
        made = self.agree(refused, lambda step: self.book.confirm(self.name(person), ANNA, step))
        if refused is None:
            line.reference = made.reference

    @precondition(lambda self: self.lines())
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        line, slot = data.draw(st.sampled_from(self.lines())), self.any_slot(data)
        refused = self.paper.move(line, slot)
        self.agree(refused, lambda step: self.book.move(line.reference, slot, step))

    @precondition(lambda self: self.lines())
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(self.lines()))
        refused = self.paper.cancel(line)
        self.agree(refused, lambda step: self.book.cancel(line.reference, "", step))

    @precondition(lambda self: self.lines())
    @rule(data=st.data(), state=MARKS)
    def mark(self, data: st.DataObject, state: AppointmentState) -> None:
        line = data.draw(st.sampled_from(self.lines()))
        refused = self.paper.mark(line, state.value)
        self.agree(refused, lambda step: self.staff.mark(line.reference, state, step))

    @rule(first=st.booleans())
    def block_or_unblock(self, first: bool) -> None:
        who = f"{'a' if first else 'b'}{self.number}"
        if who in self.paper.blocked:
            self.paper.blocked.remove(who)
            self.staff.unblock(who, MONDAY, self.step())
            return
        self.paper.blocked.add(who)
        moved = self.staff.block(who, MONDAY, "ill", self.step())
        assert {one.reference for one in moved} == {
            one.reference
            for one in self.lines()
            if one.state == "booked" and one.slot.clinician == who
            and one.slot.start > self.paper.now
        }  # fmt: skip

    @rule(later=st.sampled_from([1, 9, 10, 11, 12, 40]))
    def wait(self, later: int) -> None:
        self.paper.now += minutes(later)

    @invariant()
    def agrees_with_paper(self) -> None:
        window = self.calendar.bounds_of_day(MONDAY)
        for kind in ("visit", "long"):
            free = self.book.free(kind, window, now=self.paper.now)
            assert free == self.paper.free(kind)
        for line in self.lines():
            found = self.book.find(line.reference)
            assert (found.state.value, found.slot) == (line.state, line.slot)

    @invariant()
    def no_time_has_two_owners(self) -> None:
        """The rows that occupy time are those of visits that were not cancelled, and of holds."""
        live = [one for one in self.paper.lines if one.state not in {"cancelled", "ran_out"}]
        expected = sum(len(self.calendar.cells(one.slot)) for one in live)
        query = select(func.count()).where(
            appointment_cells.c.clinician.in_(list(self.calendar.clinicians))
        )
        with self.book.ledger.engine.connect() as connection:
            assert connection.execute(query).scalar_one() == expected

    def agree(self, refused: Refusal, work: Callable[[Step], Any]) -> Any:
        """Do a step twice: both times it ends as on paper, and the second changes nothing."""
        step = self.step()
        for _ in range(2):
            result, outcome = None, None
            try:
                result = work(step)
            except BookingRefused as error:
                outcome = type(error)
            assert outcome is refused
        return result

    def any_slot(self, data: st.DataObject) -> Slot:
        return data.draw(st.sampled_from(self.slots))

    def lines(self) -> list[Line]:
        return [one for one in self.paper.lines if one.was_booked]

    def name(self, person: str) -> str:
        return f"{person} {self.number}"

    def step(self) -> Step:
        return Step(f"{self.number}/{next(self.keys)}", self.paper.now)


def test_the_book_agrees_with_a_naive_one_on_paper(connected, url):
    is_sqlite = url.startswith("sqlite")
    bounds = settings(
        max_examples=25 if is_sqlite else 5,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    engine = connected()
    run_state_machine_as_test(lambda: Booking(engine), settings=bounds)
