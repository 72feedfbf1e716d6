"""What a page shows of a value that attacks it, and of an error that quotes a person."""

from __future__ import annotations

import re

import pytest
from markupsafe import escape

from bot.stores.errors import StoreUnavailable
from tests.integration.console.house import House, words
from tests.integration.console.panels import Things, things_panel


@pytest.fixture
def house(build, tmp_path) -> House:
    return build(panels=(things_panel(Things(), tmp_path / "things"),))


SCRIPTS = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>", "{{ 7 * 7 }}", "javascript:alert(1)",
    "\N{FULLWIDTH LESS-THAN SIGN}script>", "<svg/onload=alert(1)>", "</textarea><script>x</script>",
]  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
async def test_a_value_is_shown_as_it_is_and_never_runs(house: House, script):
    ana = await house.staff("ana", "admin")
    page = await ana.get("/staff/things", params={"value": script})
    assert page.text.count(str(escape(script))) >= 5
    assert script not in page.text or str(escape(script)) == script
    assert "49" not in words(page)
    audit = await ana.get("/staff/audit")
    assert str(escape(script)) in audit.text


async def test_names_of_staff_are_shown_as_they_are(house: House):
    ana = await house.staff("ana", "admin")
    script = "<script>alert(1)</script>"
    await ana.post(
        "/staff/people", page="/staff/people", name="eve", full_name=script, role="viewer"
    )
    page = await ana.get("/staff/people")
    assert str(escape(script)) in page.text
    assert script not in page.text


async def test_every_page_forbids_what_is_inline(house: House):
    ana = await house.staff("ana", "admin")
    for path in (
        "/staff/things", "/staff/people", "/staff/audit", "/staff/account", "/staff/nothing",
        "/staff/account/password", "/staff/account/second-factor", "/staff/audit/of?subject=x",
    ):  # fmt: skip
        page = await ana.get(path)
        policy = page.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "unsafe" not in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-frame-options"] == "DENY"
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=", page.text), path


async def test_an_error_tells_nobody_what_it_quotes(house: House, caplog):
    ana = await house.staff("ana", "admin")
    answer = await ana.get("/staff/things/broken")
    assert answer.status_code == 500
    assert "It was noted" in words(answer)
    assert (await house.audit())[-1] == ("ana", "thing.crash", None, "failed", "Broken")
    said = answer.text + caplog.text + str(await house.audit())
    assert "Anna" not in said
    assert "555" not in said


async def test_sql_in_a_filter_is_a_text_like_any_other(build, url):
    house = build(url)
    ana = await house.staff("ana", "admin")
    for value in ("' OR '1'='1", "x'; DROP TABLE console_audit; --", "%", "\x00", "\ud800"):
        encoded = {"subject": value.encode("utf-8", "surrogatepass")}
        page = await ana.get("/staff/audit", params=encoded)
        assert page.status_code == 200
        assert "Nothing like this was done." in words(page)
    assert len(await house.audit()) == 6


async def test_without_a_database_a_plain_page_says_so(house: House, monkeypatch):
    ana = await house.staff("ana", "admin")

    async def away(*_: object) -> None:
        raise StoreUnavailable("the database failed")

    monkeypatch.setattr(house.console.parts.sessions, "find", away)
    for path in ("/staff/things", "/staff/", "/staff/nothing", "/staff/log-in"):
        answer = await ana.get(path)
        assert answer.status_code == 503, path
        assert "The database does not answer." in words(answer)


async def test_what_cannot_be_written_into_the_audit_is_not_shown(house: House, monkeypatch):
    ana = await house.staff("ana", "admin")

    async def full(*_: object) -> None:
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(house.console.parts.audit, "write", full)
    answer = await ana.get("/staff/things", params={"value": "a person's words"})
    assert answer.status_code == 503
    assert "person" not in answer.text
