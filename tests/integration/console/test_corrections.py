"""Corrections in the database: which one counts, what is found, and what is sealed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.console.correct_tables import SEALED
from bot.console.correct_values import Mark, NotCorrected, Sought, Story
from bot.console.corrections import PAGE
from bot.stores.sealing import Keyring
from tests.conftest import NOON
from tests.integration.console.correcting import Bench, correction, meaning


@pytest.fixture(params=["sqlite", "postgres"])
async def bench(request, clock):
    found = Bench(str(request.getfixturevalue(f"{request.param}_url")), clock)
    await found.add_one()
    yield found
    await found.close()


async def ids(bench: Bench, **sought: str) -> list[int]:
    found, _ = await bench.corrections.page(Sought(**sought))
    return [one.id for one in found]


async def test_a_correction_comes_back_as_it_was(bench):
    marks = (Mark("finding", "burnt", 6, "burnt", "", "present"), Mark("size", "it", 0, "large"))
    kept = correction(meaning=meaning("it is burnt", marks=marks, low=3.5, high=14.0))
    number = await bench.corrections.keep(kept)
    assert await bench.corrections.one(number) == replace(kept, id=number)
    assert kept.changes == ("intent", "entities", "findings", "duration")


async def test_the_latest_that_is_not_withdrawn_counts_and_nothing_is_lost(bench):
    first = await bench.corrections.keep(correction())
    second = await bench.corrections.keep(correction(by="ben", meaning=meaning(intent="greet")))
    other = await bench.corrections.keep(correction(turn="t2"))
    assert [one.id for one in await bench.corrections.in_force()] == [second, other]
    assert (await bench.corrections.of("one"))["t1"].by == "ben"
    await bench.corrections.withdraw(second, "ana", NOON + 9)
    assert [one.id for one in await bench.corrections.in_force()] == [first, other]
    with pytest.raises(NotCorrected, match="already"):
        await bench.corrections.withdraw(second, "ben", NOON + 10)
    with pytest.raises(NotCorrected, match="no such"):
        await bench.corrections.withdraw(2**40, "ben", NOON + 10)
    gone = await bench.corrections.one(second)
    assert (gone.withdrawn_by, gone.withdrawn_at, gone.counts) == ("ana", NOON + 9, False)
    third = await bench.corrections.keep(correction())
    assert await ids(bench, state="in force") == [third, other]
    assert await ids(bench, state="superseded") == [first]
    assert await ids(bench, state="withdrawn") == [second]


async def test_corrections_are_filtered_and_come_page_by_page(bench):
    numbers = [
        await bench.corrections.keep(
            correction(turn=f"t{number}", by="ana" if number % 2 else "ben", at=NOON + number)
        )
        for number in range(PAGE + 3)
    ]
    same = correction(turn="as it was", before=meaning(), meaning=meaning())
    numbers.append(await bench.corrections.keep(same))
    found, more = await bench.corrections.page(Sought())
    assert [one.id for one in found] == numbers[: -PAGE - 1 : -1]
    rest, end = await bench.corrections.page(Sought(before=more))
    assert [one.id for one in rest] == numbers[-PAGE - 1 :: -1]
    assert end is None
    assert len(await ids(bench, by="ben")) == PAGE // 2 + 2
    assert numbers[-1] not in await ids(bench, change="intent")
    assert await ids(bench, change="duration") == []
    assert await ids(bench, intent="greet") == []
    assert await bench.corrections.known() == (["complain"], ["ana", "ben"])


async def test_the_latest_story_of_a_correction_counts(bench):
    number = await bench.corrections.keep(correction())
    assert await bench.corrections.story(number) is None
    for content in ("first", "second"):
        await bench.corrections.keep_story(Story(number, "ana", NOON, content))
    assert (await bench.corrections.story(number)).content == "second"
    assert [one.content for one in await bench.corrections.stories()] == ["second"]
    await bench.corrections.withdraw(number, "ana", NOON)
    assert await bench.corrections.stories() == []
    with pytest.raises(NotCorrected):
        await bench.corrections.keep_story(Story(2**40, "ana", NOON, "x"))


async def test_what_is_not_there_cannot_be_corrected(bench):
    with pytest.raises(NotCorrected, match="deleted"):
        await bench.corrections.keep(correction(conversation="nobody"))


async def test_with_a_key_no_word_is_stored_in_the_clear(request, clock, sqlite_url):
    sealed = Bench(sqlite_url, clock, Keyring(["a key of some length, for tests"]))
    await sealed.add_one()
    number = await sealed.corrections.keep(correction(meaning=meaning("it is quite burnt")))
    await sealed.corrections.keep_story(Story(number, "ana", NOON, "a quite burnt story"))
    with sealed.database.reading() as connection:
        for table in {column.table.name for column in SEALED}:
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608
            assert rows
            assert "quite" not in str(rows)
    assert (await sealed.corrections.one(number)).meaning.text == "it is quite burnt"
    await sealed.close()
