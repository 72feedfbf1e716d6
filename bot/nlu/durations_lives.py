"""Lengths told by two ages: "since I was 19 and I'm 44 now", "since the birth, she is 7 months"."""

from __future__ import annotations

from collections.abc import Iterator

from bot.nlu.matching_reading import HARD_STOPS
from bot.nlu.matching_words import Words
from bot.nlu.onsets import Span
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords, number_of

YEAR = 365.0
OLDEST = 110
REACH = 7  # words between an age and what is told of it
LATELY = 0.08  # years
AND = frozenset(["and", "now", "when", "i"])


def life_spans(words: Words, vocabulary: QuantityWords) -> Iterator[Span]:
    """Yield the length between the age at which it began and the age of today."""
    told = [*_numbers(words, vocabulary)]
    then = next((one for one in told if _is_then(one, words, vocabulary)), None)
    today = next((one for one in told if one != then and _is_now(one, words, vocabulary)), None)
    if then is None and today is not None:
        yield from _since_a_birth(today, words, vocabulary)
    if then is None and today is not None:
        yield from _since_a_stage(today, words, vocabulary)
    if then is None or today is None:
        return
    unit = then[3] or today[3] or YEAR
    is_same_unit = (then[3] or unit) == (today[3] or unit)
    between = today[0] - then[0]
    if is_same_unit and between > 0 and today[0] <= OLDEST:
        first, last = sorted((then[1], today[1]))
        yield max(between - 1, 0) * unit, between * unit, first, last + 1


def _since_a_birth(
    one: tuple[float, int, int, float | None], words: Words, vocabulary: QuantityWords
) -> Iterator[Span]:
    """Yield the age in years of the child since whose birth it hurts: "she turned two in May"."""
    years, place, last, unit = one
    is_since = not {"since", "from", "after"}.isdisjoint(words.forms[:place])
    subject = [
        form for form in words.forms[max(0, place - 4) : place] if form in vocabulary["who_ages"]
    ]
    if unit is not None or not is_since or subject[-1:] not in (["he"], ["she"]):
        return
    after = words.forms[last : last + 2]
    is_age = not after or not after[0].isalpha() or after[0] in vocabulary["age_tails"]
    if is_age and has_phrase(words.forms, vocabulary["births"]):
        lately = after in (["this", "month"], ["this", "week"], ["last", "week"])
        yield years * YEAR, (years + (LATELY if lately else 1)) * YEAR, place, last


def _since_a_stage(
    one: tuple[float, int, int, float | None], words: Words, vocabulary: QuantityWords
) -> Iterator[Span]:
    """Yield the years since "my thirties" or "high school" of who tells the age of today."""
    years, place, last, unit = one
    if unit is not None or years > OLDEST:
        return
    for start, form in enumerate(words.forms):
        if start == 0 or "since" not in words.forms[max(0, start - 4) : start]:
            continue
        decade = vocabulary.age["teens"].get(form)
        ends = (decade, decade + 9) if decade is not None else None
        end = start + 1
        for name, ages in vocabulary.raw["stages"].items():
            if words.forms[start : start + len(name.split())] == name.split():
                ends, end = (ages[0], ages[1]), start + len(name.split())
        is_told = not "".join(words.forms[end : end + 1]).isalpha() or words.forms[end] in AND
        if ends is not None and years > ends[1] and is_told:
            low, high = (years - ends[1]) * YEAR, (years - ends[0]) * YEAR
            yield low, high, min(place, start), max(last, start + 1)
            return


def is_age_since_birth(first: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a length is the age of a child since whose birth it hurts."""
    lead = words.forms[max(0, first - 4) : first]
    persons = set(vocabulary.age["infants"]) | {"he", "she", "they"}
    is_told = lead[-1:] in (["is"], ["are"]) and not persons.isdisjoint(lead)
    is_after = words.forms[last : last + 1] in (
        ["old"],
        ["postpartum"],
        ["pp"],
        ["post"],
        ["ago"],
        ["today"],
    )
    is_age = (is_told or is_after) and words.forms[last - 1] not in ("years", "yrs", "year")
    return is_age and has_phrase(words.forms, vocabulary["births"])


def _numbers(
    words: Words, vocabulary: QuantityWords
) -> Iterator[tuple[float, int, int, float | None]]:
    """Yield the whole numbers with their place, the end, and the unit of months or weeks."""
    for place, form in enumerate(words.forms):
        number = vocabulary.numbers.get(form)
        last = place + 1
        if words.written[place].isdecimal():
            number = number_of(words.written[place])
        elif number is not None and number >= 20 and last < len(words):  # noqa: PLR2004
            skip = words.forms[last] == "-"
            ones = vocabulary.numbers.get("".join(words.forms[last + skip : last + skip + 1]), 10)
            if 0 < ones < 10:  # noqa: PLR2004
                number, last = number + ones, last + skip + 1
        if number is None or number > OLDEST:
            continue
        if place and words.forms[place - 1] == "-" and words.forms[place - 2] in vocabulary.numbers:
            continue
        unit = vocabulary.units.get("".join(words.forms[last : last + 1]))
        yield number, place, last, unit if unit != YEAR else None


def _is_then(
    one: tuple[float, int, int, float | None], words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether a number is the age at which it began."""
    _, place, last, unit = one
    lead = [
        form
        for form in words.forms[max(0, place - REACH) : place]
        if form not in vocabulary["hedges"]
    ]
    lead = lead[max((n + 1 for n, form in enumerate(lead) if form in HARD_STOPS), default=0) :]
    after = words.forms[last : last + REACH]
    is_birthday = "birthday" in after[:3]
    if unit is not None and not vocabulary["expecting"].union(["gone"]).intersection(after[:3]):
        return False
    is_aged = lead[-1:] == ["was"] and not vocabulary["who_ages"].isdisjoint(lead[-2:])
    is_aged = is_aged or lead[-1:] in (["age"], ["aged"], ["turned"]) or lead[-2:] == ["age", "of"]
    is_aged = is_aged or (lead[-1:] == ["of"] and not vocabulary["grown"].isdisjoint(lead[-2:-1]))
    is_aged = (
        is_aged
        or is_birthday
        or (lead[-1:] == ["at"] and not vocabulary["starts"].isdisjoint(lead))
    )
    if not is_aged:
        return False
    if "since" in lead:
        return True
    if not {"when", "at", "age", "on", "aged", "turned"}.isdisjoint([*lead[-4:], *after[:2]]):
        start = max(place - REACH, 0)
        begun = {
            form
            for form, subject in zip(
                words.forms[start : last + REACH], ["", *words.forms][start:], strict=False
            )
            if subject not in vocabulary["who_ages"]
        }
        return not vocabulary["starts"].isdisjoint(begun) or has_phrase(
            words.forms, vocabulary["persisting"]
        )
    return False


def _is_now(
    one: tuple[float, int, int, float | None], words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether a number is an age of today: "I'm 44 now", "now 44", "I turned 52"."""
    _, place, last, _ = one
    lead = [
        form for form in words.forms[max(0, place - 5) : place] if form not in vocabulary["hedges"]
    ]
    is_said = lead[-1:] in (["am"], ["is"], ["turned"]) and not vocabulary["who_ages"].isdisjoint(
        lead[-2:]
    )
    after = words.forms[last : last + 3]
    is_beside_now = "now" in words.forms[max(0, place - 1) : place] or after[:1] == ["now"]
    return is_said or is_beside_now or after[:2] == ["years", "old"] or after[:1] == ["yo"]
