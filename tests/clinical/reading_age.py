"""Flesch-Kincaid grade of a short English text; syllables are counted by vowel groups."""

from __future__ import annotations

import re

SILENT_END = re.compile(r"(?:[^laeiouy]es|[^dtaeiouy]ed|[^laeiouy]e|[aeiouy]le)$")


def grade(text: str) -> float:
    """Return the US school grade of a text."""
    sentences = max(1, len(re.findall(r"[.!?:;](?=\s|$)", text)))
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(count_syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def count_syllables(word: str) -> int:
    word = word.lower().replace("'", "")
    stem = SILENT_END.sub(lambda found: found.group()[0], word) if len(word) > 3 else word
    return max(1, len(re.findall(r"[aeiouy]+", stem)))
