"""Dates that a message names: "last Tuesday", "March 3rd", "the first weekend of November"."""

from __future__ import annotations

from datetime import date, timedelta

from bot.nlu.dates_days import is_day, ordinal_at, ordinal_before
from bot.nlu.dates_numeric import numeric_date
from bot.nlu.dates_parts import DAYS_OF_MONTH, part_at, part_named, part_of_season
from bot.nlu.dates_week import day_of_week_at, feast_at, is_word_of_its_own
from bot.nlu.dates_years import year_at
from bot.nlu.holidays import (
    SATURDAY,
    WEEK,
    YEAR_DIGITS,
    end_of,
    last_year_at,
    latest,
    nth_weekday,
    years_back,
)
from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

SEASON_DAYS = 91
LAST_OF_LIST = 6
LONGEST_LEAD = 2  # words between "since" and a season
EARLY = 4
HALF = 15  # days of a month
REACH = 6  # words before a season

Found = tuple[date, date, int]


def date_at(place: int, words: Words, vocabulary: QuantityWords, today: date) -> Found | None:
    """Return the first and last day that is named at a place, and where the name ends."""
    form = words.forms[place]
    if not vocabulary["each"].isdisjoint(words.forms[place - 1 : place]):
        return None
    if is_word_of_its_own(place, words, vocabulary):
        return None
    numeric = numeric_date(place, words, vocabulary, today) or _day_of_month(
        place, words, vocabulary, today
    )
    numeric = numeric or _part_of_month(place, words, vocabulary, today)
    numeric = numeric or part_at(place, words, vocabulary, today)
    if numeric is not None:
        return numeric
    part = part_named(form, vocabulary)
    if part is not None and _is_of_this_month(place + 1, words, vocabulary):
        first, last = DAYS_OF_MONTH[part]
        start = date(today.year, today.month, first)
        return start, min(date(today.year, today.month, min(last, EARLY)), today), place + 4
    if form in vocabulary.raw["weekdays"]:
        numeric = _day_of_month(place + 1, words, vocabulary, today)  # "Friday the 13th"
    found = numeric or day_of_week_at(place, words, vocabulary, today)
    found = found or feast_at(place, words, vocabulary, today)
    if found is not None:
        return found
    month = vocabulary.raw["months"].get(form)
    if month is not None and _is_month(form, place, words, vocabulary):
        return _month(int(month), place, words, vocabulary, today)
    return _season(place, words, vocabulary, today) or year_at(place, words, vocabulary, today)


def _season(place: int, words: Words, vocabulary: QuantityWords, today: date) -> Found | None:
    seasons = vocabulary.raw["seasons"]
    form = words.forms[place]
    name = form if form in seasons else form.removesuffix("s")
    if name not in seasons or (place and words.forms[place - 1] in vocabulary["no_season"]):
        return None
    month, day = seasons[name]
    year, last = last_year_at(place + 1, words, today)
    if not year and words.forms[place + 1 : place + 2] == [","]:
        year, last = last_year_at(place + 2, words, today)  # "last summer, 2025"
        last = last if year else place + 1
    if (not place and not year) or _is_each_year(place, words, vocabulary):
        return None
    if name in vocabulary["doubtful_seasons"] and not year and _is_since(place, words, vocabulary):
        return None  # "since the fall" may be that of a person
    back = years_back(place, last, words, vocabulary)
    if form != name and not back:
        return None
    last += 2 if words.forms[last : last + 2] == ["before", "last"] else 0
    start = date(year, month, day) if year else latest(lambda y: date(y, month, day), today, back)
    days = part_of_season(start, place, words, vocabulary)
    first, end = days or (start, start + timedelta(days=SEASON_DAYS))
    return first, max(first, min(end, today)), last


