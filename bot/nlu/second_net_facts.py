"""Facts that the lexicon did not find in a message, by the encoder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from bot.conversation.turn import Entity
from bot.nlu.encoder_reading import Reading
from bot.nlu.second_net_limits import Limits

# Where the words stand that are hidden from a value of an entity.
Hidden = Callable[[str, str], list[tuple[int, int]]]
EXTRACTOR = "backline_second_net"


def missed_facts(
    reading: Reading,
    found: Sequence[Entity],
    limits: Limits,
    hidden: Hidden | None,
    *,
    left_out: Collection[tuple[str, Any]] = (),
) -> Iterator[Entity]:
    """Yield the likeliest value of each fact that nobody found, where it is likely enough.

    Words that the lexicon hides from a value (`hidden`) do not speak for it. What was `left_out`
    is told of somebody else, where families have such a thing and speak of it.
    """
    named = {one.entity for one in found}
    likely = (
        (chance, told) for told, chance in reading.facts.items() if chance >= limits.fact_from
    )
    for _, (name, value) in sorted(likely, reverse=True):
        is_told = (name, value) not in left_out or name not in limits.histories
        is_wanted = is_told and name in limits.facts and value not in limits.leaves_out
        if is_wanted and name not in named:
            named.add(name)
            start, end = reading.words_of_fact(name, value)
            places = hidden(value, name) if hidden is not None else ()
            if not any(start < last and first < end for first, last in places):
                yield Entity(name, value, start, end, EXTRACTOR)
