"""The score of today among those of other times: "8/10 yesterday, today like 5"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.nlu.quantities_measures import CLAUSE_END, TOP, Measure
from bot.nlu.quantities_words import Item, QuantityWords

LEADS = ("now_leads", "usual_leads")  # what is told of today goes before what is usual
OF_TEN = frozenset({"of", "/", "from", "-", "to"})
LONGEST_LEAD = 4  # words between "today" and its number


def score_of_now(
    items: Sequence[Item], found: Sequence[Measure], vocabulary: QuantityWords
) -> list[Measure]:
    """Return the score that is told of now, beside another or behind "went from 8 to"; else all."""
    rules = vocabulary.severity
    if meant := _behind_a_jest(items, vocabulary):
        return meant
    scores = [n for n in range(len(items)) if _may_be_score(items, n, vocabulary)]
    reached = [n for n in scores if _is_reached(items, n, vocabulary)]
    if found and not reached:
        told = ([n for n in scores if _is_led(items, n, rules[of], rules["lead"])] for of in LEADS)
        reached = next((places for places in told if places), [])
    if found and not reached:
        reached = _beside_a_former(items, scores, rules)
        reached = reached or _beside_another_time(items, scores, rules)
    reached = reached or _at_worst(items, scores, rules["at_worst"])
    if not reached:
        return [*found]
    item = items[reached[-1]]
    return [Measure(item.value, item.first, item.last)]


def _behind_a_jest(items: Sequence[Item], vocabulary: QuantityWords) -> list[Measure]:
    """Return the score behind one that is taken back: "a million, just kidding, 5".

    "Not kidding, 10" takes nothing back.
    """
    rules = vocabulary.severity
    numbers = [n for n, item in enumerate(items) if item.kind == "N"]
    last = next((n for n in reversed(numbers) if not _is_out_of(items, n)), 0)
    back = [n for n in range(last) if items[n].form in rules["taken_back"]]
    if not back or numbers[0] > back[-1] or not _may_be_score(items, last, vocabulary):
        return []
    said = " ".join(item.form for item in items[back[-1] - 1 : back[-1] + 1])
    is_meant = said not in rules["not_taken_back"]
    between = {item.form for item in items[back[-1] + 1 : last]}
    if not is_meant or not between.issubset({*rules["lead"], *rules["behind_taken_back"]}):
        return []
    return [Measure(items[last].value, items[last].first, items[last].last)]


def _is_out_of(items: Sequence[Item], place: int) -> bool:
    """Tell whether a number is the ten of "5 out of 10"."""
    return place > 0 and items[place - 1].form in OF_TEN and items[place].value == TOP


def _beside_a_former(
    items: Sequence[Item], scores: Sequence[int], rules: Mapping[str, Sequence[str]]
) -> list[int]:
    """Return where scores of now stand beside what it was: "6 but it was 8", "was 8, 6 now"."""
    former = [n for n in scores if _is_led(items, n, rules["former_leads"], rules["lead"])]
    told = (n for n in scores if n not in former) if former else ()
    return [n for n in told if n == 0 or _follows(items, n) in rules["now_leads"]]


def _beside_another_time(
    items: Sequence[Item], scores: Sequence[int], rules: Mapping[str, Sequence[str]]
) -> list[int]:
    """Return where the score of now stands beside another: "8 when I get up, 4 now".

    The ten of "4 out of 10 today" is none.
    """
    told = [n for n in scores if n == 0 or items[n - 1].form not in OF_TEN]
    now = [n for n in told if _follows(items, n) in rules["now_leads"]]
    return now if len(now) < len(told) else []


def _at_worst(items: Sequence[Item], scores: Sequence[int], tails: Sequence[str]) -> list[int]:
    """Return where the higher end of a range stands: "6 at best, 9 at its worst"."""
    behind = {n: " ".join(item.form for item in items[n + 1 : n + 4]) for n in scores}
    return [n for n, words in behind.items() if words.startswith(tuple(tails))]


def _follows(items: Sequence[Item], place: int) -> str:
    return items[place + 1].form if place + 1 < len(items) else ""


def _may_be_score(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    item = items[place]
    is_score = item.kind == "N" and item.value <= TOP and item.value == int(item.value)
    after = items[place + 1] if place + 1 < len(items) else None
    if not is_score or after is None:
        return is_score
    is_counted = after.kind == "U" or after.form in {*vocabulary.age["not_next"]} - {"/", "out"}
    return not is_counted or after.form in vocabulary.severity["tail"]


def _is_led(
    items: Sequence[Item], place: int, leads: Sequence[str], between: Sequence[str]
) -> bool:
    """Tell whether "today", "usually" leads to a number, over words of guessing alone."""
    for before in reversed(items[max(0, place - LONGEST_LEAD) : place]):
        if before.form in leads:
            return True
        if before.form not in between or before.kind == "N" or before.form in CLAUSE_END:
            return False
    return False


def _is_reached(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether a number is that to which it "went from 8 to"."""
    row = [item.form for item in items[max(0, place - 4) : place]]
    is_way = len(row) == 4 and row[1] == "from" and row[3] == "to"  # noqa: PLR2004
    is_score = is_way and items[place - 2].kind == "N" and items[place - 2].value <= TOP
    return is_score and row[0] in vocabulary.severity["ways"]
