"""Scores from 0 to 10, ages in years and temperatures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import Item, QuantityWords

TOP = 10
MOST_ASKED = 100
OLDEST = 150
OLDEST_SAID = 120
CLAUSE_END = frozenset([".", ",", "!", "?", ";", ")", "-", "(", ":", "…"])
FAHRENHEIT_FROM = 90.0
LONGEST_OF_INFANT = 30
# Twelve months of 30 days are a year, and so are 52 weeks.
DAYS_OF_UNIT_YEAR = {1.0: 365, 7.0: 364, 14.0: 364, 30.0: 360}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its meaning over the words `first` to `last`.

    `is_word` tells that a word such as "bad" stood for it: rough, and often said in passing.
    """

    value: float
    first: int
    last: int
    low: float | None = None
    high: float | None = None
    is_word: bool = False


def find_scores(items: Sequence[Item], words: Words, vocabulary: QuantityWords) -> list[Measure]:
    """Return the scores; one above 10 stays as it is, so that it can be asked about kindly."""
    found: list[Measure] = []
    for place, item in enumerate(items):
        if item.kind != "N" or (found and item.first < found[-1].last):
            continue
        score = _of_ten(items, place) or _led(items, place, vocabulary)
        if score is not None:
            found.append(_with_range(score, items, place))
    return found or _banded(words, vocabulary)


def _of_ten(items: Sequence[Item], place: int) -> Measure | None:
    value = items[place].value
    following = [item.form for item in items[place + 1 : place + 4]]
    if following[:1] == ["/"] and _is_ten(items, place + 2):
        is_date = place > 0 and items[place - 1].form in ("on", "since", "from", "/")
        goes_on = following[2:3] == ["/"]
        end = items[place + 2].last
        return None if is_date or goes_on else _score(value, items[place].first, end)
    if following[:2] == ["out", "of"] and _is_ten(items, place + 3):
        return _score(value, items[place].first, items[place + 3].last)
    if following[:1] == ["of"] and _is_ten(items, place + 2):
        return _score(value, items[place].first, items[place + 2].last)
    return None


def _is_ten(items: Sequence[Item], place: int) -> bool:
    return place < len(items) and items[place].kind == "N" and items[place].value == TOP


def _score(value: float, first: int, last: int) -> Measure | None:
    return Measure(value, first, last) if value <= MOST_ASKED else None


