"""What attackers try: roles, forged forms and cookies, paths, script; and what the audit says."""

from __future__ import annotations

import re

import pytest
from starlette.routing import Mount, Route

from bot.console.staff_sessions import key_of
from tests.integration.console.house import ROLES, House, Person, words
from tests.integration.console.panels import Things, things_panel

# Written out by hand, as a second opinion on the table in bot/console/roles.py.
PASSES = {
    "viewer": {"viewer", "reviewer", "scheduler", "admin"},
    "reviewer": {"reviewer", "admin"},
    "scheduler": {"scheduler", "admin"},
    "admin": {"admin"},
    "reviewer scheduler": {"reviewer", "scheduler", "admin"},
}
FOREIGN = {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def things() -> Things:
    return Things()


@pytest.fixture
def house(build, things, tmp_path) -> House:
    return build(panels=(things_panel(things, tmp_path / "things"),))


def routes_of(house: House) -> list[tuple[str, str, str, str]]:
    """Return method, path, role and name of every route of every panel that is mounted."""
    mounts = [one for one in house.console.routes if isinstance(one, Mount)]
    endpoints = [route.endpoint for route in mounts[0].app.routes if isinstance(route, Route)]
    mounted = [endpoint.__self__ for endpoint in endpoints if hasattr(endpoint, "__self__")]
    return [
        (route.method, f"/staff/{one.panel.name}{route.path}", route.role, route.does)
        for one in mounted
        if (route := getattr(one, "route", None))
    ]  # fmt: skip


def filled(path: str) -> str:
    return re.sub(r"{[^}]*}", "somebody", path)


@pytest.mark.parametrize("role", ROLES)
async def test_every_route_is_open_to_its_roles_and_to_nobody_else(house, things, role):
    person = await house.staff("ana", role)
    token = await person.csrf("/staff/things")
    routes = routes_of(house)
    assert len(routes) > 30
    for method, path, needed, does in routes:
        before = len(things.calls)
        if does.startswith("account."):
            assert needed == "viewer"
            continue
        try:
            answer = await person.browser.request(
                method, filled(path), data={"csrf": token} if method == "POST" else None
            )
            is_refused = answer.status_code == 403
        except Exception as error:  # the route that breaks on purpose
            is_refused = "role" in str(error)
        assert is_refused is (role not in PASSES[needed]), (method, path)
        if is_refused:
            assert len(things.calls) == before
            assert (await house.audit())[-1][3:] == ("refused", "role")
            assert words(answer).find("Your role does not allow this.") > 0


async def test_every_route_sends_strangers_to_the_log_in_and_calls_nothing(house, things):
    stranger = house.person()
    for method, path, _, _ in routes_of(house):
        answer = await stranger.browser.request(method, filled(path))
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/staff/log-in")
        assert words(answer) == ""
    assert things.calls == []


async def forged(person: Person, kind: str) -> dict[str, str]:
    """Return the fields of a form whose token is not the session's own."""
    house = person.house
    other = await house.staff("mallory", "admin")
    match kind:
        case "missing":
            return {"value": "x"}
        case "empty":
            return {"csrf": ""}
        case "of another session":
            return {"csrf": await other.csrf("/staff/things")}
        case "of a log-in page":
            return {"csrf": await house.person().csrf("/staff/log-in")}
        case "of an earlier session":
            token = await person.csrf("/staff/things")
            await person.post("/staff/log-out")
            await person.log_in("ana")
            return {"csrf": token}
        case _:
            token = await person.csrf("/staff/things")
            return {"csrf": token[:-1] + ("0" if token[-1] != "0" else "1")}


@pytest.mark.parametrize(
    "kind",
    ["missing", "empty", "of another session", "of a log-in page", "of an earlier session", "bent"],
)
async def test_a_form_without_the_sessions_own_token_changes_nothing(house, things, kind):
    ana = await house.staff("ana", "admin")
    fields = await forged(ana, kind)
    calls = len(things.calls)
    for method, path, _, _ in routes_of(house):
        if method == "POST":
            answer = await ana.browser.post(filled(path), data=fields | {"value": "x"})
            assert answer.status_code == 403, path
            assert (await house.audit())[-1][3:] == ("refused", "csrf")
    assert (await ana.browser.post("/staff/log-out", data=fields)).status_code == 403
    assert len(things.calls) == calls
    assert (await ana.get("/staff/things")).status_code == 200


@pytest.mark.parametrize("path", ["/staff/log-in", "/staff/code"])
async def test_the_pages_before_the_log_in_need_a_token_too(house: House, path):
    await house.add("ana", "admin")
    answer = await house.person().browser.post(path, data={"name": "ana", "password": "x"})
    assert answer.status_code in {303, 403}
    assert house.person().session is None


@pytest.mark.parametrize("origins", [(), ("*",), ("https://clinic.example",)])
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://clinic.example"}, {"Origin": "null"}, FOREIGN]
)
async def test_a_page_of_another_site_cannot_send_a_form(build, things, tmp_path, origins, headers):
    """Not even one that may embed the chat."""
    panel = things_panel(things, tmp_path / "things")
    house = build(panels=(panel,), web={"allowed_origins": origins})
    ana = await house.staff("ana", "admin")
    form = {"csrf": await ana.csrf("/staff/things"), "value": "x"}
    answer = await ana.browser.post("/staff/things", data=form, headers=headers)
    assert answer.status_code == 403
    assert things.value == "nothing"
    own = {"Origin": "http://backline.test", "Sec-Fetch-Site": "same-origin"}
    assert (await ana.browser.post("/staff/things", data=form, headers=own)).status_code == 303


