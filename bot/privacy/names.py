"""Names of people and places in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.privacy.private_words import PrivateWords
from bot.privacy.spans import Kind, Replacement

MOST_WORDS = 4
SHORTEST_PART = 2
MOSTLY = 0.5
LONGEST_CUE = 40  # letters

_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*(?:-[A-Za-z]+)*")
_SPELLED = re.compile(r"(?<![A-Za-z'])[A-Za-z](?:[\s.,-]{1,2}[A-Za-z](?![A-Za-z'])){2,}")
_POSSESSIVE = re.compile(r"'s$|'$", re.IGNORECASE)
_STRONG_CUE = re.compile(
    r"\b(?:name(?:'s|s| is|:| -)|nam is|named|i am called|i'm called|call me|me llamo"
    r"|mi nombre es|se llama|signed|sincerely,?|regards,?)\s+$",
    re.IGNORECASE,
)
_WEAK_CUE = re.compile(
    r"\b(?:this is|it's|its|it is|i am|i'm|im|soy|dr\.?|mr\.?|mrs\.?|ms\.?|miss|sr\.?"
    r"|sra\.?|dra\.?|hi|hello|hey|dear|thanks|ask for|for)\s+$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\b(?:dr\.?|mr\.?|mrs\.?|ms\.?|sra?\.?|dra\.?)\s+$", re.IGNORECASE)
_PLACE_CUE = re.compile(r"\b(?:in|at|from|near|to|around|outside|en|de)\s+$", re.IGNORECASE)
_HOME_CUE = re.compile(
    r"\b(?:liv(?:e|es|ing) (?:in|at|near|on)|based in|born in|grew up in|moved to"
    r"|resid\w+ (?:in|at)|vivo en|zip(?: code)?)\s+$",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n(\"]\s*|- )$")
_BETWEEN = re.compile(
    r"(?:\s+|\s+(?:de|la|del|van|von|der|bin|al)\s+|\s+[A-Z]\.\s+)(?:(?:de|la)\s+)?$"
)
_NAME_ENDS = re.compile(
    r"\s*(?:$|[,.;!?()\n]|\b(?:and|my|i|i'm|born|phone|dob|tel|cell|number|here|speaking|y|mi)\b)",
    re.IGNORECASE,
)
# After "my name is": no name.
_NO_NAME = frozenset(
    {
        "and", "but", "or", "not", "the", "a", "an", "is", "was", "my", "your", "his", "her", "i",
        "it", "we", "you", "they", "from", "with", "for", "on", "in", "at", "of", "to", "no", "yes",
        "born", "phone", "number", "please", "because", "so", "that", "this", "private", "here",
        "there", "none", "what", "why", "how", "when", "y", "mi", "el", "la", "los", "con",
    }
)  # fmt: skip

Named = Callable[[Kind, str], str]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, without what makes it possessive."""

    start: int
    end: int
    text: str

    @property
    def small(self) -> str:
        """Return it in small letters."""
        return self.text.lower()

    @property
    def is_titled(self) -> bool:
        """Whether it is written like a name."""
        return self.text[:1].isupper() and not self.text.isupper() and len(self.text) > 1


