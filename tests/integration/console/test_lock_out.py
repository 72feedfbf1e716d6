"""Guessing: longer delays for the name and the address, none for a browser that is known."""

from __future__ import annotations

import asyncio

from tests.integration.console.house import PASSWORD, House, words

WRONG = "not the password"


async def statuses(house: House, name: str, times: int, address: str = "192.0.2.1") -> list[int]:
    person = house.person(address)
    return [(await person.log_in(name, WRONG)).status_code for _ in range(times)]


async def test_after_five_failures_a_name_waits_longer_each_time(build, url):
    house = build(url)
    await house.add("ana", "admin")
    assert await statuses(house, "ana", 6) == [401] * 5 + [429]
    waits = []
    for _ in range(9):
        answer = await house.person().log_in("ana", WRONG)
        assert answer.status_code == 429
        waits.append(int(answer.headers["retry-after"]))
        house.clock.now += waits[-1]
        assert (await house.person().log_in("ana", WRONG)).status_code == 401
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900]


async def test_while_it_waits_even_the_right_password_is_not_compared(house: House):
    await house.add("ana", "admin")
    await statuses(house, "ana", 5)
    answer = await house.person().log_in("ana")
    assert answer.status_code == 429
    assert "Wait 5 seconds" in words(answer)
    house.clock.now += 6
    assert (await house.person().log_in("ana")).status_code == 303


async def test_a_name_that_does_not_exist_waits_just_as_long(house: House):
    assert await statuses(house, "nobody-here", 6) == [401] * 5 + [429]


async def test_a_success_begins_the_count_anew(house: House):
    await house.add("ana", "admin")
    for _ in range(3):
        assert await statuses(house, "ana", 4) == [401] * 4
        stranger = house.person()
        assert (await stranger.log_in("ana")).status_code == 303


async def test_an_address_that_tries_many_names_waits_and_others_do_not(build, url):
    house = build(url)
    await house.add("ana", "admin")
    person = house.person("198.51.100.7")
    tried = [(await person.log_in(f"name{one}", WRONG)).status_code for one in range(31)]
    assert tried == [401] * 30 + [429]
    assert (await house.person("198.51.100.7").log_in("ana")).status_code == 429
    assert (await house.person("203.0.113.9").log_in("ana")).status_code == 303


async def test_nobody_can_lock_out_a_browser_that_somebody_came_in_from(house: House):
    ana = await house.staff("ana", "admin")
    await ana.post("/staff/log-out")
    await statuses(house, "ana", 8, "198.51.100.7")
    assert (await house.person("198.51.100.8").log_in("ana")).status_code == 429
    assert (await ana.log_in("ana")).status_code == 303


async def test_a_known_browser_vouches_for_its_own_accounts_only_and_waits_too(house: House):
    ana = await house.staff("ana", "admin")
    await ana.post("/staff/log-out")
    await house.add("bo", "viewer")
    tried = [(await ana.log_in("bo", WRONG)).status_code for _ in range(6)]
    assert tried == [401] * 5 + [429]
    tried = [(await ana.log_in("ana", WRONG)).status_code for _ in range(11)]
    assert tried == [401] * 10 + [429]


async def test_a_forged_browser_cookie_vouches_for_nobody(house: House):
    await house.add("ana", "admin")
    person = house.person()
    forged = f"some-browser.{'0' * 32}"
    person.browser.cookies.set(
        "backline_staff_browser", forged, domain="backline.test", path="/staff"
    )
    assert [(await person.log_in("ana", WRONG)).status_code for _ in range(6)][-1] == 429


async def test_a_hundred_at_once_are_not_all_compared(build, url):
    """They are counted before they are compared, by the database, one after the other."""
    house = build(url)
    await house.add("ana", "admin")
    people = [house.person(f"198.51.100.{one}") for one in range(40)]
    tokens = [await person.csrf("/staff/log-in") for person in people]
    answers = await asyncio.gather(
        *(
            person.browser.post(
                "/staff/log-in", data={"csrf": token, "name": "ana", "password": WRONG}
            )
            for person, token in zip(people, tokens, strict=True)
        )
    )
    found = sorted(answer.status_code for answer in answers)
    assert found == [401] * 5 + [429] * 35


async def test_a_flood_does_not_fill_the_audit(house: House):
    await house.add("ana", "admin")
    await statuses(house, "ana", 60)
    reasons = [entry[4] for entry in await house.audit()]
    assert reasons == ["password"] * 5 + ["waits"]
    stranger = house.person()
    for _ in range(60):
        await stranger.browser.post("/staff/log-in", data={"name": "ana", "password": PASSWORD})
    reasons = [entry[4] for entry in await house.audit()]
    assert 1 <= reasons.count("csrf") <= 12


async def test_old_counts_are_forgotten(house: House):
    await statuses(house, "ana", 5)
    house.clock.now += 25 * 3600
    (tidying,) = house.console.jobs
    await tidying.run()
    assert await statuses(house, "ana", 6) == [401] * 5 + [429]


async def test_a_password_opens_however_the_keyboard_spells_it(house: House):
    composed, decomposed = "p\u00e4ssw\u00f6rter sind lang", "pa\u0308sswo\u0308rter sind lang"
    await house.add("ana", "admin")
    account = await house.console.parts.accounts.called("ana")
    kept = await house.console.parts.passwords.hash(composed)
    await house.console.parts.accounts.set_password(account, kept)
    assert (await house.person().log_in("ana", decomposed)).status_code == 303
