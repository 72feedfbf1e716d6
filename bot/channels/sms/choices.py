"""Buttons as numbered choices, and the answers to them.

A number means something only while the question that it belongs to is the latest: a late or stray
one is asked about, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.conversation.messages import Button, button_titled, words_of

_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ],
        start=1,
    )
}
_LEAD_IN = r"(?:(?:reply|option|number|choice|answer|no|nr|num)\b\W*)?"
_DIGITS = re.compile(rf"\W*{_LEAD_IN}(\d{{1,2}})(?:st|nd|rd|th)?\W*", re.IGNORECASE)
_WORD = re.compile(r"\W*(\w+)\W*")
_SHORT = {"y": "yes", "n": "no", "yeah": "yes", "yep": "yes", "nope": "no", "ya": "yes"}


def menu(buttons: Sequence[Button]) -> str:
    """Return buttons as lines with a number before each."""
    return "\n".join(f"{number}) {one.title}" for number, one in enumerate(buttons, start=1))


def number_in(text: str) -> int | None:
    """Return the number that a whole message is ("2", "2.", "two", "option 2"), or None."""
    digits = _DIGITS.fullmatch(text)
    if digits is not None:
        return int(digits[1])
    word = _WORD.fullmatch(text)
    return None if word is None else _NUMBERS.get(word[1].lower())


def chosen(text: str, buttons: Sequence[Button]) -> Button | None:
    """Return the button that a message names by its number or its words, or None.

    "Yes" names the only title that begins with it; where two do, it names none.
    """
    number = number_in(text)
    if number is not None:
        return buttons[number - 1] if 1 <= number <= len(buttons) else None
    said = words_of(text)
    said = [_SHORT.get(said[0], said[0])] if len(said) == 1 else said
    same = button_titled(" ".join(said), buttons)
    if same is not None or said not in (["yes"], ["no"]):
        return same
    begun = [button for button in buttons if words_of(button.title)[:1] == said]
    return begun[0] if len(begun) == 1 else None


def is_bare(text: str) -> bool:
    """Tell whether a message means nothing without its question: a number, a letter, a yes."""
    said = words_of(text)
    is_word = len(said) == 1 and (len(said[0]) == 1 or said[0] in {*_SHORT, *_SHORT.values()})
    return is_word or number_in(text) is not None
