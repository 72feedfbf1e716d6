"""References hold letters and digits in any order; none of them is a length of time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import yaml_text
from bot.conversation.turn import Entity
from tests.language.suite import NOW, ROOT, entities, interpreter

# What a reference of a visit is made of.
LETTERS = "23456789CFGHJMPQRVWX"
# What reads times. In so few words with one length at most, all others leave it as it is.
MOST_WORDS = 6
READ_TIMES = ["backline_spelling", "backline_lexicon", "backline_quantities"]


def times(text: str) -> tuple[Entity, ...]:
    """Return the entities of a text, without those that say nothing of times where they can."""
    with interpreter().nlp.select_pipes(enable=READ_TIMES):
        found = interpreter().parse(text, now=NOW).entities
    lengths = [one for one in found if one.entity == "duration"]
    is_plain = len(lengths) <= 1 and len(text.split()) <= MOST_WORDS
    return found if is_plain else entities(text)


@settings(max_examples=150)
@given(st.text(LETTERS, min_size=7, max_size=7).filter(lambda code: not code.isdecimal()))
def test_a_reference_tells_no_length(code):
    found = entities(f"please cancel BL-{code}")
    assert not [one for one in found if one.entity == "duration"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3w2d", 23),
        ("for3weeks", 21),
        ("6wks now", 42),
        ("14d", 14),
        ("pain x5d", 5),
        ("since 2 weeks3 days", 17),
    ],
)
def test_what_is_written_together_is_still_a_length(text, days):
    assert [one.value for one in entities(text) if one.entity == "duration"] == [days]


def words_of_the_lexicon() -> list[str]:
    """Return every word and phrase by which the English lexicon knows times and numbers."""
    raw = yaml_text.read(ROOT / "data/lexicon/en/quantities.yml")
    return sorted({text for part in raw.values() for text in texts_in(part)})


def texts_in(part: Any) -> Iterator[str]:
    match part:
        case dict():
            yield from (str(key) for key in part)
            for value in part.values():
                yield from texts_in(value)
        case list():
            for item in part:
                yield from texts_in(item)
        case str():
            yield part


FRAME = (
    *("a", "the", "2", "3", "20", "half", "and", "&", "week", "weeks", "w", "d", "or", "to", "1"),
    *(",", ".", "-", "/", "since", "last", "for", "about", "ago", "of", "now", "on", "i", "was"),
    *("2025", "2021", "1998", "24", "'25", "first", "two", "after", "before", "weekend", "until"),
)
WORDS = st.one_of(st.sampled_from(FRAME), st.sampled_from(words_of_the_lexicon()))


@settings(max_examples=400)
@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", " ", ""])), max_size=12))
def test_words_of_time_in_any_order_are_read_without_a_fault(parts):
    text = "".join(word + gap for word, gap in parts)
    assert all(0 <= one.start <= one.end <= len(text) for one in times(text))


def test_a_day_is_read_whatever_ends_the_message():
    for word in words_of_the_lexicon():
        text = f"since friday {word}"
        assert all(0 <= one.start <= one.end <= len(text) for one in times(text)), text


def holidays() -> list[str]:
    """Return the names of the days that the English lexicon knows."""
    raw = yaml_text.read(ROOT / "data/lexicon/en/quantities.yml")
    return sorted(raw["holidays"])


@pytest.mark.parametrize(
    "said",
    [
        "since {}",
        "since {} 2025",
        "since the week after {} 2019",
        "two {}s ago",
        "since {} weekend",
    ],
)
def test_no_holiday_is_read_as_a_day_to_come(said):
    for name in holidays():
        found = [one for one in times(said.format(name)) if one.entity == "duration"]
        assert all(one.value >= one.details["low"] >= 0 for one in found), name
