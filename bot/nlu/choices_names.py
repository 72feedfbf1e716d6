"""Messages that open with a letter or a number of something else than an item of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

APOSTROPHES = frozenset(["'", "′"])
FEET_AND_INCHES = 3  # words


def names_something_else(forms: Sequence[str], raw: Mapping[str, Any]) -> bool:
    """Tell whether a message opens with "C-section", "E. coli" or tells of a height, "5'4"."""
    opening = forms[:3]
    is_name = opening[:1] != [] and opening[0] in raw["letters"]
    is_name = is_name and "".join(opening[1:2]) in raw["marks_of_names"]
    if is_name and "".join(opening[2:3]) in raw["named_letters"]:
        return True
    if APOSTROPHES.isdisjoint(forms):
        return False  # most messages
    ends = range(FEET_AND_INCHES, len(forms) + 1)
    return any(_is_height(forms[end - FEET_AND_INCHES : end]) for end in ends)


def _is_height(forms: Sequence[str]) -> bool:
    feet, mark, inches = forms
    return feet.isdecimal() and mark in APOSTROPHES and inches.isdecimal()