def _led(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> Measure | None:
    item = items[place]
    if item.value > TOP + 2 or not _ends_there(items, place, vocabulary):
        return None
    lead: list[str] = []
    for before in reversed(items[max(0, place - 5) : place]):
        if before.form not in vocabulary.severity["lead"] and before.kind != "N":
            break
        lead.append(before.form)
    is_article = lead[:1] in (["a"], ["an"])
    if not is_article and not set(lead) & set(vocabulary.severity["required"]):
        return None
    return Measure(item.value, item.first, item.last)


def _ends_there(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    # "7 to 8", "7/10": the clause ends after the last number of the row.
    while place + 2 < len(items) and items[place + 1].form in ("-", "to", "or", "/"):
        place += 2
        if items[place].kind != "N":
            return False
    if place + 1 >= len(items):
        return True
    following = items[place + 1]
    return following.form in CLAUSE_END or following.form in vocabulary.severity["tail"]


def _with_range(score: Measure, items: Sequence[Item], place: int) -> Measure:
    after = next((n for n, item in enumerate(items) if item.first >= score.last), len(items))
    joins_next = after + 1 < len(items) and items[after].form in ("-", "to", "or", "maybe")
    if joins_next and items[after + 1].kind == "N" and items[after + 1].value <= TOP:
        other = items[after + 1]
        low, high = sorted((score.value, other.value))
        is_unit = after + 2 < len(items) and items[after + 2].kind == "U"
        return score if is_unit else Measure(high, score.first, other.last, low, high)
    joins_back = place >= 2 and items[place - 1].form in ("-", "to", "or")  # noqa: PLR2004
    if joins_back and items[place - 2].kind == "N" and items[place - 2].value <= TOP:
        low, high = sorted((score.value, items[place - 2].value))
        return Measure(high, items[place - 2].first, score.last, low, high)
    return score


def _banded(words: Words, vocabulary: QuantityWords) -> list[Measure]:
    rules = vocabulary.severity
    bands = {word: float(value) for value, names in rules["bands"].items() for word in names}
    for place, form in enumerate(words.forms):
        if form not in bands:
            continue
        before = words.forms[max(0, place - 3) : place]
        near = {*before, *words.forms[place + 1 : place + 3]}
        is_alone = len(words) <= 4  # noqa: PLR2004
        is_denied = bool(set(before) & set(rules["negations"]))
        if not is_denied and (is_alone or near & set(rules["sufferings"])):
            return [Measure(bands[form], place, place + 1, is_word=True)]
    return []


def find_ages(items: Sequence[Item], words: Words, vocabulary: QuantityWords) -> list[Measure]:
    """Return the age of the person that the message is about, at most one."""
    found = []
    is_self = _is_about_self(words, vocabulary)
    for place, item in enumerate(items):
        if item.kind == "N" and item.value == math.floor(item.value) and item.value <= OLDEST:
            age = _of_infant(items, place, vocabulary)
            age = age or _old(items, place, vocabulary, is_self=is_self)
            age = age or _named(items, place, vocabulary, is_self=is_self)
            if age is not None:
                found.append(age)
    return (found or _decades(words, vocabulary) or _labelled(items, vocabulary))[:1]


def _labelled(items: Sequence[Item], vocabulary: QuantityWords) -> list[Measure]:
    """Return the only number of a message that speaks of an age without a length of time."""
    forms = {item.form for item in items}
    numbers = [item for item in items if item.kind == "N"]
    is_other = any(item.kind == "U" for item in items) or "since" in forms or "when" in forms
    if len(numbers) != 1 or is_other or not forms & set(vocabulary.age["labels"]):
        return []
    number = numbers[0]
    is_whole = number.value == math.floor(number.value) and 0 < number.value <= OLDEST
    return [Measure(number.value, number.first, number.last)] if is_whole else []


def _old(
    items: Sequence[Item], place: int, vocabulary: QuantityWords, *, is_self: bool
) -> Measure | None:
    item = items[place]
    forms = [other.form for other in items[place + 1 : place + 7]]
    flat = [form for form in forms if form != "-"]
    if flat[:1] and flat[0] in vocabulary.age["old"]:
        length = 1
    elif flat[:3] == ["y", "/", "o"] or flat[:3] == ["years", "of", "age"]:
        length = 3
    elif flat[:2] in (["years", "old"], ["year", "old"], ["yrs", "old"], ["yr", "old"], ["y", "o"]):
        length = 2
    else:
        return _letter(items, place)
    rest = flat[length : length + 2]
    lead = [other.form for other in items[max(0, place - 2) : place]]
    if set(rest) & set(vocabulary.age["child_after"]) and not _is_of_child(rest, is_self=is_self):
        return None
    if lead[-1:] == ["my"] and is_self:
        return None
    return Measure(item.value, item.first, item.last)


def _is_of_child(rest: list[str], *, is_self: bool) -> bool:
    people = {"son", "daughter", "kid", "child", "grandson", "granddaughter", "boy", "girl"}
    return bool(set(rest) & people) and not is_self


def _of_infant(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> Measure | None:
    """Return an age said in days, weeks or months: "8 months old", "my baby is 8 months"."""
    following = [item for item in items[place + 1 : place + 5] if item.form != "-"]
    unit = following[0] if following and following[0].kind == "U" else None
    if unit is None or not 1 <= unit.value <= LONGEST_OF_INFANT:
        return None
    rest = [item.form for item in following[1:]]
    infants = frozenset(vocabulary.age["infants"])
    lead = [item.form for item in items[max(0, place - 2) : place]]
    if rest[:1] == ["old"]:
        things = frozenset(vocabulary.age["child_after"]) - infants
        is_age = not things & {*rest[1:2], *lead} and ("have" not in lead or not rest[1:])
    else:
        is_age = lead[-1:] == ["is"] and lead[0] in infants and not set(rest[:1]) - CLAUSE_END
    if not is_age:
        return None
    years = round(items[place].value * unit.value / DAYS_OF_UNIT_YEAR[unit.value], 2)
    return Measure(years, items[place].first, unit.last)


def _letter(items: Sequence[Item], place: int) -> Measure | None:
    """Return the age of "45f" or "m45", as people sign in forums."""
    item = items[place]
    after = items[place + 1] if place + 1 < len(items) else None
    touches = after is not None and after.form in ("f", "m") and item.value >= TOP
    ends = place + 2 >= len(items) or items[place + 2].form in CLAUSE_END
    if after is None or not touches or not ends or item.value >= FAHRENHEIT_FROM:
        return None
    return Measure(item.value, item.first, item.last)


def _named(
    items: Sequence[Item], place: int, vocabulary: QuantityWords, *, is_self: bool
) -> Measure | None:
    rules = vocabulary.age
    item = items[place]
    following = items[place + 1].form if place + 1 < len(items) else ""
    before = [other.form for other in items[max(0, place - 4) : place]]
    if _is_labelled(before):
        is_history = bool({"since", "when", "before"} & set(before))
        return None if is_history else Measure(item.value, item.first, item.last)
    if following in rules["not_next"] or (place + 1 < len(items) and items[place + 1].kind == "U"):
        return None
    hedges = ("nearly", "almost", "just", "about", "only", "turned", "turning", "over")
    lead = [form for form in before if form not in hedges]
    is_statement = len(lead) > 1 and lead[-1] in ("am", "is") and lead[-2] in rules["subjects"]
    if not is_statement or not TOP // 5 < item.value <= OLDEST:
        return None
    if lead[-2] != "i" and is_self:
        return None
    return Measure(item.value, item.first, item.last)


def _is_labelled(before: list[str]) -> bool:
    last = before[-1] if before else ""
    return last in ("aged", "age", "turned") or (last in (":", "is") and "age" in before)


def _is_about_self(words: Words, vocabulary: QuantityWords) -> bool:
    text = f" {' '.join(words.forms)} "
    return any(f" {phrase} " in text for phrase in vocabulary.age["own_words"])


def _decades(words: Words, vocabulary: QuantityWords) -> list[Measure]:
    for place, form in enumerate(words.forms):
        low = vocabulary.age["teens"].get(form)
        digits = words.written[place]
        if low is None and digits.isdecimal() and digits.isascii() and digits.endswith("0"):
            is_plural = place + 1 < len(words) and words.forms[place + 1] in ("s", "is")
            low = int(digits[:4]) if is_plural and TOP < int(digits[:4]) < OLDEST_SAID else None
        lead = words.forms[max(0, place - 3) : place]
        is_own = "in" in lead and bool(set(lead) & {"my", "his", "her"})
        earlier = {"was", "since", "back", "when"} & set(words.forms[max(0, place - 6) : place])
        if low is not None and is_own and not earlier:
            return [Measure(low + 5.0, place, place + 1, float(low), low + 9.0)]
    return []


def find_temperatures(
    items: Sequence[Item], words: Words, vocabulary: QuantityWords
) -> list[tuple[Measure, bool]]:
    """Return body temperatures, each with whether it is raised."""
    rules = vocabulary.temperature
    found = []
    for place, item in enumerate(items):
        if item.kind != "N" or not 34 <= item.value <= 111:  # noqa: PLR2004
            continue
        after = [other.form for other in items[place + 1 : place + 3]]
        around = {other.form for other in items[max(0, place - 6) : place + 5]}
        has_unit = bool(after) and after[0] in rules["degrees"]
        has_word = bool(around & set(rules["words"]))
        if around & set(rules["not_near"]) or not (has_word or (has_unit and item.value % 1)):
            continue
        if item.value >= FAHRENHEIT_FROM:
            is_raised = item.value >= float(rules["at_least_fahrenheit"])
        elif item.value <= 43:  # noqa: PLR2004
            is_raised = item.value >= float(rules["at_least_celsius"])
        else:
            continue
        found.append((Measure(item.value, item.first, item.last), is_raised))
    return found
