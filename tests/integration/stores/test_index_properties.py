"""Whatever is filtered and however it is paged: the index finds what a scan of all events finds."""

from __future__ import annotations

import random

import pytest

from bot.conversation.tracker import Tracker
from bot.stores.index.search import Place
from bot.stores.index.wanted import COUNTED, Wanted
from bot.stores.index.words import read_query
from bot.stores.rows import rows_of
from bot.stores.statements import write_turns
from tests.integration.stores import indexed as ix
from tests.integration.stores.turns import NOON

SEED = 8
CONVERSATIONS = 120
WORDS = ["soup", "soups", "Bread", "eating", "eats", "Crème", "two", "two months", "x-ray"]
DISHES = [None, None, "soup", "bread", "pizza"]
CHOICES = [
    ("dish", ("soup",)),
    ("dish", ("soup", "pizza")),
    ("dish", ("none",)),
    ("dish", ("none", "bread", "never ordered")),
    ("channel", ("rest",)),
    ("channel", ("sms", "rest")),
    ("state", ("fallback",)),
    ("state", ("unfinished",)),
    ("state", ("failed", "paused")),
    ("confidence", ("40",)),
    ("confidence", ("80",)),
    ("tag", ("odd",)),
]
SEARCHES = ["soup", "eat", '"two months"', "creme", "x-ray two", "bread soup", "?!", "eat -two"]
EXTRAS = [(), (), (), ix.OPENS_FORM, ix.CLOSES_FORM, ix.FAILS, ix.PAUSES, ix.RESUMES]


class Town:
    """Conversations in a database, and what a naive reading of each says."""

    def __init__(self, url: str) -> None:
        self.chance = random.Random(SEED)
        self.index = ix.Index(url)
        self.records: dict[str, list] = {}
        self.trackers: dict[str, Tracker] = {}
        self.began: dict[str, int] = {}
        self.tags: dict[str, set[str]] = {}

    def someone_writes(self, sender: str) -> None:
        chance = self.chance
        before = self.trackers.get(sender) or Tracker(sender)
        self.began.setdefault(sender, chance.randrange(1_000))
        is_new_session = before.version > 0 and chance.random() < 0.1
        record = ix.a_turn(
            before,
            " ".join(chance.choices(WORDS, k=chance.randrange(1, 5))),
            number=self.began[sender],
            dish=chance.choice(DISHES),
            confidence=chance.choice([0.2, 0.5, 0.7, 0.95]),
            policy=chance.choice(["RulePolicy", "RulePolicy", "FallbackPolicy"]),
            channel=chance.choice(["rest", "rest", "sms"]),
            more=ix.NEW_SESSION if is_new_session else chance.choice(EXTRAS),
        )
        with self.index.database.writing() as connection:
            write_turns(connection, [rows_of(record, ix.SEALS)], NOON)
        self.trackers[sender] = record.tracker
        self.records.setdefault(sender, []).append(record)

    def naive(self) -> dict[str, ix.Naive]:
        found = {}
        for sender, records in self.records.items():
            one = ix.Naive(sender, NOON + self.began[sender])
            one.read(records)
            one.facets["tag"] = self.tags.get(sender, set())
            found[sender] = one
        return found


@pytest.fixture
def town(url, store):
    made = Town(url)
    yield made
    made.index.database.close()


async def all_pages(town: Town, wanted: Wanted, size: int) -> list[str]:
    names, place = [], Place()
    while True:
        page = await town.index.read.page(wanted, place, size)
        names += [entry.conversation for entry in page.entries]
        if page.older is None:
            return names
        place = Place(older=page.older)


def a_wish(chance: random.Random) -> tuple[Wanted, tuple]:
    facets = chance.sample(CHOICES, k=chance.choice([0, 1, 1, 2, 3]))
    search = chance.choice([None, None, *SEARCHES])
    since = chance.choice([None, None, NOON + chance.randrange(1_000)])
    before = chance.choice([None, None, NOON + chance.randrange(1_000)])
    query = None if search is None else read_query(search)
    wanted = Wanted(
        facets=tuple(facets),
        since=None if since is None else round(since * 1_000_000),
        before=None if before is None else round(before * 1_000_000),
        words=query,
    )
    return wanted, (facets, None if query is None else query.parts, since, before)


@pytest.mark.parametrize("counted", [COUNTED, 3], ids=["rare", "as if all were common"])
async def test_any_filters_find_what_a_naive_scan_finds(town, monkeypatch, counted):
    monkeypatch.setattr("bot.stores.index.wanted.COUNTED", counted)
    chance = town.chance
    senders = [f"person {number}" for number in range(CONVERSATIONS)]
    for _ in range(3):
        for sender in chance.choices(senders, k=CONVERSATIONS):
            town.someone_writes(sender)
        town.index.job.catch_up()
    for sender in chance.sample(sorted(town.records), 20):
        await town.index.read.set_facet(sender, "tag", ["odd"])
        town.tags[sender] = {"odd"}
    naive = town.naive()
    sizes = set()
    for _ in range(60):
        wanted, asked = a_wish(chance)
        expected = {one.sender for one in naive.values() if one.meets(*asked)}
        names = await all_pages(town, wanted, chance.choice([7, 50]))
        assert len(names) == len(set(names)), asked
        assert set(names) == expected, asked
        assert names == sorted(names, key=lambda name: -town.began[name]) or len(
            {town.began[name] for name in names}
        ) < len(names)
        assert (await town.index.read.page(wanted)).count == len(expected)
        sizes.add(len(expected))
    assert len(sizes) > 5, "the wishes find something"


async def test_following_the_events_ends_where_making_the_index_anew_does(town):
    chance = town.chance
    for _ in range(60):
        town.someone_writes(f"person {chance.randrange(8)}")
        if chance.random() < 0.5:
            town.index.job.catch_up()
    town.index.job.catch_up()
    followed = (await town.index.read.page(Wanted())).entries
    words = [await all_pages(town, Wanted(words=read_query(one)), 50) for one in SEARCHES]
    town.index.job.begin_anew()
    town.index.job.catch_up()
    assert (await town.index.read.page(Wanted())).entries == followed
    assert [await all_pages(town, Wanted(words=read_query(one)), 50) for one in SEARCHES] == words


@pytest.mark.parametrize("wanted", [Wanted(), Wanted((("channel", ("rest", "sms")),))])
async def test_paging_neither_skips_nor_repeats_while_conversations_are_added(town, wanted):
    chance = town.chance
    for number in range(40):
        town.someone_writes(f"person {number}")
    town.index.job.catch_up()
    there = set(town.records)
    seen, place, added = [], Place(), 0
    while True:
        page = await town.index.read.page(wanted, place, 6)
        seen += [entry.conversation for entry in page.entries]
        if page.older is None:
            break
        place = Place(older=page.older)
        added += 1
        town.someone_writes(f"newcomer {added}")
        town.someone_writes(chance.choice(sorted(there)))
        town.index.job.catch_up()
    assert len(seen) == len(set(seen))
    assert there <= set(seen)
    back = [entry.conversation for entry in page.entries]
    while page.newer is not None:
        page = await town.index.read.page(wanted, Place(newer=page.newer), 6)
        back = [entry.conversation for entry in page.entries] + back
    assert len(back) == len(set(back))
    assert set(back) == set(town.records)
