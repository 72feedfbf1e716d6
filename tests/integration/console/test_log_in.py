"""Coming in: the password, the forced change, the session and its end."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import select

from bot.console.tables import sessions
from tests.integration.console.house import CHEAP, PASSWORD, House, words

ANOTHER = "a rather different phrase"
HOUR = 3600


async def test_a_name_and_password_open_the_console(build, url):
    house = build(url)
    await house.add("ana", "admin")
    ana = house.person()
    answer = await ana.log_in("Ana")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/")
    assert (await ana.get("/staff/people")).status_code == 200
    assert ("ana", "staff.log_in", None, "done", "") in await house.audit()


async def test_without_a_session_every_page_leads_to_the_log_in_and_back(house: House):
    answer = await house.person().get("/staff/people?role=x")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/staff/log-in?next=%2Fstaff%2Fpeople%3Frole%3Dx"


async def test_after_the_log_in_the_page_opens_that_was_asked_for(house: House):
    await house.add("ana", "admin")
    answer = await house.person().log_in("ana", next="/staff/audit?staff=bo")
    assert answer.headers["location"] == "/staff/audit?staff=bo"


async def test_a_link_in_an_email_does_not_log_anybody_out(house: House):
    """Browsers send no strict cookie along with a link from another site."""
    answer = await house.person().get(
        "/staff/audit/of?subject=a%22b", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 200
    assert 'content="0;url=/staff/audit/of?subject=a%22b"' in answer.text


async def refusal(house: House, name: str, password: str) -> tuple[int, str]:
    answer = await house.person().log_in(name, password)
    return answer.status_code, words(answer)


async def test_a_wrong_password_and_a_wrong_name_look_alike(house: House):
    await house.add("ana", "admin")
    await house.add("bo", "admin")
    await house.console.parts.accounts.disable("bo")
    wrong = await refusal(house, "ana", "not the password")
    assert wrong[0] == 401
    assert await refusal(house, "nobody-here", "not the password") == wrong
    assert await refusal(house, "bo", PASSWORD) == wrong


async def test_a_wrong_name_costs_as_much_work_as_a_wrong_password(house: House, monkeypatch):
    """Both compare one hash, made with the same parameters: that is what takes time."""
    await house.add("ana", "admin")
    compared: list[str] = []
    passwords = house.console.parts.passwords
    verify = passwords._verify
    monkeypatch.setattr(
        passwords, "_verify", lambda kept, given: compared.append(kept) or verify(kept, given)
    )
    await refusal(house, "ana", "not the password")
    await refusal(house, "nobody-here", "not the password")
    assert len(compared) == 2
    assert len({kept.rsplit("$", 2)[0] for kept in compared}) == 1


async def test_the_audit_never_holds_what_was_typed_as_a_name(house: House):
    await house.person().log_in("my secret password, in the wrong field")
    assert [entry[0] for entry in await house.audit()] == ["nobody"]


async def test_a_session_begins_under_an_id_of_its_own(house: House):
    """What a stranger planted in the browser before opens nothing afterwards."""
    await house.add("ana", "admin")
    ana = house.person()
    planted = "planted-by-a-stranger-0123456789abcdef012345"
    ana.browser.cookies.set("backline_staff", planted, domain="backline.test", path="/staff")
    visit = ana.browser.cookies.get("backline_staff_visit")
    await ana.log_in("ana")
    assert ana.session not in {planted, visit, None}
    assert "backline_staff_visit" not in ana.browser.cookies
    thief = house.person()
    thief.browser.cookies.set("backline_staff", planted, domain="backline.test", path="/staff")
    assert (await thief.get("/staff/account")).status_code == 303


async def test_a_second_log_in_ends_the_session_before_it(house: House):
    ana = await house.staff("ana", "admin")
    first = ana.session
    token = await ana.csrf("/staff/account")
    form = await house.person().get("/staff/log-in")
    assert form.status_code == 200
    other = house.person()
    page = await other.get("/staff/log-in")
    assert page.status_code == 200
    await ana.browser.post("/staff/log-out", data={"csrf": token})
    await ana.log_in("ana")
    assert ana.session != first
    thief = house.person()
    thief.browser.cookies.set("backline_staff", first, domain="backline.test", path="/staff")
    assert (await thief.get("/staff/account")).status_code == 303


async def test_the_database_holds_no_id_of_a_session(house: House):
    ana = await house.staff("ana", "admin")
    with house.console.database.reading() as connection:
        rows = connection.execute(select(sessions)).all()
    assert len(rows) == 1
    assert ana.session not in str(rows)


@pytest.mark.parametrize(
    ("public_url", "host", "secure"),
    [
        (None, "http://backline.test", False),
        (None, "https://backline.test", True),
        ("https://clinic.example", "http://backline.test", True),
    ],
)
async def test_cookies_are_for_the_console_alone(build, public_url, host, secure):
    house = build(options={"public_url": public_url})
    await house.add("ana", "admin")
    ana = house.person(host=host)
    page = await ana.get("/staff/log-in")
    if secure and host.startswith("http:"):
        # The client, like a browser, keeps a secure cookie to itself on a plain line.
        cookies = page.headers.get_list("set-cookie")
    else:
        answer = await ana.log_in("ana")
        cookies = answer.headers.get_list("set-cookie")
        assert any(cookie.startswith("backline_staff=") for cookie in cookies)
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"httponly", "samesite=strict", "path=/staff"} <= parts
        assert ("secure" in parts) is secure


@pytest.mark.parametrize(("pause", "times", "opens"), [(29 * 60, 3, True), (31 * 60, 1, False)])
async def test_a_session_ends_half_an_hour_after_its_last_page(house: House, pause, times, opens):
    ana = await house.staff("ana", "admin")
    for _ in range(times):
        house.clock.now += pause
        status = (await ana.get("/staff/account")).status_code
        assert (status == 200) is opens


async def test_a_session_ends_after_twelve_hours_whatever_is_done(house: House):
    ana = await house.staff("ana", "admin")
    seen = []
    for _ in range(13 * 3):
        house.clock.now += 20 * 60
        seen.append((await ana.get("/staff/account")).status_code)
    assert seen == [200] * 35 + [303] * 4


async def test_a_page_that_refreshes_itself_keeps_no_session_alive(house: House):
    ana = await house.staff("ana", "admin")
    for _ in range(4):
        house.clock.now += 10 * 60
        answer = await ana.get("/staff/account", headers={"X-Backline-Refresh": "1"})
    assert answer.status_code == 303


async def test_the_numbers_in_the_navigation_keep_no_session_alive(house: House):
    ana = await house.staff("ana", "admin")
    for _ in range(4):
        house.clock.now += 10 * 60
        answer = await ana.get("/staff/counts", headers={"HX-Request": "true"})
    assert answer.headers["hx-redirect"] == "/staff/log-in"


async def test_whoever_types_on_one_long_page_stays_logged_in(house: House):
    ana = await house.staff("ana", "admin")
    for _ in range(4):
        house.clock.now += 20 * 60
        assert (await ana.get("/staff/alive")).status_code == 204
    assert (await ana.get("/staff/account")).status_code == 200
    house.clock.now += HOUR
    assert (await ana.get("/staff/alive")).status_code == 401


async def test_a_part_of_a_page_leads_the_whole_window_to_the_log_in(house: House):
    answer = await house.person().get("/staff/people", headers={"HX-Request": "true"})
    assert answer.headers["hx-redirect"].startswith("/staff/log-in")
    assert answer.text == ""


async def test_logging_out_ends_the_session_on_the_server(house: House):
    ana = await house.staff("ana", "admin")
    session = ana.session
    answer = await ana.post("/staff/log-out")
    assert answer.headers["location"] == "/staff/log-in"
    thief = house.person()
    thief.browser.cookies.set("backline_staff", session, domain="backline.test", path="/staff")
    assert (await thief.get("/staff/account")).status_code == 303


async def test_a_disabled_account_is_out_at_once(build, url):
    house = build(url)
    ana = await house.staff("ana", "admin")
    bo = await house.staff("bo", "reviewer")
    answer = await ana.post("/staff/people/bo/disable", page="/staff/people")
    assert answer.status_code == 303
    assert (await bo.get("/staff/account")).status_code == 303
    assert (await bo.log_in("bo")).status_code == 401


async def test_a_role_changes_from_the_next_page_on(house: House):
    ana = await house.staff("ana", "admin")
    bo = await house.staff("bo", "admin")
    await ana.post("/staff/people/bo/role", page="/staff/people", role="viewer")
    assert (await bo.get("/staff/people")).status_code == 403


async def test_whoever_got_a_password_from_somebody_else_chooses_another_first(build, url):
    house = build(url)
    await house.add("ana", "admin", must_change=True)
    ana = house.person()
    await ana.log_in("ana")
    for path in ("/staff/people", "/staff/account", "/staff/audit"):
        assert (await ana.get(path)).headers["location"] == "/staff/account/password"
    token = await ana.csrf("/staff/account/password")
    form = {"csrf": token, "name": "eve", "role": "admin"}
    answer = await ana.browser.post("/staff/people", data=form)
    assert answer.headers["location"] == "/staff/account/password"
    assert await house.console.parts.accounts.called("eve") is None
    changed = await change(ana, PASSWORD, ANOTHER)
    assert changed.headers["location"] == "/staff/account"
    assert "Your password was changed." in words(await ana.get("/staff/account"))
    assert "Your password was changed." not in words(await ana.get("/staff/account"))
    assert (await house.person().log_in("ana", ANOTHER)).status_code == 303


async def change(person, present: str, new: str, again: str | None = None) -> httpx.Response:
    return await person.post(
        "/staff/account/password", page="/staff/account/password",
        present=present, new=new, again=new if again is None else again,
    )  # fmt: skip


async def test_a_changed_password_ends_all_sessions_but_a_new_one_here(house: House):
    ana = await house.staff("ana", "viewer")
    before = ana.session
    elsewhere = house.person()
    await elsewhere.log_in("ana")
    await change(ana, PASSWORD, ANOTHER)
    assert ana.session != before
    assert (await ana.get("/staff/account")).status_code == 200
    assert (await elsewhere.get("/staff/account")).status_code == 303


@pytest.mark.parametrize(
    ("present", "new", "again", "reason"),
    [
        ("wrong", ANOTHER, ANOTHER, "Your present password is wrong."),
        (PASSWORD, "short", "short", "at least 12"),
        (PASSWORD, "x" * 201, "x" * 201, "at most 200"),
        (PASSWORD, "aaaaaaaaaaaaaab", "aaaaaaaaaaaaaab", "more different"),
        (PASSWORD, "this is ana herself", "this is ana herself", "Leave your user name out"),
        (PASSWORD, ANOTHER, "a rather different phrasE", "differ"),
        (PASSWORD, PASSWORD, PASSWORD, "differs from the present"),
    ],
)
async def test_a_bad_new_password_is_refused_with_its_reason(
    house: House, present, new, again, reason
):
    ana = await house.staff("ana", "viewer")
    answer = await change(ana, present, new, again)
    assert answer.status_code == 400
    assert reason in words(answer)
    assert (await house.person().log_in("ana")).status_code == 303


async def test_a_one_time_password_is_over_after_three_days(house: House):
    await house.add("ana", "admin", must_change=True)
    house.clock.now += 73 * HOUR
    answer = await house.person().log_in("ana")
    assert answer.status_code == 401
    assert "is over" in words(answer)


async def test_a_hash_with_old_parameters_is_made_anew_at_the_log_in(house: House):
    await house.add("ana", "admin")
    accounts = house.console.parts.accounts
    old = type(CHEAP)(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    await accounts.set_outdated_hash(await accounts.called("ana"), old)
    assert (await house.person().log_in("ana")).status_code == 303
    kept = (await accounts.called("ana")).password_hash
    assert "t=1," in kept
    assert (await house.person().log_in("ana")).status_code == 303
