"""Answers that say yes or no to single letters: "no A, no B, yes C", "a-d no, e yes".

A letter is read as denied or as stated only where each no and each yes has letters of its own and
no word is left over. All else is left unread, because a list of danger signs can be asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

REST = "rest"
LEFT_OVER = "left over"
FEWEST_GROUPS = 2
SHORTEST_ROW = 3  # of noes alone


@dataclass(slots=True)
class _Group:
    """Letters, the yes or no that they go with, and the words near it and amid the letters."""

    says: str
    word: str = ""
    named: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    amid: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    is_shared: bool = False

    def name(self, letter: str) -> None:
        """Add a letter; the words before it stand amid the letters now."""
        self.amid += self.pending
        self.pending = []
        self.named.append(letter)

    def add(self, form: str) -> None:
        """Add a word that is no letter."""
        (self.pending if self.named else self.near).append(form)


class Polarity:
    """Reads which letters a message states and which it denies."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._letters = frozenset(raw["letters"])
        self._plain = self._letters - frozenset(raw["word_letters"])
        self._no = frozenset(raw["denials"])
        self._yes = frozenset(raw["assents"])
        self._others = frozenset(raw["others"])
        self._between = frozenset(raw["between"])
        self._beside = frozenset(raw["beside_letters"]) | self._between
        self._shared_before = frozenset(raw["shared_before_letters"])
        self._shared_behind = frozenset(raw["shared_behind_letters"])
        self._joins = frozenset(raw["between"]) - frozenset(raw["turns"]) | frozenset(raw["ranges"])
        self._or = frozenset(raw["joins_denied"])
        self._narrows = frozenset(raw["narrows"])
        self._takes_back = frozenset(raw["takes_back"])
        self._ranges = frozenset(raw["ranges"])
        self._stops = frozenset(raw["sentence_ends"])
        self._turns = frozenset(raw["turns"])
        self._ends = self._stops | self._turns
        self._hedges = frozenset(raw["hedges"])
        self._doubts = frozenset(raw["doubts"])
        self._apart = self._between | self._stops | frozenset(raw["breaks"])

    def row(self, forms: Sequence[str]) -> list[bool]:
        """Return a yes or no for each place of a list: "no no yes no"; empty where it is no row."""
        said = [form for form in forms if form not in self._apart]
        answers = [form in self._yes for form in said]
        is_row = all(form in self._yes | self._no for form in said)
        is_long = len(answers) >= SHORTEST_ROW or any(answers)
        return answers if is_row and is_long and not all(answers) else []

    def spelled_out(self, forms: Sequence[str]) -> list[str]:
        """Return the words with every letter of a run: "b-d" names c too."""
        said: list[str] = []
        for form in forms:
            first = said[-2] if len(said) > 1 and said[-1] in self._ranges else ""
            if self._ends_run(first, form):
                said[-1:] = self._run(first, form)
            else:
                said.append(form)
        return said

    def denies(self, forms: Sequence[str]) -> bool:
        """Tell whether a message holds a no, and more than one that a bare "No, B" opens with."""
        opens = len(forms) > 1 and forms[0] in self._no and forms[1] in self._between | self._stops
        return any(form in self._no for form in forms[1 if opens else 0 :])

    def is_taken_back(self, tail: Sequence[str]) -> bool:
        """Tell whether what follows the first letters may take them back or answers others."""
        if not self._no & set(tail):
            return False
        return bool(set(tail) & (self._takes_back | self._plain)) or tail[-1] in self._no

    def choice(self, forms: Sequence[str]) -> Any | None:
        """Return the choice that a message makes letter by letter; None when it is not sure."""
        excepted = self._behind_no(forms)
        if excepted:
            return {"letters": [excepted.upper()], "more": True}
        groups: list[_Group] = []
        doubted: set[str] = set()
        for sentence in self._sentences(forms):
            found = self._groups(sentence)
            vague = [] if found else self._in_doubt(sentence)
            if not found and not vague:
                return None
            groups += found
            doubted |= {one.upper() for one in vague}
        if not any(group.says == "no" for group in groups) or not self._is_sure(groups):
            return None
        said = {
            says: {one for group in groups if group.says == says for one in group.named}
            for says in ("yes", "no")
        }
        if said["yes"] & said["no"]:
            return None
        value = _value(said["yes"], said["no"])
        return value | {"doubted": sorted(doubted)} if value and doubted else value

    def _behind_no(self, forms: Sequence[str]) -> str:
        """Return the letter that is all behind a no and is taken out of it: "no, E yes"."""
        told = [form for form in forms if form not in self._apart]
        if len(told) < FEWEST_GROUPS or told[0] not in self._no or told[1] not in self._letters:
            return ""
        is_turned = forms[[*forms].index(told[1]) - 1] in self._turns
        is_yes = len(told) > FEWEST_GROUPS and set(told[2:]) <= self._yes
        return told[1] if is_yes or (is_turned and len(told) == FEWEST_GROUPS) else ""

    def _in_doubt(self, sentence: Sequence[str]) -> list[str]:
        """Return the letters of a sentence that says of them no yes and no no: "B hmm"."""
        letters = [form for form in sentence if form in self._letters]
        others = {*sentence} - self._letters - self._beside - self._apart
        return letters if others and others <= self._doubts | self._hedges else []

    def _is_sure(self, groups: Sequence[_Group]) -> bool:
        """Tell whether there is more than a lone "no B", which may mean "no. B"."""
        return len(groups) >= FEWEST_GROUPS or groups[0].is_shared

    def _sentences(self, forms: Sequence[str]) -> Iterator[list[str]]:
        sentence: list[str] = []
        for form in [*forms, "."]:
            if form not in self._ends:
                sentence.append(form)
            elif sentence:
                yield sentence
                sentence = []

    def _groups(self, sentence: Sequence[str]) -> list[_Group]:
        """Return the groups of a sentence; empty when they cannot be told apart."""
        parts = self._parts(sentence)
        marked = [kind for kind, _ in parts if kind in ("yes", "no", "named")]
        if not marked or ("no" not in marked and "yes" not in marked):
            return []
        if marked[0] != "named" and marked[-1] == "named":
            return self._before(parts)
        if marked[0] == "named" and marked[-1] != "named":
            return [*reversed(self._before(parts[::-1], is_turned=True))]
        return self._stated_first(parts) if marked[0] == "named" else []

    def _stated_first(self, parts: list[tuple[str, str]]) -> list[_Group]:
        """Read "A and B, not C" and "B, no others": letters that stand bare are stated."""
        place = next(n for n, (kind, _) in enumerate(parts) if kind in ("yes", "no"))
        said = {text for kind, text in parts if kind == "beside"}
        if said & self._shared_behind - self._narrows or any(
            kind == LEFT_OVER for kind, _ in parts
        ):
            return []
        bare = _Group("yes", named=[text for kind, text in parts[:place] if kind == "named"])
        denied = self._before(parts[place:])
        is_plain = all(
            group.says == "no" and (group.named == [REST] or group.word == "not")
            for group in denied
        )
        return [bare, *denied] if denied and is_plain else []

    def _before(self, parts: list[tuple[str, str]], *, is_turned: bool = False) -> list[_Group]:
        """Return groups whose yes or no stands before the letters, or behind when turned."""
        groups: list[_Group] = []
        for kind, text in parts:
            if kind == LEFT_OVER or (not groups and text in self._narrows):
                return []
            if kind in ("yes", "no"):
                groups.append(_Group(kind, text))
            elif groups and kind == "named":
                groups[-1].name(text)
            elif groups:
                groups[-1].add(text)
        return groups if all(self._holds(group, is_turned=is_turned) for group in groups) else []

    def _holds(self, group: _Group, *, is_turned: bool) -> bool:
        """Tell whether a group names letters and its no surely reaches over all of them."""
        if not group.named or group.says == "yes":
            return bool(group.named)
        near, amid = set(group.near), set(group.amid)
        shared = self._shared_behind if is_turned else self._shared_before
        group.is_shared = bool(near & shared) or bool(
            amid & (self._ranges if is_turned else self._or)
        )
        if not amid <= self._joins | self._or or (near | set(group.pending)) & self._only(
            is_turned=is_turned
        ):
            return False
        if is_turned:
            # "A and B no" may state A; "A, B all no", "A or B no" and "A-D no" do not.
            is_one = len(group.named) == 1 or (bool(amid) and amid <= self._or | self._ranges)
            return (is_one or bool(near & self._narrows)) and not near & self._between
        # "No, A" and "no A and B" may be a no that stands alone before what is stated.
        return not near & self._between and (group.is_shared or len(group.named) == 1)

    def _only(self, *, is_turned: bool) -> frozenset[str]:
        """Return what makes a no mean "not only"; "A and B both no" is a plain no."""
        return self._narrows - self._shared_behind if is_turned else self._narrows

    def _parts(self, sentence: Sequence[str]) -> list[tuple[str, str]]:
        """Return each word with its kind; runs of letters such as "a-d" become their letters."""
        parts: list[tuple[str, str]] = []
        for place, form in enumerate(sentence):
            follows = sentence[place + 1] if place + 1 < len(sentence) else ""
            before = sentence[place - 1] if place else ""
            if form == "a" and before == "is" and follows in self._no | self._yes:
                continue
            is_hedge = form in self._hedges or (form == "a" and follows in self._hedges)
            if is_hedge and parts and parts[-1][0] == "yes":
                continue  # "C yes a bit": a yes all the same
            from_letter = sentence[place - 2] if place > 1 and before in self._ranges else ""
            if form in self._letters or self._ends_run(from_letter, form):
                parts += [("named", one) for one in self._run(from_letter, form)]
            else:
                parts.append((self._kind(form), REST if form in self._others else form))
        return parts

    def _ends_run(self, first: str, last: str) -> bool:
        """Tell whether a run of letters that began with the first ends with the second word."""
        return first in self._letters and first < last and last in self._letters

    def _run(self, first: str, last: str) -> list[str]:
        """Return the letters behind the first up to the last; the last alone where no run ends."""
        if self._ends_run(first, last):
            return [one for one in sorted(self._letters) if first < one <= last]
        return [last]

    def _kind(self, form: str) -> str:
        if form in self._no:
            return "no"
        if form in self._yes:
            return "yes"
        if form in self._others:
            return "named"
        return "beside" if form in self._beside else LEFT_OVER


def _value(stated: set[str], denied: set[str]) -> dict[str, Any] | None:
    rest_is_denied = REST in denied
    rest_is_stated = REST in stated
    letters = sorted(one.upper() for one in stated - {REST})
    without = sorted(one.upper() for one in denied - {REST})
    if rest_is_stated:
        return {"all_but": without} if without and not rest_is_denied else None
    if rest_is_denied:
        return {"letters": letters} if letters else None
    found = {"letters": letters} if letters else {}
    return found | {"denied": without}
