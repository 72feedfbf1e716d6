"""How long does a page of the staff console take with a million conversations?

SQLite in a fresh file, and PostgreSQL where BACKLINE_TEST_POSTGRES_URL names a server. A page goes
the whole way of the console but for the network: session, panel, index, template, audit.
`--conversations 20000` measures a smaller number, and keeps nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette

from benchmarks.million_seed import (
    COMMON,
    FLAGS,
    NEWEST,
    REVIEWERS,
    TWO_YEARS,
    conversations,
    key_of_number,
    seed,
)
from benchmarks.report import RESULTS, ROOT, Figure, keep, percentile
from benchmarks.store_turn import postgres_url, sqlite_url
from bot.app import build, extension
from bot.console.console import console
from bot.console.transcripts import transcripts_panel
from bot.conversation.messages import UserMessage
from bot.conversation.serialization import event_to_json, tracker_to_snapshot
from bot.settings import Settings, read_settings
from bot.staff import console_options, transcripts_of, word_key
from bot.stores.database import open_database
from bot.stores.migrate import upgrade_database

NAME = "transcripts_million"
DATABASES = ("SQLite", "PostgreSQL")
MILLION = 1_000_000
AIM_MS = 150.0
EACH = 100
WARMING = 10
PASSWORD = "four plain words together"  # noqa: S105 - of a database that is thrown away
HOME = "/staff/transcripts"
SAID = (
    "my lower back has hurt for three weeks since I moved house", "none of those", "nope",
    "pulled a muscle, it's about a 5", "no", "I can do most things", "about the same, and I'm 44",
    "yes that's right", "yes please", "Ada", "555-010-0142", "weekday mornings",
)  # fmt: skip
CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Asked:
    """Addresses of one kind of page."""

    kind: str
    addresses: Sequence[str]


async def a_real_conversation(folder: Path) -> tuple[list[dict[str, object]], str]:
    """Return the events of a conversation with the assistant, and its snapshot for another name."""
    async with build(ROOT, read_settings(folder, {})) as app:
        for text in SAID:
            await app.agent.handle(UserMessage("@@", text, "rest"))
        events = [event_to_json(event) for event in await app.store.events("@@")]
        tracker = await app.store.load("@@")
        assert tracker is not None
        return events, json.dumps(tracker_to_snapshot(tracker))


def pages(count: int) -> list[Asked]:
    """Return what staff ask for, in a mixture that stays the same."""
    chance = random.Random(7)  # noqa: S311 - no secret
    keys = [key_of_number(chance.randrange(count), count) for _ in range(EACH)]
    lists = [HOME, *(f"{HOME}?older={key}" for key in keys[1:])]
    filtered = [f"{HOME}?{urlencode(_filters(chance), doseq=True)}" for _ in range(EACH)]
    some = islice(conversations(count), 0, 2_000, 7)
    rare = [one.words.split()[-1] for one in some]
    searches = [f"{HOME}?{urlencode(_search(chance, rare))}" for _ in range(EACH)]
    full = [number for number in range(100, count + 1, 100)]
    read = [f"{HOME}/one?conversation=bench-{number}" for number in chance.choices(full, k=EACH)]
    return [Asked("list", lists), Asked("filtered", filtered), Asked("search", searches),
            Asked("transcript", read)]  # fmt: skip


def _filters(chance: random.Random) -> dict[str, object]:
    offered: list[dict[str, object]] = [
        {"disposition": chance.choice(["crisis", "emergency", "same_day", "clinic", "routine"])},
        {"rule": chance.choice(["D00", "D02", "D11", "D23", "D30", "D31"])},
        {"red_flag": chance.choice(FLAGS)},
        {"channel": chance.choice(["sms", "socketio", "rest"])},
        {"state": chance.choice(["unfinished", "fallback", "failed", "opted_out"])},
        {"confidence": chance.choice(["40", "60"])},
        {"reviewed": chance.choice(["yes", "no"])},
        {"reviewer": chance.choice(REVIEWERS)},
        {"booking": ["begun", "requested"]},
    ]
    filters: dict[str, object] = {}
    for one in chance.sample(offered, chance.choice([1, 2, 2, 3])):
        filters |= one
    if chance.random() < 0.3:
        day = NEWEST - chance.randrange(TWO_YEARS)
        filters["since"] = time.strftime("%Y-%m-%d", time.gmtime(day))
        filters["until"] = time.strftime("%Y-%m-%d", time.gmtime(day + 30 * 86_400))
    return filters


def _search(chance: random.Random, rare: Sequence[str]) -> dict[str, str]:
    first, second = chance.sample(COMMON, 2)
    typed = chance.choice(
        [
            chance.choice(rare),
            chance.choice(rare),
            first,
            f"{first} {second}",
            f'"{first} {second}"',
            f"{chance.choice(rare)} {first}",
        ]
    )
    asked = {"q": typed}
    if chance.random() < 0.3:
        asked["disposition"] = chance.choice(["emergency", "clinic", "routine"])
    return asked


async def measure(database: str, url: str, count: int, folder: Path) -> list[Figure]:
    """Return the figures of one database."""
    settings = read_settings(folder, {"BACKLINE_DATABASE_URL": url})
    events, snapshot = await a_real_conversation(folder / "talk")
    opened = open_database(url)
    upgrade_database(opened, tuple(extension(ROOT, settings).migrations))
    start = time.perf_counter()
    seed(opened, count, word_key(settings), events, snapshot)
    seeding = time.perf_counter() - start
    opened.close()
    figures = [Figure(f"{database}, seeding", seeding, "s")]
    async with _browser(settings) as browser:
        for asked in pages(count):
            taken, worked = await _times(browser, asked)
            of = f"{database}, {asked.kind}"
            figures.append(Figure(f"{of}, p50", percentile(taken, 0.5), "ms"))
            figures.append(Figure(f"{of}, p95", percentile(taken, 0.95), "ms", AIM_MS))
            # On a machine that does other things as well this says more than the clock.
            figures.append(
                Figure(f"{of}, p95 of our processor time", percentile(worked, 0.95), "ms")
            )
    return figures


async def _times(browser: httpx.AsyncClient, asked: Asked) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each page but the first few, and of processor time for each."""
    taken, worked = [], []
    for address in (*asked.addresses[:WARMING], *asked.addresses):
        start, busy = time.perf_counter(), time.process_time()
        answer = await browser.get(address)
        taken.append((time.perf_counter() - start) * 1000)
        worked.append((time.process_time() - busy) * 1000)
        assert answer.status_code == 200, (asked.kind, address, answer.status_code)
    if os.environ.get("BACKLINE_BENCH_SLOWEST"):
        for ms, address in sorted(zip(taken[WARMING:], asked.addresses, strict=True))[-5:]:
            sys.stderr.write(f"{ms:8.1f} ms {address}\n")
    return taken[WARMING:], worked[WARMING:]


