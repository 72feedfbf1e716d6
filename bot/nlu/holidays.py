"""The days of holidays and events: "since Easter", "the week after Thanksgiving", "Diwali"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords, number_of

WEEK = 7
SIDES = {"after": 1, "before": -1}
STEPS = {"day": (1, 1), "morning": (1, 1), "weekend": (1, 7), "week": (1, 7)}
SOON = frozenset(["just", "right", "shortly", "soon", "straight"])
DECEMBER = 12
SATURDAY = 5
YEAR_DIGITS = 4
FIRST_YEAR, LAST_YEAR = 1920, 2100
YEARS_BACK = 3
AROUND = 3  # days on both sides of a holiday that are its week

Days = tuple[date, date]


def holiday_at(
    place: int, words: Words, vocabulary: QuantityWords, today: date
) -> tuple[date, date, int] | None:
    """Return the first and last day that the name of a holiday means, and where it ends."""
    named = _rule_at(place, words, vocabulary)
    if named is None:
        return None
    rule, last = named
    year, last = last_year_at(last, words, today)
    back = years_back(place, last, words, vocabulary)
    days = days_of(rule, year) if year else latest_days(rule, today, back)
    if days is None:
        return None
    first, end, last = _edge(days, words, last, vocabulary) or _weekend(days, words, last)
    shift = _shift(place, words)
    if shift is not None:
        first, end = first + timedelta(days=shift[0]), first + timedelta(days=shift[1])
    return min(first, today), min(end, today), last


def coming_holiday_at(
    place: int, words: Words, vocabulary: QuantityWords, today: date
) -> tuple[date, date, int] | None:
    """Return the days of the next holiday of the name at a place, and where the name ends."""
    named = _rule_at(place, words, vocabulary)
    if named is None:
        return None
    for year in (today.year, today.year + 1):
        days = days_of(named[0], year)
        if days is not None and days[1] >= today:
            return (*days, named[1])
    return None


def _rule_at(
    place: int, words: Words, vocabulary: QuantityWords
) -> tuple[dict[str, Any], int] | None:
    """Return the rule of the holiday that is named at a place, and where its name ends."""
    form = words.forms[place]
    for parts, rule in vocabulary.holidays.get(form, ()) or _singular(form, vocabulary):
        said = [form if part in form else part for part in parts[:1]] + list(parts[1:])
        last = place + len(parts)
        if words.forms[place:last] == said:
            follows = words.forms[last : last + 1]
            if not vocabulary["festive_things"].isdisjoint(follows):
                return None  # "the Christmas boxes"
            if parts[0].endswith("ing") and not vocabulary["own"].isdisjoint(follows):
                return None  # "calving the heifers"
            return _as_kept_here(rule, words), last
    return None


def _singular(form: str, vocabulary: QuantityWords) -> list[tuple[tuple[str, ...], Any]]:
    """Return the holidays of "three christmases ago"."""
    for ending in ("es", "s"):
        if form.endswith(ending) and form.removesuffix(ending) in vocabulary.holidays:
            return vocabulary.holidays[form.removesuffix(ending)]
    return []


def _as_kept_here(rule: dict[str, Any], words: Words) -> dict[str, Any]:
    """Return the rule of the country that a message names: clocks go back earlier in Britain."""
    others = rule.get("elsewhere", [])
    others = [others] if isinstance(others, dict) else others
    forms = frozenset(words.forms)
    return next((one for one in others if not forms.isdisjoint(one["where"])), rule)


def years_back(place: int, last: int, words: Words, vocabulary: QuantityWords) -> int:
    """Return how many of its kind lie between: 1 for "the summer before last"."""
    if before_last(last, words, vocabulary):
        return 1
    if place and words.forms[last : last + 1] in (["ago"], ["back"]):
        number = vocabulary.numbers.get(words.forms[place - 1])
        if words.written[place - 1].isdecimal():
            number = number_of(words.written[place - 1])
        if number is None and words.forms[place - 2 : place] == ["couple", "of"]:
            number = 2
        return max(int(number) - 1, 0) if number is not None and number < LAST_YEAR else 0
    return 0


def before_last(place: int, words: Words, vocabulary: QuantityWords) -> int:
    """Return the number of words of "before last", "before this one" at a place."""
    rows = (phrase.split() for phrase in vocabulary["before_last"])
    return max(
        (len(row) for row in rows if words.forms[place : place + len(row)] == row), default=0
    )


def last_year_at(place: int, words: Words, today: date) -> tuple[int | None, int]:
    """Return the year that "last year", "of this year" or "2024" says, and where it ends."""
    start = place + (words.forms[place : place + 1] in (["of"], ["in"]))
    for name, year in (("last", today.year - 1), ("this", today.year)):
        if words.forms[start : start + 2] == [name, "year"]:
            return year, start + 2
    written = words.written[start : start + 1]
    if written and len(written[0]) == YEAR_DIGITS and written[0].isdecimal():
        value = int(number_of(written[0]))
        if FIRST_YEAR < value <= LAST_YEAR:
            return value, start + 1
    return None, place


def _edge(
    days: Days, words: Words, last: int, vocabulary: QuantityWords
) -> tuple[date, date, int] | None:
    """Return the days about the end of what "Ramadan finished", "the holidays were over" say."""
    end = last + (words.forms[last : last + 1] in (["is"], ["was"], ["were"], ["had"]))
    said = words.forms[end : end + 1]
    if days[0] == days[1] or not said:
        return None
    if said[0] in vocabulary["feast_ends"]:
        return days[1], days[1] + timedelta(days=AROUND), end + 1
    if said[0] in vocabulary["started"]:
        return *days, end + 1  # in which week of it nobody knows
    return None


def _weekend(days: Days, words: Words, last: int) -> tuple[date, date, int]:
    """Return the days of "Memorial Day weekend" or "Christmas week"."""
    first, end = days
    follows = words.forms[last : last + 1]
    if follows == ["weekend"]:
        saturday = first + timedelta(days=(SATURDAY - first.weekday() + 3) % WEEK - 3)
        return min(first, saturday), max(end, saturday + timedelta(days=1)), last + 1
    if follows == ["week"] and words.forms[last + 1 : last + 2] != ["ago"]:
        return first - timedelta(days=AROUND), end + timedelta(days=AROUND), last + 1
    return first, end, last


def _shift(place: int, words: Words) -> tuple[int, int] | None:
    """Return the days between a holiday and "the day before" it, "the week after" it.

    "A week after" it is a length of its own.
    """
    lead = words.forms[max(0, place - 4) : place]
    if lead[-1:] == ["the"]:
        lead = lead[:-1]
    if lead[-2:] == ["week", "of"]:
        return -AROUND, AROUND
    if len(lead) < 2 or lead[-1] not in SIDES:  # noqa: PLR2004
        return None
    sign, step = SIDES[lead[-1]], lead[-2]
    if step in SOON:
        length = (1, 7)
    elif step in STEPS and lead[-3:-2] in ([], ["the"], ["since"], ["was"], ["is"]):
        length = STEPS[step]
    elif step in ("since", "from") and sign < 0:
        length = (1, 21)
    else:
        return None
    first, last = sorted((sign * length[0], sign * length[1]))
    return first, last


def days_of(rule: dict[str, Any], year: int) -> Days | None:
    """Return the first and the last day of a holiday in a year; None where it is not known.

    Of days that two countries keep apart nobody knows which is meant: they are the ends.
    """
    if "either" in rule:
        found = [days for one in rule["either"] for days in all_days_of(one, year)]
        return (min(found)[0], max(last for _, last in found)) if found else None
    return next(iter(all_days_of(rule, year)), None)


def all_days_of(rule: dict[str, Any], year: int) -> list[Days]:
    """Return each time of a holiday in a year: a feast of the moon may come in January and again.

    Where countries keep it apart, it is one time.
    """
    if "either" in rule:
        days = days_of(rule, year)
        return [] if days is None else [days]
    length = timedelta(days=int(rule.get("lasts", 1)) - 1)
    return [(start, start + length) for start in _starts_of(rule, year)]


def _starts_of(rule: dict[str, Any], year: int) -> list[date]:
    if "beside" in rule:  # so many days before or after another feast
        return [
            day + timedelta(days=int(rule["after"])) for day in _starts_of(rule["beside"], year)
        ]
    if "dates" not in rule:
        start = _start_of(rule, year)
        return [] if start is None else [start]
    known: dict[int, Any] = {int(of_year): told for of_year, told in rule["dates"].items()}
    if year not in known:
        return [_about(known, year)] if rule.get("yearly") and year > max(known) else []
    told = known[year]
    pairs = told if isinstance(told[0], list) else [told]
    return [date(year, int(month), int(day)) for month, day in pairs]


def _about(known: dict[int, Any], year: int) -> date:
    """Return when an event of every year comes in one that is not known: that weekday of then."""
    last = max(known)
    month, day = map(int, known[last])
    wanted = date(last, month, day).weekday()
    start = date(year, month, min(day, end_of(year, month).day)) - timedelta(days=AROUND)
    return start + timedelta(days=(wanted - start.weekday()) % WEEK)


def _start_of(rule: dict[str, Any], year: int) -> date | None:
    if "easter" in rule:
        return easter(year) + timedelta(days=int(rule["easter"]))
    if "orthodox" in rule:
        return orthodox_easter(year) + timedelta(days=int(rule["orthodox"]))
    if "after" in rule:
        base = {key: value for key, value in rule.items() if key not in ("after", "lasts")}
        start = _start_of(base, year)
        return None if start is None else start + timedelta(days=int(rule["after"]))
    if "day" in rule:
        return date(year, int(rule["month"]), int(rule["day"]))
    return nth_weekday(year, int(rule["month"]), int(rule["weekday"]), int(rule["nth"]))


def latest_days(rule: dict[str, Any], today: date, back: int = 0) -> Days | None:
    """Return the days of the last holiday of its kind that is not to come, or of one before it."""
    rules = rule.get("either", [rule])
    found = []
    first = today.year - YEARS_BACK - back
    if "dates" in rule:  # what was once: "since the first lockdown"
        first = min(first, *(int(year) - 1 for year in rule["dates"]))
    for year in range(today.year, max(first, FIRST_YEAR), -1):
        times = [days for one in rules for days in all_days_of(one, year)]
        found += [days for days in times if days[0] <= today]
    found.sort(reverse=True)
    return found[back] if back < len(found) else None


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """Return the first, second or, with -1, the last weekday of its name in a month."""
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % WEEK + WEEK * (nth - 1))
    last = end_of(year, month)
    return last - timedelta(days=(last.weekday() - weekday) % WEEK)


def easter(year: int) -> date:
    """Return Easter Sunday of a year (the anonymous Gregorian rule of 1876)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    leap, shift = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    offset = (32 + 2 * shift + 2 * (rest // 4) - epact - rest % 4) % WEEK
    late = (golden + 11 * epact + 22 * offset) // 451
    month, day = divmod(epact + offset - 7 * late + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Return Easter Sunday of the eastern churches (Meeus; Julian days are 13 behind)."""
    golden = (19 * (year % 19) + 15) % 30
    offset = (2 * (year % 4) + 4 * (year % WEEK) - golden + 34) % WEEK
    month, day = divmod(golden + offset + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def latest(of_year: Callable[[int], date], today: date, back: int = 0) -> date:
    """Return the last day of its kind that is not to come, or one of years before it."""
    this_year: date = of_year(today.year)
    year = today.year - back - (this_year > today)
    return of_year(year)


def end_of(year: int, month: int) -> date:
    """Return the last day of a month."""
    following = date(year + 1, 1, 1) if month == DECEMBER else date(year, month + 1, 1)
    return following - timedelta(days=1)
