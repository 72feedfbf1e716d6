"""Lengths of what came on within a longer trouble: "8 weeks, much worse since Monday".

The length of a trouble stands. A shorter one beside it is that of a change for the worse, of
another part, or of a few bad days, unless its words say that the trouble itself began anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from bot.nlu.durations_role import Role
from bot.nlu.matching_reading import HARD_STOPS
from bot.nlu.matching_words import Words
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

if TYPE_CHECKING:
    from bot.nlu.durations import Duration

Judged = tuple["Duration", Role]

TOLD = (Role.PRESENT, Role.ONSET)
BUT = frozenset(["but", "though", "although"])
CLAUSE_ENDS = frozenset([*HARD_STOPS, ",", *BUT])
CLAUSE_STARTS = CLAUSE_ENDS | {"and", "then", "plus"}
REACH = 3  # words between "started" and "getting worse"


def without_changes(
    judged: Sequence[Judged], words: Words, vocabulary: QuantityWords
) -> list[Judged]:
    """Return the lengths with those of a change made history; those of hours are left out."""
    kept: list[Judged] = []
    lengths = [one for one, _ in judged]
    clauses = [_clause(one, lengths, words) for one in lengths]
    for place, (duration, role) in enumerate(judged):
        others = [one for one, of_one in judged if of_one in TOLD and one.high > duration.high]
        clause = clauses[place]
        if others and role is Role.PRESENT and duration.high < 1:
            continue  # "four months, stiff for an hour"
        is_endless = has_phrase(words.forms[: duration.first], vocabulary["endless"])
        is_told = role in TOLD and (bool(others) or is_endless)
        is_change = is_told and (
            _is_change(clause, vocabulary) or _is_of_longer(duration, others, words, vocabulary)
        )
        beside = [*clauses[:place], *clauses[place + 1 :]]
        is_change = is_change or (role in TOLD and _is_of_a_part(clause, beside, vocabulary))
        kept.append((duration, Role.HISTORY if is_change else role))
    return kept


def _clause(duration: Duration, others: Iterable[Duration], words: Words) -> list[str]:
    """Return the words around a length up to a mark, a "but" or another length."""
    ends = {place for one in others if one is not duration for place in (one.first, one.last)}
    first, last = duration.first, duration.last
    while first > 0 and first not in ends and words.forms[first - 1] not in CLAUSE_STARTS:
        first -= 1
    while last < len(words) and last not in ends and words.forms[last] not in CLAUSE_ENDS:
        last += 1
    return words.forms[first:last]


def _is_change(clause: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a clause tells of a change for the worse, and of no new episode."""
    if not vocabulary["parts_beside"].isdisjoint(clause):
        return True
    if not _is_worse(clause, vocabulary):
        return False
    if has_phrase(clause, vocabulary["episode"] - vocabulary["worse_since"]):
        return False
    starts = [n for n, form in enumerate(clause) if form in vocabulary["started"]]
    follows = (clause[n + 1 : n + 1 + REACH] for n in starts)
    return all(_is_worse(forms, vocabulary) for forms in follows)


def _is_of_a_part(
    clause: list[str], beside: Iterable[list[str]], vocabulary: QuantityWords
) -> bool:
    """Tell whether a length is that of another part, beside one of the back: "foot drop since"."""
    names, parts = vocabulary["main_parts"], vocabulary["parts_beside"]
    is_of_part = names.isdisjoint(clause) and not parts.isdisjoint(clause)
    return is_of_part and any(not names.isdisjoint(one) and parts.isdisjoint(one) for one in beside)


def _is_worse(forms: list[str], vocabulary: QuantityWords) -> bool:
    return not vocabulary["worst"].isdisjoint(forms) or has_phrase(forms, vocabulary["unable"])


def _is_of_longer(
    duration: Duration, others: Iterable[Duration], words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether a longer length behind is said of it: "but it has bothered me four months"."""
    behind = (words.forms[duration.last : one.first] for one in others if one.first > duration.last)
    leads = (
        between[n + 1 :] for between in behind for n, form in enumerate(between) if form in BUT
    )
    return any(has_phrase(lead[:2], vocabulary["said_of_it"]) for lead in leads)