@asynccontextmanager
async def _browser(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """Yield the browser of a viewer who is logged in."""
    house, database = extension(ROOT, settings), open_database(settings.database_url)
    options = console_options(house.title, house.time_zone, settings, time.time)
    panel = transcripts_panel(transcripts_of(database, house, settings))
    staff = console(database, options, [panel])
    accounts, passwords = staff.parts.accounts, staff.parts.passwords
    kept = passwords.hash_now(PASSWORD)
    await accounts.add("bench", "", "viewer", kept)
    account = await accounts.called("bench")
    assert account is not None
    await accounts.set_password(account, kept)
    transport = httpx.ASGITransport(Starlette(routes=list(staff.routes)))
    async with httpx.AsyncClient(transport=transport, base_url="http://bench.test") as browser:
        token = CSRF.search((await browser.get("/staff/log-in")).text)
        assert token is not None
        form = {"csrf": token[1], "name": "bench", "password": PASSWORD}
        answer = await browser.post("/staff/log-in", data=form)
        assert answer.status_code == 303, answer.text
        yield browser
    staff.close()


def main() -> None:
    """Measure; keep the figures of a million."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--conversations", type=int, default=MILLION)
    reader.add_argument("--only", choices=DATABASES, help="the other's figures stay as they are")
    given = reader.parse_args()
    for database in [given.only] if given.only else DATABASES:
        with tempfile.TemporaryDirectory() as folder, _url_of(database) as url:
            if url is None:
                continue
            Path(folder, "talk").mkdir()
            figures = asyncio.run(measure(database, url, given.conversations, Path(folder)))
        for one in figures:
            sys.stdout.write(f"{one.name}: {one.value:.1f} {one.unit} {one.verdict()}\n")
        if given.conversations == MILLION:
            keep(NAME, [*_kept_but(database), *figures])


@contextmanager
def _url_of(database: str) -> Iterator[str | None]:
    server = os.environ.get("BACKLINE_TEST_POSTGRES_URL")
    if database == "SQLite":
        with sqlite_url() as url:
            yield url
    elif server:
        with postgres_url(server) as url:
            yield url
    else:
        yield None


def _kept_but(database: str) -> list[Figure]:
    """Return the figures that were kept of the other databases."""
    path = RESULTS / f"{NAME}.json"
    if not path.exists():
        return []
    figures = [Figure(**one) for one in json.loads(path.read_text("utf-8"))["figures"]]
    return [one for one in figures if not one.name.startswith(f"{database},")]


if __name__ == "__main__":
    main()
