"""A no to a whole list in other words, and one thing that is told and no more.

"He says no", "ok back. none", "just the transplant", "no, I didn't fall": whoever says so has
answered the whole list. What could be a yes is none of these and stays unread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.nlu.choices_files import expanded

NONE = "none"
# All but what was told is denied: counts only where the thing that is told was understood.
REST = {"rest": "denied"}
# The same, said with a no to all: "none, I just fell".
REST_OF_NONE = {"rest": NONE}
THINGS = "things"  # how many, where there is more than one
ASKS = "?"
LONGEST_THING = 8  # words
LONGEST_DENIAL = 9
SHORTEST_TOLD = 3  # words, with the no and its mark
WRITER = "i"


class Noes:
    """Knows the words that stand beside a no, and those by which one thing is all there is."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._noes = frozenset(raw["noes"])
        self._beside = self._noes.union(raw["beside_noes"])
        self._goes_on = frozenset(raw["open_noes"])
        self._marks = frozenset((*raw["breaks"], "/", ")", "'", '"')) - {ASKS, *_words(raw)}
        self._opens = frozenset(raw["denials"]) - {"not", "nor", "neither"}
        # "And", "but" and the like may bring a second thing, which nobody may have understood.
        joins = {*raw["between"], *raw["breaks"], *raw["joins_denied"], *raw["exceptions"]}
        self._apart = frozenset(joins) | {ASKS}
        self._fillers = frozenset(raw["fillers"])
        self._bars = frozenset(raw["no_one_thing"])
        self._none = _phrases(raw["not_who"])
        self._leads = _by_first(_phrases(raw["one_thing"]))
        self._tells = _by_first(_phrases(raw["tells_one_thing"]))
        self._ends = _phrases(raw["ends_one_thing"])
        self._comments = _phrases(raw["says_of_thing"])
        self._links = frozenset(raw["between"]) - frozenset(raw["exceptions"])
        self._denials = _by_first(_phrases(raw["denies_one"]))
        self._minor = _phrases(raw["minor"])
        self._except = frozenset((*raw["exceptions"], "though", "although"))
        self._just = frozenset({"just", "only"}) & frozenset(raw["exceptions"])

    def choice(self, forms: Sequence[str]) -> Any | None:
        """Return "none", or that all but what is told is denied; None where it is neither."""
        if ASKS in forms:
            return None
        told = [*forms]
        while told and told[-1] in self._marks:
            told.pop()
        if self._is_no(told):
            return NONE
        things = self._things(told)
        if things or self._denies_one(told):
            return dict(REST) if things <= 1 else {**REST, THINGS: things}
        return dict(REST_OF_NONE) if self._goes_on_behind_no(told) else None

    def _is_no(self, forms: Sequence[str]) -> bool:
        """Tell whether a message is a no with nothing beside it that could be a yes."""
        if tuple(forms) in self._none or self._is_minor(forms):
            return True
        said = [form for form in forms if form in self._noes or form.isalnum()]
        if self._noes.isdisjoint(said) or said[-1] in self._goes_on:
            return False
        return self._beside.issuperset(said)

    def _goes_on_behind_no(self, forms: Sequence[str]) -> bool:
        """Tell whether a no ends before one thing that is told: "no, pulled it lifting"."""
        if len(forms) < SHORTEST_TOLD or forms[0] not in self._opens:
            return False
        ends = self._marks | self._except
        is_ended = forms[1] in ends
        rest = self._behind_no(forms)
        rest = rest[1:] if rest and rest[0] in self._except else rest
        is_short = 0 < len(rest) <= LONGEST_THING and rest[-1] not in self._goes_on
        is_told = not self._fillers.issuperset(rest)
        return is_ended and is_short and is_told and (self._apart - self._just).isdisjoint(rest)

    def _is_minor(self, forms: Sequence[str]) -> bool:
        """Tell whether something slight is all that a message tells of: "just a cold".

        "None apart from my age" is a no, too.
        """
        rest = self._behind_no(forms)
        lead = _longest(self._leads, rest)
        if lead and tuple(rest[lead:]) in self._minor:
            return True
        behind = rest[1:] if rest[:1] == [WRITER] else rest
        return bool(behind) and behind[0] in self._just and tuple(behind[1:]) in self._minor

    def _things(self, forms: Sequence[str]) -> int:
        """Return how many things a message names and says that there is no more; 0 for no such."""
        rest = self._behind_no(forms)
        end = next((n for n in range(1, len(rest)) if tuple(rest[n:]) in self._ends), len(rest))
        head = self._before_comment(rest[:end])
        lead = _longest(self._leads, head)
        if lead and lead < len(head) and head[lead] not in self._bars:
            return self._count(head[lead:])
        return self._count(head[_longest(self._tells, head) :]) if end < len(rest) else 0

    def _before_comment(self, forms: list[str]) -> list[str]:
        """Return a message without an end that tells of the thing before it: "it is mild"."""
        place = (n for n in range(1, len(forms)) if tuple(forms[n:]) in self._comments)
        return forms[: next(place, len(forms))]

    def _count(self, forms: Sequence[str]) -> int:
        """Return how many short things are named, each behind an "and" or a comma."""
        things: list[list[str]] = [[]]
        for form in forms:
            if form in self._links and things[-1]:
                things.append([])
            elif form not in self._links:
                things[-1].append(form)
        is_plain = all(one and one[0] not in self._bars for one in things)
        is_plain = is_plain and self._apart.isdisjoint(one for each in things for one in each)
        is_short = all(len(one) <= LONGEST_THING for one in things)
        return len(things) if is_plain and is_short else 0

    def _behind_no(self, forms: Sequence[str]) -> list[str]:
        """Return a message without the no that it may open with."""
        rest = [*forms]
        while rest and (rest[0] in self._opens or rest[0] in self._marks):
            rest.pop(0)
        return rest

    def _denies_one(self, forms: Sequence[str]) -> bool:
        """Tell whether a no denies one sign more, and tells at most of something slight."""
        if not forms or forms[0] not in self._opens:
            return False
        told = [*forms[1:]]
        while told and told[0] in self._marks:
            told.pop(0)
        rest = self._before_minor(told)
        is_short = 0 < len(rest) <= LONGEST_DENIAL
        if len(rest) < len(told):
            return is_short and self._apart.isdisjoint(rest)
        return is_short and _longest(self._denials, rest) > 0 and self._apart.isdisjoint(rest)

    def _before_minor(self, forms: list[str]) -> list[str]:
        """Return a message without an end that tells of something slight: "just a cold"."""
        for place, form in enumerate(forms):
            if form in self._just and tuple(forms[place + 1 :]) in self._minor:
                head = forms[:place]
                return head[:-1] if head and head[-1] in self._marks else head
        return forms


def _words(raw: Mapping[str, Any]) -> set[str]:
    return {one for one in raw["breaks"] if one.isalpha()}


def _phrases(lines: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(one.split()) for line in lines for one in expanded(line))


def _by_first(phrases: frozenset[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], []).append(phrase)
    return found


def _longest(phrases: Mapping[str, list[tuple[str, ...]]], forms: Sequence[str]) -> int:
    """Return how many words the longest phrase has with which a message opens."""
    likely = phrases.get(forms[0], ()) if forms else ()
    return max((len(one) for one in likely if tuple(forms[: len(one)]) == one), default=0)
