"""Patterns as a saved model keeps them: worked out and compiled at training.

To parse thousands of patterns and to compile their regular expressions costs seconds; what Python
compiles them to is a list of numbers, and to take that over costs microseconds for each.
It is of use to the same Python only: another one gets nothing, and works all of it out anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from bot.nlu.matching import Vocabulary, Wording
from bot.nlu.matching_codes import WordCodes
from bot.nlu.matching_reading import Frame, Pattern, PatternReader
from bot.nlu.regex_codes import MADE_BY, packed, unpacked

FILE, CODES_FILE = "patterns.json", "patterns.bin"

Row = tuple[Pattern, int, int | None]


class Regexes:
    """Compiled regular expressions by number, packed; each is taken out when it is first asked for.

    All of them, unpacked, would take three times the memory of those that messages try.
    """

    def __init__(self, packed: bytes, ends: Sequence[int]) -> None:
        self._packed = packed
        self._spans = tuple(pairwise((0, *ends)))
        self._ready: dict[int, re.Pattern[str]] = {}

    def __getitem__(self, number: int) -> re.Pattern[str]:
        """Return a regular expression by its number."""
        regex = self._ready.get(number)
        if regex is None:
            start, end = self._spans[number]
            regex = self._ready[number] = unpacked(self._packed[start:end])
        return regex


class KeptPatterns(PatternReader):
    """The patterns of one vocabulary, ready for use.

    `rows` has each by its lines, with the numbers of its regular expression and of the denied one.
    """

    def __init__(
        self,
        frame: Frame,
        groups: Mapping[str, tuple[str, ...]],
        rows: Mapping[tuple[str, ...], Row],
        regexes: Regexes,
    ) -> None:
        super().__init__(frame)
        self._groups = groups
        self._rows = rows
        self._regexes = regexes

    def any_of(self, lines: Iterable[str]) -> Pattern:
        """Return a pattern that finds any of several lines; raises KeyError for one not kept."""
        return self._rows[tuple(lines)][0]

    def group(self, name: str) -> Pattern:
        """Return a pattern that finds any member of a group."""
        return self.any_of(self._groups[name])

    def compiled(self, pattern: Pattern) -> re.Pattern[str]:
        """Return the pattern's regular expression."""
        if pattern.regex is None:
            pattern.regex = self._regexes[self._rows[pattern.lines][1]]
        return pattern.regex

    def denied(self, pattern: Pattern) -> re.Pattern[str]:
        """Return the regular expression of the pattern with a negator before one of its parts."""
        if pattern.denied is None:
            number = self._rows[pattern.lines][2]
            if number is None:
                raise LookupError("a pattern was kept as one that is never denied")
            pattern.denied = self._regexes[number]
        return pattern.denied


def write_patterns(folder: Path, vocabularies: Iterable[Vocabulary]) -> None:
    """Write all that vocabularies have worked out, in the order in which they are read again."""
    codes: dict[bytes, int] = {}
    kept = [_as_json(one, codes) for one in vocabularies]
    ends = list(accumulate(map(len, codes)))
    state = {"made_by": MADE_BY, "ends": ends, "vocabularies": kept}
    text = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    (folder / FILE).write_text(text, encoding="utf-8")
    (folder / CODES_FILE).write_bytes(b"".join(codes))


def read_patterns(folder: Path, wordings: Iterable[Wording]) -> Iterator[KeptPatterns]:
    """Yield what `write_patterns` wrote; nothing where another Python wrote it.

    `wordings` are those of the vocabularies, in the same order.
    """
    if not (folder / FILE).is_file():
        return
    state = json.loads((folder / FILE).read_text(encoding="utf-8"))
    if state["made_by"] != list(MADE_BY):
        return
    regexes = Regexes((folder / CODES_FILE).read_bytes(), state["ends"])
    for wording, kept in zip(wordings, state["vocabularies"], strict=True):
        yield _from_json(kept, regexes, wording)


def _as_json(vocabulary: Vocabulary, codes: dict[bytes, int]) -> dict[str, Any]:
    """Return a vocabulary as JSON; regular expressions are numbers, their places in `codes`."""

    def number(code: bytes) -> int:
        return codes.setdefault(code, len(codes))

    frame, keys = vocabulary.frame, dict[frozenset[str], int]()
    rows = [
        (
            one.lines,
            [keys.setdefault(key, len(keys)) for key in one.keys],
            number(vocabulary.code(one)),
            number(vocabulary.denied_code(one)) if one.may_be_denied else None,
        )
        for one in vocabulary.patterns
    ]
    return {
        "words": list(frame.words.codes),
        "starting": frame.words.starting,
        "frame": [
            None if one is None else number(packed(one.pattern))
            for one in (frame.clauses, frame.negators, frame.masks)
        ],
        "keys": ["".join(sorted(key)) for key in keys],
        "rows": rows,
    }


def _from_json(kept: Mapping[str, Any], regexes: Regexes, wording: Wording) -> KeptPatterns:
    clauses, negators, masks = kept["frame"]
    frame = Frame(
        WordCodes(kept["words"], kept["starting"]),
        clauses=regexes[clauses],
        negators=regexes[negators],
        masks=None if masks is None else regexes[masks],
    )
    # A key shares its characters with all others: Python makes each one anew, at 80 bytes.
    own = {code: code for key in kept["keys"] for code in key}
    keys = [frozenset(map(own.__getitem__, key)) for key in kept["keys"]]
    rows: dict[tuple[str, ...], Row] = {}
    for listed, places, plain, denied in kept["rows"]:
        lines = tuple(listed)
        rows[lines] = Pattern(lines, tuple(keys[one] for one in places)), plain, denied
    return KeptPatterns(frame, wording.groups, rows, regexes)
