"""The queue as staff see it: the most urgent first, closed by a name and an outcome."""

from __future__ import annotations

import pytest

from actions.booking.database import engine_for
from actions.extension import MIGRATIONS
from actions.knowledge.loader import load_protocol
from actions.knowledge.staff_desk import load_staff_desk
from actions.queue.items import Report
from actions.queue.notes import add_note
from actions.queue.panel import queue_panel
from actions.queue.store import StaffQueue
from actions.triage.staff import StaffLevel
from tests.conftest import NOON, ROOT
from tests.integration.console.house import words

MINUTE = 60.0
PROTOCOL = load_protocol(ROOT / "data" / "clinical")
OUTCOMES = load_staff_desk(ROOT / "data" / "staff.yml").outcomes


class Desk:
    """A console with the queue in it."""

    def __init__(self, build, url, clock):
        self.queue = StaffQueue(engine_for(url))
        self.clock = clock
        panel = queue_panel(self.queue, PROTOCOL, OUTCOMES, self.number_of)
        self.house = build(url, panels=[panel], migrations=MIGRATIONS)

    async def number_of(self, conversation):
        return "+12125550123" if conversation.startswith("sms-") else None

    def add(self, level, who="anna", *, minutes_ago=0.0, due_in=30.0, **more):
        at = self.clock.now - minutes_ago * MINUTE
        due_at = self.clock.now + due_in * MINUTE
        turn = f"{who}-{level}-{minutes_ago}"
        report = Report(
            conversation=who, turn_id=turn, level=level, reported_at=at, due_at=due_at, **more
        )
        return self.queue.add(report)


@pytest.fixture(params=["sqlite", "postgres"])
def desk(request, build, clock) -> Desk:
    return Desk(build, str(request.getfixturevalue(f"{request.param}_url")), clock)


@pytest.fixture
def here(build, sqlite_url, clock) -> Desk:
    """The same on SQLite alone, for what no database changes."""
    return Desk(build, sqlite_url, clock)


async def test_the_most_urgent_comes_first_then_who_waits_longest(desk):
    desk.add(StaffLevel.CALLBACK, "c", minutes_ago=300, name="Carl")
    desk.add(StaffLevel.EMERGENCY, "b", minutes_ago=5, name="Bea")
    desk.add(StaffLevel.EMERGENCY, "a", minutes_ago=20, name="Ada")
    desk.add(StaffLevel.FAILED_TURN, "f", minutes_ago=900, name="Finn")
    desk.add(StaffLevel.CRISIS, "k", name="Kim")
    desk.add(StaffLevel.SAME_DAY, "s", minutes_ago=200, name="Sue")
    nurse = await desk.house.staff("ana", "reviewer")
    text = words(await nurse.get("/staff/queue"))
    names = ["Kim", "Ada", "Bea", "Sue", "Carl", "Finn"]
    assert sorted(names, key=text.index) == names
    for title in ("Crisis", "Emergency", "Same day", "Call back", "Failed turn"):
        assert title in text


async def test_each_target_has_its_clock_in_words(here):
    here.add(StaffLevel.CRISIS, "a", due_in=12.5)
    here.add(StaffLevel.EMERGENCY, "b", minutes_ago=40, due_in=-5.5)
    nurse = await here.house.staff("ana", "viewer")
    text = words(await nurse.get("/staff/queue"))
    assert "due in 12 min" in text
    assert "overdue since 5 min" in text
    assert "1 overdue" in text


async def test_an_item_tells_whom_to_call_and_what_did_not_arrive(desk):
    report = Report(
        conversation="sms-1", turn_id="t1", level=StaffLevel.EMERGENCY, rule_id="D02",
        reported_at=NOON, due_at=NOON + 60,
    )  # fmt: skip
    add_note(desk.queue, report, "unreached")
    nurse = await desk.house.staff("ana", "reviewer")
    for page in ("/staff/queue", "/staff/queue/1"):
        answer = await nurse.get(page)
        assert 'href="tel:+12125550123"' in answer.text
        assert "did not reach this person" in words(answer)
        assert "Nerves of the bladder" in words(answer)


async def test_closing_takes_the_name_from_the_session_and_an_outcome(desk):
    item = desk.add(StaffLevel.EMERGENCY, name="Ada")
    nurse = await desk.house.staff("ana", "reviewer")
    answer = await nurse.post(
        f"/staff/queue/{item}/close",
        page=f"/staff/queue/{item}",
        outcome="not_reached",
        note="rang three times",
        by="somebody else",
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/queue")
    closed = desk.queue.item(item)
    assert (closed.state, closed.closed_by) == ("closed", "ana")
    assert closed.outcome == "Not reached after several tries: rang three times"
    assert "rang three times" in words(await nurse.get("/staff/queue/closed"))
    assert ("ana", "queue.close", str(item), "done", "") in await desk.house.audit()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Choose what came of it"),
        ({"outcome": "made up"}, "Choose what came of it"),
        ({"outcome": "not_reached"}, "needs a few words"),
        ({"outcome": "visit", "note": "x" * 501}, "At most 500"),
    ],
)
async def test_without_an_outcome_nothing_is_closed_and_the_words_stay(here, fields, says):
    item = here.add(StaffLevel.EMERGENCY)
    nurse = await here.house.staff("ana", "reviewer")
    fields = {"note": "half a sentence"} | fields if "outcome" not in fields else fields
    answer = await nurse.post(f"/staff/queue/{item}/close", page=f"/staff/queue/{item}", **fields)
    assert answer.status_code == 422
    assert says in words(answer)
    assert fields.get("note", "") in answer.text
    assert here.queue.item(item).state == "open"


