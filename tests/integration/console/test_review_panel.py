"""Reviewing page after page, as with the keyboard: each verdict leads to the next conversation."""

from __future__ import annotations

import pytest

from tests.integration.console.house import words
from tests.integration.console.reviewing import Shelf


@pytest.fixture
async def shelf(sqlite_url, clock):
    found = Shelf(sqlite_url, clock)
    for name in ("calm-1", "calm-2"):
        await found.add(name, {"level": ["calm"], "rule": ["R1"]}, minutes_ago=30)
    await found.add("danger-1", {"level": ["danger"], "rule": ["R9"]}, minutes_ago=90)
    yield found
    await found.close()


@pytest.fixture
def house(build, shelf):
    return build(shelf.url, panels=shelf.panels())


def at(name: str) -> str:
    return f"/staff/transcripts/one?conversation={name}"


def to(name: str, what: str = "verdict") -> str:
    return f"/staff/review/of/{name}/{what}"


async def test_verdict_after_verdict_leads_through_the_list(house, shelf):
    ana = await house.staff("ana", "reviewer")
    assert "Danger" in words(await ana.get("/staff/review"))
    here, name = at("danger-1"), "danger-1"
    for _ in range(3):
        page = await ana.get(here)
        assert page.text.count('data-key="a"') == 1
        answer = await ana.post(to(name), page=here, verdict="agree")
        assert answer.status_code == 303
        here = answer.headers["location"]
        name = here.rpartition("=")[2]
    assert here == "/staff/review"
    assert "Everything is reviewed" in words(await ana.get(here))
    judged = [row for row in await house.audit() if row[1] == "review.judge"]
    assert [row[2] for row in judged] == ["danger-1", "calm-2", "calm-1"]
    (review,) = (await shelf.reviews.of("danger-1")).reviews
    assert (review.by, review.judgement.level, review.judgement.rule) == ("ana", "danger", "R9")


async def test_the_words_and_what_was_decided_stand_beside_the_verdict(house):
    ana = await house.staff("ana", "viewer")
    text = words(await ana.get(at("danger-1")))
    assert "words of danger-1" in text
    assert "Nobody has reviewed it" in text
    assert "Was it right?" not in text, "a viewer reads"


async def test_higher_without_a_reason_is_refused_and_what_was_chosen_stays(house, shelf):
    ana = await house.staff("ana", "reviewer")
    here = at("calm-1")
    answer = await ana.post(to("calm-1"), page=here, verdict="higher", should_be="danger")
    assert answer.status_code == 422
    assert "Say why" in words(answer)
    assert '<option value="danger" selected>' in answer.text
    assert (await shelf.reviews.of("calm-1")).reviews == []


async def test_notes_tags_questions_and_flags(house, shelf):
    ana = await house.staff("ana", "reviewer")
    here = at("calm-1")
    steps = [
        {"do": "note", "text": "<i>limps</i>"},
        {"do": "tag", "tag": "wording"},
        {"do": "second", "to": "ben", "reason": "limp"},
        {"do": "flag", "reason": "is R1 right?"},
        {"do": "answer", "text": "yes"},
    ]
    for fields in steps:
        answer = await ana.post(to("calm-1", "write"), page=here, **fields)
        assert answer.status_code == 303, fields
    page = await ana.get(here)
    assert "&lt;i&gt;limps" in page.text
    text = words(page)
    for part in ("wording", "asked for a second opinion of ben", "is R1 right?", "yes"):
        assert part in text
    ben = await house.staff("ben", "reviewer")
    assert "You were asked" in words(await ben.get("/staff/review"))
    await ana.post(to("calm-1", "write"), page=here, do="untag", tag="wording")
    assert (await shelf.reviews.of("calm-1")).tags == []


@pytest.mark.parametrize(
    "fields",
    [{"do": "shrug"}, {}, {"do": "note", "text": " "}, {"do": "assigned", "to": "nobody"}],
)
async def test_what_cannot_be_done_is_refused(house, fields):
    ana = await house.staff("ana", "reviewer")
    answer = await ana.post(to("calm-1", "write"), page=at("calm-1"), **fields)
    assert answer.status_code == 422


@pytest.mark.parametrize("role", ["viewer", "scheduler"])
async def test_only_reviewers_review(house, role):
    person = await house.staff("vic", role)
    assert (await person.post(to("calm-1"), verdict="agree")).status_code == 403
    assert (await person.post(to("calm-1", "write"), do="tag", tag="x")).status_code == 403


async def test_a_conversation_that_is_not_there(house):
    ana = await house.staff("ana", "reviewer")
    assert (await ana.get(at("nobody"))).status_code == 404


async def test_too_low_and_too_high_by_rule(house):
    ana = await house.staff("ana", "reviewer")
    assert "Nothing was reviewed yet" in words(await ana.get("/staff/review/rules"))
    here = at("calm-1")
    await ana.post(to("calm-1"), page=here, verdict="higher", reason="limps")
    text = words(await ana.get("/staff/review/rules"))
    assert "R1 Calm 1 0 1 0" in text
