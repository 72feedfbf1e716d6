"""The little language in which the lexicon files describe wording.

A pattern is a line of parts, matched word by word; unimportant words between two parts are skipped.

    word          this word, as corrected or as written      `pee/v` also pees, peed, peeing
    a|b|<c>       one of these                               `day/n` also days
    a|b_c         an underscore joins the words of one choice
    <group>       anything that a member of the group says   `<number>` digits
    part?         may be missing                             `..4` up to 4 words of the same clause
    !part         the next word is not this                  `<!part` nor the word before
    ^  $          start, end of a sentence
    A ~4 B        A and B in either order, at most 4 words apart (2 or 3 sides)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import permutations, product

from bot.nlu.matching_words import split_phrase

BETWEEN = re.compile(r"^~(\d+)$")
GAP = re.compile(r"^\.\.(\d+)$")
NUMBER = "<number>"
VOWELS = "aeiou"
SHORT_WORD = 3
KNOWN_PARTS = 1 << 15  # more than a language has: each stands in many lines


class PatternError(ValueError):
    """A pattern that cannot be read."""


class Role(StrEnum):
    """What a part of a pattern does."""

    TAKE = "take"
    GAP = "gap"
    NOT_NEXT = "not_next"
    NOT_BEFORE = "not_before"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: the words and groups that it accepts, or the length of a gap."""

    role: Role
    words: frozenset[str] = frozenset()
    groups: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    optional: bool = False
    length: int = 0


Sequence = tuple[Part, ...]


def parse(pattern: str) -> tuple[Sequence, ...]:
    """Return the sequences that a pattern stands for: one, or each order of its `~` sides."""
    sides: list[list[Part]] = [[]]
    distances: list[int] = []
    for raw in pattern.split():
        between = BETWEEN.match(raw)
        if between:
            distances.append(int(between.group(1)))
            sides.append([])
        else:
            sides[-1].extend(_parts(raw))
    if not all(any(_is_required(part) for part in side) for side in sides):
        raise PatternError(f"the pattern {pattern!r} has a side that takes no word")
    if not distances:
        return (tuple(sides[0]),)
    gap = Part(Role.GAP, length=max(distances))
    return tuple(_joined(order, gap) for order in permutations(sides))


def _joined(sides: tuple[list[Part], ...], gap: Part) -> Sequence:
    joined: list[Part] = list(sides[0])
    for side in sides[1:]:
        joined.extend([gap, *side])
    return tuple(joined)


def _is_required(part: Part) -> bool:
    return part.role is Role.TAKE and not part.optional


@lru_cache(maxsize=KNOWN_PARTS)
def _parts(raw: str) -> tuple[Part, ...]:
    gap = GAP.match(raw)
    if gap:
        return (Part(Role.GAP, length=int(gap.group(1))),)
    if raw in ("^", "$"):
        return (Part(Role.START if raw == "^" else Role.END),)
    if len(raw) > 1 and raw.startswith("<!"):
        part = _choice(raw[2:], Role.NOT_BEFORE)
        if part.groups or part.phrases:
            raise PatternError(f"{raw!r}: only single words can be ruled out before a part")
        return (part,)
    if len(raw) > 1 and raw.startswith("!"):
        return (_choice(raw[1:], Role.NOT_NEXT),)
    optional = len(raw) > 1 and raw.endswith("?")
    bare = raw.removesuffix("?") if optional else raw
    if "|" in bare or "_" in bare or bare.startswith("<") or "/" in bare[1:]:
        return (_choice(bare, Role.TAKE, optional=optional),)
    return tuple(
        Part(Role.TAKE, words=frozenset([word]), optional=optional) for word in split_phrase(bare)
    )


def _choice(raw: str, role: Role, *, optional: bool = False) -> Part:
    words: set[str] = set()
    groups: list[str] = []
    phrases: list[tuple[str, ...]] = []
    for option in raw.lower().split("|"):
        if option == NUMBER:
            words.add(NUMBER)
        elif option.startswith("<") and option.endswith(">"):
            groups.append(option[1:-1])
        elif not option:
            raise PatternError(f"{raw!r} has an empty choice")
        else:
            opened = tuple(split_phrase(option.replace("_", " ")))
            if len(opened) == 1:
                words.update(inflections(opened[0]))
            else:
                phrases.extend(product(*map(inflections, opened)))
    return Part(role, frozenset(words), tuple(groups), tuple(phrases), optional)


def inflections(word: str) -> frozenset[str]:
    """Return the forms of `word/v` (a verb), `word/n` (a noun) or of a word as it stands."""
    stem, mark, kind = word.rpartition("/")
    if not mark or not stem:
        return frozenset([word])
    if kind == "n":
        return frozenset([stem, _with_s(stem)])
    if kind == "v":
        return frozenset([stem, _with_s(stem), *_past_and_ing(stem)])
    raise PatternError(f"{word!r}: after the stroke stands n (noun) or v (verb)")


def _with_s(stem: str) -> str:
    if stem.endswith(("s", "x", "z", "ch", "sh")):
        return stem + "es"
    if stem.endswith("y") and stem[-2:-1] not in VOWELS:
        return stem[:-1] + "ies"
    return stem + "s"


def _past_and_ing(stem: str) -> set[str]:
    if stem.endswith("ee"):
        return {stem + "d", stem + "ing"}
    if stem.endswith("e"):
        return {stem + "d", stem[:-1] + "ing"}
    if stem.endswith("y") and stem[-2:-1] not in VOWELS:
        return {stem[:-1] + "ied", stem + "ing"}
    found = {stem + "ed", stem + "ing"}
    closed = stem[-1] not in VOWELS + "wxy" and stem[-2:-1] in VOWELS
    if closed and len(stem) >= SHORT_WORD and stem[-3] not in VOWELS:
        doubled = {stem + stem[-1] + "ed", stem + stem[-1] + "ing"}
        # "Stabed" is no word but a slip, and spelling correction knows better what it stands for.
        return doubled if sum(letter in VOWELS for letter in stem) == 1 else found | doubled
    return found
