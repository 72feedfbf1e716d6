"""A later value that takes an earlier one back: "two weeks, no wait, three"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.turn import Entity
from bot.nlu.lexicon_files import FINDING
from bot.nlu.matching_words import Words

CORRECTS = "corrects"
LONGEST_GAP = 9  # words between the two values
# The list of the cue files: words that correct, and words that may stand beside them.
Marks = tuple[frozenset[str], frozenset[str]]


def without_corrected(entities: Sequence[Entity], words: Words, marks: Marks) -> list[Entity]:
    """Return the entities without those that were taken back.

    The value that stands carries `corrects: true`. What is only said twice is no correction.
    """
    kept: list[Entity] = []
    # A long message is full of findings, and none takes another back.
    values: list[Entity] = []
    for entity in sorted(entities, key=lambda one: one.start):
        if entity.entity == FINDING:
            kept.append(entity)
            continue
        earlier = next((one for one in reversed(values) if _is_rival(one, entity)), None)
        standing = entity
        if earlier is not None and _takes_back(earlier, entity, words, marks):
            kept.remove(earlier)
            values.remove(earlier)
            standing = replace(entity, details={**entity.details, CORRECTS: True})
        kept.append(standing)
        values.append(standing)
    return kept


def _is_rival(one: Entity, other: Entity) -> bool:
    is_same_kind = one.entity == other.entity and one.role == other.role
    return is_same_kind and one.value != other.value and one.end <= other.start


def _takes_back(one: Entity, other: Entity, words: Words, marks: Marks) -> bool:
    first = bisect_left(words.starts, one.end)
    last = bisect_left(words.starts, other.start)
    between = words.forms[first:last]
    correcting, beside = marks
    if len(between) > LONGEST_GAP or not correcting.intersection(between):
        return False
    return all(form in correcting or form in beside for form in between)
