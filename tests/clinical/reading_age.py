"""Flesch-Kincaid grade of English texts, and a rule for texts too short for any formula.

A formula counts sentences and syllables over a passage; in a text of five words one long word moves
it by several grades. So a text of at least `PASSAGE` words is graded by itself, shorter ones are
graded together as one passage, and each short one may not hold a rare long word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

PASSAGE = 20
LONG_WORD = 4
# Silent endings: "moved", "takes", "pain-free", "table" counts its own way.
SILENT_END = re.compile(r"(?:[^laeiouy]es|[^dtaeiouy]ed|[^laeiouy]e|[aeiouy]le)$")
SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
WORD = re.compile(r"[A-Za-z']+")
# Long words that everybody knows, or that a person must be able to repeat at a desk.
KNOWN_LONG_WORDS = frozenset(
    {
        "emergency", "delivery", "professional", "everyday",
    }
)  # fmt: skip


def grade(text: str) -> float:
    """Return the US school grade of a passage. List items and lines count as sentences."""
    words = WORD.findall(text)
    if not words:
        return 0.0
    parts = [part for part in SENTENCE_END.split(text) if WORD.search(part)]
    syllables = sum(count_syllables(word) for word in words)
    return 0.39 * len(words) / len(parts) + 11.8 * syllables / len(words) - 15.59


def count_syllables(word: str) -> int:
    """Return the syllables of a word, counted by its vowel groups."""
    word = word.lower().replace("'", "")
    stem = SILENT_END.sub(lambda found: found.group()[0], word) if len(word) > 3 else word
    return max(1, len(re.findall(r"[aeiouy]+", stem)))


def too_hard(texts: Mapping[str, str], highest: float) -> dict[str, float | str]:
    """Return the texts above a grade, by name; short ones under the name "all short texts"."""
    short = {name: text for name, text in texts.items() if len(WORD.findall(text)) < PASSAGE}
    found: dict[str, float | str] = {
        name: round(grade(text), 1)
        for name, text in texts.items()
        if name not in short and grade(text) > highest
    }
    together = "\n".join(short.values())
    if grade(together) > highest:
        found["all short texts"] = round(grade(together), 1)
    return found | {name: ", ".join(words) for name, words in _long_words(short.items())}


def _long_words(texts: Iterable[tuple[str, str]]) -> Iterable[tuple[str, list[str]]]:
    for name, text in texts:
        long = [
            word
            for word in WORD.findall(text)
            if count_syllables(word) >= LONG_WORD and word.lower() not in KNOWN_LONG_WORDS
        ]
        if long:
            yield name, long
