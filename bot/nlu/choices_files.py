"""The file of words by which answers to a list are read: choices.yml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    "no_one_thing", "ends_one_thing", "denies_one", "minor",
)  # fmt: skip
MAPPINGS = ("ordinals", "counts")


def expanded(line: str) -> Iterator[str]:
    """Yield the phrases of a line in which `a|b` is a choice and `a?` may be missing."""
    options = (
        ["", *part[:-1].split("|")] if part.endswith("?") else part.split("|")
        for part in line.split()
    )
    for chosen in product(*options):
        yield " ".join(word for word in chosen if word).replace("_", " ")


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