async def test_news_since_the_page_was_opened_keep_an_item_open(desk):
    item = desk.add(StaffLevel.SAME_DAY, minutes_ago=10)
    nurse = await desk.house.staff("ana", "reviewer")
    seen_at = desk.clock.now
    desk.clock.now += 60
    desk.add(StaffLevel.EMERGENCY)
    answer = await nurse.post(
        f"/staff/queue/{item}/close",
        page=f"/staff/queue/{item}",
        outcome="visit",
        seen_at=repr(seen_at),
    )
    assert answer.status_code == 409
    assert "has more to look at" in words(answer)
    assert desk.queue.item(item).state == "open"


async def test_a_second_person_is_told_who_closed_it(here):
    item = here.add(StaffLevel.EMERGENCY)
    ana = await here.house.staff("ana", "reviewer")
    here.queue.close(item, by="ben", outcome="done", at=NOON)
    answer = await ana.post(f"/staff/queue/{item}/close", page="/staff/queue/1", outcome="visit")
    assert answer.status_code == 409
    assert "was closed already, by ben" in words(answer)


@pytest.mark.parametrize(
    ("role", "level", "status"),
    [
        ("viewer", StaffLevel.CALLBACK, 403),
        ("scheduler", StaffLevel.CALLBACK, 303),
        ("scheduler", StaffLevel.SAME_DAY, 403),
        ("reviewer", StaffLevel.CRISIS, 303),
        ("admin", StaffLevel.FAILED_TURN, 303),
    ],
)
async def test_who_may_close_what(here, role, level, status):
    item = here.add(level)
    person = await here.house.staff("ana", role)
    answer = await person.post(f"/staff/queue/{item}/close", outcome="visit")
    assert answer.status_code == status
    assert (here.queue.item(item).state == "closed") == (status == 303)


async def test_two_do_not_call_the_same_person_unknowingly(desk):
    item = desk.add(StaffLevel.EMERGENCY)
    ana = await desk.house.staff("ana", "reviewer")
    ben = await desk.house.staff("ben", "reviewer")
    assert (await ana.post(f"/staff/queue/{item}/claim")).status_code == 303
    answer = await ben.post(f"/staff/queue/{item}/claim")
    assert answer.status_code == 409
    assert "ana was faster" in words(answer)
    assert "ana since" in words(await ben.get("/staff/queue"))
    taken = await ben.post(f"/staff/queue/{item}/claim", instead_of="ana")
    assert taken.status_code == 303
    await ana.post(f"/staff/queue/{item}/put-back")
    assert "ben since" in words(await ana.get("/staff/queue")), "one's own claim alone is put back"


@pytest.mark.parametrize("item", ["7", "0", "-1", "x", "99999999999999999999", "1%3B--"])
async def test_an_item_that_is_not_there_is_said_to_be_so(here, item):
    nurse = await here.house.staff("ana", "reviewer")
    assert (await nurse.get(f"/staff/queue/{item}")).status_code == 404


async def test_what_a_patient_wrote_as_a_name_is_only_text(here):
    item = here.add(StaffLevel.CRISIS, name="<script>alert(1)</script>", phone='1" onclick="x')
    nurse = await here.house.staff("ana", "reviewer")
    for page in ("/staff/queue", f"/staff/queue/{item}"):
        text = (await nurse.get(page)).text
        assert "<script>alert" not in text
        assert 'onclick="x' not in text


async def test_the_count_of_open_items_is_in_the_title(here):
    here.add(StaffLevel.CRISIS, "a")
    here.add(StaffLevel.CALLBACK, "b")
    nurse = await here.house.staff("ana", "viewer")
    answer = await nurse.get("/staff/queue")
    assert "<title>(2) Queue" in answer.text
    assert 'hx-trigger="every 10s"' in answer.text


async def test_an_empty_queue_says_what_to_do_next(here):
    nurse = await here.house.staff("ana", "viewer")
    assert "Nobody waits" in words(await nurse.get("/staff/queue"))


async def test_closed_items_come_page_by_page_without_gap_or_repeat(desk):
    for number in range(53):
        item = desk.add(StaffLevel.CALLBACK, f"c{number}")
        # Some close at the very same moment.
        desk.queue.close(item, by="ana", outcome="done", at=NOON + number // 3)
    nurse = await desk.house.staff("ana", "viewer")
    first = (await nurse.get("/staff/queue/closed")).text
    older = first.split('href="/staff/queue/closed?')[1].split('"')[0].replace("&amp;", "&")
    second = (await nurse.get(f"/staff/queue/closed?{older}")).text
    shown = [part.split('"')[0] for page in (first, second) for part in page.split("/staff/queue/")]
    ids = [int(one) for one in shown if one.isdecimal()]
    assert ids == sorted(ids, reverse=True)
    assert sorted(ids) == list(range(1, 54))
