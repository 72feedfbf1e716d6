"""Numbers within references such as BL-V5W928M, which say nothing of a length or a score."""

from __future__ import annotations

from bot.nlu.matching_words import Words

SHORTEST_WORD = 3  # letters; "for3weeks" is a slip, "v5w" is none


def is_in_code(words: Words, first: int, last: int) -> bool:
    """Tell whether the words from one place up to another stand within a reference."""
    if last < len(words) and _is_glued(words, last) and words.written[last][0].isdigit():
        return True
    if not _is_glued(words, first) or not words.written[first - 1].isalnum():
        return False
    is_word = words.written[first - 1].isalpha() and len(words.written[first - 1]) >= SHORTEST_WORD
    return not is_word or _is_glued(words, first - 1)


def _is_glued(words: Words, place: int) -> bool:
    """Tell whether nothing parts a word from the one before."""
    return place > 0 and words.ends[place - 1] == words.starts[place]
