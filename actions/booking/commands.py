"""`backline booking`: the staff's side of appointments, on the command line."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from actions.booking.calendar import Calendar
from actions.booking.operations import Operations
from actions.booking.requests import ContactRequest
from actions.booking.values import (
    Appointment,
    AppointmentState,
    BookingRefused,
    NotPossible,
    Person,
    Step,
    Whom,
)

MARKS = {"attended": AppointmentState.FULFILLED, "no-show": AppointmentState.NOSHOW}
DAY_FORMATS = ["%Y-%m-%d"]
TIME_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]

Reference = Annotated[str, typer.Argument(help="Such as BL-7KM2PQ4.")]
Clinician = Annotated[str, typer.Argument(help="The clinician's id in data/clinic.yml.")]
Day = Annotated[datetime, typer.Argument(formats=DAY_FORMATS, help="A day of the clinic.")]
By = Annotated[str, typer.Option("--by", help="Who does it: a person's name.")]
Reason = Annotated[str, typer.Option("--reason", help="Why.")]
When = Annotated[
    datetime, typer.Argument(formats=TIME_FORMATS, help="By the clinic's clock: 2026-12-01T09:00.")
]
OnlyClinician = Annotated[str | None, typer.Option("--clinician", help="Only this one.")]


def booking_commands(operations: Operations, clock: Callable[[], datetime]) -> typer.Typer:
    """Return the commands on these appointments; times are shown by the clinic's clock."""
    app = typer.Typer(help="Appointments: see, change, block days.", no_args_is_help=True)
    _add_views(app, operations, clock)
    _add_changes(app, operations, clock)
    _add_days(app, operations, clock)
    _add_booking(app, operations, clock)
    return app


def _add_views(app: typer.Typer, operations: Operations, clock: Callable[[], datetime]) -> None:
    calendar = operations.book.calendar

    @app.command("list")
    def show() -> None:
        """Show what is to come, what must be moved, and requests that nobody has answered."""
        with plain_errors():
            now = clock()
            moved = operations.to_move(now)
            _echo(_lines(operations.book.upcoming(now=now), calendar), empty="Nothing is booked.")
            _section("Must be moved", _lines(moved, calendar))
            _section("Requests", (_request_line(one, calendar) for one in operations.requests()))
            days = operations.blocked(since=calendar.day_of(now))
            _section(
                "Blocked",
                (f"  {one.day}  {one.clinician}  {one.reason} (by {one.by})" for one in days),
            )

    @app.command()
    def day(day: Day, *, clinician: OnlyClinician = None) -> None:
        """Show one day of the clinic, with what was cancelled."""
        with plain_errors():
            found = operations.day(day.date(), clinician)
            _echo(_lines(found, calendar), empty="Nothing is booked on this day.")

    @app.command("show")
    def show_one(reference: Reference) -> None:
        """Show one appointment and who did what with it."""
        with plain_errors():
            found = operations.book.find(reference)
            _echo(_lines([found], calendar))
            for event in operations.book.history(reference):
                at = _local(event.at, calendar)
                stood = f"{event.slot.clinician} {_local(event.slot.start, calendar)}"
                _echo([f"  {at}  {event.what} by {event.by}: {stood}"])


def _add_changes(app: typer.Typer, operations: Operations, clock: Callable[[], datetime]) -> None:
    calendar = operations.book.calendar

    @app.command()
    def move(reference: Reference, clinician: Clinician, when: When, *, by: By) -> None:
        """Move an appointment to another time or clinician."""
        with plain_errors():
            step = _step(by, clock)
            visit_type = operations.book.find(reference).slot.visit_type
            slot = operations.slot_at(visit_type, clinician, when)
            _echo(_lines([operations.book.move(reference, slot, step)], calendar))

    @app.command()
    def cancel(reference: Reference, *, by: By, reason: Reason) -> None:
        """Cancel an appointment."""
        with plain_errors():
            _echo(_lines([operations.book.cancel(reference, reason, _step(by, clock))], calendar))

    @app.command()
    def mark(
        reference: Reference,
        mark: Annotated[str, typer.Argument(help="attended or no-show")],
        *,
        by: By,
    ) -> None:
        """Say whether the person came."""
        if mark not in MARKS:
            typer.echo(f"{mark!r} is no mark. Known: {', '.join(MARKS)}.", err=True)
            raise typer.Exit(2)
        with plain_errors():
            _echo(_lines([operations.mark(reference, MARKS[mark], _step(by, clock))], calendar))


