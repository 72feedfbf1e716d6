"""The audit: it only grows, it misses nothing, and it can be searched."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError

from bot.console.audit import Entry, Wanted
from bot.console.tables import audit
from tests.integration.console.house import House, words
from tests.integration.console.panels import Things, things_panel

REFRESH = {"X-Backline-Refresh": "1", "HX-Request": "true"}


@pytest.fixture
def things() -> Things:
    return Things()


@pytest.fixture
def house(build, things, tmp_path, url) -> House:
    return build(url, panels=(things_panel(things, tmp_path / "things"),))


@pytest.mark.parametrize(
    "statement",
    [
        update(audit).values(staff="somebody else"),
        update(audit).where(audit.c.seq == 1).values(result="done"),
        delete(audit),
        delete(audit).where(audit.c.seq == 1),
        text("DELETE FROM console_audit WHERE staff = 'ana'"),
        text("INSERT OR REPLACE INTO console_audit SELECT * FROM console_audit"),
        text("TRUNCATE console_audit"),
    ],
    ids=str,
)
async def test_the_database_itself_refuses_to_change_a_line(house: House, statement):
    await house.console.parts.audit.write(Entry("ana", "admin", "thing.view", "x"))
    before = await house.audit()
    with pytest.raises(DatabaseError), house.console.database.writing() as connection:
        connection.execute(statement)
    assert await house.audit() == before


async def test_views_and_changes_stand_there_with_what_they_were_about(house: House):
    bo = await house.staff("bo", "reviewer")
    await bo.get("/staff/things", params={"value": "web:1"})
    await bo.post("/staff/things", page="/staff/things?value=web:2", value="web:3")
    await bo.get("/staff/things/file/month.csv")
    await bo.get("/staff/things/taken/seat")
    assert (await house.audit())[1:] == [
        ("bo", "thing.view", "web:1", "done", ""),
        ("bo", "thing.view", "web:2", "done", ""),
        ("bo", "thing.keep", "web:3", "done", ""),
        ("bo", "thing.file", "month.csv", "done", ""),
        ("bo", "thing.refuse", "seat", "refused", "409"),
    ]


async def test_a_page_that_refreshes_itself_stands_there_once_in_ten_minutes(house: House):
    bo = await house.staff("bo", "reviewer")
    await bo.get("/staff/things")
    for _ in range(5):
        house.clock.now += 20
        assert (await bo.get("/staff/things", headers=REFRESH)).status_code == 200
    house.clock.now += 600
    await bo.get("/staff/things", headers=REFRESH)
    assert [entry[1] for entry in await house.audit()].count("thing.view") == 2


async def test_nobody_reads_unseen_by_calling_it_a_refresh(house: House):
    bo = await house.staff("bo", "reviewer")
    for number in range(3):
        await bo.get("/staff/things", params={"value": f"web:{number}"}, headers=REFRESH)
    ana = await house.staff("ana", "reviewer")
    await ana.get("/staff/things", params={"value": "web:1"}, headers=REFRESH)
    seen = [(entry[0], entry[2]) for entry in await house.audit() if entry[1] == "thing.view"]
    assert seen == [("bo", "web:0"), ("bo", "web:1"), ("bo", "web:2"), ("ana", "web:1")]


async def test_whoever_may_see_a_thing_may_see_who_saw_it(house: House):
    bo = await house.staff("bo", "reviewer")
    await bo.get("/staff/things", params={"value": "sms:1/a&b"})
    vi = await house.staff("vi", "viewer")
    page = await vi.get("/staff/things", params={"value": "sms:1/a&b"})
    address = "/staff/audit/of?subject=sms%3A1%2Fa%26b"
    assert f'href="{address}"' in page.text
    shown = words(await vi.get(address))
    assert "bo reviewer thing.view sms:1/a&b done" in shown
    assert "vi viewer thing.view sms:1/a&b done" in shown
    assert (await vi.get("/staff/audit")).status_code == 403


async def test_it_is_filtered_by_each_of_its_columns(house: House):
    book = house.console.parts.audit
    await book.write(Entry("bo", "viewer", "thing.view", "a"))
    await book.write(Entry("bo", "viewer", "thing.keep", "a", "refused", "role"))
    house.clock.now += 24 * 3600
    await book.write(Entry("vi", "viewer", "thing.view", "b"))
    ana = await house.staff("ana", "admin")
    for query, lines in (
        ({"staff": "Bo"}, 2),
        ({"does": "thing.view"}, 2),
        ({"subject": "a"}, 2),
        ({"result": "refused"}, 1),
        ({"since": "2026-01-06"}, 1),
        ({"until": "2026-01-05"}, 2),
        ({"staff": "bo", "subject": "b"}, 0),
        ({"since": "no day", "before": "no number", "does": ""}, 3),
    ):
        page = await ana.get("/staff/audit", params={"subject": "", **query})
        found = page.text.count('<th scope="row">bo') + page.text.count('<th scope="row">vi')
        assert found == lines, query


async def test_it_is_turned_over_page_by_page_without_a_gap(house: House):
    book = house.console.parts.audit
    for number in range(250):
        await book.write(Entry("bo", "viewer", "thing.view", f"thing {number}"))
    ana = await house.staff("ana", "admin")
    address, seen = "/staff/audit?staff=bo", []
    while address:
        page = await ana.get(address)
        seen += [part.partition("<")[0] for part in page.text.split("subject=thing")[0::1][1:]]
        older = page.text.partition('data-key="o"')[0].rpartition('href="')[2]
        has_older = 'data-key="o"' in page.text
        address = older.partition('"')[0].replace("&amp;", "&") if has_older else ""
    assert len(seen) == 250


async def test_entries_come_newest_first_and_only_so_many(house: House):
    book = house.console.parts.audit
    for number in range(5):
        await book.write(Entry("bo", "viewer", "thing.view", str(number)))
    rows = await book.entries(Wanted(before_seq=5), 3)
    assert [row.entry.subject for row in rows] == ["3", "2", "1"]
