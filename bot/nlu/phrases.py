"""Phrases among the words of a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def has_phrase(forms: Sequence[str], phrases: Iterable[str]) -> bool:
    """Tell whether one of the phrases stands among the words."""
    text = f" {' '.join(forms)} "
    # Few phrases stand there at all: the text with the gaps is made for those alone.
    return any(phrase in text and f" {phrase} " in text for phrase in phrases)


def without_phrases(forms: Sequence[str], phrases: Iterable[str]) -> list[str]:
    """Return the words without the first of the phrases that stands among them."""
    text = f" {' '.join(forms)} "
    for phrase in sorted(phrases):
        if f" {phrase} " in text:
            return text.replace(f" {phrase} ", " ", 1).split()
    return [*forms]
