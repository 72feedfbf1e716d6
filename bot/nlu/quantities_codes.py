"""Numbers within references such as BL-V5W928M, which say nothing of a length or a score."""

from __future__ import annotations

from bot.nlu.matching_words import Words

HYPHEN = "-"
TIMES = "x"  # "x5d" in a note in shorthand
SHORTEST_WORD = 3  # letters; "for3weeks" is a slip, "v5w" is none


def is_in_code(words: Words, first: int, last: int) -> bool:
    """Tell whether the words from one place up to another stand within a reference."""
    if last < len(words) and _is_glued(words, last) and words.written[last][0].isdigit():
        return True
    before = first - 1
    if _is_glued(words, first) and words.written[before] == HYPHEN and _is_glued(words, before):
        before -= 1
    elif not _is_glued(words, first) or not words.written[before].isalnum():
        return False
    word = words.written[before]
    is_word = word == TIMES or (word.isalpha() and len(word) >= SHORTEST_WORD)
    return not is_word or _is_glued(words, before)


def _is_glued(words: Words, place: int) -> bool:
    """Tell whether nothing parts a word from the one before."""
    return place > 0 and words.ends[place - 1] == words.starts[place]
