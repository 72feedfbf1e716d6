"""Scores from 0 to 10, and temperatures."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlu.matching_words import Words
from bot.nlu.quantities_measures import CLAUSE_END, TOP, Measure
from bot.nlu.quantities_scores_now import score_of_now
from bot.nlu.quantities_scores_told import (
    clause_score,
    is_of_a_list,
    is_of_the_scale,
    shouted_score,
    told_score,
)
from bot.nlu.quantities_words import Item, QuantityWords

MOST_ASKED = 100
TOO = "2"  # as some write "too"
SHORT = 5  # words of an answer whose number may count something else
FAHRENHEIT_FROM = 90.0


def find_scores(
    items: Sequence[Item], words: Words, vocabulary: QuantityWords, *, is_shouted: bool = False
) -> list[Measure]:
    """Return the scores; one above 10 stays as it is, so that it can be asked about kindly."""
    found: list[Measure] = []
    for place, item in enumerate(items):
        if item.kind != "N" or (found and item.first < found[-1].last):
            continue
        if is_of_the_scale(items, place) or is_of_a_list(items, place):
            continue
        if _may_be_too(items, place, vocabulary):
            continue
        score = _of_ten(items, place) or _none(items, place, vocabulary)
        score = score or _led(items, place, vocabulary)
        if score is not None:
            found.append(_with_range(score, items, place))
    found = score_of_now(items, found or told_score(items, vocabulary), vocabulary)
    found = found or (shouted_score(items, words, vocabulary) if is_shouted else [])
    found = found or clause_score(items, vocabulary) or _behind_band(items, vocabulary)
    return found or _banded(words, vocabulary)


def _of_ten(items: Sequence[Item], place: int) -> Measure | None:
    value = items[place].value
    following = [item.form for item in items[place + 1 : place + 5]]
    if following[:1] == ["/"] and _is_ten(items, place + 2):
        is_date = place > 0 and items[place - 1].form in ("on", "since", "from", "/")
        goes_on = following[2:3] == ["/"]
        end = items[place + 2].last
        return None if is_date or goes_on else _score(value, items[place].first, end)
    if following[:2] == ["out", "of"] and _is_ten(items, place + 3):
        return _score(value, items[place].first, items[place + 3].last)
    if following[:1] == ["on"] and "scale" in following:
        return _on_scale(items, place)
    if following[:1] in (["of"], ["from"]) and _is_ten(items, place + 2):
        return _score(value, items[place].first, items[place + 2].last)
    return None


def _on_scale(items: Sequence[Item], place: int) -> Measure | None:
    """Return the score of "8 on a ten scale", "5 on your scale of ten"."""
    row = range(place + 2, min(place + 7, len(items)))
    ends = [n for n in row if _is_ten(items, n) or items[n].form == "scale"]
    is_whole = any(_is_ten(items, n) for n in ends)
    return (
        _score(items[place].value, items[place].first, items[ends[-1]].last) if is_whole else None
    )


def _is_ten(items: Sequence[Item], place: int) -> bool:
    return place < len(items) and items[place].kind == "N" and items[place].value == TOP


def _score(value: float, first: int, last: int) -> Measure | None:
    return Measure(value, first, last) if value <= MOST_ASKED else None


def _led(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> Measure | None:
    item = items[place]
    if item.value > TOP + 2 or not _ends_there(items, place, vocabulary):
        return None
    after = [other.form for other in items[place + 1 : place + 3]]
    dates = vocabulary.raw["months"].keys() | vocabulary.raw["weekdays"].keys()
    if after[:1] in (["in"], ["on"]) and not dates.isdisjoint(after[1:]):
        return None  # "she will be 3 in May"
    near = {other.form for other in items[max(0, place - 5) : place]}
    if not near.isdisjoint(vocabulary.severity["rated_others"]):
        return None
    lead: list[str] = []
    for before in reversed(items[max(0, place - 5) : place]):
        if before.form not in vocabulary.severity["lead"] and before.kind != "N":
            break
        lead.append(before.form)
    is_article = lead[:1] in (["a"], ["an"])
    is_told = lead[:2] in (["at", "am"], ["at", "is"]) or lead[:3] == ["at", "it", "put"]
    is_told = is_told or _is_clause(items, place, vocabulary)
    required = set(lead) & set(vocabulary.severity["required"])
    if not is_article and not is_told and not required:
        return None
    if required == {"now"} and lead[:1] != ["at"] and _counts_on(items[:place], vocabulary):
        return None
    return Measure(item.value, item.first, item.last)


def _may_be_too(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether "it hurts there 2" ends a message: there, too."""
    before = [item.form for item in items[max(0, place - 3) : place]]
    is_beside = not vocabulary["parts_beside"].isdisjoint(before[:-1])
    is_last = items[place].form == TOO and place + 1 == len(items)
    return is_last and is_beside and not vocabulary["hurting"].isdisjoint(before[-1:])


