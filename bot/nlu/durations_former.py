"""Lengths of a trouble that went, beside that of the one that came back.

"It came in May, went in June, and is here again since the 9th": the last is the one of now.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.nlu.durations_role import Role
from bot.nlu.matching_words import Words
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

if TYPE_CHECKING:
    from bot.nlu.durations import Duration

Judged = tuple["Duration", Role]

TOLD = (Role.PRESENT, Role.ONSET)
REACH = 8  # words before a length that tell that it came back then


def without_former(
    judged: Sequence[Judged], words: Words, vocabulary: QuantityWords
) -> list[Judged]:
    """Return the lengths with those before the one that came back made history."""
    told = [one for one, role in judged if role in TOLD]
    if len(told) <= 1:
        return [*judged]
    latest = max(told, key=lambda one: one.first)
    before = [one for one in told if one is not latest]
    if not _came_back(latest, before, words, vocabulary):
        return [*judged]
    return [
        (one, Role.HISTORY if one in before and one.low > latest.high else role)
        for one, role in judged
    ]


def _came_back(
    latest: Duration, before: Sequence[Duration], words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether "here again since", "was grand till" leads a length."""
    start = max(latest.first - REACH, *(one.last for one in before))
    lead = words.forms[start : latest.first + 1]
    behind = words.forms[latest.last : latest.last + 2]
    if has_phrase(lead, vocabulary["returned"]) or behind in (["this", "time"], ["this", "bout"]):
        return True
    is_until = not vocabulary["well_until"].isdisjoint(
        words.forms[latest.first - 1 : latest.first + 1]
    )
    return is_until and not vocabulary["well"].isdisjoint(lead)
