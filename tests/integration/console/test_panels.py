"""What a panel's handler gives, as the browser gets it; and what the frame adds."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

import actions.panels
import bot.console.panels
from bot.console.panels import Panel
from bot.console.roles import ROLES
from bot.console.tables import sessions
from tests.integration.console.house import House, words
from tests.integration.console.panels import Things, things_panel


@pytest.fixture
def things() -> Things:
    return Things()


@pytest.fixture
def house(build, things, tmp_path) -> House:
    return build(panels=(things_panel(things, tmp_path / "things"),))


def test_the_clinics_side_has_the_same_shapes():
    """The two sides do not import each other, so the shapes stand twice."""
    bodies = [
        Path(str(module.__file__)).read_text("utf-8").partition("from __future__")[2]
        for module in (bot.console.panels, actions.panels)
    ]
    assert bodies[0] == bodies[1]


async def test_a_handler_gets_who_asks_and_all_that_was_asked(house: House, things):
    bo = await house.staff("bo", "reviewer")
    await bo.post("/staff/things", page="/staff/things", value=["a", "b"], note=" x ", empty="")
    call = things.calls[-1]
    assert (call.staff, call.role, dict(call.path)) == ("bo", "reviewer", {})
    assert dict(call.form) == {"value": ["a", "b"], "note": [" x "], "empty": [""]}
    assert (call.given("value"), call.given("note"), call.given("nothing")) == ("a", "x", "")
    assert call.at.isoformat().startswith("2026-01-05T12:00:00")
    await bo.get("/staff/things?tag=1&tag=2")
    assert things.calls[-1].query == {"tag": ["1", "2"]}


async def test_a_notice_is_shown_once_on_the_next_page(house: House):
    bo = await house.staff("bo", "reviewer")
    answer = await bo.post("/staff/things", page="/staff/things", value="<b>it</b>")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/things")
    with house.console.database.reading() as connection:
        assert "Kept" not in str(connection.execute(select(sessions)).all())
    refreshed = await bo.get("/staff/things", headers={"X-Backline-Refresh": "1"})
    assert refreshed.status_code == 200
    assert "Kept <b>it</b>." in words(await bo.get("/staff/things"))
    assert "Kept" not in words(await bo.get("/staff/things"))


async def test_a_file_comes_whole_or_in_pieces_under_its_name(house: House):
    bo = await house.staff("bo", "reviewer")
    whole = await bo.get("/staff/things/file/month %22é.csv")
    assert whole.content == b"a,b\n"
    named = whole.headers["content-disposition"]
    assert named == (
        "attachment; filename=\"month___.csv\"; filename*=UTF-8''month%20%22%C3%A9.csv"
    )
    assert (await bo.get("/staff/things/file/pieces")).content == b"a,b\n"


async def test_a_refusal_is_a_page_with_its_reason(house: House):
    bo = await house.staff("bo", "reviewer")
    answer = await bo.get("/staff/things/taken/seat")
    assert answer.status_code == 409
    assert "seat is taken." in words(answer)


async def test_the_values_of_the_clinics_side_are_taken_as_they_are(build, things, tmp_path):
    own = things_panel(things, tmp_path / "things")
    clinic = actions.panels

    async def show(call):
        return clinic.Page("things/show.html", {"value": "from the clinic"})

    async def leave(call):
        return clinic.Redirect("/staff/things", "Done.")

    async def give(call):
        return clinic.Download("x.txt", "text/plain", b"x")

    async def refuse(call):
        raise clinic.Refusal(410, "It is gone.")

    routes = tuple(
        clinic.Route("GET", path, "viewer", handler, "thing.x")
        for path, handler in (("", show), ("/leave", leave), ("/give", give), ("/gone", refuse))
    )
    house = build(panels=(clinic.Panel("things", "Things", 5, own.templates, routes),))
    bo = await house.staff("bo", "viewer")
    assert "from the clinic" in words(await bo.get("/staff/things"))
    assert (await bo.get("/staff/things/leave")).status_code == 303
    assert (await bo.get("/staff/things/give")).content == b"x"
    assert (await bo.get("/staff/things/gone")).status_code == 410


async def test_the_navigation_shows_what_is_open_and_what_waits(house: House, things):
    things.waiting = 3
    bo = await house.staff("bo", "viewer")
    page = await bo.get("/staff/things")
    assert "<title>(3) nothing - A clinic</title>" in page.text
    assert "Things 3 waiting" in words(page)
    assert re.findall(r'data-does="(\w+)"', page.text.partition("</nav>")[0]) == [
        "Things",
    ]
    ana = await house.staff("ana", "admin")
    assert "Staff" in words(await ana.get("/staff/things"))
    counts = await bo.get("/staff/counts", headers={"HX-Current-URL": "http://x/staff/things?a"})
    assert 'href="/staff/things" aria-current="page"' in counts.text
    assert 'data-badge="3"' in counts.text


async def test_a_number_that_cannot_be_had_costs_no_page(house: House, things, caplog):
    things.waiting = -1
    bo = await house.staff("bo", "viewer")
    page = await bo.get("/staff/things")
    assert page.status_code == 200
    assert "waiting" not in words(page)
    assert "Anna" not in caplog.text


@pytest.mark.parametrize("role", ROLES)
async def test_the_first_page_is_the_first_that_is_open(build, things, tmp_path, role):
    panel = things_panel(things, tmp_path / "things")
    closed = replace(
        panel, name="closed", order=1, routes=(replace(panel.routes[0], role="admin"),)
    )
    house = build(panels=(panel, closed))
    person = await house.staff("ana", role)
    first = "closed" if role == "admin" else "things"
    assert (await person.get("/staff/")).headers["location"] == f"/staff/{first}"
    assert (await person.get("/staff")).headers["location"] == "/staff/"


@pytest.mark.parametrize("role", ["", "boss", "viewer boss"])
def test_a_route_for_a_role_that_nobody_has_stops_the_start(build, things, tmp_path, role):
    panel = things_panel(things, tmp_path / "things")
    with pytest.raises(ValueError, match="no role"):
        build(panels=(replace(panel, routes=(replace(panel.routes[0], role=role),)),))


def test_two_panels_of_one_name_stop_the_start(build, things, tmp_path):
    panel: Panel = things_panel(things, tmp_path / "things")
    with pytest.raises(ValueError, match="share a name"):
        build(panels=(panel, panel))


async def test_files_are_served_to_all_and_kept_by_browsers(house: House):
    page = await house.person().get("/staff/log-in")
    found = re.findall(r'(?:src|href)="(/staff/static/[^"]+)"', page.text)
    assert len(found) == 4
    for address in found:
        answer = await house.person().get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert (await house.person().get("/staff/static/0/console.css")).status_code == 404


async def test_admins_add_reset_and_disable_staff(house: House):
    ana = await house.staff("ana", "admin")
    page = await ana.post(
        "/staff/people", page="/staff/people", name="Bo", full_name="Bo L", role="reviewer"
    )
    password = re.search(r"<code>([a-z2-9-]{23})</code>", page.text)[1]
    bo = house.person()
    assert (await bo.log_in("bo", password)).status_code == 303
    shown = words(await ana.get("/staff/people"))
    assert "Bo L bo" in shown
    assert "new password due" in shown
    assert password not in str(await house.audit())
    assert ("ana", "staff.add", "Bo", "done", "") in await house.audit()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": "ana", "role": "viewer"}, "There is an account called ana."),
        ({"name": "a b", "role": "viewer"}, "A user name has"),
        ({"name": "../x", "role": "viewer"}, "A user name has"),
        ({"name": "bo", "role": "boss"}, "There is no role"),
        ({"name": "bo", "role": "viewer", "full_name": "x" * 81}, "A name has up to"),
    ],
)
async def test_an_account_that_cannot_be_is_refused_and_the_form_keeps_what_was_typed(
    house: House, fields, reason
):
    ana = await house.staff("ana", "admin")
    answer = await ana.post("/staff/people", page="/staff/people", **fields)
    assert answer.status_code == 400
    assert reason in words(answer)
    assert f'value="{fields["name"]}"' in answer.text
    assert len(await house.console.parts.accounts.all()) == 1


async def test_nobody_locks_the_last_admin_out(build, url):
    house = build(url)
    ana = await house.staff("ana", "admin")
    for path in ("ana/disable", "ana/role", "ana/reset", "nobody/disable"):
        answer = await ana.post(f"/staff/people/{path}", page="/staff/people", role="viewer")
        assert answer.status_code == 409, path
    accounts = house.console.parts.accounts
    for change in (accounts.disable("ana"), accounts.set_role("ana", "viewer")):
        with pytest.raises(Exception, match="last admin"):
            await change
    await house.staff("bo", "admin")
    await accounts.disable("ana")


async def test_who_is_logged_in_elsewhere_can_end_that(house: House):
    ana = await house.staff("ana", "viewer")
    elsewhere = house.person()
    await elsewhere.log_in("ana")
    assert "logged in in 2 places" in words(await ana.get("/staff/account"))
    await ana.post("/staff/account/sessions")
    assert (await elsewhere.get("/staff/account")).status_code == 303
    assert "logged in here only" in words(await ana.get("/staff/account"))