def _counts_on(before: Sequence[Item], vocabulary: QuantityWords) -> bool:
    """Tell whether "now 8" goes on with a length or an age: "I was 5 months along, now 8"."""
    forms = {item.form for item in before}
    people = set(vocabulary.age["infants"]) | {"son", "daughter", "kids", "boys", "girls"}
    is_counted = any(item.kind == "U" for item in before) or not people.isdisjoint(forms)
    return (is_counted or {"little", "one"} <= forms) and set(
        vocabulary.severity["none_of"]
    ).isdisjoint(forms)


def _none(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> Measure | None:
    """Return the score of a zero before the name of what is scored."""
    following = [item.form for item in items[place + 1 : place + 3]]
    names = set(vocabulary.severity["none_of"])
    is_said = items[place].value == 0 and not names.isdisjoint(following[:1])
    if not is_said or set(following[1:]) & set(vocabulary.severity["not_after_none"]):
        return None
    return Measure(0.0, items[place].first, items[place].last)


def _is_clause(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether a clause is only "back 8", or the last of a message "it is 7"."""
    before = [item.form for item in items[max(0, place - 3) : place]]
    after = items[place + 1].form if place + 1 < len(items) else "."
    if after not in CLAUSE_END:
        return False
    if before[-2:] == ["it", "is"]:
        return len(items) > SHORT and before[:-2] != ["if"]
    is_first = len(before) < 2 or before[-2] in CLAUSE_END or before[-2] == "my"  # noqa: PLR2004
    return bool(before) and before[-1] in vocabulary.severity["places"] and is_first


def _ends_there(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    # "7 to 8", "7/10": the clause ends after the last number of the row.
    while place + 2 < len(items) and items[place + 1].form in ("-", "to", "or", "/"):
        place += 2
        if items[place].kind != "N":
            return False
    if place + 1 >= len(items):
        return True
    following = items[place + 1]
    pair = " ".join(item.form for item in items[place + 1 : place + 3])
    if pair in vocabulary.severity["day_tails"]:
        return True
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


def _behind_band(items: Sequence[Item], vocabulary: QuantityWords) -> list[Measure]:
    """Return the number of "moderate 4": it is what was meant by the word."""
    bands = {word for names in vocabulary.severity["bands"].values() for word in names}
    return [
        Measure(item.value, item.first, item.last)
        for place, item in enumerate(items)
        if item.kind == "N" and item.value <= TOP and place > 0
        if items[place - 1].form in bands and _ends_there(items, place, vocabulary)
    ]


def _banded(words: Words, vocabulary: QuantityWords) -> list[Measure]:
    rules = vocabulary.severity
    bands = {word: float(value) for value, names in rules["bands"].items() for word in names}
    for place, form in enumerate(words.forms):
        if form not in bands:
            continue
        is_decade = "".join(words.written[place + 1 : place + 2]).isdecimal()
        if is_decade and words.forms[place + 2 : place + 3] in (["s"], ["is"]):
            continue  # "mid 40s" is an age
        before = words.forms[max(0, place - 3) : place]
        near = {*before, *words.forms[place + 1 : place + 3]}
        is_alone = len(words) <= 4  # noqa: PLR2004
        is_denied = bool(set(before) & set(rules["negations"]))
        if not is_denied and (is_alone or near & set(rules["sufferings"])):
            return [Measure(bands[form], place, place + 1, is_word=True, is_band=True)]
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
