"""Numbers that are no age of whom a message is about: heights, and children who are held or fed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.nlu.quantities_measures import CLAUSE_END, Measure
from bot.nlu.quantities_words import Item, QuantityWords

HELD_WITHIN = 5  # words before "my 2 year old"
LONGEST_ROW = 8  # words from "a 2 year old" to the next of its row
LONGEST_GAP = 6  # words between an age and the one that takes it back
OLDEST = 120
GROWN = 36  # years or months
TENS, ONES = range(20, 100, 10), range(1, 10)
DASHES = frozenset(["-", ".", "…", "–", "—"])


def without_others(items: Sequence[Item], vocabulary: QuantityWords) -> list[Item]:
    """Return the items; heights and the ages of children in arms are no numbers."""
    found: list[Item] = []
    held = -LONGEST_ROW  # where the last number stood that is the age of a child in arms
    for place, item in enumerate(items):
        is_number = item.kind == "N"
        is_next = is_number and _goes_on(items[held + 1 : place], vocabulary)
        if is_number and (
            (is_next and place - held < LONGEST_ROW) or _is_held(items, place, vocabulary)
        ):
            held = place
            found.append(item._replace(kind="x"))
        elif is_number and _is_height(items, place, vocabulary):
            found.append(item._replace(kind="x"))
        else:
            found.append(item)
    return found


def in_one(items: Sequence[Item]) -> list[Measure]:
    """Return the number of "forty...one", where a message says nothing else."""
    said = [item for item in items if item.form not in DASHES]
    if len(said) != 2 or any(item.kind != "N" or item.form.isdecimal() for item in said):  # noqa: PLR2004
        return []
    tens, ones = said
    is_one = tens.value in TENS and ones.value in ONES
    return [Measure(tens.value + ones.value, tens.first, ones.last)] if is_one else []


def corrected(ages: list[Measure], items: Sequence[Item], vocabulary: QuantityWords) -> Measure:
    """Return the age that stands: "40, sorry 42", "I'm 61, no, 62"."""
    age = ages[0]
    behind = [item for item in items if item.first >= age.last]
    place = next((n for n, item in enumerate(behind) if item.kind == "N"), None)
    if place is None or not 0 < place <= LONGEST_GAP:
        return age
    later, following = behind[place], {item.form for item in behind[place + 1 : place + 2]}
    between = {item.form for item in behind[:place]} - CLAUSE_END - DASHES
    corrections = set(vocabulary.age["corrections"])
    is_said = between <= corrections | set(vocabulary.age["beside_corrections"])
    is_age = later.value == math.floor(later.value) and 0 < later.value <= OLDEST
    if not is_said or corrections.isdisjoint(between) or not is_age or following - CLAUSE_END:
        return age
    return Measure(later.value, later.first, later.last)


def _goes_on(between: Sequence[Item], vocabulary: QuantityWords) -> bool:
    """Tell whether only "year old and a" stands between two ages."""
    links = {*vocabulary.age["old"], *vocabulary.age["determiners"], "and", ",", "-", "&"}
    return bool(between) and all(item.kind == "U" or item.form in links for item in between)


def _is_height(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether a number is of "5'4", "6 foot 2", "5 ft"."""
    marks = vocabulary.age["height_marks"]
    forms = [item.form for item in items]
    if "".join(forms[place + 1 : place + 2]) in marks:
        return True
    is_behind = place > 1 and forms[place - 1] in marks
    return is_behind and items[place - 2].kind == "N"


def _is_held(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether a number is the age in "holding my 8 month old", "I babysit a 3 year old"."""
    rules = vocabulary.age
    after = [item.form for item in items[place + 1 : place + 7] if item.form != "-"]
    old = next((n for n, form in enumerate(after[:2]) if form in rules["old"]), None)
    lead = _clause_before(items, place)
    if old is None or not lead or items[place].value >= GROWN:
        return False
    is_named = lead[-1] in rules["determiners"]
    before = lead[:-1] if is_named else lead
    if not before:
        return False
    last = before[-1]
    # "Long haul trucker 58 years old" holds nobody.
    said = before if is_named else [one for one in before if one.endswith("ing")]
    is_cared_for = not set(rules["cares"]).isdisjoint(said)
    if last in rules["for_whom"]:
        return is_cared_for
    if is_cared_for:
        return True
    is_patient = not set(rules["behind_patient"]).isdisjoint(after[old + 1 : old + 3])
    if last in rules["of_whom"]:
        return is_named and "behalf" not in before
    verb = next((form for form in reversed(before) if form not in rules["beside_verb"]), "")
    is_done = verb.endswith("ing") and verb not in rules["telling"]
    return is_named and not is_patient and (is_done or verb in rules["having"])


def _clause_before(items: Sequence[Item], place: int) -> list[str]:
    """Return the words of the clause before a number."""
    before = [item.form for item in items[max(0, place - HELD_WITHIN) : place]]
    ends = (n + 1 for n, form in enumerate(before) if form in CLAUSE_END or form in ("and", "but"))
    return before[max(ends, default=0) :]