@dataclass(frozen=True, slots=True)
class Names:
    """Finds them. `known` are names of people in this very conversation, in small letters.

    `vocabulary` are ordinary words in small letters; `named` gives what stands for a value.
    """

    words: PrivateWords
    vocabulary: frozenset[str]
    known: frozenset[str]
    named: Named

    def of(self, text: str, plain: str) -> Iterator[Replacement]:
        """Yield the names in a text; `plain` is the same without accents."""
        words, place, is_shouted = words_of(plain), 0, _is_shouted(plain)
        while place < len(words):
            count, kind = self._length(words, place, plain, is_shouted=is_shouted)
            for word in words[place : place + count]:
                new = self.named(kind, word.small)
                yield Replacement(word.start, word.end, text[word.start : word.end], new, kind)
            place += max(count, 1)
        yield from self._spelled(text, plain)

    def _spelled(self, text: str, plain: str) -> Iterator[Replacement]:
        """Yield names that are spelled out; other letters in a row may be the items of a list."""
        for found in _SPELLED.finditer(plain):
            name = re.sub(r"[^a-z]", "", found[0].lower())
            if name in self.known or name in self.words.names:
                new = " ".join(self.named(Kind.NAME, name).lower())
                yield Replacement(*found.span(), text[slice(*found.span())], new, Kind.NAME)

    def said(self, plain: str) -> Iterator[str]:
        """Yield the names that somebody gives as theirs or another's, in small letters."""
        words = words_of(plain)
        for place, word in enumerate(words):
            if _STRONG_CUE.search(_before(word, plain)):
                yield from (
                    one.small for one in words[place : place + self._after_cue(words, place, plain)]
                )

    def _length(
        self, words: Sequence[Word], place: int, plain: str, *, is_shouted: bool
    ) -> tuple[int, Kind]:
        """Return how many words from here on are a name, and whose."""
        word, before = words[place], _before(words[place], plain)
        if _STRONG_CUE.search(before):
            return self._after_cue(words, place, plain), Kind.NAME
        if word.small in self.words.places or self._is_home(word, before):
            return 1 + self._run(words, place, plain), Kind.PLACE
        if self._is_name(word, before, is_shouted=is_shouted):
            is_place = _PLACE_CUE.search(before) and not self._is_listed(word)
            return 1 + self._run(words, place, plain), Kind.PLACE if is_place else Kind.NAME
        return 0, Kind.NAME

    def _after_cue(self, words: Sequence[Word], place: int, plain: str) -> int:
        """Return how many words after "my name is" belong to the name."""
        if words[place].small in _NO_NAME and words[place].small not in self.known:
            return 0
        count = 1
        for word in words[place + 1 : place + MOST_WORDS]:
            last = words[place + count - 1]
            gap = plain[last.end : word.start]
            if not _BETWEEN.fullmatch(gap) or word.small in _NO_NAME:
                break
            is_name = word.is_titled or self._is_listed(word) or word.small in self.known
            ends = _NAME_ENDS.match(plain, word.end) is not None
            if not (is_name or word.small not in self.vocabulary or (count == 1 and ends)):
                break
            count += 1
        return count

    def _run(self, words: Sequence[Word], place: int, plain: str) -> int:
        """Return how many words behind a name are written like one, too."""
        count = 0
        for before, word in zip(words[place:], words[place + 1 : place + MOST_WORDS], strict=False):
            is_one = (word.is_titled and not self._is_ordinary(word)) or word.small in self.known
            if not is_one or not _BETWEEN.fullmatch(plain[before.end : word.start]):
                break
            count += 1
        return count

    def _is_home(self, word: Word, before: str) -> bool:
        return _HOME_CUE.search(before) is not None and not self._is_ordinary(word)

    def _is_name(self, word: Word, before: str, *, is_shouted: bool) -> bool:
        if word.small in self.known:
            # "Will" is a name and "will" is none: an ordinary word has to be written like one.
            is_written_so = word.text[:1].isupper() and not is_shouted
            return is_written_so or word.small not in self.vocabulary
        if word.small in self.words.names:
            return True
        if _TITLE.search(before) and not self._is_ordinary(word):
            return True
        if not word.is_titled:
            return False
        is_cued = _WEAK_CUE.search(before) is not None
        is_inside = _SENTENCE_START.search(before) is None
        if word.small in self.words.names_that_are_words:
            return is_cued or is_inside
        return (is_cued or is_inside) and not self._is_ordinary(word)

    def _is_listed(self, word: Word) -> bool:
        return word.small in self.words.names or word.small in self.words.names_that_are_words

    def _is_ordinary(self, word: Word) -> bool:
        return word.small in self.vocabulary or word.small in self.words.ordinary


def _before(word: Word, plain: str) -> str:
    """Return what stands before a word, as far as a cue can reach."""
    return plain[max(0, word.start - LONGEST_CUE) : word.start]


def words_of(plain: str) -> list[Word]:
    """Return the words of a text."""
    return [
        Word(found.start(), found.start() + len(bare), bare)
        for found in _WORD.finditer(plain)
        if (bare := _POSSESSIVE.sub("", found[0]))
    ]


def _is_shouted(plain: str) -> bool:
    letters = [one for one in plain if one.isalpha()]
    return sum(one.isupper() for one in letters) > MOSTLY * len(letters)
