"""What the lexicon hides from the encoder: its words do not speak for a sign."""

from __future__ import annotations

from collections.abc import Callable

from bot.nlu.encoder_reading import Reading
from bot.nlu.second_net_limits import FEWEST_WORDS

HIDDEN_SHARE = 0.8  # of the letters that speak of a sign
# Where the words stand that are hidden from a sign.
Hidden = Callable[..., list[tuple[int, int]]]


def seen_chance(sign: str, reading: Reading, hidden: Hidden | None) -> float:
    """Return the chance of a sign in what the lexicon leaves to it.

    The words that speak most for a sign may stand beside those that make it likely, so the rest is
    read without the hidden ones, wherever they stand.
    """
    chance = reading.chances[sign]
    places = hidden(sign) if hidden is not None else []
    if not places:
        return chance
    rest = reading.without(places)
    # What too few words are left of says nothing.
    return min(chance, rest.chances[sign]) if len(rest.text.split()) >= FEWEST_WORDS else 0.0


def is_hidden(span: tuple[int, int], sign: str, hidden: Hidden | None) -> bool:
    """Tell whether hardly a word that speaks of a sign is left to it."""
    start, end = span
    places = hidden(sign) if hidden is not None else []
    covered = sum(max(0, min(end, last) - max(start, first)) for first, last in places)
    return covered >= HIDDEN_SHARE * (end - start)
