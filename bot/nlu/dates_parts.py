"""Parts of a time that a message names: "the end of last month", "early this year", "late fall"."""

from __future__ import annotations

from datetime import date, timedelta

from bot.nlu.holidays import DECEMBER, WEEK, end_of
from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

EARLY, MIDDLE, LATE = "early", "middle", "late"
LONGEST_LEAD = 3  # words between a part and its time: "of the", "of this past"
EDGE, QUARTER, TURN = 14, 90, 5  # days of the end of a year, of "late" in it, of its turn
# The first and the last day of each part, by the time that it is a part of.
DAYS_OF_WEEK = {EARLY: (0, 1), MIDDLE: (1, 3), LATE: (3, 6)}
DAYS_OF_MONTH = {EARLY: (1, 10), MIDDLE: (11, 20), LATE: (21, 31)}
END_OF_LAST_MONTH = 25  # nearer to its end than "late September", which is told from afar
# The seasons of the sky begin three weeks behind those of the weather.
DAYS_OF_SEASON = {EARLY: (-20, 15), MIDDLE: (25, 60), LATE: (61, 91)}

Found = tuple[date, date, int]


def part_at(place: int, words: Words, vocabulary: QuantityWords, today: date) -> Found | None:
    """Return the days of "the end of last month", "the first of the year", "early last week"."""
    form = words.forms[place]
    part = part_named(form, vocabulary)
    is_edge = form in vocabulary["first_days"] | vocabulary["turns"]
    if part is None and not is_edge:
        return None
    here = place + 1 + (not vocabulary["day_marks"].isdisjoint(words.forms[place + 1 : place + 2]))
    here += words.forms[here : here + 1] == ["part"]  # "the early part of last week"
    lead = _lead(here, words, vocabulary)
    if lead[:1] != ["of"] and not (lead and form in vocabulary["parts_alone"]):
        return None
    last = here + len(lead) + 1
    is_former = not vocabulary["former"].isdisjoint(lead)
    match words.forms[last - 1 : last]:
        case ["year"]:
            days = _of_year(form, part, today.year - is_former, vocabulary)
        case ["month"] if form in vocabulary["turns"]:
            start = today.replace(day=1)
            days = start - timedelta(days=TURN), start + timedelta(days=TURN)
        case ["month"] if is_former:
            days = _of_month(part, (today.replace(day=1) - timedelta(days=1)))
        case ["week"] if part is not None and (is_former or part == EARLY):
            monday = today - timedelta(days=today.weekday() + WEEK * is_former)
            low, high = DAYS_OF_WEEK[part]
            days = monday + timedelta(days=low), monday + timedelta(days=high)
        case _:
            return None
    return days[0], max(days[0], min(days[1], today)), last


def part_of_season(
    start: date, place: int, words: Words, vocabulary: QuantityWords
) -> tuple[date, date] | None:
    """Return the days of the part of a season that leads its name: "late fall", "mid summer"."""
    before = [form for form in words.forms[max(0, place - LONGEST_LEAD) : place] if form != "-"]
    while before and before[-1] in vocabulary["part_leads"]:
        before.pop()
    part = part_named(before[-1], vocabulary) if before else None
    if part is None:
        return None
    low, high = DAYS_OF_SEASON[part]
    return start + timedelta(days=low), start + timedelta(days=high)


def part_named(form: str, vocabulary: QuantityWords) -> str | None:
    """Return the part of a time that a word means: `EARLY` for "beginning"."""
    parts: dict[str, list[str]] = vocabulary.raw["parts"]
    return next((part for part, names in parts.items() if form in names), None)


def _lead(place: int, words: Words, vocabulary: QuantityWords) -> list[str]:
    """Return the words between a part and its time: "of last" month."""
    lead: list[str] = []
    for form in words.forms[place : place + LONGEST_LEAD]:
        if form not in vocabulary["part_leads"]:
            break
        lead.append(form)
    return lead


def _of_month(part: str | None, end: date) -> tuple[date, date]:
    """Return the days of a part, or the first day, of the last month, which ended on a day."""
    low, high = DAYS_OF_MONTH[part] if part is not None else (1, 1)
    low = END_OF_LAST_MONTH if part == LATE else low
    return end.replace(day=low), end.replace(day=min(high, end.day))


def _of_year(
    form: str, part: str | None, year: int, vocabulary: QuantityWords
) -> tuple[date, date]:
    start, end = date(year, 1, 1), end_of(year, DECEMBER)
    length = timedelta(days=QUARTER if form in vocabulary["parts_alone"] else EDGE)
    if form in vocabulary["turns"]:
        return start - timedelta(days=TURN), start + timedelta(days=TURN)
    if part is None:
        return start, start
    if part == MIDDLE:
        return date(year, 6, 1), date(year, 7, 31)
    return (start, start + length) if part == EARLY else (end - length, end)
