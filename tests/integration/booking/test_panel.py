"""The bookings in the staff console, over HTTP: seen, moved, marked, blocked, answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape

import httpx
import pytest

from actions.booking.book import AppointmentBook
from actions.booking.database import engine_for
from actions.booking.operations import Operations
from actions.booking.panel import Summaries, bookings_panel
from actions.booking.panel_rows import value_of
from actions.booking.requests import ContactRequest, ContactRequests
from actions.booking.summary import summary_of
from actions.booking.summary_page import PageNames
from actions.booking.values import AppointmentState
from actions.extension import MIGRATIONS
from bot.stores.migrate import upgrade
from tests.conftest import NOON, Clock
from tests.integration.booking.agenda import (
    BERT,
    CALENDAR,
    contents,
    slot,
    staff_step,
)
from tests.integration.booking.desk import MORNING, ONE_DAY, PROTOCOL, TODAY, TOMORROW, Desk
from tests.integration.console.house import House, words


@pytest.fixture
async def desk(tmp_path, clock: Clock) -> Iterator[Desk]:
    url = f"sqlite:///{tmp_path}/backline.db"
    book = AppointmentBook(engine_for(url), CALENDAR)
    names = PageNames(CALENDAR.zone, str, str, str)
    summaries = Summaries(lambda one: summary_of(book.find(one), (), PROTOCOL), names)
    now = lambda: datetime.fromtimestamp(clock.now, UTC)  # noqa: E731
    panel = bookings_panel(Operations(book), now, summaries)
    house = House(url, clock, panels=(panel,))
    upgrade(url, MIGRATIONS)
    yield Desk(house, book, await house.staff("robin", "scheduler"))
    house.close()


def path(reference: str, what: str = "") -> str:
    return f"/staff/bookings/{reference}{what}"


def key_in(page: httpx.Response) -> str:
    return re.findall(r'name="key" value="([0-9a-f]{32})"', page.text)[0]


def times_in(page: httpx.Response) -> list[str]:
    return [unescape(one) for one in re.findall(r'<option value="(\w+ \w+ \d[^"]+Z)"', page.text)]


async def test_an_empty_day_says_what_to_do_next(desk):
    page = await desk.robin.get("/staff/bookings")
    assert page.status_code == 200
    assert "Today, Mon 5 Jan" in words(page)
    assert "Nobody is booked on this day. Book a visit" in words(page)
    assert "No request waits." in words(page)


async def test_a_day_shows_who_comes_when_to_whom(desk):
    desk.booked("09:00")
    desk.booked("13:00", "two", BERT)
    gone = desk.booked("10:00", "one", BERT, day=TOMORROW)
    shown = words(await desk.robin.get(ONE_DAY))
    assert "9:00 AM Anna Example Anna Example born 1980-04-03 +12125550123 clinician one" in shown
    assert "1:00 PM Bert Example" in shown
    assert "10:00 AM" not in shown
    only = words(await desk.robin.get(f"{ONE_DAY}&clinician=two"))
    assert "Bert" in only
    assert "Anna" not in only
    assert gone.reference in (await desk.robin.get(f"/staff/bookings?day={TOMORROW}")).text


async def test_odd_addresses_show_today(desk):
    for query in ("day=never", "day=0001-01-01", "day=9999-12-31", "day=&clinician=nobody"):
        for where in ("/staff/bookings", "/staff/bookings/week"):
            assert (await desk.robin.get(f"{where}?{query}")).status_code == 200


async def test_a_week_shows_visits_free_times_blocked_days_and_holidays(desk):
    desk.booked("09:00")
    Operations(desk.book).block("two", TOMORROW, "course", staff_step(at=MORNING))
    page = await desk.robin.get(f"/staff/bookings/week?day={TODAY + timedelta(days=3)}")
    shown = words(page)
    assert "Week of Mon 5 Jan" in shown
    assert "9:00 AM Anna Example 13 free" in shown  # of 14
    assert "blocked course" in shown
    christmas = await desk.robin.get("/staff/bookings/week?day=2026-12-25")
    assert "Christmas Day" in words(christmas)


async def test_a_visit_is_moved_to_a_free_time_that_the_page_offers(desk):
    made = desk.booked("09:00")
    desk.booked("09:30", "one", BERT)
    page = await desk.robin.get(path(made.reference))
    offered = times_in(page)
    assert value_of(slot("09:30", day=TODAY)) not in offered
    wanted = value_of(slot("10:00", day=TODAY))
    assert wanted in offered
    sent = {"slot": wanted, "key": key_in(page)}
    answer = await desk.robin.post(path(made.reference, "/move"), **sent)
    assert (answer.status_code, answer.headers["location"]) == (303, path(made.reference))
    moved = desk.one(made.reference)
    assert (moved.slot, moved.sequence) == (slot("10:00", day=TODAY), 1)
    again = await desk.robin.post(path(made.reference, "/move"), **sent)
    assert again.status_code == 303
    assert desk.one(made.reference) == moved
    history = words(await desk.robin.get(path(made.reference)))
    assert "moved by robin: Mon 5 Jan, 10:00 AM" in history


async def test_of_two_who_move_to_one_time_the_second_is_told(desk):
    first, second = desk.booked("09:00"), desk.booked("09:30", "one", BERT)
    wanted = value_of(slot("10:00", day=TODAY))
    assert (await desk.robin.post(path(first.reference, "/move"), slot=wanted)).status_code == 303
    late = await desk.robin.post(path(second.reference, "/move"), slot=wanted)
    assert late.status_code == 409
    assert "taken by somebody else. Nothing was changed." in words(late)
    assert desk.one(second.reference).slot == slot("09:30", day=TODAY)


async def test_a_full_day_shows_the_next_one_with_a_free_time(desk):
    made = desk.booked("09:00")
    saturday = date(2026, 12, 25)
    page = await desk.robin.get(f"{path(made.reference)}?day={saturday}")
    assert "Nothing is free on Fri 25 Dec. The next free day:" in words(page)
    assert times_in(page)[0] == value_of(slot("09:00", day=saturday + timedelta(days=1)))


async def test_a_visit_is_cancelled_with_a_reason(desk):
    made = desk.booked()
    refused = await desk.robin.post(path(made.reference, "/cancel"), reason="  ")
    assert refused.status_code == 409
    assert "Cancelling needs a reason. Nothing was changed." in words(refused)
    done = await desk.robin.post(path(made.reference, "/cancel"), reason="moved away")
    assert done.status_code == 303
    page = words(await desk.robin.get(path(made.reference)))
    assert "Cancelled because moved away" in page
    assert "Move the visit" not in page
    again = await desk.robin.post(path(made.reference, "/cancel"), reason="x")
    assert "This appointment is cancelled. Nothing was changed." in words(again)


async def test_who_came_is_marked_once_the_visit_has_begun(desk, clock):
    made = desk.booked("09:00")
    early = await desk.robin.post(path(made.reference, "/mark"), mark="attended")
    assert "This appointment has not begun. Nothing was changed." in words(early)
    assert "Did they come?" not in words(await desk.robin.get(path(made.reference)))
    clock.now = NOON + 2.6 * 3600
    robin = await desk.house.staff("sam", "scheduler")
    assert "came?" in words(await robin.get(ONE_DAY))
    assert (await robin.post(path(made.reference, "/mark"), mark="noshow")).status_code == 303
    assert desk.one(made.reference).state is AppointmentState.NOSHOW
    assert "did not come" in words(await robin.get(ONE_DAY))
    wrong = await robin.post(path(made.reference, "/mark"), mark="late")
    assert "Say whether they came." in words(wrong)


async def test_a_blocked_day_shows_who_must_be_moved_and_counts_them(desk):
    made = desk.booked("09:00", day=TOMORROW)
    block = {"clinician": "one", "day": TOMORROW, "reason": "ill"}
    done = await desk.robin.post("/staff/bookings/block", **block)
    assert done.status_code == 303
    page = await desk.robin.get(done.headers["location"])
    shown = words(page)
    assert "clinician one sees nobody that day. 1 visit must be moved." in shown
    assert "Must be moved (1)" in shown
    assert "Tue 6 Jan: clinician one sees nobody. ill (robin)" in shown
    assert "<title>(1) " in page.text
    assert value_of(slot("10:00", day=TOMORROW)) not in times_in(
        await desk.robin.get(f"{path(made.reference)}?day={TOMORROW}")
    )
    opened = await desk.robin.post("/staff/bookings/unblock", clinician="one", day=TOMORROW)
    assert opened.status_code == 303
    assert "Must be moved" not in words(await desk.robin.get(ONE_DAY))


async def test_what_cannot_be_blocked_says_why(desk):
    before = contents(desk.book.ledger.engine)
    for fields, says in (
        ({"clinician": "one", "day": "2026-01-01", "reason": "ill"}, "2026-01-01 has passed"),
        ({"clinician": "one", "day": "soon", "reason": "ill"}, "Choose the day."),
        ({"clinician": "one", "day": TODAY, "reason": " "}, "Blocking a day needs a reason"),
        ({"clinician": "nobody", "day": TODAY, "reason": "ill"}, "There is no clinician 'nobody'"),
    ):
        answer = await desk.robin.post("/staff/bookings/block", **fields)
        assert answer.status_code == 409
        assert says in words(answer)
    unblocked = await desk.robin.post("/staff/bookings/unblock", clinician="one", day=TODAY)
    assert "One is not blocked on 2026-01-05." in words(unblocked)
    assert contents(desk.book.ledger.engine) == before


async def test_the_summary_of_a_visit_comes_as_a_page_and_as_json(desk):
    made = desk.booked()
    page = await desk.robin.get(path(made.reference, "/summary"))
    assert page.headers["content-disposition"].startswith(
        f'attachment; filename="{made.reference}.html"'
    )
    assert "Anna Example" in page.text
    data = await desk.robin.get(path(made.reference, "/summary?as=json"))
    assert made.reference in str(data.json())
    assert (await desk.robin.get(path("BL-2222222", "/summary"))).status_code == 404


@pytest.fixture
def request_reference(desk) -> str:
    asked = ContactRequest(
        turn_id="turn 7", sender_id="web-1", purpose="consultation", name="Bo <b>Example</b>",
        phone="555-0123", times="any morning", requested_at=MORNING, rule_id="D23",
        disposition="emergency",
    )  # fmt: skip
    return ContactRequests(desk.book.ledger.engine).add(asked)


async def test_a_request_becomes_a_visit(desk, request_reference):
    day = await desk.robin.get("/staff/bookings")
    assert "Bo <b>Example</b>" in words(day)
    assert "<b>Example" not in day.text
    page = await desk.robin.get(f"/staff/bookings/new?request={request_reference}")
    assert "any morning" in words(page)
    assert "Emergency: this person was told to get help at once." in words(page)
    fields = {"request": request_reference, "slot": times_in(page)[0], "key": key_in(page),
              "name": "Bo Example", "birth_date": "1990-02-03", "phone": "555-0123"}  # fmt: skip
    refused = await desk.robin.post("/staff/bookings/new", **fields)
    assert refused.status_code == 409
    assert "The phone number lacks its area code." in words(refused)
    assert 'value="Bo Example"' in refused.text
    assert f'value="{fields["slot"]}" selected' in refused.text
    done = await desk.robin.post("/staff/bookings/new", **fields | {"phone": "212 555 0123"})
    assert done.status_code == 303
    again = await desk.robin.post("/staff/bookings/new", **fields | {"phone": "212 555 0123"})
    assert again.headers["location"] == done.headers["location"]
    made = desk.one(done.headers["location"].rsplit("/", 1)[1])
    assert (made.conversation, made.rule_id) == ("web-1", "D23")
    assert (made.person.name, made.person.phone) == ("Bo Example", "+12125550123")
    assert "No request waits." in words(await desk.robin.get("/staff/bookings"))


async def test_a_request_is_closed_without_a_visit(desk, request_reference):
    close = f"/staff/bookings/requests/{request_reference}/close"
    assert "Say what came of it" not in words(await desk.robin.get("/staff/bookings"))
    unsaid = await desk.robin.post(close, answer="")
    assert "Say what came of the request." in words(unsaid)
    assert (await desk.robin.post(close, answer="called")).status_code == 303
    twice = await desk.robin.post(close, answer="called")
    assert "This request is fulfilled already. Nothing was changed." in words(twice)


async def test_a_caller_is_booked_with_a_name_alone(desk):
    page = await desk.robin.get(f"/staff/bookings/new?day={TODAY}&visit_type=long")
    wanted = times_in(page)[0]
    for name, says in (("", "Give a name."), ("😀", "The name holds signs that no name has.")):
        refused = await desk.robin.post("/staff/bookings/new", slot=wanted, name=name)
        assert says in words(refused)
    unchosen = await desk.robin.post("/staff/bookings/new", slot="one visit soon", name="Jo")
    assert "Choose a time." in words(unchosen)
    done = await desk.robin.post("/staff/bookings/new", slot=wanted, name="Jo Example")
    made = desk.one(done.headers["location"].rsplit("/", 1)[1])
    assert (made.slot.visit_type, made.person.phone) == ("long", "")


async def test_who_may_only_look_sees_no_form_and_changes_nothing(desk):
    made = desk.booked()
    vera = await desk.house.staff("vera", "viewer")
    for where in ("/staff/bookings", "/staff/bookings/week", path(made.reference)):
        page = await vera.get(where)
        assert page.status_code == 200
        assert 'action="/staff/bookings' not in page.text.replace(
            'method="get" action="/staff/bookings"', ""
        )
    assert (await vera.get("/staff/bookings/new")).status_code == 403
    for what in ("/cancel", "/move", "/mark"):
        assert (await vera.post(path(made.reference, what), reason="x")).status_code == 403
    assert desk.one(made.reference) == made


async def test_every_look_and_change_stands_in_the_audit(desk):
    made = desk.booked()
    await desk.robin.get(path(made.reference))
    await desk.robin.post(path(made.reference, "/cancel"), reason="ill")
    nobody = await desk.robin.get(path("BL-2222222"))
    assert nobody.status_code == 404
    told = [one[:4] for one in await desk.house.audit() if one[1].startswith("booking")]
    assert told == [
        ("robin", "booking.view", made.reference, "done"),
        ("robin", "booking.cancel", made.reference, "done"),
        ("robin", "booking.view", "BL-2222222", "refused"),
    ]
