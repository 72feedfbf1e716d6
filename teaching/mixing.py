"""Sentences as people would have typed them another time: joined, misspelt, without marks."""

from __future__ import annotations

import random

import numpy as np

from teaching.sentences import Floats, Lessons

LONGEST_TEXT = 260  # characters of two sentences together
JOINS = (". ", " ", ", ", " and ", "\n")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
HOW_OFTEN = {"joined": 0.15, "no_apostrophe": 0.15, "no_marks": 0.1, "misspelt": 0.25}


class Mixer:
    """Changes sentences at random. Equal seed, equal changes."""

    def __init__(self, lessons: Lessons, seed: int) -> None:
        self._lessons = lessons
        self.chance = random.Random(seed)

    def changed(self, place: int) -> tuple[str, Floats, Floats]:
        """Return a sentence, its signs and what is known of them, changed or not."""
        text, present, known = self._joined(place)
        text = text.replace("\u2019", "'")
        if self._happens("no_apostrophe"):
            text = text.replace("'", "")
        if self._happens("no_marks"):
            text = "".join(letter for letter in text if letter not in ".,!?")
        return self._misspelt(text) if self._happens("misspelt") else text, present, known

    def _happens(self, what: str) -> bool:
        return self.chance.random() < HOW_OFTEN[what]

    def _joined(self, place: int) -> tuple[str, Floats, Floats]:
        told = self._lessons
        text, present, known = told.texts[place], told.present[place], told.known[place]
        other = self.chance.randrange(len(told.texts))
        if not self._happens("joined") or len(text) + len(told.texts[other]) >= LONGEST_TEXT:
            return text, present, known
        both = [text, told.texts[other]]
        self.chance.shuffle(both)
        present = np.maximum(present, told.present[other])
        known = np.where(present > 0, np.float32(1.0), np.minimum(known, told.known[other]))
        return self.chance.choice(JOINS).join(both), present, known

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