def _is_each_year(place: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "always bad in winter" stands at a season: that of each year."""
    lead = words.forms[max(0, place - REACH) : place]
    return lead[-1:] == ["in"] and not vocabulary["each_year"].isdisjoint(lead)


def _is_since(place: int, words: Words, vocabulary: QuantityWords) -> bool:
    lead = [form for form in words.forms[max(0, place - LONGEST_LEAD) : place] if form != "the"]
    return not vocabulary["since"].isdisjoint(lead[-1:])


def _day_of_month(place: int, words: Words, vocabulary: QuantityWords, today: date) -> Found | None:
    """Return the date that "the 14th" names, where no month stands beside it."""
    is_led = words.forms[place : place + 1] == ["the"]
    numbered = ordinal_at(place + is_led, words, vocabulary)
    if numbered is None:
        return None
    if not is_led and not _is_of_this_month(numbered[1], words, vocabulary):
        return None  # "12th of this month"
    if is_led and not _is_day_of_month(place, numbered[1], words, vocabulary):
        return None
    day, last = numbered
    last += 3 if _is_of_this_month(last, words, vocabulary) else 0
    month = today.replace(day=1)
    if day > today.day:
        month = (month - timedelta(days=1)).replace(day=1)
    if day > end_of(month.year, month.month).day:
        return None
    found = month.replace(day=day)
    return found, found, last


def _is_day_of_month(place: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "the 14th", "on the second" is a day: no floor, no visit, no other month."""
    is_word = not words.written[place + 1].isdecimal()
    numbered = vocabulary.raw["ordinals"].get(words.forms[place + 1], LAST_OF_LIST + 1)
    is_led = (
        words.forms[place - 1] in ("on", "since", "from", ",", "of")
        if place
        else (
            numbered > LAST_OF_LIST  # "the second" may be that of a list
        )
    )
    if is_word and not is_led:
        return False
    follows = words.forms[last : last + 1]
    if follows == ["of"]:
        is_of_all = words.forms[last + 1 : last + 2] == ["all"]  # "of all days"
        return is_of_all or _is_of_this_month(last, words, vocabulary)
    return vocabulary["undated"].isdisjoint(follows) and (
        not is_word or _ends(follows, words, last)
    )


def _is_of_this_month(place: int, words: Words, vocabulary: QuantityWords) -> bool:
    return " ".join(words.forms[place : place + 3]) in vocabulary["of_this_month"]


def _ends(follows: list[str], words: Words, last: int) -> bool:
    return not follows or not words.written[last].isalpha() or follows[0] in ("and", "when", "this")


def _part_of_month(
    place: int, words: Words, vocabulary: QuantityWords, today: date
) -> Found | None:
    """Return the days of "first weekend of November", "last week in May"."""
    which = words.forms[place]
    numbered = (-1, place + 1) if which == "last" else ordinal_at(place, words, vocabulary)
    if numbered is None or not -1 <= numbered[0] <= 5 or not numbered[0]:  # noqa: PLR2004
        return None
    nth, part = numbered
    rest = words.forms[part : part + 4]
    if len(rest) < 3 or rest[1] not in ("of", "in"):  # noqa: PLR2004
        return None
    is_this = rest[2:4] in (["this", "month"], ["the", "month"])
    month = today.month if is_this else vocabulary.raw["months"].get(rest[2])
    weekday = vocabulary.raw["weekdays"].get(rest[0])
    is_week, is_weekend = rest[0] in ("week", "days"), rest[0] in vocabulary["weekend"]
    is_last_day = which == "last" and rest[0] == "day"
    if month is None or not (is_week or is_weekend or is_last_day or weekday is not None):
        return None
    year, last = _year_after(part + 3 + is_this, words, today)

    def start(of_year: int) -> date:
        if is_last_day:
            return end_of(of_year, month)
        if is_week:
            end = end_of(of_year, month)
            return (
                date(of_year, month, 1 + WEEK * (nth - 1)) if nth > 0 else end - timedelta(days=6)
            )
        return nth_weekday(of_year, month, SATURDAY if is_weekend else int(weekday or 0), nth)

    first = start(year) if year else latest(start, today)
    length = 6 if is_week else int(is_weekend)
    return first, min(first + timedelta(days=length), today), last


def _is_month(form: str, place: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "may" and "march" are months here: only right behind a word for a date."""
    if form not in vocabulary["doubtful_months"]:
        return True
    if not vocabulary["no_month_before"].isdisjoint(words.forms[place + 1 : place + 2]):
        return False
    before = words.forms[place - 1] if place else ""
    behind = "".join(words.written[place + 1 : place + 2])
    if words.forms[place + 2 : place + 3] == ["year"] and behind in ("this", "last"):
        return True
    is_dated = is_day(behind) or (len(behind) == YEAR_DIGITS and behind.isdecimal())
    return place == 0 or is_dated or before in vocabulary["month_leads"]


def _month(month: int, place: int, words: Words, vocabulary: QuantityWords, today: date) -> Found:
    year, last = _year_after(place + 1, words, today)
    day, last = _day_beside(place, last, words, vocabulary)
    if day is not None and year is None:
        skip = last + (words.forms[last : last + 1] == [","])
        year, behind = _year_after(skip, words, today)
        last = last if year is None else behind
    lead = [form for form in words.forms[max(0, place - 2) : place] if form != "-"]
    part = lead[-1] if lead else ""  # "mid-September"
    if year is None:
        is_begun = (month, day or 1) <= (today.month, today.day)
        is_this = part == "last" and month == today.month
        year = today.year if is_begun and not is_this else today.year - 1
    end = end_of(year, month)
    if day is not None:
        exact = date(year, month, min(day, end.day))
        return exact, exact, last
    if part in vocabulary["part_leads"] | vocabulary["through_it"] and place > 1:
        part = words.forms[place - 2]
    named = part_named(part, vocabulary)
    low, high = DAYS_OF_MONTH[named] if named is not None else (1, end.day)
    if words.forms[max(0, place - 2) : place] == ["half", "of"] and place > 2:  # noqa: PLR2004
        is_first = words.forms[place - 3] == "first"
        low, high = (1, HALF) if is_first else (HALF + 1, end.day)
    return date(year, month, low), min(date(year, month, min(high, end.day)), today), last


def _year_after(place: int, words: Words, today: date) -> tuple[int | None, int]:
    year, last = last_year_at(place, words, today)
    if year is not None and words.forms[place : place + 1] == ["in"]:
        return None, place
    return year, last


def _day_beside(
    place: int, last: int, words: Words, vocabulary: QuantityWords
) -> tuple[int | None, int]:
    skip = last + (words.forms[last : last + 1] == ["the"])
    numbered = ordinal_at(skip, words, vocabulary)
    if numbered is not None:
        return numbered
    if last < len(words) and is_day(words.written[last]):
        end = last + 1
        if end < len(words) and words.forms[end] in vocabulary["day_marks"] | {"of"}:
            end += 1
        return int(words.written[last]), end
    return ordinal_before(place, words, vocabulary), last
