"""`backline booking`: appointments seen and changed by staff at a terminal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from actions.booking.book import AppointmentBook
from actions.booking.commands import booking_commands
from actions.booking.database import engine_for
from actions.booking.operations import Operations
from actions.booking.requests import ContactRequest, ContactRequests
from actions.extension import MIGRATIONS
from bot.stores.migrate import upgrade
from tests.integration.booking.agenda import CALENDAR, NOW, booked, contents, slot


@pytest.fixture
def book(tmp_path):
    url = f"sqlite:///{tmp_path}/backline.db"
    upgrade(url, MIGRATIONS)
    engine = engine_for(url)
    yield AppointmentBook(engine, CALENDAR)
    engine.dispose()


@pytest.fixture
def run(book):
    clock = {"now": NOW}
    app = booking_commands(Operations(book), lambda: clock["now"])

    def command(line: str, *more: str, later: timedelta = timedelta(0)):
        clock["now"] = NOW + later
        return CliRunner().invoke(app, [*line.split(), *more])

    return command


def test_an_empty_book(run):
    assert run("list").stdout == "Nothing is booked.\n"
    assert run("day 2026-11-30").stdout == "Nothing is booked on this day.\n"


def test_what_is_to_come_is_shown_by_the_clinics_clock(run, book):
    made = booked(book, slot("09:00"))
    line = (
        f"  2026-11-30 09:00  one  visit  {made.reference}  booked  D23"
        "  Anna Example, born 1980-04-03, +12125550123\n"
    )
    assert run("list").stdout == line
    assert run("day 2026-11-30").stdout == line
    assert run("day 2026-11-30 --clinician two").stdout == "Nothing is booked on this day.\n"


def test_a_visit_is_moved_then_cancelled_and_shows_who_did_it(run, book):
    made = booked(book, slot("09:00"))
    moved = run(f"move {made.reference.lower()} two 2026-11-30T13:30 --by Robin")
    assert moved.exit_code == 0
    assert "2026-11-30 13:30  two" in moved.stdout
    cancelled = run(f"cancel {made.reference} --by Robin --reason", "moved away")
    assert "cancelled (moved away)" in cancelled.stdout
    history = run(f"show {made.reference}").stdout.splitlines()[1:]
    assert history == [
        "  2026-11-30 07:00  held by patient: one 2026-11-30 09:00",
        "  2026-11-30 07:00  booked by patient: one 2026-11-30 09:00",
        "  2026-11-30 07:00  moved by Robin: two 2026-11-30 13:30",
        "  2026-11-30 07:00  cancelled by Robin: two 2026-11-30 13:30",
    ]


def test_who_came_is_marked(run, book):
    made = booked(book, slot("09:00"))
    later = timedelta(hours=3)
    assert "noshow" in run(f"mark {made.reference} no-show --by Robin", later=later).stdout
    assert "fulfilled" in run(f"mark {made.reference} attended --by Robin", later=later).stdout
    wrong = run(f"mark {made.reference} late --by Robin", later=later)
    assert (wrong.exit_code, wrong.stderr) == (2, "'late' is no mark. Known: attended, no-show.\n")


def test_a_blocked_day_shows_who_must_be_moved_until_it_is_opened(run, book):
    made = booked(book, slot("09:00"))
    told = run("block one 2026-11-30 --by Robin --reason ill").stdout
    assert told.startswith("one sees nobody on 2026-11-30. 1 must be moved.\n")
    assert made.reference in told
    shown = run("list").stdout
    assert "Must be moved:\n" in shown
    assert "Blocked:\n  2026-11-30  one  ill (by Robin)\n" in shown
    assert run("unblock one 2026-11-30 --by Robin").exit_code == 0
    assert "Blocked" not in run("list").stdout


def test_a_caller_is_booked_and_a_request_is_answered(run, book):
    asked = ContactRequest(
        turn_id="t1", sender_id="anna", purpose="consultation", name="Bo Example",
        phone="555-0123", times="mornings", requested_at=datetime(2026, 11, 29, 20, tzinfo=UTC),
    )  # fmt: skip
    reference = ContactRequests(book.ledger.engine).add(asked)
    waiting = f"  2026-11-29 15:00  {reference}  consultation  -  Bo Example, 555-0123, mornings\n"
    assert run("list").stdout == f"Nothing is booked.\nRequests:\n{waiting}"
    refused = run(f"answer {reference} one 2026-11-30T11:00 --by Robin")
    assert (refused.exit_code, refused.stderr) == (1, "phone: no area code\n")
    answered = run(f"answer {reference} one 2026-11-30T11:00 --by Robin --phone 2125550123")
    assert "11:00  one  visit" in answered.stdout
    assert "Requests" not in run("list").stdout
    called = run("book one 2026-11-30T09:00 --by Robin --name", "Jo Example")
    assert "Jo Example, no phone" in called.stdout


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("move {} one 2026-11-30T12:30 --by Robin", "no visit with one at 2026-11-30 12:30"),
        ("move {} nobody 2026-11-30T09:30 --by Robin", "there is no clinician 'nobody'"),
        ("move {} one 2026-11-27T09:30 --by Robin", "this time has passed"),
        ("move BL-2222222 one 2026-11-30T09:30 --by Robin", "no appointment with this reference"),
        ("mark {} attended --by Robin", "this appointment has not begun"),
        ("block one 2026-11-29 --by Robin --reason ill", "2026-11-29 has passed"),
        ("unblock one 2026-11-30 --by Robin", "one is not blocked on 2026-11-30"),
        ("day 2026-11-30 --clinician nobody", "there is no clinician 'nobody'"),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(run, book, line, says):
    made = booked(book, slot("09:00"))
    before = contents(book.ledger.engine)
    result = run(line.format(made.reference))
    assert result.exit_code == 1
    assert says in result.stderr
    assert contents(book.ledger.engine) == before


def test_nobody_does_something_without_a_name_or_a_reason(run, book):
    made = booked(book, slot("09:00"))
    assert "--by needs a name" in run(f"cancel {made.reference} --reason x --by", " ").stderr
    assert "needs a reason" in run(f"cancel {made.reference} --by Robin --reason", " ").stderr
    assert run(f"cancel {made.reference}").exit_code == 2
    assert book.find(made.reference) == made


def test_a_name_cannot_steer_the_terminal(run, book):
    request = ContactRequest(
        turn_id="t1", sender_id="anna", purpose="callback", name="\x1b[2J", phone="1",
        requested_at=NOW,
    )  # fmt: skip
    ContactRequests(book.ledger.engine).add(request)
    assert "\x1b" not in run("list").stdout


def test_a_database_without_tables_is_told_in_one_line(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path}/empty.db")
    app = booking_commands(Operations(AppointmentBook(engine, CALENDAR)), lambda: NOW)
    result = CliRunner().invoke(app, ["list"])
    assert result.exit_code == 1
    assert result.stderr.startswith("The appointments cannot be read (OperationalError).")
    engine.dispose()
