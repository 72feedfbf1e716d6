"""Lengths told by two ages: "since I was 19 and I'm 44 now", "since the birth, she is 7 months"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.nlu.dates_named import date_at
from bot.nlu.durations_role import persists
from bot.nlu.matching_reading import HARD_STOPS
from bot.nlu.matching_words import Words
from bot.nlu.onsets import Span
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords, number_of

YEAR, MONTH, WEEK = 365.0, 30.0, 7.0  # days
OLDEST = 110
REACH = 7  # words between an age and what is told of it
AND = frozenset(["and", "now", "when", "i"])


def life_spans(
    words: Words, vocabulary: QuantityWords, now: datetime | None = None
) -> Iterator[Span]:
    """Yield the length between the age at which it began and the age of today."""
    told = [*_numbers(words, vocabulary)]
    then = next((one for one in told if _is_then(one, words, vocabulary)), None)
    today = next((one for one in told if one != then and _is_now(one, words, vocabulary)), None)
    if then is None and today is not None:
        yield from _since_a_birth(today, words, vocabulary, now)
    if then is None and today is not None:
        yield from _since_a_stage(today, words, vocabulary)
    if then is None or today is None:
        return
    unit = then[3] or today[3] or YEAR
    is_same_unit = (then[3] or unit) == (today[3] or unit)
    # Who will be 60 in the spring is 59.
    between = today[0] - then[0] - _is_to_come(today, words, vocabulary)
    if is_same_unit and between > 0 and today[0] <= OLDEST:
        first, last = sorted((then[1], today[1]))
        yield max(between - 1, 0) * unit, between * unit, first, last + 1


def _since_a_birth(
    one: tuple[float, int, int, float | None],
    words: Words,
    vocabulary: QuantityWords,
    now: datetime | None,
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
    is_to_come = _is_to_come(one, words, vocabulary)
    if not (is_age or is_to_come) or not has_phrase(words.forms, vocabulary["births"]):
        return
    if is_to_come:
        yield (years - 1) * YEAR, years * YEAR, place, min(last + 2, len(words))
        return
    since, end = _since_birthday(last, words, vocabulary, now)
    yield years * YEAR + since[0], years * YEAR + since[1], place, end


def _since_birthday(
    place: int, words: Words, vocabulary: QuantityWords, now: datetime | None
) -> tuple[tuple[float, float], int]:
    """Return the days since the birthday of "turned six in October", and where that ends."""
    pair = words.forms[place : place + 2]
    if now is None or pair[:1] == ["now"]:
        return (0.0, YEAR), place
    if pair in (["this", "month"], ["this", "week"]):
        return (0.0, float(now.day if pair[1] == "month" else WEEK)), place + 2
    if pair in (["last", "month"], ["last", "week"]):
        return (0.0, float(2 * MONTH if pair[1] == "month" else 2 * WEEK)), place + 2
    at = place + (pair[:1] in (["in"], ["on"])) + (pair[1:] == ["the"])
    found = date_at(at, words, vocabulary, now.date()) if place < at < len(words) else None
    if found is None:
        return (0.0, YEAR), place
    first, last, end = found
    today = now.date()
    return (float(max((today - last).days, 0)), float(max((today - first).days, 0))), end


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
    is_ago = words.forms[last : last + 1] == ["ago"]
    is_in_years = words.forms[last - 1] in ("years", "yrs", "year") and not is_ago
    is_age = (is_told or is_after) and not is_in_years
    is_birth = is_age and has_phrase(words.forms, vocabulary["births"])
    return is_birth and not _is_long_past(last, words, vocabulary)


def _is_long_past(last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell of "gave birth 18 months ago", where nothing is said to hurt since then."""
    is_month = vocabulary.units.get(words.forms[last - 1], 1.0) >= MONTH
    leads = vocabulary["befallen_leads"] | vocabulary["onset"]
    is_linked = not leads.isdisjoint(words.forms) or persists(words, vocabulary)
    return is_month and words.forms[last : last + 1] == ["ago"] and not is_linked


def _numbers(
    words: Words, vocabulary: QuantityWords
) -> Iterator[tuple[float, int, int, float | None]]:
    """Yield the whole numbers with their place, the end, and the unit of months or weeks."""
    birthdays = vocabulary.raw["birthdays"]
    for place, (form, written) in enumerate(zip(words.forms, words.written, strict=True)):
        number = vocabulary.numbers.get(form)
        last = place + 1
        if written.isdecimal():
            number = number_of(written)
        elif number is not None and number >= 20 and last < len(words):  # noqa: PLR2004
            skip = words.forms[last] == "-"
            ones = vocabulary.numbers.get("".join(words.forms[last + skip : last + skip + 1]), 10)
            if 0 < ones < 10:  # noqa: PLR2004
                number, last = number + ones, last + skip + 1
        number = birthdays.get(form, number)
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
    if unit is not None and not vocabulary["expecting"].union(["gone"]).intersection(after[:3]):
        return False
    if lead[-2:] in (["he", "was"], ["she", "was"]) and has_phrase(
        words.forms, vocabulary["births"]
    ):
        return False  # "since my lad was born, he was one in September"
    if not _is_aged_then(lead, after, vocabulary):
        return False
    if "since" in lead or "from" in lead:
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


def _is_aged_then(lead: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "I was", "at the age of", "since my" stands before an age of then."""
    is_aged = lead[-1:] == ["was"] and not vocabulary["who_ages"].isdisjoint(lead[-2:])
    is_aged = (
        is_aged
        or lead[-1:] in (["age"], ["aged"], ["turned"], ["hit"], ["reached"])
        or lead[-2:] == ["age", "of"]
    )
    is_aged = is_aged or (lead[-1:] == ["of"] and not vocabulary["grown"].isdisjoint(lead[-2:-1]))
    return (
        is_aged
        or "birthday" in after[:3]
        or (lead[-1:] == ["at"] and not vocabulary["starts"].isdisjoint([*lead, *after[:3]]))
        or lead[-2:] in (["since", "my"], ["from", "my"])
    )


def _is_to_come(
    one: tuple[float, int, int, float | None], words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether somebody reaches an age soon: "I'll be 60 in the spring", "61 on Sunday"."""
    _, place, last, unit = one
    lead = [
        form for form in words.forms[max(0, place - 4) : place] if form not in vocabulary["hedges"]
    ]
    after = words.forms[last : last + 1]
    is_soon = after in (["in"], ["on"], ["next"], ["come"], ["tomorrow"], ["soon"])
    is_will = lead[-2:] in (["will", "be"], ["to", "be"]) or lead[-1:] in (["turning"], ["turns"])
    is_being = lead[-1:] in (["am"], ["is"]) and not vocabulary["who_ages"].isdisjoint(lead[-2:])
    return unit is None and (is_will or (is_being and is_soon))


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
    if _is_to_come(one, words, vocabulary):
        return True
    is_beside_now = "now" in words.forms[max(0, place - 1) : place] or after[:1] == ["now"]
    return is_said or is_beside_now or after[:2] == ["years", "old"] or after[:1] == ["yo"]