async def test_cookies_that_no_session_gave_open_nothing(house: House):
    ana = await house.staff("ana", "admin")
    real = ana.session
    for cookie in (
        key_of(real), real[:-1], real + "A", real.swapcase(), "", "x" * 5000, "../admin", "1",
        "' OR 1=1 --", "%00", real[::-1], "nul\x7f",
    ):  # fmt: skip
        stranger = house.person()
        answer = await stranger.get("/staff/things", headers={"Cookie": f"backline_staff={cookie}"})
        assert answer.status_code == 303, cookie
    reused = await house.person().get("/staff/things", headers={"Cookie": f"backline_staff={real}"})
    assert reused.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/staff/things/../people", "/staff/things/%2e%2e/people", "/staff/%2e%2e/%2e%2e/etc/passwd",
        "/staff//people", "/staff/people/", "/staff/people;x", "/staff/PEOPLE", "/staff/people%00",
        "/staff/people%2f", "/staff/./people/.", "/staff/static/../../app.py",
        "/staff/static/x/%2e%2e%2fconsole.py", "/staff/static/console.css", "/staff/things\\..",
        "/staff/people/bo/disable", "/staff/base.html", "/staff/console/base.html",
    ],
)  # fmt: skip
async def test_no_path_leads_round_a_role(house: House, path):
    bo = await house.staff("bo", "viewer")
    answer = await bo.get(path)
    assert answer.status_code in {403, 404, 405}, path
    stranger = await house.person().get(path)
    assert stranger.status_code in {303, 404, 405}, path


async def test_a_path_that_leads_nowhere_stands_in_the_audit(house: House):
    bo = await house.staff("bo", "viewer")
    await bo.get("/staff/people/../secrets")
    assert (await house.audit())[-1] == ("bo", "page.unknown", "/staff/secrets", "refused", "404")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)",
        "/staff/../../evil", "/staff//evil.example", "/other", "/staffroom", "\t//evil.example",
        "/staff/\\evil", "http:/staff/x", "/staff/%0d%0aX: y\r\nX: y", "staff/people",
    ],
)  # fmt: skip
async def test_the_log_in_leads_nowhere_else(house: House, target):
    await house.add("ana", "admin")
    ana = house.person()
    assert (await ana.log_in("ana", next=target)).headers["location"] == "/staff/"
    answer = await ana.get("/staff/log-in", params={"next": target})
    assert answer.headers["location"] == "/staff/"
    answer = await ana.post("/staff/things/leave", to=target)
    assert answer.headers["location"] == "/staff/"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x" * 300_000, "application/x-www-form-urlencoded", 413),
        (b"a=1&" * 3000, "application/x-www-form-urlencoded", 400),
        (b'{"csrf": "x"}', "application/json", 415),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415),
        (b"", "", 415),
    ],
)
async def test_what_is_no_form_is_refused(house: House, things, body, kind, status):
    ana = await house.staff("ana", "admin")
    headers = {"Content-Type": kind}
    answer = await ana.browser.post("/staff/things", content=body, headers=headers)
    assert answer.status_code == status
    assert things.value == "nothing"
    assert (await house.audit())[-1][3] == "refused"
