"""Whether a length of time is the age of somebody: "I am 45 years", "two kids, 4 and 7 years"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

CLAUSE_END = frozenset([",", ".", "!", ";", ")", "-"])
YEAR_DAYS = 365
AGED = 30  # years; who says that he has as many does not speak of a trouble


def is_age(
    before: Sequence[str], following: Sequence[str], days: float, vocabulary: QuantityWords
) -> bool:
    """Tell whether a length of `days` is an age.

    `before` are the words before it, `following` those from its unit on.
    """
    in_years = is_age_in_years(before[-2:], days / YEAR_DAYS, following, vocabulary)
    is_baby = _is_age_of_baby(before, following, vocabulary)
    return in_years or is_baby or _is_age_of_children(before, vocabulary)


def is_age_in_years(
    before: Sequence[str], years: float, following: Sequence[str], vocabulary: QuantityWords
) -> bool:
    """Tell whether a number of years is an age: "I am 45 years, I lift bags", "she has 66 years".

    `before` are the two words before the number, `following` those from the unit on.
    """
    is_clause = not vocabulary["years"].isdisjoint(following[:1])
    if not is_clause or not CLAUSE_END.issuperset(following[1:2]):
        return False
    if not vocabulary["aged_persons"].issuperset(before[:1]):
        return False
    verb = before[-1] if before else ""
    is_had = verb in vocabulary["having_years"] and years >= AGED
    return verb in vocabulary["being_aged"] or is_had


def _is_age_of_baby(
    before: Sequence[str], following: Sequence[str], vocabulary: QuantityWords
) -> bool:
    """Tell of "she is 5 months", and nothing behind it."""
    is_unit = vocabulary.units.get("".join(following[:1]), 1.0) > 1.0
    is_said = before[-1:] == ["is"] and "".join(before[-2:-1]) in vocabulary.age["babies"]
    return is_unit and is_said and CLAUSE_END.issuperset(following[1:2])


def _is_age_of_children(before: Sequence[str], vocabulary: QuantityWords) -> bool:
    """Tell whether only numbers stand between a word for children and a length: an age."""
    place = len(before)
    between = vocabulary["between_ages"]
    while place and (before[place - 1].isdecimal() or before[place - 1] in between):
        place -= 1
    is_row = 0 < place < len(before)
    is_event = not vocabulary["no_ages_behind"].isdisjoint(before)
    names = vocabulary["children"] | set(vocabulary.age["infants"])
    is_compared = has_phrase(before, vocabulary["episode"])  # "as old as my baby"
    return is_row and before[place - 1] in names and not is_event and not is_compared
