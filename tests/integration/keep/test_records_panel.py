"""Staff export, hold, look and delete in the console; the audit shows each of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest

from actions.queue.items import Report
from actions.queue.notes import DELETION_WANTED, add_note
from actions.triage.staff import StaffLevel
from bot.console.records_panel import Keepers, records_panel
from bot.exports.files import Exporter
from bot.stores.exporting import Exports
from bot.stores.sealing import NO_KEYS
from tests.conftest import Clock
from tests.integration.console.house import House, Person
from tests.integration.keep.kept import Past

ZONE = ZoneInfo("America/New_York")
# The days of `Past.now`, and those before.
DAYS = {"first": "2051-01-01", "last": "2051-12-31"}


@pytest.fixture
async def past(sqlite_url: str) -> AsyncIterator[Past]:
    past = Past(sqlite_url)
    yield past
    await past.close()


@pytest.fixture
def house(past: Past, monkeypatch: pytest.MonkeyPatch):
    # The tables are there already, and the house's own among them.
    monkeypatch.setattr("tests.integration.console.house.upgrade", lambda *_: None)
    exporter = Exporter(Exports(past.database, NO_KEYS), "A clinic", ["amount"])
    keepers = Keepers(past.eraser, past.holds, past.retention, exporter, ZONE)
    house = House(past.url, Clock(), [records_panel(keepers)])
    yield house
    house.close()


async def post(person: Person, path: str, **form: str):
    csrf = await person.csrf("/staff/records")
    return await person.browser.post(f"/staff/records{path}", data={"csrf": csrf, **form})


async def audited(house: House) -> list[tuple[str, str | None, str]]:
    rows = await house.audit()
    return [(does, subject, result) for _, does, subject, result, _ in rows if "records" in does]


async def test_a_month_is_exported_in_each_form_and_the_audit_shows_it(past, house):
    await past.said("anna", 1, "=1+1", amount=2.0)
    await past.said("long ago", 1000)
    admin = await house.staff("ada", "admin")
    table = await post(admin, "/export", form="csv", **DAYS)
    assert "attachment" in table.headers["content-disposition"]
    assert "conversations-2051-01-01-2051-12-31.csv" in table.headers["content-disposition"]
    [row] = csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"), newline=""))
    assert (row["conversation"], row["amount"]) == ("anna", "2.0")
    [tracker] = json.loads((await post(admin, "/export", form="json", **DAYS)).content)
    assert tracker["events"][0]["text"] == "=1+1"
    page = await post(admin, "/export", form="html", **DAYS)
    assert "=1+1" in page.text
    assert ("records.export", "2051-01-01", "done") in await audited(house)


@pytest.mark.parametrize(
    "form",
    [
        {"form": "exe", **DAYS},
        {"form": "csv", "first": "soon", "last": ""},
        {"form": "csv", "first": "2051-02-01", "last": "2051-01-01"},
    ],
)
async def test_a_bad_wish_is_refused_with_a_reason(house, form):
    admin = await house.staff("ada", "admin")
    assert (await post(admin, "/export", **form)).status_code == 400
    assert (await audited(house))[-1][2] == "refused"


async def test_only_admins_take_data_out_or_delete(past, house):
    await past.said("anna", 1)
    for name, role in (("rita", "reviewer"), ("vic", "viewer"), ("sam", "scheduler")):
        person = await house.staff(name, role)
        if role == "reviewer":
            assert "Export" not in (await person.get("/staff/records")).text
            csrf = await person.csrf("/staff/records")
        else:
            assert (await person.get("/staff/records")).status_code == 403
            csrf = await person.csrf("/staff/account")
        for path in ("/export", "/delete", "/release"):
            body = {"csrf": csrf, "conversation": "anna", "form": "csv", "reason": "r", **DAYS}
            answer = await person.browser.post(f"/staff/records{path}", data=body)
            assert answer.status_code == 403
        assert (await person.get("/staff/records/due")).status_code == 403
    assert past.names() == {"anna"}


async def test_without_the_forms_token_nothing_happens(past, house):
    await past.said("anna", 1)
    admin = await house.staff("ada", "admin")
    answer = await admin.browser.post("/staff/records/delete", data={"conversation": "anna"})
    assert answer.status_code == 403
    assert past.names() == {"anna"}


async def test_a_conversation_is_held_and_released_with_a_name_and_a_reason(past, house):
    await past.said("anna", 400)
    admin = await house.staff("ada", "admin")
    assert (await post(admin, "/hold", conversation="nobody", reason="r")).status_code == 409
    assert (await post(admin, "/hold", conversation="anna", reason=" ")).status_code == 409
    assert (await post(admin, "/hold", conversation="anna", reason="case 12")).status_code == 303
    assert "case 12" in (await admin.get("/staff/records")).text
    assert "a legal hold" in (await admin.get("/staff/records/due")).text
    refused = await post(admin, "/delete", conversation="anna")
    assert refused.status_code == 409
    assert "a legal hold" in refused.text
    assert (await post(admin, "/release", conversation="anna", reason="over")).status_code == 303
    [hold] = past.holds.all()
    assert (hold.set_by, hold.released_by) == ("ada", "ada")
    assert ("records.hold", "anna", "done") in await audited(house)


async def test_looking_at_what_is_too_old_deletes_nothing(past, house):
    await past.said("<b>old</b>", 400)
    admin = await house.staff("ada", "admin")
    page = (await admin.get("/staff/records/due")).text
    assert "&lt;b&gt;old&lt;/b&gt;" in page
    assert "1 conversations without contact would go" in page
    assert past.names() == {"<b>old</b>"}


async def test_who_asked_to_be_forgotten_is_shown_counted_and_deleted(past, house):
    await past.said("anna", 1)
    report = Report(
        conversation="anna",
        turn_id="t1",
        level=StaffLevel.CALLBACK,
        reported_at=past.now,
        due_at=past.now,
    )
    add_note(past.queue, report, DELETION_WANTED)
    admin = await house.staff("ada", "admin")
    page = await admin.get("/staff/records")
    assert "/staff/records/delete?conversation=anna" in page.text
    assert '<span class="count">1' in page.text
    assert (
        "cannot be brought back"
        in (await admin.get("/staff/records/delete?conversation=anna")).text
    )
    assert (await post(admin, "/delete", conversation="anna")).status_code == 303
    assert past.names() == set()
    assert "by ada" in (await admin.get("/staff/records")).text
    assert (await post(admin, "/delete", conversation="anna")).status_code == 404
    assert ("records.delete", "anna", "done") in await audited(house)
