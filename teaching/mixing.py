"""Sentences as people would have typed them another time: joined, misspelt, without marks."""

from __future__ import annotations

import random
from collections.abc import Mapping

from teaching.sentences import FACTS, Lessons, Sentence

LONGEST_TEXT = 260  # characters of two sentences together
JOINS = (". ", " ", ", ", " and ", "\n")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# A no to the rest, or a word of thanks, says nothing of the signs before it.
TAILS = (
    "otherwise none", "otherwise no", "otherwise fine", "rest no", "the rest none", "nothing else",
    "none of the others", "no to the rest", "everything else is fine", "that's all", "thanks",
    "sorry for the typos", "hope that helps", "what now?", "please advise",
)  # fmt: skip
BEFORE_TAIL = (", ", ". ", " ", " - ", " and ", "\n")
HOW_OFTEN = {"joined": 0.15, "tail": 0.05, "no_apostrophe": 0.15, "no_marks": 0.1, "misspelt": 0.25}
PRESENT = "present"

Facts = Mapping[str, str | None]


class Mixer:
    """Changes sentences at random. Equal seed, equal changes."""

    def __init__(self, lessons: Lessons, seed: int) -> None:
        self.sentences = lessons.sentences
        self.chance = random.Random(seed)

    def changed(self, place: int) -> Sentence:
        """Return a sentence, changed or not."""
        one = self._joined(place)
        text = one.text.replace("\u2019", "'")
        if self._happens("tail") and one.signs:
            text = text.rstrip(".!") + self.chance.choice(BEFORE_TAIL) + self.chance.choice(TAILS)
        if self._happens("no_apostrophe"):
            text = text.replace("'", "")
        if self._happens("no_marks"):
            text = "".join(letter for letter in text if letter not in ".,!?")
        if self._happens("misspelt"):
            text = self._misspelt(text)
        return Sentence(text, one.signs, one.facts, one.intent, one.unknown)

    def _happens(self, what: str) -> bool:
        return self.chance.random() < HOW_OFTEN[what]

    def _joined(self, place: int) -> Sentence:
        one, other = self.sentences[place], self.chance.choice(self.sentences)
        if not self._happens("joined") or len(one.text) + len(other.text) >= LONGEST_TEXT:
            return one
        text = self.chance.choice(JOINS).join(self.chance.sample([one.text, other.text], 2))
        # Where the two say otherwise of a sign, it counts as present; of a fact, it is not known.
        both = (*one.signs.items(), *other.signs.items())
        signs = dict(sorted(both, key=lambda pair: pair[1] == PRESENT))
        agreed = [fact for fact in FACTS if _agree(one.facts, other.facts, fact)]
        facts = {fact: one.facts[fact] or other.facts[fact] for fact in agreed}
        unknown = (one.unknown | other.unknown) - signs.keys()
        return Sentence(text, signs, facts, None, unknown)

    def _misspelt(self, text: str) -> str:
        letters = list(text)
        for _ in range(self.chance.choice((1, 1, 2, 3))):
            if len(letters) > len(LETTERS) // 4:
                self._slip(letters, self.chance.randrange(len(letters) - 1))
        return "".join(letters)

    def _slip(self, letters: list[str], place: int) -> None:
        match self.chance.choices(("swap", "drop", "double", "other"), (3, 3, 2, 2))[0]:
            case "swap":
                letters[place : place + 2] = letters[place + 1], letters[place]
            case "drop":
                del letters[place]
            case "double":
                letters.insert(place, letters[place])
            case _ if letters[place].isalpha():
                letters[place] = self.chance.choice(LETTERS)
            case _:
                pass


def _agree(one: Facts, other: Facts, fact: str) -> bool:
    """Tell whether a fact is known of both, and not told otherwise by each."""
    if fact not in one or fact not in other:
        return False
    return None in {one[fact], other[fact]} or one[fact] == other[fact]
