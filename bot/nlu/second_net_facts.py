"""Facts that the lexicon did not find in a message, by the encoder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.conversation.turn import Entity
from bot.nlu.encoder_reading import Reading


def missed_facts(
    reading: Reading, found: Sequence[Entity], *, fact_from: float, extractor: str
) -> Iterator[Entity]:
    """Yield the likeliest value of each fact of which nothing was found, where it is likely enough.

    `fact_from` is a chance from 0 to 1.
    """
    named = {one.entity for one in found}
    likely = sorted(((chance, told) for told, chance in reading.facts.items()), reverse=True)
    for chance, (name, value) in likely:
        if chance < fact_from:
            return
        if name not in named:
            named.add(name)
            start, end = reading.words_of_fact(name, value)
            yield Entity(name, value, start, end, extractor)
