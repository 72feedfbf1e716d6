"""`backline booking summary` and `due`: what is read before a visit, and what is to be said."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from actions.booking.assembly import Booking, House
from actions.booking.commands import plain_errors
from actions.booking.due_messages import DueRow
from actions.booking.summary import Summary, summary_of
from actions.booking.summary_json import summary_json
from actions.booking.summary_page import PageNames, summary_html
from actions.booking.summary_text import summary_lines

Reference = Annotated[str, typer.Argument(metavar="REFERENCE", help="Such as BL-7KM2PQ4.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsHtml = Annotated[bool, typer.Option("--html", help="Print a page for the printer.")]
All = Annotated[bool, typer.Option("--all", help="Show what was said or dropped as well.")]


def add_reading_commands(app: typer.Typer, booking: Booking, house: House) -> typer.Typer:
    """Add the commands to `app` and return it."""
    _add_summary(app, booking, house)
    _add_due(app, booking, ZoneInfo(house.clinic.time_zone))
    return app


def _add_summary(app: typer.Typer, booking: Booking, house: House) -> None:
    @app.command()
    def summary(reference: Reference, *, as_json: AsJson = False, as_html: AsHtml = False) -> None:
        """Show what a clinician reads before a visit: what was asked, denied and never asked."""
        if as_json and as_html:
            typer.echo("Give either --json or --html.", err=True)
            raise typer.Exit(2)
        with plain_errors():
            found = read_summary(reference, booking, house)
        if as_json:
            typer.echo(json.dumps(summary_json(found), indent=2, ensure_ascii=False))
        elif as_html:
            typer.echo(summary_html(found, page_names(house)))
        else:
            for line in summary_lines(found, ZoneInfo(house.clinic.time_zone)):
                typer.echo(line)


def _add_due(app: typer.Typer, booking: Booking, zone: ZoneInfo) -> None:
    @app.command()
    def due(*, closed_too: All = False) -> None:
        """Show the texts that are due: reminders of visits, and asking again after advice."""
        with plain_errors():
            rows = booking.messages.rows(waiting_only=not closed_too)
        for row in rows:
            typer.echo(_due_line(row, zone))
        waiting = sum(row.settled_at is None for row in rows)
        typer.echo(f"{waiting} waiting.")


def read_summary(reference: str, booking: Booking, house: House) -> Summary:
    """Return the summary of a visit. Raises NoSuchAppointment, and what the store raises."""
    appointment = booking.book.find(reference)
    conversation = appointment.conversation
    events = house.stored.events(conversation) if conversation else ()
    return summary_of(appointment, events, house.protocol)


def page_names(house: House) -> PageNames:
    """Return what the printed page calls clinicians and visits by, and the clinic's facts."""
    calendar, facts = house.clinic.calendar, house.clinic.facts()
    people = {one.id: one.name for one in calendar.clinicians.values()}
    visits = {one.id: one.name for one in calendar.visit_types.values()}

    def fill(text: str) -> str:
        for name, value in facts.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    zone = ZoneInfo(house.clinic.time_zone)
    return PageNames(zone, lambda one: people.get(one, one), lambda one: visits.get(one, one), fill)


def _due_line(row: DueRow, zone: ZoneInfo) -> str:
    at = datetime.fromtimestamp(row.due.due_at, zone)
    return f"{at:%Y-%m-%d %H:%M}  {row.due.kind}  {row.due.subject}  {row.state.value}"