def _add_days(app: typer.Typer, operations: Operations, clock: Callable[[], datetime]) -> None:
    calendar = operations.book.calendar

    @app.command()
    def block(clinician: Clinician, day: Day, *, by: By, reason: Reason) -> None:
        """Close a clinician's day, and show who must be moved."""
        with plain_errors():
            moved = operations.block(clinician, day.date(), reason, _step(by, clock))
            typer.echo(f"{clinician} sees nobody on {day.date()}. {len(moved)} must be moved.")
            _echo(_lines(moved, calendar))

    @app.command()
    def unblock(clinician: Clinician, day: Day, *, by: By) -> None:
        """Open a clinician's day again."""
        with plain_errors():
            operations.unblock(clinician, day.date(), _step(by, clock))
            typer.echo(f"{clinician} sees patients on {day.date()} again.")


def _add_booking(app: typer.Typer, operations: Operations, clock: Callable[[], datetime]) -> None:
    calendar = operations.book.calendar

    @app.command()
    def book(
        clinician: Clinician,
        when: When,
        *,
        by: By,
        name: Annotated[str, typer.Option("--name", help="Who comes.")],
        phone: Annotated[str, typer.Option("--phone", help="Where they are reached.")] = "",
    ) -> None:
        """Book a visit for somebody whom you speak with."""
        with plain_errors():
            step = _step(by, clock)
            slot = operations.slot_at(calendar.consultation, clinician, when)
            person = Person(name, None, phone)
            _echo(_lines([operations.book_for(person, slot, Whom(""), step)], calendar))

    @app.command()
    def answer(
        reference: Reference,
        clinician: Clinician,
        when: When,
        *,
        by: By,
        phone: Annotated[str, typer.Option("--phone", help="Instead of the number given.")] = "",
    ) -> None:
        """Book a visit for a request, which is answered with that."""
        with plain_errors():
            step = _step(by, clock)
            request = operations.request(reference)
            slot = operations.slot_at(calendar.consultation, clinician, when)
            person = Person(request.name, None, phone or request.phone)
            made = operations.book_request(request.reference or "", person, slot, step)
            _echo(_lines([made], calendar))


@contextmanager
def plain_errors() -> Iterator[None]:
    """Show what is refused in one line, and end with exit code 1."""
    try:
        yield
    except BookingRefused as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except SQLAlchemyError as error:
        kind = type(error).__name__
        typer.echo(
            f"The appointments cannot be read ({kind}). Their tables are made by the first"
            " `backline run`.",
            err=True,
        )
        raise typer.Exit(1) from None


def _step(by: str, clock: Callable[[], datetime]) -> Step:
    if not by.strip():
        raise NotPossible("say who does it: --by needs a name")
    return Step(uuid.uuid4().hex, clock(), by.strip())


def _section(title: str, lines: Iterable[str]) -> None:
    found = list(lines)
    if found:
        _echo([f"{title}:", *found])


def _echo(lines: Iterable[str], *, empty: str = "") -> None:
    for line in list(lines) or ([empty] if empty else []):
        # Patients write names: nothing in them may steer a terminal.
        typer.echo("".join(letter if letter.isprintable() else "?" for letter in line))


def _lines(appointments: Iterable[Appointment], calendar: Calendar) -> Iterator[str]:
    """Yield one line for each appointment."""
    for one in appointments:
        person = one.person
        born = f", born {person.birth_date}" if person and person.birth_date else ""
        shown = f"{person.name}{born}, {person.phone or 'no phone'}" if person else "nobody"
        why = f" ({one.reason})" if one.reason else ""
        yield (
            f"  {_local(one.slot.start, calendar)}  {one.slot.clinician}  {one.slot.visit_type}"
            f"  {one.reference}  {one.state.value}{why}  {one.rule_id or '-'}  {shown}"
        )


def _request_line(request: ContactRequest, calendar: Calendar) -> str:
    asked = _local(request.requested_at, calendar)
    return (
        f"  {asked}  {request.reference}  {request.purpose}  {request.rule_id or '-'}"
        f"  {request.name}, {request.phone}, {request.times or 'any time'}"
    )


def _local(moment: datetime, calendar: Calendar) -> str:
    return f"{moment.astimezone(calendar.zone):%Y-%m-%d %H:%M}"
