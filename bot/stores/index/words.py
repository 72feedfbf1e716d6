"""Words of people as the index keeps them: stems under a keyed hash, so that none can be read."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Raise it when the same word gets another stem: the index is then made anew.
STEMMER = 1
PURPOSE = b"words of the index of conversations"
KEY_BYTES, TOKEN_BYTES = 32, 6
LONGEST_WORD = 64
MOST_PARTS = 12
# PostgreSQL tells no places apart beyond the 16,383rd.
MOST_WORDS = 16_000

_WORD = re.compile(r"[^\W_]+(?:['\u2019\u02bc][^\W_]+)*")
_QUOTE = re.compile('["\u201c\u201d\u201e]')
_MARKS = re.compile(r"['\u2019\u02bc]")
_VOWEL = re.compile(r"[aeiouy]")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: all `parts`, each a word or several that follow one another."""

    parts: tuple[tuple[str, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.parts)


def read_query(text: str) -> Query:
    """Return what the text of a search box asks for.

    Words have all to be there, in any order; what stands in quotes, or is joined by a hyphen, has
    to be there as it stands. No sign has another meaning. At most MOST_PARTS parts count.
    """
    parts: list[tuple[str, ...]] = []
    for number, stretch in enumerate(_QUOTE.split(text)):
        is_quoted = number % 2 == 1
        for piece in [stretch] if is_quoted else stretch.split():
            stems = tuple(stem for _, _, stem in stems_in(piece))
            if stems and stems not in parts:
                parts.append(stems)
    return Query(tuple(parts[:MOST_PARTS]))


def stems_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each word of a text: where it begins and ends, and its stem."""
    for found in _WORD.finditer(text):
        stem = stem_of(found.group())
        if stem:
            yield found.start(), found.end(), stem


def hits(text: str, query: Query) -> list[tuple[int, int]]:
    """Return the stretches of a text that a query asks for, in order and apart from each other."""
    words = list(stems_in(text))
    stems = [stem for _, _, stem in words]
    found = sorted(
        (words[place][0], words[place + len(part) - 1][1])
        for part in query.parts
        for place in range(len(words) - len(part) + 1)
        if tuple(stems[place : place + len(part)]) == part
    )
    apart: list[tuple[int, int]] = []
    for start, end in found:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """Return a word without accents, case and the commonest endings of English."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = _MARKS.sub("'", plain).removesuffix("'s").replace("'", "")[:LONGEST_WORD]
    if not plain.isalpha() or len(plain) <= _SHORTEST_STEM:
        return plain
    return _without_e(_without_tense(_without_plural(plain)))


def _without_plural(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith("sses"):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is")) or word[-1] != "s" else word[:-1]


def _without_tense(word: str) -> str:
    if word.endswith("ied"):
        return f"{word[:-3]}y"
    if word.endswith("ing"):
        stem = word[:-3]
    elif word.endswith("ed") and not word.endswith("eed"):
        stem = word[:-2]
    else:
        return word
    if len(stem) < _SHORTEST_STEM or not _VOWEL.search(stem):
        return word
    is_doubled = stem[-1] == stem[-2] and stem[-1] not in "aeioulsz"
    return stem[:-1] if is_doubled else stem


def _without_e(word: str) -> str:
    return word[:-1] if len(word) > _SHORTEST_STEM and word[-1] == "e" else word


class WordKey:
    """Turns stems into tokens that only this server can make."""

    def __init__(self, secret: str) -> None:
        """Derive a key of its own from the operator's secret."""
        self._key = HKDF(SHA256(), KEY_BYTES, salt=None, info=PURPOSE).derive(secret.encode())
        self.fingerprint = f"{STEMMER}-{self.token('fingerprint')}"

    def token(self, stem: str) -> str:
        """Return what stands for a stem: a letter and hexadecimal digits."""
        return f"w{hmac.new(self._key, stem.encode(), sha256).digest()[:TOKEN_BYTES].hex()}"

    def tokens(self, text: str) -> list[str]:
        """Return the tokens of a text in their order."""
        return [self.token(stem) for _, _, stem in stems_in(text)]

    def fts5(self, query: Query) -> str:
        """Return a query as FTS5 reads it; it holds nothing that was typed."""
        return " AND ".join(f'"{" ".join(part)}"' for part in self._parts(query))

    def tsquery(self, query: Query) -> str:
        """Return a query as PostgreSQL's tsquery reads it; it holds nothing that was typed."""
        return " & ".join(f"({' <-> '.join(part)})" for part in self._parts(query))

    def _parts(self, query: Query) -> Iterable[Sequence[str]]:
        return ([self.token(stem) for stem in part] for part in query.parts)
