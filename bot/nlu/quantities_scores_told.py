"""Scores that only the words around tell from other numbers: "8 when I stand", "worse, 3"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.nlu.matching_reading import HARD_STOPS
from bot.nlu.matching_words import Words
from bot.nlu.quantities_measures import CLAUSE_END, TOP, Measure
from bot.nlu.quantities_numbers import whole_number
from bot.nlu.quantities_words import Item, QuantityWords

FEWEST_BESIDE = 2  # words
LOUDEST = 7
LONGEST_TAIL = 6  # words behind a number that tell what it is
LIST_MARKS = (".", ")")


def told_score(items: Sequence[Item], vocabulary: QuantityWords) -> list[Measure]:
    """Return the first number that is a clause of its own and that its neighbours call a score."""
    for place, item in enumerate(items):
        is_score = item.kind == "N" and item.value <= TOP and item.value == int(item.value)
        if not is_score or is_of_the_scale(items, place) or is_of_a_list(items, place):
            continue
        start = _clause_start(items, place, vocabulary)
        if start is None:
            continue
        after = [other.form for other in items[place + 1 : place + 1 + LONGEST_TAIL]]
        is_first = start == 0 or items[start - 1].form in HARD_STOPS
        is_told = _is_told_behind(after, vocabulary, is_first=is_first)
        is_told = is_told or _is_said_to_be(items, start, place, vocabulary)
        is_told = is_told or _is_rising(items, start, place, vocabulary)
        if is_told or _is_told_before(items, start, place, vocabulary):
            return [Measure(item.value, item.first, item.last)]
    return []


def shouted_score(items: Sequence[Item], words: Words, vocabulary: QuantityWords) -> list[Measure]:
    """Return the score of "TEN", "10!!!!": nobody shouts a number of days, nor a low score."""
    number = whole_number(items, words, vocabulary)
    if number is None or not LOUDEST <= number.value <= TOP:
        return []
    return [Measure(number.value, number.first, number.last)]


def clause_score(items: Sequence[Item], vocabulary: QuantityWords) -> list[Measure]:
    """Return the number that is a clause among others, "55, 8, no better": an answer if asked for.

    A message that is nothing but a number is left as one.
    """
    for place, item in enumerate(items):
        is_score = item.kind == "N" and item.value <= TOP and item.value == int(item.value)
        start = _clause_start(items, place, vocabulary) if is_score else None
        if start is None or item.form == "one" or is_of_a_list(items, place):
            continue
        lead = items[start - 2].form if start > 1 else ""
        people = {*vocabulary.age["infants"], *vocabulary.age["subjects"]}
        after = [other.form for other in items[place + 1 : place + 1 + LONGEST_TAIL]]
        is_alone = place + 1 >= len(items) and start == 0
        if is_alone or lead in people or is_of_the_scale(items, place):
            continue
        if _closes(items, place, vocabulary) and _is_among_words(items, start, place):
            return [Measure(item.value, item.first, item.last, is_word=True)]
        if _starts_with(after, vocabulary.severity["sure_tails"]):
            return [Measure(item.value, item.first, item.last, is_word=True)]
    return []


def _is_among_words(items: Sequence[Item], start: int, place: int) -> bool:
    """Tell whether words of another clause stand beside that of a number."""
    others = [*items[: max(start - 1, 0)], *items[place + 1 :]]
    return sum(item.form.isalpha() for item in others) >= FEWEST_BESIDE


def is_of_the_scale(items: Sequence[Item], place: int) -> bool:
    """Tell whether a number is an end of "a scale of 1 to 10", and no score on it."""
    for start in (place, place - 2):
        row = items[max(start, 0) : start + 3]
        if start < 1 or len(row) < 3 or row[0].kind != "N" or row[2].kind != "N":  # noqa: PLR2004
            continue
        is_range = row[0].value <= 1 and row[2].value == TOP and row[1].form in ("to", "-", "and")
        lead = [item.form for item in items[max(0, start - 3) : start]]
        if is_range and "scale" in lead:
            return True
    return False


def _clause_start(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> int | None:
    """Return where the clause of a number starts, when only words of guessing stand before it."""
    start = place
    while start and items[start - 1].form in vocabulary.severity["openers"]:
        start -= 1
    return start if start == 0 or items[start - 1].form in CLAUSE_END else None


def _is_told_behind(after: list[str], vocabulary: QuantityWords, *, is_first: bool) -> bool:
    """Tell whether a number goes on "right now", "when I stand", "on your scale", "and rising"."""
    rules = vocabulary.severity
    if _starts_with(after, rules["now_tails"]) or _starts_with(after, rules["named_tails"]):
        return True
    if is_first and after[:1] and after[0] in vocabulary["now"] and after[1:2] == ["and"]:
        return True  # "Seven now and not letting me lift"
    if after[:1] and after[0] in rules["situations"]:
        return _starts_with(after[1:], rules["postures"])
    if after[:1] and after[0] in rules["none_of"]:
        return _ends(after[1:], rules["levels"], vocabulary)
    if _behind(after, rules["scale_leads"]) == "scale":
        return True
    return is_first and _behind(after, rules["moving_leads"]) in rules["moving"]


def _is_said_to_be(
    items: Sequence[Item], start: int, place: int, vocabulary: QuantityWords
) -> bool:
    """Tell whether "an 8 it is" is a clause; "8 it is" may be an hour."""
    if start == place or items[place - 1].form not in vocabulary["articles"]:
        return False
    after = [item.form for item in items[place + 1 : place + 4]]
    ends = not after[2:] or after[2] in CLAUSE_END
    return ends and " ".join(after[:2]) in vocabulary.severity["said_tails"]


def _is_rising(items: Sequence[Item], start: int, place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether a clause behind what happened is "9 and climbing", and no child's age."""
    rules = vocabulary.severity
    people = {*vocabulary.age["infants"], *vocabulary.age["subjects"]}
    before = {item.form for item in items[max(0, start - 4) : start]}
    after = [item.form for item in items[place + 1 : place + 5]]
    if after[:1] != ["and"] or not people.isdisjoint(before):
        return False
    ends = not after[2:] or after[2] in CLAUSE_END or after[2] in rules["goes_on"]
    return ends and "".join(after[1:2]) in rules["moving"]


