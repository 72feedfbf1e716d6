"""Ages told sideways: by the year of birth, before the birthday, beside an age felt, of things."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.nlu.dates_years import APOSTROPHES, CENTURY, SHORT_DIGITS, YEAR_DIGITS, year_in_full
from bot.nlu.matching_words import Words
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_measures import CLAUSE_END, Measure
from bot.nlu.quantities_words import Item, QuantityWords, number_of

FIRST_YEAR = 1905
YOUNGEST = 13
OLDEST = 150
NINETEEN = 19  # of "nineteen eighty", and a year of two digits is told from here on
REACH = 6  # words behind "born" in which the year stands
LONGEST_FELT = 5
OF_AGE = 18
MARKS = frozenset([",", "/", "-", ".", ":", "in", "on", "the", "of", "way", "back", "year", "is"])


def is_felt(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether a number is an age that somebody feels: "feel like 90", "think I'm 30"."""
    before = [item.form for item in items[max(0, place - LONGEST_FELT) : place]]
    while before and before[-1] in ("a", "an", "i", "am", "about"):
        before.pop()
    if before[-2:] == ["going", "on"]:
        return place > 2 and items[place - 3].kind == "N"  # noqa: PLR2004
    return any(before[-len(felt) :] == felt for felt in map(str.split, vocabulary.age["felt"]))


def is_before_birthday(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether an age is one to come: "turn 67 in January", "67 next month"."""
    before = [item.form for item in items[max(0, place - 3) : place]]
    after = [item.form for item in items[place + 1 : place + 4]]
    if after[:1] == ["next"] and after[1:2] in (["month"], ["week"], ["birthday"]):
        return True
    is_turning = not set(vocabulary.age["turning"]).isdisjoint(before)
    months = vocabulary.raw["months"].keys() | vocabulary.raw["weekdays"].keys()
    months |= vocabulary.raw["seasons"].keys()
    is_dated = after[:1] in (["in"], ["on"], ["this"], ["come"]) and not months.isdisjoint(after)
    return is_turning and (is_dated or after[:1] in (["soon"], ["tomorrow"]))


def born_age(
    items: Sequence[Item], words: Words, vocabulary: QuantityWords, today: date | None
) -> list[Measure]:
    """Return the age of who tells when he was born; without the day it may be a year less."""
    if today is None:
        return []
    for place, form in enumerate(words.forms):
        if form not in vocabulary.age["born"] or _is_of_child(place, words, vocabulary):
            continue
        found = _spoken_year(place + 1, items, words, today)
        found = found or _year_behind(place + 1, words, vocabulary, today)
        if found is not None:
            year, month, last = found
            is_to_come = month is not None and month > today.month
            age = float(today.year - year - is_to_come)
            low = age if month not in (None, today.month) else age - 1
            return [Measure(age, place, last, low, age)] if age >= YOUNGEST else []
    return []


def _is_of_child(place: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a child was born then, or somebody since a birth is counted."""
    lead = words.forms[max(0, place - 4) : place]
    is_since = not {"since", "when", "before", "after"}.isdisjoint(lead)
    return is_since or not set(vocabulary.age["infants"]).isdisjoint(lead)


def _spoken_year(
    place: int, items: Sequence[Item], words: Words, today: date
) -> tuple[int, int | None, int] | None:
    """Return the year that is told in words right behind a birth: "in nineteen seventy two"."""
    behind = [item for item in items if item.first >= place][:3]
    numbers = [item for item in behind[1:] if item.kind == "N"]
    is_told = behind[:1] and behind[0].form == "in" and behind[1:2] == numbers[:1]
    if not is_told or not numbers or words.written[numbers[0].first][0].isdigit():
        return None
    if numbers[0].value == NINETEEN and len(numbers) > 1:
        numbers = numbers[1:]
    last = numbers[0]
    is_year = last.first > behind[1].first or NINETEEN < last.value < CENTURY
    return (year_in_full(int(last.value), today), None, last.last) if is_year else None


def _year_behind(
    place: int, words: Words, vocabulary: QuantityWords, today: date
) -> tuple[int, int | None, int] | None:
    """Return the year, and the month where it is named, that follow a word of birth."""
    months = vocabulary.raw["months"]
    month: int | None = None
    for here in range(place, min(place + REACH, len(words))):
        written, form = words.written[here], words.forms[here]
        if form in months:
            month = int(months[form])
        elif written.isdecimal() and written.isascii():
            is_short = len(written) == SHORT_DIGITS and words.written[here - 1] in APOSTROPHES
            is_short = is_short or (len(written) == SHORT_DIGITS and words.forms[here - 1] == "in")
            number = int(number_of(written))
            year = year_in_full(number, today) if is_short else number
            if is_short or (len(written) == YEAR_DIGITS and FIRST_YEAR <= year <= today.year):
                return year, month, here + 1
            if words.written[here + 1 : here + 2] == ["/"] and month is None and year:
                month = year if year <= 12 else None  # noqa: PLR2004
        elif form not in MARKS and form not in APOSTROPHES and not has_phrase([form], ("born",)):
            return None
    return None


def child_age(items: Sequence[Item], vocabulary: QuantityWords) -> list[Measure]:
    """Return the age that stands behind a child: "my daughter 12 has ...", "my son (9)"."""
    rules = vocabulary.age
    for place, item in enumerate(items):
        forms = [other.form for other in items[max(0, place - 3) : place]]
        if forms[-1:] in (["("], [","]):
            forms.pop()
        is_child = forms[-1:] != [] and forms[-1] in rules["infants"]
        is_child = is_child and forms[-2:-1] != [] and forms[-2] in rules["determiners"]
        behind = items[place + 1 : place + 2]
        is_counted = bool(behind) and (behind[0].kind == "U" or behind[0].form in rules["not_next"])
        is_whole = item.kind == "N" and 0 < item.value < OF_AGE and item.value == int(item.value)
        if is_child and is_whole and not is_counted:
            return [Measure(item.value, item.first, item.last)]
    return []


def is_pointed_at(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether a clause opens with "that is" before an age: "no, that is 8 years old"."""
    before = [item.form for item in items[max(0, place - 3) : place - 1]]
    if not before:
        return False
    opens = len(before) == 1 or before[0] in {*CLAUSE_END, *vocabulary.age["answers"]}
    return opens and before[-1] in vocabulary.age["pointers"]


def labelled_age(items: Sequence[Item], vocabulary: QuantityWords) -> list[Measure]:
    """Return the only number of a message that speaks of an age without a length of time."""
    forms = {item.form for item in items}
    numbers = [item for item in items if item.kind == "N"]
    is_other = any(item.kind == "U" for item in items) or "since" in forms or "when" in forms
    if len(numbers) != 1 or is_other or not forms & set(vocabulary.age["labels"]):
        return []
    number = numbers[0]
    is_whole = number.value == int(number.value) and 0 < number.value <= OLDEST
    return [Measure(number.value, number.first, number.last)] if is_whole else []
