"""How a message is read as an answer to a list of items, by the words of choices.yml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from bot.nlu.choices_files import Phrases, expanded
from bot.nlu.choices_hedged import Hedged
from bot.nlu.choices_noes import REST_OF_NONE
from bot.nlu.choices_places import MOST_ITEMS, Places
from bot.nlu.choices_polarity import Polarity
from bot.nlu.choices_rows import Rows
from bot.nlu.matching_words import Words

SOME = "some"  # a hedge and nothing else: "a little"
LONGEST = 40
MOST_BREAKS = 4
AT_ONCE = 3
# A message that opens with letters does so within a few words: "A, B and D, and also ...".
OPENS_WITHIN = 12
MOST_WORDS = 200
LONGEST_THING = 8  # words, before "otherwise none"


class Chooser:
    """Reads a message as an answer to a list."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self._letters = frozenset(raw["letters"])
        self._plain = self._letters - frozenset(raw["word_letters"])
        self._fillers = frozenset(raw["fillers"])
        self._edges = frozenset(raw["edges"])
        self._softly = frozenset(raw["softly"])
        self._well = [[word] for word in raw["well"]]
        self._polarity = Polarity(raw)
        self._rows = Rows(raw)
        self._places = Places(raw)
        self._hedged = Hedged(raw, {one for line in raw["ends_of_no"] for one in expanded(line)})
        # A phrase that two of them have is that of the first.
        self._phrases = {name: Phrases(raw[name]) for name in ("unsure", "all", "none")}
        self._rest_denied = Phrases(raw["rest_denied"])

    def choice(self, words: Words) -> Any | None:
        """Return letters, ordinals, a row, "none", "all" or "unsure"; None for no answer."""
        row = self._polarity.row(words.forms)
        # "No no no" is a none, however many items there are.
        whole = None if any(row) else self._whole(list(words.forms))
        if whole is not None or row:
            return whole or {"row": row}
        forms = self._places.joined(words.forms)
        lettered = self._rows.lettered(forms)
        if lettered != forms:
            return self._rows.choice(lettered, by_place=True)
        told, forms = forms, self._before_rest_denied(forms)
        less = self._less_than_plain(forms, is_whole=len(told) > len(forms))
        by_letter = self._polarity.choice(forms)
        if less is None or "doubted" in (by_letter or ()):
            is_by_letter = self._polarity.denies(forms) and self._letters & set(forms)
            return by_letter if by_letter or is_by_letter else self._picked(words, forms)
        return less

    def _picked(self, words: Words, forms: list[str]) -> Any | None:
        """Return the letters or places that a message picks."""
        forms = self._polarity.spelled_out(forms)
        to_last = self._places.to_last(forms)
        if to_last is not None:
            return to_last
        counted = self._places.counted(forms)
        if counted is not None:
            return {"ordinals": counted}
        run = self._run_of_letters(words)
        letters, ordinals = (
            (run, []) if run else (self._letters_of(forms), self._places.named(forms))
        )
        if letters is None or ordinals is None or (letters and ordinals):
            return None
        if letters:
            return {"letters": letters}
        if not ordinals:
            return None
        is_vague = self._places.may_be_score(forms)
        return {"ordinals": ordinals} | ({"unsure": True} if is_vague else {})

    def one_by_one(self, words: Words) -> Any | None:
        """Return what a message says of single letters: of one after the other, or "not G"."""
        return self._rows.single(words.forms) if len(words) <= MOST_WORDS else None

    def is_for_a_moment(self, words: Words) -> bool:
        """Tell whether a message asks for a moment: "one sec" names no second item."""
        text = f" {' '.join(words.forms)} "
        return any(f" {one} " in text for one in self.raw["moments"])

    def rest_of_one(self, words: Words) -> Any | None:
        """Return that all others are denied, behind one thing that is told in words.

        Of several things one may not be understood, and would be denied with the rest.
        """
        starts = range(1, min(len(words.forms), LONGEST_THING + 2))
        place = next((n for n in starts if " ".join(words.forms[n:]) in self._rest_denied), None)
        if place is None:
            return None
        head = words.forms[: place - (words.forms[place - 1] in self.raw["breaks"])]
        apart = {*self.raw["between"], *self.raw["joins_denied"], *self.raw["breaks"]}
        return {"rest": "denied"} if head and not apart.intersection(head) else None

    def opening(self, words: Words) -> Any | None:
        """Return "none" or "unsure" where the first clause says so, and what it excepts."""
        ends = {*self.raw["breaks"], *self.raw["exceptions"]}
        breaks = (place for place, form in enumerate(words.forms) if form in ends)
        for place in islice(breaks, MOST_BREAKS):
            head, tail = words.forms[:place], words.forms[place:]
            found = self._phrase(head)
            if found is None or " ".join(head) in self.raw["only_alone"]:
                continue
            if set(tail[:AT_ONCE]) & set(self.raw["exceptions"]):
                return self._excepted(found, tail)
            return found if found != "all" else None
        return self._letters_first(words) or self._none_before_clause(words.forms)

    def _none_before_clause(self, forms: list[str]) -> Any | None:
        """Return the "none" of "none of those it just hurts"."""
        for place in (n for n, form in enumerate(forms) if form in self.raw["resumes"]):
            is_none = self._phrase(forms[:place]) == "none"
            if is_none and " ".join(forms[:place]) not in self.raw["only_alone"]:
                return self._excepted("none", forms[place:])
        return None

    def _letters_first(self, words: Words) -> Any | None:
        """Return the letters that a message opens with before it goes on about something else.

        A digit that opens a sentence may count days: "2, maybe 3 weeks" names no item.
        """
        if len(words) > MOST_WORDS:
            return None
        for place, form in enumerate(words.forms[:OPENS_WITHIN]):
            named = self._polarity.spelled_out(words.forms[:place])
            letters = self._all_letters(named)
            if not letters:
                continue
            if self._polarity.denies(words.forms[:place]):
                return None
            if self._hedged.is_qualified(words.forms[place - 1], words.forms[place:]):
                return {"letters": letters, "more": True}
            if words.forms[place + 1 : place + 2] and words.forms[place + 1] in self._plain:
                continue  # "E and F but long ago"
            if form in (*self.raw["breaks"], *self.raw["goes_on"]):
                return self._with_tail(letters, words.forms, place)
        return None

    def _with_tail(self, letters: list[str], forms: Sequence[str], place: int) -> Any | None:
        """Return letters that a message goes on behind: doubted, taken back, or told more of."""
        tail = forms[place + 1 :]
        if self._polarity.is_taken_back(tail):
            return None
        beside = {*self.raw["breaks"], *self.raw["goes_on"]}
        said = [form for form in tail if form not in beside]
        # "D? yes it does"
        is_plain = tail[:1] in [[yes] for yes in self.raw["assents"]]
        is_soft = not is_plain and not self._softly.isdisjoint(forms[: place + 1])
        if is_soft or (said and self._phrase(said) == "unsure"):
            return {"letters": letters, "unsure": True}
        return self._hedged.named(letters, tail)

    def _all_letters(self, forms: Sequence[str]) -> list[str]:
        """Return the letters of a few words that hold nothing else, in upper case."""
        others = [form for form in forms if form not in self._fillers]
        named = sorted({form.upper() for form in others if form in self._letters})
        return named if named and len(named) == len(set(others)) else []

    def _excepted(self, found: str, tail: list[str]) -> Any | None:
        """Return the items that a "none" or an "all" leaves out; None when none can be named."""
        rest = [form for form in tail if form not in self.raw["exceptions"]]
        well = {*self.raw["well"], *self.raw["denials"]}
        # "Everything but F is no", "all except B are fine".
        is_none = found == "none" or not well.isdisjoint(rest)
        beside = well.union(self.raw["hedges"]) if found == "all" else self.raw["hedges"]
        letters = self._all_letters([form for form in rest if form not in beside])
        if letters:
            return {"letters": letters} if is_none else {"all_but": letters}
        others = [form for form in rest if form not in self._fillers]
        if found != "none":
            return None
        if others and set(others) <= set(self.raw["harmless"]):
            return found
        places = sorted({place for form in others if (place := self._places.of(form)) is not None})
        if places and len(places) == len(others):
            return {"ordinals": places}
        # What is told may be understood, and is all there is.
        return dict(REST_OF_NONE) if others and len(tail) <= LONGEST_THING + 2 else None

    def _doubted(self, forms: list[str]) -> list[str]:
        """Return the letters that a message names with a doubt and nothing else."""
        doubts = set(self.raw["doubts"])
        if not doubts & set(forms):
            return []
        return self._all_letters([form for form in forms if form not in doubts])

    def _less_than_plain(self, forms: list[str], *, is_whole: bool) -> Any | None:
        """Return the letters that are named with a doubt or a hedge, or that all is a hedge.

        `is_whole` tells that all the other items were denied with them.
        """
        doubted = self._doubted(forms)
        if doubted:
            return {"letters": doubted, "unsure": True}
        rest = self._hedged.without(forms)
        if rest is None:
            return None
        letters = self._all_letters(rest)
        if letters:
            return {"letters": letters} | ({} if is_whole else {"more": True})
        return SOME if all(form in self._fillers | self._edges for form in rest) else None

    def _before_rest_denied(self, forms: list[str]) -> list[str]:
        """Return a message without an end that denies all others: "B, otherwise none"."""
        ends = (n for n in range(1, len(forms)) if " ".join(forms[n:]) in self._rest_denied)
        place = next(ends, len(forms))
        return forms if self._polarity.denies(forms[:place]) else forms[:place]

    def _whole(self, forms: list[str]) -> str | None:
        """Return what a whole message says of all items."""
        return self._phrase(forms) or ("none" if self._hedged.is_none(forms) else None)

    def _phrase(self, forms: Sequence[str]) -> str | None:
        """Return what a phrase says once words that add nothing are taken off its ends."""
        if len(forms) > LONGEST:
            return None
        firsts = list(_edge(forms, self._edges))
        lasts = list(_edge(forms[::-1], self._edges - self._letters))
        for first, last in sorted(product(firsts, lasts), key=sum):
            said = " ".join(forms[first : len(forms) - last])
            found = next((name for name, ones in self._phrases.items() if said in ones), None)
            cut = (*forms[:first], *forms[len(forms) - last :])
            is_well = found == "all" and forms[len(forms) - last :][:1] in self._well
            if found == "all" and self._polarity.denies(["", *cut]):
                return None
            if found is not None and not is_well:
                return found
        return None

    def _letters_of(self, forms: list[str]) -> list[str] | None:
        """Return the letters named; empty for none, None when other words make it a sentence."""
        named = []
        for place, form in enumerate(forms):
            if form in self._letters:
                if form in self.raw["word_letters"] and not self._is_letter(forms, place):
                    return []
                named.append(form.upper())
            elif form not in self._fillers and self._places.of(form) is None:
                return None
        # "Not B" may mean B or its opposite.
        return None if named and set(forms) & set(self.raw["not_words"]) else sorted(set(named))

    def _run_of_letters(self, words: Words) -> list[str]:
        if len(words) != 1:
            return []
        text = words.written[0].lower()
        is_word = text in self.raw["words_like_runs"]
        is_run = not is_word and 1 < len(text) <= MOST_ITEMS and set(text) <= self._letters
        return sorted(text.upper()) if is_run and list(text) == sorted(set(text)) else []

    def _is_letter(self, forms: list[str], place: int) -> bool:
        """Tell whether a letter that is a word stands for an item: "A, B", and not "a bus"."""
        following = forms[place + 1 : place + 2]
        if not following or following[0] in self._letters:
            return True
        behind = forms[place + 2 : place + 3]
        is_last = not behind or behind[0] in self.raw["breaks"]
        is_answered = is_last and following[0] in self.raw["assents"]
        return is_answered or following[0] in self.raw["behind_word_letters"]


def _edge(forms: Sequence[str], edges: frozenset[str]) -> Iterator[int]:
    """Yield how many words may be taken off the start: none, one, as long as all are edges."""
    yield 0
    for place, form in enumerate(forms[:-1]):
        if form not in edges:
            return
        yield place + 1