def _is_told_before(
    items: Sequence[Item], start: int, place: int, vocabulary: QuantityWords
) -> bool:
    """Tell whether a number is all that a clause behind "worse" or "medium" says."""
    rules = vocabulary.severity
    is_open = place + 1 < len(items) and not _closes(items, place, vocabulary)
    if start < 2 or is_open:  # noqa: PLR2004
        return False
    if is_of_the_scale(items, start - 2):
        return True
    led = items[start - 2].form
    bands = [word for names in rules["bands"].values() for word in names]
    return led in {*rules["sufferings"], *rules["moving"], *rules["bad"], *bands, "scale"} - {"it"}


def _closes(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether the clause of a number ends with it, and does not count on: "3, 4 days"."""
    after = items[place + 1 : place + 4]
    while after and after[0].form in vocabulary.severity["closers"]:
        after = after[1:]
    if after and after[0].form not in CLAUSE_END:
        return False
    return not any(item.kind in "NU" for item in after[1:2])


def is_of_a_list(items: Sequence[Item], place: int) -> bool:
    """Tell whether numbers count the lines of an answer: "1. yes 2. no"."""
    if not any(mark.form in LIST_MARKS for mark in items[place + 1 : place + 2]):
        return False
    marked = [
        n
        for n, (item, mark) in enumerate(pairwise(items))
        if item.kind == "N" and mark.form in LIST_MARKS
    ]
    values = [items[n].value for n in marked]
    return place in marked and len(values) > 1 and values == [n + 1.0 for n in range(len(values))]


def _starts_with(forms: list[str], phrases: Sequence[str]) -> bool:
    return any(forms[: len(phrase.split())] == phrase.split() for phrase in phrases)


def _behind(forms: list[str], leads: Sequence[str]) -> str:
    """Return the word behind one or more leads; none where no lead opens the words."""
    place = next((n for n, form in enumerate(forms) if form not in leads), 0)
    return forms[place] if place else ""


def _ends(forms: list[str], names: Sequence[str], vocabulary: QuantityWords) -> bool:
    """Tell whether nothing but one of the names stands before the end of a clause, or "now"."""
    rest = forms[1:] if forms[:1] and forms[0] in names else forms
    return not rest or rest[0] in CLAUSE_END or rest[0] in vocabulary["now"]
