"""The file of words by which answers to a list are read: choices.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from bot.nlu.lexicon_files import LexiconError, YamlFile

FILE = "choices.yml"
LISTS = ("named_letters", "marks_of_names",
    "letters", "ordinal_ends", "first", "last", "fillers", "not_words", "none", "all", "unsure",
    "edges", "only_alone", "breaks", "exceptions", "doubts", "goes_on", "harmless", "hedges",
    "denials", "assents", "others", "between", "beside_letters", "takes_back", "ranges",
    "shared_before_letters", "shared_behind_letters", "joins_denied", "turns", "narrows", "well",
    "word_letters", "behind_word_letters", "sentence_ends", "rest_denied", "words_like_runs",
    "moments", "qualifies", "qualifies_more", "undoes", "usual", "beside_usual", "ends_of_no",
    "of_others", "noes", "beside_noes", "open_noes", "not_who", "one_thing",
    "no_one_thing", "ends_one_thing", "denies_one", "minor", "says_of_thing", "resumes",
    "asks_before", "asks_behind", "ends_of_asking", "asks_on", "names_places", "tells_one_thing",
    "softly",
)  # fmt: skip
MAPPINGS = ("ordinals", "counts")


def expanded(line: str) -> Iterator[str]:
    """Yield the phrases of a line in which `a|b` is a choice and `a?` may be missing."""
    for chosen in product(*map(_options, line.split())):
        yield " ".join(filter(None, chosen))


class Phrases:
    """All phrases that `expanded` makes of lines: tens of thousands of a hundred, so not kept."""

    def __init__(self, lines: Iterable[str]) -> None:
        parts = [[_options(part) for part in line.split()] for line in lines]
        self._firsts = frozenset[str]().union(*map(_first_words, parts))
        choices = ("".join(map(_choice, line)) for line in parts)
        self._regex = re.compile("|".join(f"(?:{one})" for one in choices) or "(?!)")

    def __contains__(self, phrase: str) -> bool:
        """Tell whether one of the lines says this."""
        # Most messages open with another word: far cheaper than to look at every line.
        is_open = phrase.partition(" ")[0] in self._firsts
        return is_open and self._regex.fullmatch(f"{phrase} " if phrase else "") is not None


def _options(part: str) -> list[str]:
    """Return what may stand at a part of a line, the empty text where it may be missing."""
    options = ["", *part[:-1].split("|")] if part.endswith("?") else part.split("|")
    return [option.replace("_", " ") for option in options]


def _first_words(parts: Iterable[list[str]]) -> frozenset[str]:
    """Return the words that a line may open with; the empty text where it may say nothing."""
    found: set[str] = set()
    for options in parts:
        found.update(option.partition(" ")[0] for option in options if option)
        if "" not in options:
            return frozenset(found)
    return frozenset(found | {""})


def _choice(options: list[str]) -> str:
    """Return what matches one of the options, with a blank behind it unless it is empty."""
    return f"(?:{'|'.join(re.escape(f'{one} ') if one else '' for one in options)})"


def read_choices(folder: Path) -> Mapping[str, Any]:
    """Read the file of a language; raises LexiconError with `file:line: what is wrong`."""
    file = YamlFile(folder / FILE)
    file.check_keys(file.data, (*LISTS, *MAPPINGS))
    missing = [name for name in (*LISTS, *MAPPINGS) if name not in file.data]
    if missing:
        raise LexiconError(f"{folder.name}/{FILE}:1: the key {missing[0]!r} is missing")
    lists = {name: [str(item) for item in file.data[name]] for name in LISTS}
    tables = {name: {str(k): int(v) for k, v in file.data[name].items()} for name in MAPPINGS}
    return {**lists, **tables}
