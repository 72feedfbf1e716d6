"""Patterns over words, run as regular expressions over one character a word.

Every word of the lexicon gets a character of its own, every other word the same one. A message is
then a short string, a group of words is a character class, and the regex engine does the rest in
C: a few microseconds a message, linear in its length because every gap is bounded. A pattern is
tried only when a message holds a word of its rarest part, and compiled when it is first tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.nlu import matching_syntax as syntax
from bot.nlu.matching_clauses import starting_words
from bot.nlu.matching_codes import WordCodes, char_class, in_classes, words_of
from bot.nlu.matching_pieces import Firsts
from bot.nlu.matching_reading import HARD_STOPS, NUMBER, Frame, Pattern, PatternReader
from bot.nlu.matching_syntax import Part, PatternError, Role, Sequence, parse
from bot.nlu.regex_codes import packed, unpacked

MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Wording:
    """What patterns are built from.

    `masks` hide words, `skipped` words may stand between two parts, a gap runs over no word of
    `stops` or `negators` and over no start of a clause.
    """

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    masks: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    clause_starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    negators: tuple[str, ...] = ()


class Vocabulary(PatternReader):
    """The words that patterns know, each with its character, and the groups made of them."""

    def __init__(self, wording: Wording, patterns: Iterable[str] = ()) -> None:
        self._wording = wording
        groups = {name: _sequences(members) for name, members in wording.groups.items()}
        self._groups = groups
        masks = _sequences(wording.masks)
        starts = _sequences(wording.clause_starts)
        everything = [*self._groups.values(), masks, starts, *(parse(line) for line in patterns)]
        self._check_groups(everything)
        words = {word for sequences in everything for word in words_of(sequences)}
        words.update(HARD_STOPS, wording.skipped, wording.stops, wording.negators)
        self._words = WordCodes(in_classes(words, wording, groups), starting_words(starts))
        all_of, seconds = self._words.all_of, self._words.seconds
        self._numerals = frozenset(
            [NUMBER, *all_of(word for word in self._words.codes if word[0].isdigit())]
        )
        self._keys: dict[str, frozenset[str]] = {}
        self._patterns: dict[tuple[str, ...], Pattern] = {}
        self._known_keys: dict[frozenset[str], frozenset[str]] = {}
        self._firsts = Firsts(groups, all_of, self._word_codes)
        self._regexes: dict[tuple[str, bool], str] = {}  # by group, and whether one may be denied
        self._codes: dict[tuple[tuple[str, ...], bool], bytes] = {}  # by lines, likewise
        stops = (*HARD_STOPS, *wording.stops)
        self._stops = char_class(all_of(stops))
        self._sentence_ends = frozenset(all_of(HARD_STOPS))
        self._negators = char_class(all_of(wording.negators))
        self._not_free = char_class((*all_of(stops), *all_of(wording.negators), *seconds.values()))
        skipped = char_class(all_of(wording.skipped))
        self._skip = f"[{skipped}]{{0,3}}" if skipped else ""
        negators = re.compile(f"[{self._negators}]" if wording.negators else "(?!)")
        self._allows_denial = False
        start = f"(?={self._any_of(starts)})[{char_class(seconds)}]" if starts else "(?!)"
        super().__init__(Frame(self._words, re.compile(start), self._mask_regex(masks), negators))

    # Building ---------------------------------------------------------------------------------

    def group(self, name: str) -> Pattern:
        """Return a pattern that finds any member of a group."""
        return self.any_of(self._wording.groups[name])

    def any_of(self, lines: Iterable[str]) -> Pattern:
        """Return a pattern that finds any of several lines."""
        lines = tuple(lines)
        if lines not in self._patterns:
            keys = sorted(self._pattern_keys(_sequences(lines)), key=len)
            # Many patterns need the same words: each set of them is kept once.
            own = tuple(self._known_keys.setdefault(one, one) for one in keys)
            self._patterns[lines] = Pattern(lines, own)
        return self._patterns[lines]

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """Every pattern that it was asked for."""
        return tuple(self._patterns.values())

    def _pattern_keys(self, sequences: tuple[Sequence, ...]) -> list[frozenset[str]]:
        if len(sequences) == 1:
            return [self._part_keys(part) for part in sequences[0] if _counts(part)]
        any_key = frozenset[str]().union(*map(self._sequence_keys, sequences))
        return [any_key, *self._shared_keys(sequences)]

    def _shared_keys(self, sequences: tuple[Sequence, ...]) -> list[frozenset[str]]:
        shared = set(sequences[0]).intersection(*map(set, sequences[1:])) if sequences else set()
        return [self._part_keys(part) for part in sequences[0] if part in shared and _counts(part)]

    def _sequence_keys(self, sequence: Sequence) -> frozenset[str]:
        return min((self._part_keys(part) for part in sequence if _counts(part)), key=len)

    def _part_keys(self, part: Part) -> frozenset[str]:
        firsts = self._words.all_of(phrase[0] for phrase in part.phrases)
        groups = (self._group_keys(name) for name in part.groups)
        return self._word_codes(part).union(firsts, *groups)

    def _word_codes(self, part: Part) -> frozenset[str]:
        codes = frozenset(self._words.all_of(part.words - {syntax.NUMBER}))
        return codes | self._numerals if syntax.NUMBER in part.words else codes

    def _group_keys(self, name: str) -> frozenset[str]:
        if name not in self._keys:
            parts = (self._sequence_keys(sequence) for sequence in self._groups[name])
            self._keys[name] = frozenset[str]().union(*parts)
        return self._keys[name]

    def _check_groups(self, everything: list[tuple[Sequence, ...]]) -> None:
        for sequences in everything:
            self._check_names(sequences, 0)

    def _check_names(self, sequences: tuple[Sequence, ...], depth: int) -> None:
        if depth > MAX_DEPTH:
            raise PatternError("a group contains itself")
        for name in (name for sequence in sequences for part in sequence for name in part.groups):
            if name not in self._groups:
                raise PatternError(f"there is no group called {name!r}")
            self._check_names(self._groups[name], depth + 1)

    # From parts to regular expressions --------------------------------------------------------

    def compiled(self, pattern: Pattern) -> re.Pattern[str]:
        """Return the pattern's regular expression."""
        if pattern.regex is None:
            pattern.regex = unpacked(self.code(pattern))
        return pattern.regex

    def denied(self, pattern: Pattern) -> re.Pattern[str]:
        """Return the regular expression of the pattern with a negator before one of its parts."""
        if pattern.denied is None:
            pattern.denied = unpacked(self.denied_code(pattern))
        return pattern.denied

    def code(self, pattern: Pattern) -> bytes:
        """Return what `compiled` unpacks, to be kept: it is worked out once."""
        key = pattern.lines, self._allows_denial
        if key not in self._codes:
            self._codes[key] = packed(self.source(pattern))
        return self._codes[key]

    def denied_code(self, pattern: Pattern) -> bytes:
        """Return what `denied` unpacks."""
        self._allows_denial = True
        code = self.code(pattern)
        self._allows_denial = False
        return code

    def source(self, pattern: Pattern) -> str:
        """Return the text of a pattern's regular expression.

        It looks first whether a match can start at a word.
        """
        sequences = _sequences(pattern.lines)
        firsts = self._firsts.of(sequences)
        regex = self._any_of(sequences)
        # Python skips by itself to where a class matches that a pattern opens with.
        guard = f"(?=[{char_class(firsts)}])" if firsts and not regex.startswith("[") else ""
        return guard + regex

    def _any_of(self, sequences: tuple[Sequence, ...]) -> str:
        singles, longer = [], []
        for sequence in sequences:
            only = sequence[0] if len(sequence) == 1 else None
            if only is not None and _counts(only) and not only.groups and not only.phrases:
                singles.extend(sorted(self._word_codes(only)))
            else:
                longer.append(self._sequence_regex(sequence))
        if singles:
            longer.append(f"[{char_class(singles)}]")
        return longer[0] if len(longer) == 1 else f"(?:{'|'.join(longer)})"

    def _sequence_regex(self, sequence: Sequence) -> str:
        pieces: list[str] = []
        glue = ""
        for part in sequence:
            piece = self._part_regex(part)
            if part.role is Role.GAP:
                glue = ""
                pieces.append(piece)
            elif part.role is not Role.TAKE:
                pieces.append(piece)
            elif part.optional:
                pieces.append(f"(?:{glue}{piece})?" if glue else f"(?:{piece}{self._skip})?")
            else:
                pieces.append(glue + piece)
                glue = self._skip
        return "".join(pieces)

    def _part_regex(self, part: Part) -> str:
        if part.role is Role.GAP:
            return self._gap(part.length)
        if part.role is Role.START:
            return f"(?:^|(?<=[{self._stops}]))"
        if part.role is Role.END:
            return f"(?=$|[{self._stops}])"
        choice = self._choice_regex(part)
        if part.role is Role.NOT_NEXT:
            return f"(?!{self._skip}{choice})"
        if part.role is Role.NOT_BEFORE:
            return f"(?<!{choice})"
        return choice

    def _gap(self, length: int) -> str:
        free = f"[^{self._not_free}]"
        plain = f"{free}{{0,{length}}}?"
        # In a denied pattern a negator may stand right before the next part: "is not there".
        return f"{plain}(?:[{self._negators}]{free}{{0,1}}?)?" if self._allows_denial else plain

    def _choice_regex(self, part: Part) -> str:
        options = [self._group_regex(name) for name in part.groups]
        options.extend(
            self._skip.join(f"[{''.join(self._words.all_of([word]))}]" for word in phrase)
            for phrase in part.phrases
        )
        if part.words:
            options.append(f"[{char_class(self._word_codes(part))}]")
        return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"

    def _group_regex(self, name: str) -> str:
        key = name, self._allows_denial
        if key not in self._regexes:
            self._regexes[key] = self._any_of(self._groups[name])
        return self._regexes[key]

    def _mask_regex(self, masks: tuple[Sequence, ...]) -> re.Pattern[str] | None:
        if not masks:
            return None
        if not all(_counts(sequence[0]) for sequence in masks):
            raise PatternError("a mask starts with a word")
        firsts = frozenset[str]().union(*(self._part_keys(sequence[0]) for sequence in masks))
        return re.compile(f"(?=[{char_class(firsts)}]){self._any_of(masks)}")


def _sequences(lines: Iterable[str]) -> tuple[Sequence, ...]:
    return tuple(sequence for line in lines for sequence in parse(line))


def _counts(part: Part) -> bool:
    return part.role is Role.TAKE and not part.optional
