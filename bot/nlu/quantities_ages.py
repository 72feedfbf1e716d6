"""The age, in years, of the person that a message is about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from bot.nlu.dates_parts import LATE, part_named
from bot.nlu.durations_age import is_age_in_years
from bot.nlu.matching_words import Words
from bot.nlu.quantities_ages_beside import corrected, in_one, without_others
from bot.nlu.quantities_ages_told import (
    OLDEST,
    born_age,
    child_age,
    is_before_birthday,
    is_felt,
    is_pointed_at,
    labelled_age,
)
from bot.nlu.quantities_measures import CLAUSE_END, TOP, Measure
from bot.nlu.quantities_scores import FAHRENHEIT_FROM
from bot.nlu.quantities_words import Item, QuantityWords

OLDEST_SAID = 120
LONGEST_OF_INFANT = 30
# A number that nothing explains is an age only where most ages lie.
YOUNGEST_BARE, OLDEST_BARE = 13, 99
FEWEST_WORDS = 4  # of a message in which a bare number is an age and not the answer to a question
# Twelve months of 30 days are a year, and so are 52 weeks.
DAYS_OF_UNIT_YEAR = {1.0: 365, 7.0: 364, 14.0: 364, 30.0: 360}


def find_ages(
    items: Sequence[Item], words: Words, vocabulary: QuantityWords, today: date | None = None
) -> list[Measure]:
    """Return the age of the person that the message is about, at most one."""
    if all(item.kind != "N" for item in items):
        return _decades(words, vocabulary)[:1]
    items = without_others(items, vocabulary)
    found = in_one(items)
    is_self = _is_about_self(words, vocabulary)
    for place, item in enumerate(items):
        if item.kind == "N" and item.value == math.floor(item.value) and item.value <= OLDEST:
            if is_felt(items, place, vocabulary):
                continue
            if item.value > YOUNGEST_BARE and is_before_birthday(items, place, vocabulary):
                found.append(Measure(item.value - 1, item.first, item.last))
                continue
            age = None if is_self else _of_infant(items, place, vocabulary)
            age = age or _old(items, place, vocabulary, is_self=is_self)
            age = age or _named(items, place, vocabulary, is_self=is_self)
            age = age or _told(items, place, vocabulary)
            if age is not None:
                found.append(age)
    told = born_age(items, words, vocabulary, today) or found
    told = told or _decades(words, vocabulary) or labelled_age(items, vocabulary)
    told = told or _bare(items, words, vocabulary)
    told = told or ([] if is_self else child_age(items, vocabulary))
    return [corrected(told, items, vocabulary)] if told else []


def _old(
    items: Sequence[Item], place: int, vocabulary: QuantityWords, *, is_self: bool
) -> Measure | None:
    item = items[place]
    forms = [other.form for other in items[place + 1 : place + 7]]
    flat = [form for form in forms if form != "-"]
    lead = [other.form for other in items[max(0, place - 2) : place]]
    is_said = is_age_in_years(lead, item.value, forms, vocabulary)
    if is_said or (flat[:1] and flat[0] in vocabulary.age["old"]):
        length = 1
    elif flat[:3] == ["y", "/", "o"] or flat[:3] == ["years", "of", "age"]:
        length = 3
    elif flat[:2] in (
        ["years", "young"],
        ["years", "old"],
        ["year", "old"],
        ["yrs", "old"],
        ["yr", "old"],
        ["y", "o"],
    ):
        length = 2
    else:
        return _letter(items, place)
    rest = _clause(flat[length : length + 2])
    if set(rest) & set(vocabulary.age["child_after"]) and not _is_of_child(rest, is_self=is_self):
        return None
    is_thing = lead[-1:] == ["is"] and (
        lead[0] in _things(vocabulary) or is_pointed_at(items, place, vocabulary)
    )
    if is_thing or (lead[-1:] == ["my"] and is_self):
        return None
    return Measure(item.value, item.first, item.last)


def _clause(forms: list[str]) -> list[str]:
    """Return the words up to the first mark."""
    return next((forms[:place] for place, form in enumerate(forms) if form in CLAUSE_END), forms)


def _bare(items: Sequence[Item], words: Words, vocabulary: QuantityWords) -> list[Measure]:
    """Return a number that nothing explains: "45. Never had it", "my mother, 71, ...", "at 64"."""
    if len(words) < FEWEST_WORDS:
        return []
    rules = vocabulary.age
    for place, item in enumerate(items):
        is_whole = item.kind == "N" and item.value == math.floor(item.value)
        if not is_whole or not YOUNGEST_BARE <= item.value <= OLDEST_BARE:
            continue
        if is_felt(items, place, vocabulary):
            continue
        before = items[place - 1].form if place else ""
        after = items[place + 1].form if place + 1 < len(items) else ""
        opens = place == 0 or before in CLAUSE_END
        opens = opens and not (before == ":" and place > 1 and items[place - 2].kind == "N")
        closes = not after or after in CLAUSE_END or after in rules["sexes"]
        if after in rules["years"] and _is_length([*items[place + 2 : place + 4]], vocabulary):
            continue
        behind = items[place + 2].kind if place + 2 < len(items) else ""
        if after in vocabulary["and_upwards"] and behind == "U":
            continue  # "20+ years"
        is_pair = place == 0 and after in rules["bare_after"]
        is_at = before == "at" and (closes or after in rules["at_after"])
        is_of_person = before in rules["subjects"] and before != "i"
        # "my daughters 17", and no "my daughters 17 and 12"
        is_of_person = is_of_person or (closes and _is_of_one(items, place, vocabulary))
        is_pair = is_pair or (opens and _goes_on_about_age(items, place, vocabulary))
        goes_on = not after or (after not in rules["not_next"] and items[place + 1].kind != "U")
        if (opens and closes) or is_pair or is_at or (is_of_person and goes_on):
            return [Measure(item.value, item.first, item.last)]
    return []


def _goes_on_about_age(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether "55 and still think I'm 30", "33 but feel it" goes on about an age."""
    after = [item.form for item in items[place + 1 : place + 3]]
    is_linked = after[:1] in (["and"], ["but"], ["going"])
    return is_linked and after[1:2] != [] and after[1] in vocabulary.age["age_links"]


