"""Lengths of time in days: "two or three weeks", "half a year", "going on six weeks", "3wks"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.nlu.clock_times import clock_spans
from bot.nlu.dates import dated_spans
from bot.nlu.durations_about import of_those, with_somewhat
from bot.nlu.durations_amounts import amounts
from bot.nlu.durations_asked import is_asked
from bot.nlu.durations_changes import CLAUSE_ENDS, without_changes
from bot.nlu.durations_lives import is_age_since_birth, life_spans
from bot.nlu.durations_numbered import numbered_days
from bot.nlu.durations_offsets import counted_to
from bot.nlu.durations_over import is_over_since
from bot.nlu.durations_role import Role, persists, role_of, role_of_date
from bot.nlu.holidays import SIDES, WEEK
from bot.nlu.matching_words import Words
from bot.nlu.onsets_phrases import phrase_spans
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_codes import is_in_code
from bot.nlu.quantities_words import Item, QuantityWords

NEAR = 0.15  # by which a round number may differ from the days of a date
MOST_LENGTHS = 30  # what each of them is looks at all that is said, and nobody tells of so many
TENURE_REACH = 3
LONGEST_GAP = 11  # words between a length and the one that corrects it
LONGEST_EVENT = 7  # words between the name of a feast and how long ago it was
SAME = 0.03  # by which two ways to say one length may differ: "two thirds of a year, 8 months"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in days over the words `first` to `last`, and whose length it is."""

    low: float
    high: float
    first: int
    last: int
    role: Role = Role.PRESENT
    is_dated: bool = False


def find_durations(
    items: Sequence[Item], words: Words, vocabulary: QuantityWords, *, now: datetime | None
) -> list[Duration]:
    """Return the lengths of time in a message with their roles, in order of the text.

    The role of those of no episode, and of those that say what another one says, is NONE.
    """
    named, others = _named(items, words, vocabulary, now)
    named = [one for one in named if not is_in_code(words, one.first, one.last)]
    named = _without_overlaps(_told_from_dates(named, words))[:MOST_LENGTHS]
    told = _once_each(role_of_all(named, words, vocabulary))
    places = {one.first for one in told}
    unsaid = [one for one in named if one.first not in places]
    beside = [
        one
        for one in _without_overlaps(others)
        if not any(one.first < other.last and other.first < one.last for other in named)
        and not is_in_code(words, one.first, one.last)
    ][: MOST_LENGTHS - len(named)]
    untold = [replace(one, role=Role.NONE) for one in (*unsaid, *beside)]
    return sorted((*told, *untold), key=lambda one: one.first)


def _named(
    items: Sequence[Item], words: Words, vocabulary: QuantityWords, now: datetime | None
) -> tuple[list[Duration], list[Duration]]:
    """Return all lengths, and beside them the dates and phrases that tell of no beginning."""
    spans = amounts(items, words, vocabulary)
    if now is not None:
        spans = counted_to(spans, words, vocabulary, now)
    spans = with_somewhat(spans, words, vocabulary)
    spans.extend(of_those(items, vocabulary))
    spans.extend(numbered_days(items, vocabulary))
    found = [Duration(*span) for span in spans]
    others: list[Duration] = []
    for span, is_told in phrase_spans(words, vocabulary):
        (found if is_told else others).append(Duration(*span))
    found.extend(Duration(*span, is_dated=True) for span in life_spans(words, vocabulary, now))
    if now is not None:
        for span, is_told in dated_spans(words, vocabulary, now):
            (found if is_told else others).append(Duration(*span, is_dated=True))
        found.extend(Duration(*s, is_dated=True) for s in clock_spans(words, vocabulary, now))
    return found, others


def _told_from_dates(found: list[Duration], words: Words) -> list[Duration]:
    """Return the lengths; "two weeks before Christmas" is counted from that date."""
    kept = [one for one in found if one.is_dated and not _is_of_what_was(one, found, words)]
    for one in found:
        if one.is_dated:
            continue
        side = SIDES.get(words.forms[one.last]) if one.last < len(words) else None
        dated = next((date for date in kept if side and date.first == one.last), None)
        if dated is None or one.high < 1 or side is None:
            kept.append(one)
            continue
        low = max(dated.low - side * one.high, 0.0)
        high = max(dated.high - side * one.low, 0.0)
        kept.append(replace(dated, low=low, high=high, first=one.first))
    return kept


def _is_of_what_was(dated: Duration, found: list[Duration], words: Words) -> bool:
    """Tell whether a feast only names what was so long ago: "since shearing ended a month ago"."""
    for one in found:
        gap = words.forms[dated.last : one.first]
        is_ago = words.forms[one.last : one.last + 1] in (["ago"], ["back"])
        is_behind = 0 <= one.first - dated.last <= LONGEST_EVENT and not one.is_dated and is_ago
        if is_behind and not _is_near(dated, one) and CLAUSE_ENDS.isdisjoint(gap):
            return "since" in words.forms[max(0, dated.first - 1) : dated.last]
    return False


