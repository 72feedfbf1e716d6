"""Very many conversations in a database within minutes: written in bulk, the index with them.

What staff filter by, the words and the index are there for each conversation; 20,000 different
ones are written again and again, each time later. The events of all of
them would take some 70 GB, so that all events are there for one conversation of a hundred, and the
first message for the others: what a list shows is there for each.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from benchmarks.bulk import COLUMNS, PostgresWriter, SqliteWriter, Writer
from bot.stores.database import Database, SqliteDatabase
from bot.stores.index.words import WordKey

FULL_EVERY = 100
CHUNK = 20_000
MICROSECONDS = 1_000_000
NEWEST = 1_767_614_400
TWO_YEARS = 2 * 365 * 86_400
WORDS = 30_000
TURNS = 12
SECONDS_EACH = 300
SEQ_EACH = 512

LEVELS = {
    "undecided": 237, "crisis": 3, "emergency": 30, "same_day": 60, "clinic": 220,
    "routine_offer": 150, "routine": 300,
}  # fmt: skip
RULES = {
    "crisis": ["D00"], "emergency": ["D01", "D02", "D03", "D04", "D05", "D06"],
    "same_day": ["D10", "D11", "D12", "D14", "D16"],
    "clinic": ["D20", "D21", "D22", "D23", "D25", "D99"],
    "routine_offer": ["D29", "D30"], "routine": ["D31", "D32", "D33"], "undecided": [],
}  # fmt: skip
FLAGS = [f"RF{number:02}" for number in range(1, 35)]
CHANNELS = {"socketio": 70, "sms": 22, "rest": 8}
VERSIONS = {f"1.{number}.0+{number:012x}": 10 * (number + 1) for number in range(4)}
REVIEWERS = ["rita", "sam", "noor", "lee", "max", "ola"]
TAGS = ["follow up", "language", "wrong number", "angry", "thanks", "teaching", "check", "odd"]
COMMON = (
    "my", "back", "hurts", "since", "i", "lifted", "a", "box", "it", "is", "worse", "in", "the",
    "morning", "and", "when", "sit", "again",
)  # fmt: skip
FIRST_MESSAGE = (
    '{"event": "user", "timestamp": %s, "metadata": {}, "text": "%s", "parse_data": {"text": "%s", '
    '"intent": {"name": "report", "confidence": %s}, "entities": []}, "input_channel": "rest"}'
)
JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """One conversation that never was."""

    number: int
    key: int
    channel: str
    facets: tuple[tuple[str, str], ...]
    words: str
    lowest: float
    fallbacks: int


def conversations(count: int) -> Iterator[Made]:
    """Yield conversations, oldest first; the same ones every time."""
    chance = random.Random(count)  # noqa: S311 - no secret
    rare = [_word(number) for number in range(WORDS)]
    for number in range(count):
        lowest = chance.choice([0.35, 0.55, 0.75, 0.9, 0.95, 0.99])
        fallbacks = chance.choice([0, 0, 0, 0, 1, 2])
        channel = _drawn(chance, CHANNELS)
        own = [rare[min(int(chance.paretovariate(0.6)) - 1, WORDS - 1)] for _ in range(6)]
        yield Made(
            number=number + 1,
            key=key_of_number(number, count),
            channel=channel,
            facets=tuple(_facets(chance, channel, lowest, fallbacks)),
            words=" ".join([*chance.sample(COMMON, 9), *own]),
            lowest=lowest,
            fallbacks=fallbacks,
        )


def key_of_number(number: int, count: int) -> int:
    """Return the key of one of `count` conversations; they began evenly over two years."""
    return (NEWEST - TWO_YEARS) * MICROSECONDS + number * (TWO_YEARS * MICROSECONDS // count)


def _word(number: int) -> str:
    letters = "bcdfghjklmnprtvz"
    return "".join(letters[number // 16**place % 16] + "aeio"[place] for place in range(4))


def _drawn(chance: random.Random, shares: dict[str, int]) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]


def _facets(
    chance: random.Random, channel: str, lowest: float, fallbacks: int
) -> Iterator[tuple[str, str]]:
    level = _drawn(chance, LEVELS)
    yield "channel", channel
    yield "disposition", level
    if RULES[level]:
        yield "rule", chance.choice(RULES[level])
        yield "protocol", _drawn(chance, VERSIONS)
    if level in {"crisis", "emergency", "same_day"}:
        yield from (("red_flag", flag) for flag in chance.sample(FLAGS, chance.choice([1, 1, 2])))
    yield "booking", chance.choice(["none", "none", "none", "begun", "requested"])
    yield from (("confidence", name) for name in ("40", "60", "80") if lowest < int(name) / 100)
    states = {
        "fallback": float(fallbacks > 0),
        "unfinished": 0.3,
        "failed": 0.002,
        "opted_out": 0.01,
    }
    yield from (("state", name) for name, share in states.items() if chance.random() < share)
    if chance.random() < 0.2:
        yield "reviewed", "yes"
        yield "reviewer", chance.choice(REVIEWERS)
    else:
        yield "reviewed", "no"
    if chance.random() < 0.05:
        yield "tag", chance.choice(TAGS)


def seed(
    database: Database, count: int, words: WordKey, full: Sequence[JSON], snapshot: str
) -> None:
    """Write `count` conversations. `full` are the events of a real one, `snapshot` its facts."""
    is_sqlite = isinstance(database, SqliteDatabase)
    writer: Writer = SqliteWriter(database) if is_sqlite else PostgresWriter(database)
    ids: dict[tuple[str, str], int] = {}
    tokens: dict[str, str] = {}
    first = list(islice(conversations(count), CHUNK))
    for pair in dict.fromkeys(pair for one in first for pair in one.facets):
        ids[pair] = len(ids) + 1
    writer.rows("index_facets", [(number, *pair) for pair, number in ids.items()])
    writer.rows("conversations", (_conversation(one, snapshot) for one in first))
    writer.rows("events", chain.from_iterable(_events(one, full) for one in first))
    writer.rows("conversation_index", (_indexed(one) for one in first))
    facets = ((ids[pair], one.key, False) for one in first for pair in one.facets)
    writer.rows("conversation_facets", facets)
    writer.words([(one.key, _tokens(one.words, tokens, words)) for one in first])
    for more in range(len(first), count, len(first)):
        for statement in _again(more, key_of_number(more, count) - key_of_number(0, count), first):
            writer.run(statement)
    writer.end(words.fingerprint, (count + CHUNK) * SEQ_EACH)


def _again(number: int, microseconds: int, first: Sequence[Made]) -> Iterator[str]:
    """Yield what writes the first conversations again, so many later in number and in time."""
    last, end, seconds = len(first), first[-1].key + 1, microseconds / MICROSECONDS
    name = f"'bench-' || CAST({{}} + {number} AS TEXT)"
    own = "'bench-' || CAST(id AS TEXT) || '\"'"
    facts = f"replace(snapshot, {own}, {name.format('id')} || '\"')"
    yield f"""INSERT INTO conversations ({", ".join(COLUMNS["conversations"])})
        SELECT id + {number}, {name.format("id")}, version, {facts}, channel,
        started_at + {seconds}, latest_event_at + {seconds}, needs_attention
        FROM conversations WHERE id <= {last}"""  # noqa: S608
    yield f"""INSERT INTO events ({", ".join(COLUMNS["events"])})
        SELECT seq + {number * SEQ_EACH}, conversation_id + {number}, turn_id,
        timestamp + {seconds}, type_name, intent_name, action_name, data
        FROM events WHERE seq < {(last + 1) * SEQ_EACH}"""  # noqa: S608
    yield f"""INSERT INTO conversation_index ({", ".join(COLUMNS["conversation_index"])})
        SELECT key + {microseconds}, conversation_id + {number}, {name.format("conversation_id")},
        channel, last_at + {seconds}, turns, lowest_confidence, fallbacks, is_finished, has_failed,
        is_paused, is_opted_out, phone, facets, earlier_facets, word_count,
        indexed_seq + {number * SEQ_EACH}, generation
        FROM conversation_index WHERE key < {end}"""  # noqa: S608
    yield f"""INSERT INTO conversation_facets (facet_id, key, is_set)
        SELECT facet_id, key + {microseconds}, is_set
        FROM conversation_facets WHERE key < {end}"""  # noqa: S608
    yield f"""INSERT INTO index_words (@key, words)
        SELECT @key + {microseconds}, words FROM index_words WHERE @key < {end}"""  # noqa: S608


def _conversation(one: Made, snapshot: str) -> tuple[Any, ...]:
    name, at = f"bench-{one.number}", one.key / MICROSECONDS
    # What only the page of a transcript reads is there where its events are.
    facts = snapshot.replace("@@", name) if one.number % FULL_EVERY == 0 else "{}"
    return one.number, name, TURNS, facts, one.channel, at, at + SECONDS_EACH, False


def _indexed(one: Made) -> tuple[Any, ...]:
    name, last = f"bench-{one.number}", one.key / MICROSECONDS + SECONDS_EACH
    seq = (one.number + 1) * SEQ_EACH - 1
    counts = one.channel, last, TURNS, one.lowest, one.fallbacks
    states = True, False, False, False, None
    return one.key, one.number, name, *counts, *states, "{}", "{}", 15, seq, 1


def _tokens(text: str, known: dict[str, str], words: WordKey) -> list[str]:
    for word in text.split():
        if word not in known:
            known[word] = " ".join(words.tokens(word))
    return [known[word] for word in text.split()]


def _events(one: Made, full: Sequence[JSON]) -> Iterator[tuple[Any, ...]]:
    """Yield the events of a conversation, or its first message alone."""
    seq, at = one.number * SEQ_EACH, one.key / 1e6
    first = next(place for place, event in enumerate(full) if event["event"] == "user")
    if one.number % FULL_EVERY:
        data = FIRST_MESSAGE % (at, one.words, one.words, one.lowest)
        yield seq, one.number, f"{one.number}-0", at, "user", None, None, data
        return
    for place, event in enumerate(full):
        said = dict(event, timestamp=at + place)
        if place == first:
            parsed = event["parse_data"] | {"text": one.words, "entities": []}
            said |= {"text": one.words, "parse_data": parsed}
        turn, kind = f"{one.number}-{place // 10}", event["event"]
        yield seq + place, one.number, turn, at + place, kind, None, None, json.dumps(said)
