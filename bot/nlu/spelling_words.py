"""The words that the spelling component works with, gathered from the assistant's own files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.assistant import yaml_text
from bot.assistant.yaml_text import Keys, UnreadableYaml

COMMON_WORDS = "common_words.txt"
TEXT_SPEAK = "text_speak.yml"
# Files that are read over the words as they were written: nothing is corrected to a word of theirs.
KEPT_WORDS = "kept_words.yml"
AS_WRITTEN = (TEXT_SPEAK, KEPT_WORDS, "remarks.yml")
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
LISTED_WEIGHT = 2  # a word of the lexicon counts like one met twice in the examples
SURE_COUNT = 4  # nobody makes the same slip this often in one file
TYPO_RATIO = 3  # a rare spelling beside one that is at least this many times as frequent is a slip


@dataclass(frozen=True, slots=True)
class SpellingWords:
    """What to correct to, and what to leave alone.

    `counts` are the words of this assistant with how often they occur; corrections lead to these.
    `protected` words and `names` (matched with their capital) are never changed, and neither is a
    word of another language of the lexicon, nor one that this language keeps (`kept_words.yml`).
    `replacements` are whole words of text-speak.
    """

    counts: Mapping[str, int]
    protected: Collection[str] = frozenset()
    names: frozenset[str] = frozenset()
    replacements: Mapping[str, str] = field(default_factory=dict)


def read_words(
    folder: Path, language: str, texts: Iterable[str], *, with_lexicon: bool = True
) -> SpellingWords:
    """Gather the words of `folder` (the lexicon, unless it is left out) and of the training texts.

    Raises ValueError with `file:line: what is wrong` for a file that cannot be used.
    """
    common, names = _read_common(folder / COMMON_WORDS)
    listed = _listed_words(folder / language, besides=AS_WRITTEN) if with_lexicon else set()
    foreign = {
        word
        for other in sorted(folder.glob("*/"))
        if other.is_dir() and other.name != language
        for word in _listed_words(other)
    }
    kept_file = folder / language / KEPT_WORDS
    kept = set(_words_in(_load_yaml(kept_file))) if kept_file.is_file() else set()
    met = Counter(word for text in texts for word in words_of(text))
    return SpellingWords(
        counts=_target_counts(met, listed, common),
        protected=frozenset(common | foreign | kept),
        names=names,
        replacements=_read_replacements(folder / language / TEXT_SPEAK),
    )


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a text in lower case, apostrophes straight."""
    return (match.group() for match in WORD.finditer(text.lower().replace("\u2019", "'")))


def _target_counts(
    met: Mapping[str, int], listed: set[str], common: frozenset[str]
) -> dict[str, int]:
    """Return the words that are worth correcting to.

    Examples hold slips of the pen on purpose. A word that no list knows is a target only when it
    occurs often, or twice without being a letter away from a much more frequent one.
    """
    counts = {word: met.get(word, 0) + LISTED_WEIGHT * (word in listed) for word in listed}
    counts |= {word: count for word, count in met.items() if word in common and word not in listed}
    neighbours: dict[str, int] = {}
    for word, count in counts.items():
        for form in _one_letter_forms(word):
            neighbours[form] = max(neighbours.get(form, 0), count)
    for word, count in met.items():
        if word in counts or count < LISTED_WEIGHT:
            continue
        rival = max((neighbours.get(form, 0) for form in _one_letter_forms(word)), default=0)
        if count >= SURE_COUNT or rival < TYPO_RATIO * count:
            counts[word] = count
    return counts


def _one_letter_forms(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def _read_common(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    if not path.is_file():
        return frozenset(), frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    names = frozenset(word for word in words if word[0].isupper())
    return frozenset(words) - names, names


def _read_replacements(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    data = _load_yaml(path) or Keys()
    if not isinstance(data, Keys):
        raise ValueError(f"{path}:1: expected `short form: word` lines")
    for short, word in data.items():
        if not isinstance(word, str) or " " in f"{short}{word}":
            line = data.lines[short]
            raise ValueError(f"{path}:{line}: expected one word for one word, quoted where needed")
    return dict(data)


def _listed_words(folder: Path, *, besides: Collection[str] = ()) -> set[str]:
    """Return the plain words in the values of every YAML file of a folder.

    Pieces with signs of a pattern in them are left out: half a word is no word.
    """
    found: set[str] = set()
    for path in sorted(folder.glob("*.yml")):
        if path.name not in besides:
            found.update(_words_in(_load_yaml(path)))
    return found


def _words_in(value: Any) -> Iterator[str]:
    match value:
        case str():
            for piece in value.lower().replace("\u2019", "'").split():
                if WORD.fullmatch(piece.strip('.,;:!?"()')):
                    yield piece.strip('.,;:!?"()')
        case dict():
            for item in value.values():
                yield from _words_in(item)
        case list():
            for item in value:
                yield from _words_in(item)


def _load_yaml(path: Path) -> Any:
    try:
        return yaml_text.read(path)
    except UnreadableYaml as error:
        raise ValueError(f"{path}:{error.line}: {error.reason}") from error
