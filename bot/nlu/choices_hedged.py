"""Answers to a list that make a letter less, tell more of it, or name what everybody has.

"B sometimes", "a little bit of D", "H when I laugh": whoever has a sign a little has it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.nlu.choices_files import Phrases

ARTICLE = "a"


class Hedged:
    """Knows the words that stand beside a letter and leave it a yes."""

    def __init__(self, raw: Mapping[str, Any], ends_of_no: Collection[str]) -> None:
        self._ends_of_no = [end.split() for end in ends_of_no]
        self._usual = frozenset(raw["usual"])
        self._exceptions = frozenset(raw["exceptions"])
        self._opens_no = frozenset((*raw["denials"], "never"))
        self._beside_usual = self._exceptions.union(
            *(raw[name] for name in ("harmless", "edges", "denials", "beside_usual"))
        )
        self._hedges = frozenset(raw["hedges"])
        self._noes = frozenset((*raw["denials"], *raw["not_words"])) - frozenset(raw["turns"])
        self._leads = frozenset(raw["qualifies"])
        self._leads_more = self._leads | {*raw["qualifies_more"], *self._hedges}
        self._undone = frozenset((*raw["denials"], *raw["undoes"], *raw["well"]))
        self._others = frozenset(raw["letters"]) - {ARTICLE}
        self._of_others = Phrases(raw["of_others"])

    def is_none(self, forms: Sequence[str]) -> bool:
        """Tell whether a message says no to all, but for what everybody has."""
        said = set(forms)
        excepts = not said.isdisjoint(self._exceptions)
        if excepts and said & self._usual and said <= self._beside_usual:
            return True
        if excepts or self._opens_no.isdisjoint(forms[:1]):
            return False
        return any(list(forms[-len(end) :]) == end for end in self._ends_of_no)

    def without(self, forms: Sequence[str]) -> list[str] | None:
        """Return a message without its hedges; None where it has none, or denies something."""
        behind = [*forms[1:], ""]
        # "A bit" names no letter.
        said = [
            form
            for form, follower in zip(forms, behind, strict=True)
            if form != ARTICLE or follower not in self._hedges
        ]
        if not self._hedges.intersection(said) or self._noes.intersection(said):
            return None
        return [form for form in said if form not in self._hedges]

    def is_qualified(self, letter: str, tail: Sequence[str]) -> bool:
        """Tell whether what stands right behind a letter tells more of it, and denies nothing."""
        behind = tail[1] if tail[0] == ARTICLE and len(tail) > 1 else tail[0]
        leads = self._leads if letter == ARTICLE else self._leads_more
        is_letter = letter == ARTICLE or letter in self._others
        return is_letter and behind in leads and (self._undone | self._others).isdisjoint(tail)

    def named(self, letters: list[str], tail: Sequence[str]) -> dict[str, Any]:
        """Return letters that a message goes on behind: unsure where somebody else has it."""
        is_of_other = " ".join(tail).rstrip(" .!") in self._of_others
        return {"letters": letters, "unsure" if is_of_other else "more": True}
