"""Answers that go through a list one by one: "A: no", "B no, C a bit", "1. no 2. yes".

Each letter stands first and what is said of it behind it. A plain yes or no is taken; of a letter
with any other words behind it, it is told that they doubt it: it is to be asked about by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FEWEST = 2
SHARES = ":"  # "A, B: no" is one no to both


@dataclass(slots=True)
class _Told:
    """Letters that stand together, and the words behind them."""

    letters: list[str]
    words: list[str] = field(default_factory=list)


class Rows:
    """Reads messages in which each letter, or number, has its own answer behind it."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._letters = sorted(raw["letters"])
        self._word_letters = frozenset(raw["word_letters"])
        self._no = frozenset(raw["denials"])
        self._yes = frozenset(raw["assents"])
        self._hedges = frozenset(raw["hedges"])
        self._between = frozenset(raw["between"])
        self._marks = frozenset(raw["breaks"]) | {")"}
        self._unsaid = self._marks | self._between | frozenset(raw["beside_letters"])
        self._not = frozenset(raw["not_words"]) & self._no
        self._vague = frozenset((*raw["doubts"], *raw["narrows"]))
        self._takes_back = frozenset(raw["takes_back"]) - self._no

    def lettered(self, forms: Sequence[str]) -> list[str]:
        """Return the words with the numbers of a row as letters: "1 no 2 yes", "1) no 2) yes"."""
        places = [n for n, form in enumerate(forms) if form.isdecimal()]
        counts = [str(n) for n in range(1, len(places) + 1)]
        is_row = len(places) >= FEWEST and [forms[n] for n in places] == counts
        if not is_row or set(self._letters).difference(self._word_letters).intersection(forms):
            return [*forms]
        answers = [self._answer_behind(forms, place) for place in places]
        plain = sum(answer in self._no | self._yes for answer in answers)
        if "" in answers or plain < FEWEST or len(places) > len(self._letters):
            return [*forms]
        letters = dict(zip(places, self._letters, strict=False))
        return [letters.get(place, form) for place, form in enumerate(forms)]

    def choice(self, forms: Sequence[str], *, by_place: bool = False) -> dict[str, Any] | None:
        """Return the letters that are stated, denied and doubted; None where it is no such row.

        `by_place` tells that they stand for numbers, which count what is on the list that is shown.
        """
        told = list(self._told(forms))
        named = [letter for one in told for letter in one.letters]
        if len(named) < FEWEST or len(named) != len(set(named)):
            return None
        found: dict[str, list[str]] = {"letters": [], "denied": [], "doubted": []}
        for one in told:
            says = self._says(one)
            if says is None:
                return None
            found[says] += [letter.upper() for letter in one.letters]
        if not found["denied"]:
            return None
        said: dict[str, Any] = {key: sorted(ones) for key, ones in found.items() if ones}
        return said | {"by_place": True} if by_place else said

    def single(self, forms: Sequence[str]) -> dict[str, Any] | None:
        """Return what a message says of single letters: of one after the other, or "not G"."""
        return self.choice(forms) or self._denied_last(forms)

    def _denied_last(self, forms: Sequence[str]) -> dict[str, Any] | None:
        """Return the one letter of a message, where it ends by denying it and doubts nothing."""
        end = [form for form in forms if form not in self._marks][-2:]
        named = [one for one in forms if one in self._letters and one not in self._word_letters]
        is_plain = not set(forms[:-2]) & (self._vague | self._takes_back) and "?" not in forms
        is_end = len(end) == len(("not", "letter")) and end[0] in self._not and end[1:] == named
        return {"denied": [end[1].upper()]} if is_end and is_plain else None

    def _answer_behind(self, forms: Sequence[str], place: int) -> str:
        """Return the word behind a number and its mark; empty where a count stands there."""
        behind = [*forms[place + 1 : place + 3], ""]
        if behind[0] in self._no | self._yes:
            return behind[0]
        return behind[1] if behind[0] in self._marks else ""

    def _told(self, forms: Sequence[str]) -> Iterator[_Told]:
        """Yield letters with what is said of them; nothing where the message opens otherwise."""
        told: _Told | None = None
        for place, form in enumerate(forms):
            if self._is_key(forms, place):
                is_next = told is not None and not self._between.issuperset(told.words)
                if told is None or is_next:
                    if told is not None:
                        yield told
                    told = _Told([form])
                else:
                    told.letters.append(form)
                    told.words.clear()
            elif told is None:
                return
            else:
                told.words.append(form)
        if told is not None:
            yield told

    def _is_key(self, forms: Sequence[str], place: int) -> bool:
        """Tell whether a word is a letter of the list: "a" only with a mark or answer behind it."""
        if forms[place] not in self._letters:
            return False
        behind = forms[place + 1] if place + 1 < len(forms) else ""
        is_sure = forms[place] not in self._word_letters or place == 0
        return is_sure or behind in self._marks | self._no | self._yes | self._between

    def _says(self, one: _Told) -> str | None:
        """Return what is said of letters: stated, denied or doubted; None where nothing is."""
        said = set(one.words) - self._unsaid
        shares = len(one.letters) == 1 or one.words[:1] == [SHARES]
        if not said or not shares or said & self._takes_back:
            return None
        if said <= self._no:
            return "denied"
        is_yes = said <= self._yes | self._hedges | self._word_letters and "?" not in one.words
        return "letters" if is_yes else "doubted"