def role_of_all(
    durations: list[Duration], words: Words, vocabulary: QuantityWords
) -> list[Duration]:
    """Return the durations with their roles settled against each other."""
    if not durations:
        return []
    judged = [(duration, _role(duration, words, vocabulary)) for duration in durations]
    kept = _without_taken_back(
        [pair for pair in judged if pair[1] is not Role.NONE], words, vocabulary
    )
    kept = without_changes(kept, words, vocabulary)
    firm = any(role is Role.ONSET for _, role in kept)
    is_told = firm or any(role is not Role.HISTORY for _, role in kept)
    is_over = is_told or is_over_since(words.forms, vocabulary)
    is_over = is_over or all(_is_tenure(item, words, vocabulary) for item, _ in kept)
    if not is_over and persists(words, vocabulary):
        # "I crashed two years ago and it has hurt ever since": the event is the onset.
        kept = [*kept[:-1], *((item, Role.ONSET) for item, _ in kept[-1:])]
    return [replace(item, role=_settled(role, firm=firm)) for item, role in kept]


def _is_tenure(duration: Duration, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "been married" stands before a length: what persists is not that."""
    before = words.forms[max(0, duration.first - TENURE_REACH) : duration.first]
    return not vocabulary["tenures"].isdisjoint(before) and not has_phrase(
        before, vocabulary["borne"]
    )


def _without_taken_back(
    judged: list[tuple[Duration, Role]], words: Words, vocabulary: QuantityWords
) -> list[tuple[Duration, Role]]:
    """Return the lengths without those that the next one corrects: "six days, actually seven"."""
    kept: list[tuple[Duration, Role]] = []
    for duration, role in judged:
        before = kept[-1][0] if kept else None
        gap = words.forms[before.last : duration.first] if before else []
        cues = [n for n, form in enumerate(gap) if form in vocabulary["taking_back"]]
        plain = (
            {"me", ":", "my", "his", "her"}.union(
                vocabulary.age["subjects"], vocabulary.age["infants"]
            )
            | vocabulary["asides"]
            | vocabulary["number_hedges"]
            | vocabulary["for_words"]
            | vocabulary["ago"]
            | vocabulary["to_be"]
            | vocabulary["somewhat_over"]
            | vocabulary["somewhat_under"]
        )
        if before and cues and plain.issuperset(gap[cues[-1] + 1 :]) and len(gap) <= LONGEST_GAP:
            kept[-1] = (duration, Role.PRESENT)
        else:
            kept.append((duration, role))
    return kept


def _role(duration: Duration, words: Words, vocabulary: QuantityWords) -> Role:
    if is_age_since_birth(duration.first, duration.last, words, vocabulary):
        return Role.RECURRING
    if is_asked(duration.first, duration.last, words, vocabulary):
        return Role.NONE
    if duration.is_dated:
        return role_of_date(duration.first, duration.last, words, vocabulary)
    return role_of(duration.first, duration.last, duration.high, words, vocabulary)


def _settled(role: Role, *, firm: bool) -> Role:
    if role is Role.RECURRING or role is Role.PRESENT:
        return Role.HISTORY if firm else Role.PRESENT
    return Role.PRESENT if role is Role.ONSET else role


def _once_each(durations: list[Duration]) -> list[Duration]:
    """Return the durations without those that say what an earlier one said."""
    told = [one for one in durations if not one.is_dated]
    durations = [
        one for one in durations if not any(_is_same_weekday(one, other) for other in told)
    ]
    kept: list[Duration] = []
    for duration in sorted(durations, key=lambda one: (one.high - one.low, not one.is_dated)):
        if not any(_says_no_less(one, duration) for one in kept):
            kept.append(duration)
    return sorted(kept, key=lambda one: one.first)


def _says_no_less(one: Duration, other: Duration) -> bool:
    """Tell whether a length is the same as another, or the more exact of the two."""
    is_within = other.low <= one.low and one.high <= other.high
    return one.role is other.role and (is_within or _is_near(one, other))


def _is_near(one: Duration, other: Duration) -> bool:
    """Tell whether a length is one of a date, told again in round numbers."""
    if one.is_dated and not other.is_dated:
        return abs(one.high - other.high) <= max(NEAR * one.high, 1.0)
    return abs(one.high - other.high) <= SAME * one.high


def _is_same_weekday(one: Duration, other: Duration) -> bool:
    """Tell whether a date only names the weekday: "nine days, it was the Sunday"."""
    is_day = one.is_dated and 0 < one.low == one.high <= WEEK < other.high == other.low
    return is_day and one.role is other.role and (other.high - one.high) % WEEK == 0


def _without_overlaps(durations: list[Duration]) -> list[Duration]:
    kept: list[Duration] = []
    for duration in sorted(durations, key=lambda item: (item.first, -item.last)):
        if not kept or duration.first >= kept[-1].last:
            kept.append(duration)
    return kept
