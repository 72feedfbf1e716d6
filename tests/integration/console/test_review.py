"""Reviews: the order of work, what is kept, and what conversations are found by afterwards."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.console.review_figures import verdicts_by_rule
from bot.console.review_values import Hand, Judgement, NotReviewed, Request, TaskKind, Verdict
from bot.console.reviews import DIFFER, Reviews
from bot.stores.sealing import Keyring
from tests.conftest import NOON
from tests.integration.console.reviewing import ANA, BEN, Shelf

AGREE = Judgement(Verdict.AGREE, level="calm", rule="R1", turns=1)
HIGHER = Judgement(Verdict.HIGHER, "they limped", "danger", level="calm", rule="R1", turns=1)
ZONE = ZoneInfo("America/New_York")


@pytest.fixture(params=["sqlite", "postgres"])
async def shelf(request, clock):
    found = Shelf(str(request.getfixturevalue(f"{request.param}_url")), clock)
    yield found
    await found.close()


async def test_danger_comes_first_then_what_was_unsure_then_the_rest(shelf):
    await shelf.add("calm", {"level": ["calm"]}, minutes_ago=20)
    await shelf.add("fallback", {"level": ["calm"], "state": ["fallback"]}, minutes_ago=90)
    await shelf.add("unsure", {"confidence": ["40", "60"]}, minutes_ago=30)
    await shelf.add("danger", {"level": ["danger"], "state": ["fallback"]}, minutes_ago=900)
    await shelf.add("goes on", {"level": ["danger"]}, minutes_ago=1)
    assert await shelf.todo() == [
        ("danger", "Danger"),
        ("unsure", "Unsure"),
        ("fallback", "Unsure"),
        ("calm", "The rest"),
    ]


async def test_what_is_reviewed_leaves_the_list_until_it_goes_on(shelf):
    await shelf.add("one", {"level": ["danger"]})
    await shelf.reviews.judge("one", AGREE, ANA)
    assert await shelf.todo() == []
    shelf.goes_on("one")
    assert await shelf.todo() == [("one", "Danger")]


async def test_a_conversation_is_found_by_its_review(shelf):
    await shelf.add("one", {"level": ["calm"]})
    await shelf.reviews.note("one", "looks odd", ANA)
    assert (await shelf.facets("one"))["reviewed"] == ("no",)
    await shelf.reviews.judge("one", AGREE, ANA)
    await shelf.reviews.tag("one", "  Odd   Wording ", ANA)
    await shelf.reviews.judge("one", HIGHER, BEN)
    found = await shelf.facets("one")
    assert set(found["reviewed"]) == {"yes", "agree", "higher", DIFFER}
    assert (found["reviewer"], found["tag"]) == (("ana", "ben"), ("odd wording",))
    assert found["level"] == ("calm",), "what it was found by before stays"
    await shelf.reviews.judge("one", HIGHER, Hand("ana", NOON + 120))
    assert (await shelf.facets("one"))["reviewed"] == ("higher", "yes")
    await shelf.reviews.untag("one", "odd wording")
    assert "tag" not in await shelf.facets("one")


async def test_a_reviewer_may_change_their_mind_and_nothing_is_lost(shelf):
    await shelf.add("one", {})
    await shelf.reviews.judge("one", AGREE, ANA)
    await shelf.reviews.judge("one", HIGHER, Hand("ana", NOON + 5))
    now = await shelf.reviews.of("one")
    assert [(one.by, one.judgement) for one in now.reviews] == [("ana", HIGHER)]
    with shelf.database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM review_reviews")).scalar() == 2


@pytest.mark.parametrize("verdict", [Verdict.HIGHER, Verdict.LOWER])
async def test_higher_and_lower_need_a_reason(shelf, verdict):
    await shelf.add("one", {})
    with pytest.raises(NotReviewed):
        await shelf.reviews.judge("one", Judgement(verdict, "  "), ANA)
    assert (await shelf.reviews.of("one")).reviews == []


async def test_a_second_opinion_is_somebody_elses(shelf):
    await shelf.add("one", {})
    await shelf.reviews.judge("one", AGREE, ANA)
    with pytest.raises(NotReviewed, match="somebody else"):
        await shelf.reviews.ask("one", TaskKind.SECOND, Request("ana", ""), BEN)
    await shelf.reviews.ask("one", TaskKind.SECOND, Request("ben", "limp?"), ANA)
    assert [one.conversation for one in await shelf.work.asked_of("ben")] == ["one"]
    assert await shelf.work.asked_of("ana") == []
    await shelf.reviews.judge("one", AGREE, Hand("ana", NOON + 9))
    assert (await shelf.reviews.of("one")).task(TaskKind.SECOND) is not None, "it was not theirs"
    await shelf.reviews.judge("one", HIGHER, Hand("ben", NOON + 10))
    now = await shelf.reviews.of("one")
    assert now.task(TaskKind.SECOND) is None
    assert now.do_differ
    assert await shelf.work.asked_of("ben") == []


async def test_a_second_opinion_of_anybody_is_offered_to_all_but_the_first(shelf):
    await shelf.add("one", {})
    await shelf.reviews.judge("one", AGREE, ANA)
    await shelf.reviews.ask("one", TaskKind.SECOND, Request(), ANA)
    assert await shelf.work.asked_of("ana") == []
    assert [one.why for one in await shelf.work.asked_of("ben")] == ["Second opinion"]


async def test_an_assignment_ends_with_the_review(shelf):
    await shelf.add("one", {})
    await shelf.reviews.ask("one", TaskKind.ASSIGNED, Request("ana", ""), BEN)
    await shelf.reviews.ask("one", TaskKind.ASSIGNED, Request("ben", "you know them"), ANA)
    assert await shelf.work.asked_of("ana") == [], "it was given to somebody else"
    assert (await shelf.facets("one"))["asked"] == ("ben",)
    await shelf.reviews.judge("one", AGREE, Hand("ben", NOON + 10))
    assert await shelf.work.asked_of("ben") == []
    assert "asked" not in await shelf.facets("one")


async def test_a_flag_waits_until_it_is_answered_once(shelf):
    await shelf.add("one", {})
    with pytest.raises(NotReviewed):
        await shelf.reviews.ask("one", TaskKind.FLAG, Request(), ANA)
    await shelf.reviews.ask("one", TaskKind.FLAG, Request(None, "is this rule right?"), ANA)
    assert [one.conversation for one in await shelf.work.flagged()] == ["one"]
    await shelf.reviews.answer("one", TaskKind.FLAG, "it is", BEN)
    with pytest.raises(NotReviewed, match="answered already"):
        await shelf.reviews.answer("one", TaskKind.FLAG, "no", ANA)
    assert await shelf.work.flagged() == []
    (task,) = (await shelf.reviews.of("one")).tasks
    assert (task.answer, task.done_by) == ("it is", "ben")


async def test_with_a_key_no_reason_or_note_is_stored_in_the_clear(shelf):
    await shelf.add("one", {})
    keyring = Keyring(["a key of some length, for tests"])
    reviews = Reviews(shelf.database, keyring)
    await reviews.judge("one", Judgement(Verdict.LOWER, "Maria Lopez"), ANA)
    await reviews.note("one", "Maria Lopez", ANA)
    await reviews.ask("one", TaskKind.FLAG, Request(None, "Maria Lopez"), ANA)
    await reviews.answer("one", TaskKind.FLAG, "Maria Lopez", BEN)
    with shelf.database.reading() as connection:
        for table in ("review_reviews", "review_notes", "review_tasks"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608
            assert "Maria" not in str(rows)
    now = await reviews.of("one")
    assert now.reviews[0].judgement.reason == now.notes[0].text == now.tasks[0].answer


async def test_verdicts_are_counted_by_week_and_rule(shelf):
    for name in ("a", "b", "c", "d"):
        await shelf.add(name, {})
    week = 7 * 86_400
    await shelf.reviews.judge("a", AGREE, ANA)
    await shelf.reviews.judge("b", AGREE, ANA)
    await shelf.reviews.judge("b", HIGHER, Hand("ana", NOON + 1))
    await shelf.reviews.judge("c", Judgement(Verdict.LOWER, "calm", rule="R2"), ANA)
    await shelf.reviews.judge("d", AGREE, Hand("ana", NOON + week))
    rows = await verdicts_by_rule(shelf.database, NOON, NOON + 2 * week, ZONE)
    counts = [(one.week, one.rule, one.agreed, one.too_low, one.too_high) for one in rows]
    assert counts == [
        (date(2026, 1, 12), "R1", 1, 0, 0),
        (date(2026, 1, 5), "R1", 1, 1, 0),
        (date(2026, 1, 5), "R2", 0, 0, 1),
    ]
    assert await verdicts_by_rule(shelf.database, NOON + 2 * week, NOON + 3 * week, ZONE) == []