def _is_of_one(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether "my daughters 17", without its apostrophe, stands before a mark."""
    before = [item.form for item in items[max(0, place - 2) : place]]
    if before[:1] not in (["my"], ["our"], ["his"], ["her"]) or not before[-1].endswith("s"):
        return False
    return before[-1].removesuffix("s") in {*vocabulary.age["infants"], *vocabulary.age["subjects"]}


def _is_length(behind: Sequence[Item], vocabulary: QuantityWords) -> bool:
    """Tell whether years go on as a length does: "20 years or better", "30 years of this"."""
    forms = [item.form for item in behind]
    if forms[:1] == ["of"]:
        borne = {*vocabulary.severity["sufferings"], "this", "that"} | vocabulary["main_parts"]
        return not borne.isdisjoint(forms[1:])
    return bool(forms) and forms[0] in vocabulary.age["not_behind_years"]


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
        is_age = not _things(vocabulary) & {*rest[1:2], *lead} and (
            "have" not in lead or not rest[1:]
        )
    else:
        is_age = lead[-1:] == ["is"] and not set(rest[:1]) - CLAUSE_END
        is_age = is_age and (lead[0] in infants or _is_baby(lead[0], items, vocabulary))
    if not is_age:
        return None
    years = round(items[place].value * unit.value / DAYS_OF_UNIT_YEAR[unit.value], 2)
    return Measure(years, items[place].first, unit.last)


def _things(vocabulary: QuantityWords) -> frozenset[str]:
    """Return what has an age and is nobody: a mattress, a car."""
    return frozenset(vocabulary.age["child_after"]) - frozenset(vocabulary.age["infants"])


def _is_baby(name: str, items: Sequence[Item], vocabulary: QuantityWords) -> bool:
    """Tell whether "she is 5 months" speaks of a baby, and not of somebody grown."""
    others = set(vocabulary.age["no_babies"])
    return name in vocabulary.age["babies"] and others.isdisjoint(item.form for item in items)


def _letter(items: Sequence[Item], place: int) -> Measure | None:
    """Return the age of "45f" or "m45", as people sign in forums."""
    item = items[place]
    after = items[place + 1] if place + 1 < len(items) else None
    before = [other.form for other in items[max(0, place - 3) : place] if other.form != "/"]
    is_signed = before[-1:] in (["m"], ["f"]) and set(before[:-1]) <= CLAUSE_END
    # "M 61 6ft 240lbs": a measure begins.
    goes_on = after is not None and after.form not in CLAUSE_END and after.kind != "N"
    if is_signed and item.value >= TOP and not goes_on:
        return Measure(item.value, item.first, item.last)
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
    if _is_labelled(before, vocabulary):
        is_history = bool({"since", "when", "before"} & set(before))
        is_history = is_history or following in rules["counted_behind"]
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


def _told(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> Measure | None:
    """Return the age of "a lady of 67", "born 72 years ago", "grandfather, 88 in January"."""
    rules = vocabulary.age
    item = items[place]
    before = [other.form for other in items[max(0, place - 4) : place]]
    after = [other.form for other in items[place + 1 : place + 4]]
    if not YOUNGEST_BARE <= item.value <= OLDEST_SAID:
        return None
    is_of = before[-1:] == ["of"] and before[-2:-1] != [] and before[-2] in rules["grown"]
    is_then = not {"since", "when", "was", "as", "like"}.isdisjoint(before)
    is_of = is_of and not is_then and (not after or after[0] not in rules["not_next"])
    is_born = before[-1:] == ["born"] and after[1:2] == ["ago"] and after[0] in rules["years"]
    in_month = len(after) > 1 and after[0] in rules["month_leads"]
    in_month = in_month and after[1] in vocabulary.raw["months"]
    subjects = {"i", "he", "she"}
    is_said = before[-1:] == ["was"] and not subjects.isdisjoint(before[-2:-1])
    is_clause = not before or before[-1] in CLAUSE_END or is_said
    ends = not after[2:] or after[2] in CLAUSE_END
    is_turned = is_clause and ends and " ".join(after[:2]) in rules["said_behind"]
    if is_turned or is_of or is_born or (in_month and is_clause):
        return Measure(item.value, item.first, item.last)
    return None


def _is_labelled(before: list[str], vocabulary: QuantityWords) -> bool:
    last = before[-1] if before else ""
    is_led = last == ":" or last in vocabulary["to_be"]
    return last in vocabulary.age["labels_before"] or (is_led and "age" in before)


def _is_about_self(words: Words, vocabulary: QuantityWords) -> bool:
    text = f" {' '.join(words.forms)} "
    return any(f" {phrase} " in text for phrase in vocabulary.age["own_words"])


def _decades(words: Words, vocabulary: QuantityWords) -> list[Measure]:
    for place, form in enumerate(words.forms):
        low = vocabulary.age["teens"].get(form)
        last = place
        digits = words.written[place]
        if low is None and digits.isdecimal() and digits.isascii() and digits.endswith("0"):
            is_plural = place + 1 < len(words) and words.forms[place + 1] in ("s", "is")
            low = int(digits[:4]) if is_plural and TOP < int(digits[:4]) < OLDEST_SAID else None
            last = place + 1  # the "s"
        if low is None:
            continue
        lead = words.forms[max(0, place - 3) : place]
        is_own = "in" in lead and bool(set(lead) & {"my", "his", "her"})
        earlier = {"was", "since", "back", "when"} & set(words.forms[max(0, place - 6) : place])
        # "Late fifties" answers a question; in a longer message it may be a century's.
        is_alone = last - (last > place) < FEWEST_WORDS - 1 and last == len(words) - 1
        is_alone = is_alone and set(lead) <= set(vocabulary.age["parts_of_decade"])
        if (is_own and not earlier) or is_alone:
            is_late = part_named(lead[-1], vocabulary) == LATE if lead else False
            said = low + (9.0 if is_late else 5.0)
            return [Measure(said, place, place + 1, float(low), low + 9.0)]
    return []
