"""The second factor: how it is set up, asked for, lost, and got back."""

from __future__ import annotations

import re

from bot.console.one_time_codes import STEP_SECONDS, code_at
from tests.integration.console.house import PASSWORD, House, Person, words

PAGE = "/staff/account/second-factor"
SECRET = re.compile(r"<code>([A-Z2-7 ]{39})</code>")


def code_of(house: House, secret: str, steps: int = 0) -> str:
    return code_at(secret, int(house.clock.now // STEP_SECONDS) + steps)


async def set_up(house: House, person: Person) -> str:
    """Turn it on; return the secret."""
    await person.post(PAGE, page=PAGE)
    secret = SECRET.search((await person.get(PAGE)).text)[1].replace(" ", "")
    answer = await person.post(f"{PAGE}/confirm", page=PAGE, code=code_of(house, secret))
    assert answer.status_code == 303, words(answer)
    house.clock.now += 2 * STEP_SECONDS
    return secret


async def half_in(house: House, name: str = "ana") -> Person:
    """Return somebody whose password was right, and whose code is missing."""
    person = house.person()
    answer = await person.log_in(name, next="/staff/audit/of?subject=x")
    assert answer.headers["location"] == "/staff/code?next=%2Fstaff%2Faudit%2Fof%3Fsubject%3Dx"
    return person


async def give(person: Person, code: str):
    page = "/staff/code?next=/staff/audit/of%3Fsubject%3Dx"
    return await person.post("/staff/code", page=page, code=code, next="/staff/audit/of?subject=x")


async def test_with_a_second_factor_the_password_alone_opens_nothing(build, url):
    house = build(url)
    secret = await set_up(house, await house.staff("ana", "admin"))
    ana = await half_in(house)
    for path in ("/staff/account", "/staff/people", "/staff/account/second-factor"):
        assert (await ana.get(path)).headers["location"] == "/staff/code"
    before = ana.session
    spaced = code_of(house, secret)
    answer = await give(ana, f"{spaced[:3]} {spaced[3:]}")
    assert answer.headers["location"] == "/staff/audit/of?subject=x"
    assert ana.session != before
    assert (await ana.get("/staff/people")).status_code == 200


async def test_a_code_opens_once(house: House):
    secret = await set_up(house, await house.staff("ana", "admin"))
    code = code_of(house, secret)
    assert (await give(await half_in(house), code)).status_code == 303
    answer = await give(await half_in(house), code)
    assert answer.status_code == 401
    assert "used already" in words(answer)


async def test_a_code_of_the_steps_around_is_taken_and_an_older_one_is_not(house: House):
    secret = await set_up(house, await house.staff("ana", "admin"))
    house.clock.now += 10 * STEP_SECONDS
    assert (await give(await half_in(house), code_of(house, secret, -2))).status_code == 401
    assert (await give(await half_in(house), code_of(house, secret, -1))).status_code == 303
    assert (await give(await half_in(house), code_of(house, secret, 1))).status_code == 303


async def test_codes_cannot_be_guessed_through(house: House):
    secret = await set_up(house, await house.staff("ana", "admin"))
    ana = await half_in(house)
    tried = [(await give(ana, "000000")).status_code for _ in range(6)]
    assert tried == [401] * 5 + [429]
    assert (await give(await half_in(house), code_of(house, secret))).status_code == 429
    assert [entry[1:] for entry in await house.audit()].count(
        ("staff.code", None, "refused", "code")
    ) == 5


async def test_the_time_for_the_code_is_five_minutes(house: House):
    secret = await set_up(house, await house.staff("ana", "admin"))
    ana = await half_in(house)
    token = await ana.csrf("/staff/code")
    house.clock.now += 301
    form = {"csrf": token, "code": code_of(house, secret)}
    answer = await ana.browser.post("/staff/code", data=form)
    assert answer.headers["location"] == "/staff/log-in"


async def test_the_secret_is_kept_encrypted(house: House):
    secret = await set_up(house, await house.staff("ana", "admin"))
    account = await house.console.parts.accounts.called("ana")
    assert account.second_factor is not None
    assert secret not in account.second_factor


async def test_a_secret_that_the_phone_has_not_shown_asks_for_nothing(house: House):
    ana = await house.staff("ana", "admin")
    await ana.post(PAGE, page=PAGE)
    answer = await ana.post(f"{PAGE}/confirm", page=PAGE, code="000000")
    assert answer.status_code == 400
    assert (await house.person().log_in("ana")).headers["location"] == "/staff/"


async def test_the_page_shows_secret_link_and_picture(house: House):
    ana = await house.staff("ana", "admin")
    await ana.post(PAGE, page=PAGE)
    page = await ana.get(PAGE)
    secret = SECRET.search(page.text)[1].replace(" ", "")
    assert (
        f'href="otpauth://totp/A%20clinic%3Aana?secret={secret}&amp;issuer=A+clinic"' in page.text
    )
    assert "<svg" in page.text
    assert "style=" not in page.text


async def test_it_is_removed_with_the_password_only(house: House):
    ana = await house.staff("ana", "admin")
    await set_up(house, ana)
    answer = await ana.post(f"{PAGE}/remove", page=PAGE, present="a guess of somebody")
    assert answer.status_code == 400
    answer = await ana.post(f"{PAGE}/remove", page=PAGE, present=PASSWORD)
    assert answer.status_code == 303
    assert (await house.person().log_in("ana")).headers["location"] == "/staff/"


async def test_a_drafted_secret_does_not_replace_one_that_is_on(house: House):
    ana = await house.staff("ana", "admin")
    await set_up(house, ana)
    assert (await ana.post(PAGE, page=PAGE)).status_code == 409


async def test_a_reset_takes_a_lost_phone_away(house: House):
    bo = await house.staff("bo", "viewer")
    await set_up(house, bo)
    ana = await house.staff("ana", "admin")
    page = await ana.post("/staff/people/bo/reset", page="/staff/people")
    password = re.search(r"<code>([a-z2-9-]{23})</code>", page.text)[1]
    assert (await bo.get("/staff/account")).status_code == 303
    again = house.person()
    answer = await again.log_in("bo", password)
    assert answer.headers["location"] == "/staff/"
    assert (await again.get("/staff/account")).headers["location"] == "/staff/account/password"


async def test_where_everybody_needs_one_it_comes_before_everything_else(build):
    house = build(options={"requires_code": True})
    ana = await house.staff("ana", "admin")
    for path in ("/staff/account", "/staff/people"):
        assert (await ana.get(path)).headers["location"] == PAGE
    await set_up(house, ana)
    assert (await ana.get("/staff/people")).status_code == 200
    answer = await ana.post(f"{PAGE}/remove", page="/staff/people", present=PASSWORD)
    assert answer.status_code == 409
