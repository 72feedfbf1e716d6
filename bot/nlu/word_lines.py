"""Lines of words as regular expressions over the bare words of a message.

The little language of `remarks.yml`: a few signs of `matching_syntax`, read over words in small
letters, without marks and as written, contractions whole ("don't" is `dont`), so that a mere "not"
can be told from one inside a verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.nlu.matching_syntax import PatternError

ANY = "..."
GAP = re.compile(r"\.\.(\d+)")
GROUP = re.compile(r"<([a-z_]+)>")
WORD = re.compile(r"[^\W_]+")
# Where a message begins and ends, among words with one blank around each.
ENDS = {"^": r"(?<!. )", "$": r"(?!.)"}
MARKS_IN_WORDS = re.compile(r"['’‘`´]")

Lines = Mapping[str, Iterable[str]]
NONE: frozenset[str] = frozenset()


def bare_words(text: str) -> str:
    """Return the words of a text with one blank around each."""
    words = WORD.findall(MARKS_IN_WORDS.sub("", text.lower()))
    return f" {' '.join(words)} " if words else " "


class Line:
    """One line: its sides stand in a message in their order, with any words between them."""

    def __init__(self, line: str, groups: Lines) -> None:
        sides = [side.strip() for side in f" {line} ".split(f" {ANY} ")]
        if not all(sides):
            raise PatternError(f"{line!r} has a side without a word")
        self._sides = [re.compile(rf"(?<= ){_regex(side, groups)}") for side in sides]
        keys = [_keys(part, groups) for side in sides for part in side.split()]
        # Words of which it needs one; none where that cannot be told.
        self.keys = min(filter(None, keys), key=len, default=NONE)

    def count(self, words: str) -> int:
        """Return how often the line stands in what `bare_words` made, if it has one side."""
        return sum(1 for _ in self._sides[0].finditer(words))

    def is_in(self, words: str) -> bool:
        """Tell whether the line stands in what `bare_words` made."""
        place = 0
        for side in self._sides:
            found = side.search(words, place)
            if found is None:
                return False
            place = found.end()
        return True


class LineIndex:
    """Lines with their names, found by the words that they need: few stand in a message."""

    def __init__(self, lines: Lines, groups: Lines) -> None:
        self._lines = [(name, Line(one, groups)) for name, ones in lines.items() for one in ones]
        self._by_word: dict[str, list[int]] = {}
        self._always: list[int] = []
        for place, (_, line) in enumerate(self._lines):
            for word in line.keys:
                self._by_word.setdefault(word, []).append(place)
            if not line.keys:
                self._always.append(place)

    def open(self, words: str) -> list[tuple[str, Line]]:
        """Return the lines that may stand in what `bare_words` made, in their order."""
        places = {*self._always}
        for word in set(words.split()).intersection(self._by_word):
            places.update(self._by_word[word])
        return [self._lines[place] for place in sorted(places)]


def _regex(side: str, groups: Lines) -> str:
    """Return what matches the words of a side, a blank behind each."""
    return "".join(_part(part, groups) for part in side.split())


def _part(part: str, groups: Lines) -> str:
    gap = GAP.fullmatch(part)
    if gap is not None:
        return rf"(?:\w+ ){{0,{gap[1]}}}"
    if part in ENDS:
        return ENDS[part]
    if part.startswith("<!"):
        return "".join(map(_not_before, part[2:].split("|")))
    if part.startswith("!"):
        return f"(?!{_choice(part[1:], groups)})"
    is_optional = part.endswith("?")
    return _choice(part.removesuffix("?"), groups) + "?" * is_optional


def _keys(part: str, groups: Lines) -> frozenset[str]:
    """Return the words of which a part needs one as its first; none where that cannot be told."""
    if part in ENDS or part.startswith(("!", "<!")) or part.endswith("?") or GAP.fullmatch(part):
        return NONE
    keys = [_keys_of_option(option, groups) for option in part.split("|")]
    return frozenset[str]().union(*keys) if all(keys) else NONE


def _keys_of_option(option: str, groups: Lines) -> frozenset[str]:
    group = GROUP.fullmatch(option)
    if group is None:
        first = option.split("_", maxsplit=1)[0]
        return NONE if "*" in first else frozenset([first])
    lines = [[_keys(part, {}) for part in line.split()] for line in groups[group[1]]]
    firsts = [min(filter(None, keys), key=len, default=NONE) for keys in lines]
    return frozenset[str]().union(*firsts) if all(firsts) else NONE


def _choice(part: str, groups: Lines) -> str:
    return f"(?:{'|'.join(_option(one, groups) for one in part.split('|'))})"


def _option(option: str, groups: Lines) -> str:
    group = GROUP.fullmatch(option)
    if group is None:
        return "".join(f"{_word(word)} " for word in option.split("_"))
    if group[1] not in groups:
        raise PatternError(f"there is no group {option}")
    return "|".join(_regex(line, {}) for line in groups[group[1]])


def _not_before(word: str) -> str:
    if "*" in word:
        raise PatternError(f"{word!r}: a star cannot be ruled out before a word")
    return f"(?<! {_word(word)} )"


def _word(word: str) -> str:
    """Return what matches a word; a star stands for any letters."""
    if word != "*" and not word.replace("*", "").isalnum():
        raise PatternError(f"{word!r} is no word")
    return word.replace("*", r"\w*")
