"""Items of a list that are named by their place: "the first two", "1 and 3", "first and last"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

MOST_ITEMS = 12
ENDS_OF_RANGE = 2  # "5 or 6" is one number to whoever says it


class Places:
    """Reads numbers and the words for them."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._ordinals = raw["ordinals"]
        self._ends = frozenset(raw["ordinal_ends"])
        self._counts = raw["counts"]
        self._first = frozenset(raw["first"])
        self._last = frozenset(raw["last"])
        self._fillers = frozenset(raw["fillers"])
        self._beside = self._fillers.union(raw["letters"])
        self._not = frozenset(raw["not_words"])
        self._denials = frozenset(raw["denials"])
        self._names = frozenset(raw["names_places"])

    def of(self, form: str) -> int | None:
        """Return the place that a word names, from 1; None for no place of a list."""
        place = self._ordinals.get(form)
        if place is not None:
            return int(place)
        if form.isdecimal() and form.isascii() and 0 < int(form[:4]) <= MOST_ITEMS:
            return int(form)
        return None

    def may_be_score(self, forms: Sequence[str]) -> bool:
        """Tell whether numbers may count something else than places: "4", "a 7", "5 or 6"."""
        numbers = sorted({int(form) for form in forms if form.isdecimal()})
        if not numbers or not self._names.isdisjoint(forms) or self._ordinals.keys() & set(forms):
            return False
        return numbers[-1] - numbers[0] < len(numbers) <= ENDS_OF_RANGE

    def joined(self, forms: Sequence[str]) -> list[str]:
        """Return the words with "1 st" as one."""
        joined: list[str] = []
        for form in forms:
            if joined and joined[-1].isdecimal() and form in self._ends:
                joined[-1] += form
            else:
                joined.append(form)
        return joined

    def to_last(self, forms: Sequence[str]) -> dict[str, Any] | None:
        """Return the last item, and others named beside it; None where more is said than that."""
        if self._last.isdisjoint(forms):
            return None
        rest = [form for form in forms if form not in self._last]
        places = sorted({int(self._ordinals[form]) for form in rest if form in self._ordinals})
        is_answer = all(form in self._fillers or form in self._ordinals for form in rest)
        if not is_answer:
            return None
        return {"last": 1, "ordinals": places} if places else {"last": 1}

    def counted(self, forms: Sequence[str]) -> list[int] | None:
        """Return the places of "the first three"; None where nothing is counted."""
        for place, form in enumerate(forms[:-1]):
            count = self._counts.get(forms[place + 1], forms[place + 1])
            if form in self._first and str(count).isdecimal():
                rest = [*forms[:place], *forms[place + 2 :]]
                is_answer = all(word in self._fillers for word in rest)
                return list(range(1, min(int(count), MOST_ITEMS) + 1)) if is_answer else None
        return None

    def named(self, forms: Sequence[str]) -> list[int] | None:
        """Return the places named; empty for none, None when other words make it a sentence."""
        named = []
        for form in forms:
            place = self.of(form)
            if place is not None:
                named.append(place)
            elif form not in self._beside:
                return None
        if self._not.intersection(forms) and named:
            return None
        # "2 no" denies it.
        follow = {mark for form, mark in pairwise(forms) if self.of(form) is not None}
        return None if follow & self._denials else sorted(set(named))
