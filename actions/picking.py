"""What a choice of single items of a list says of each, by letter, by place or in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.lettering import LETTERS, Lettering
from actions.rest_denied import NONE, REST

Answers = dict[str, str]
# Letters of which is asked what they mean, and what is answered beside the question.
ASKS, SAID = "asks", "said"
# The places of items that a number names.
PLACES = "ordinals"


@dataclass(frozen=True, slots=True)
class Asked:
    """The items of a list in the order in which they are asked, and what each letter names.

    Letters also name items of the list that were answered before: these may be said to be there.
    """

    items: tuple[str, ...]
    letters: Lettering

    @classmethod
    def by_place(cls, items: Sequence[str]) -> Asked:
        """Return items as a list of their own."""
        return cls(tuple(items), dict(zip(LETTERS, items, strict=False)))


def asked_about(
    asked: Asked, choice: Mapping[str, Any], clearable: Sequence[str], *, is_told: bool
) -> Answers | None:
    """Return what a message answers that asks what a letter means: the letter is left to be asked.

    "Nope, what does E mean" is a no to all but E.
    """
    doubted = only(asked.letters, choice[ASKS], "unsure")
    said = choice.get(SAID)
    if doubted is None or is_told:
        return doubted
    if said in (NONE, {REST: NONE}):
        return dict.fromkeys(clearable, "absent") | doubted
    named = picked_from(asked, said, clearable) if isinstance(said, Mapping) else None
    return (named or {}) | doubted


def picked_from(
    asked: Asked, choice: Mapping[str, Any], clearable: Sequence[str]
) -> Answers | None:
    """Return what a choice of single items says.

    Where the message doubts them, or goes on about something else, the other items stay open.
    """
    if "row" in choice:
        # Only a yes or no for each item says which of them is meant.
        is_whole = len(choice["row"]) == len(asked.items)
        said = zip(asked.items, choice["row"], strict=True) if is_whole else ()
        return {item: "present" if is_so else "absent" for item, is_so in said}
    picked, letters = choice.get("letters", ()), asked.letters
    if "denied" in choice or "doubted" in choice:
        return _one_by_one(asked, choice)
    if choice.get("unsure") and PLACES in choice:
        # "4" may be how bad the pain is.
        told = _with_places(asked, choice, ()) if len(asked.items) > 1 else None
        return told and dict.fromkeys(told, "unsure")
    if choice.get("unsure"):
        return only(letters, picked, "unsure")
    if choice.get("more"):
        return only(letters, picked, "present")
    return _with_places(asked, choice, clearable)


def _one_by_one(asked: Asked, choice: Mapping[str, Any]) -> Answers | None:
    """Return what is said of each letter; a no to one that was answered before changes nothing."""
    answers: Answers = {}
    for key, answer in (("denied", "absent"), ("doubted", "unsure"), ("letters", "present")):
        found = only(asked.letters, choice.get(key, ()), answer)
        if found is None:
            return None
        is_there = answer == "present"
        answers |= {item: one for item, one in found.items() if is_there or item in asked.items}
    return answers


def only(letters: Lettering, named: Sequence[str], answer: str) -> Answers | None:
    """Return an answer for the items of these letters; the others stay open."""
    items = _named(letters, named)
    return None if items is None else dict.fromkeys(items, answer)


def _named(letters: Lettering, named: Sequence[str]) -> list[str] | None:
    """Return the items of these letters; None where one of them is not on the list."""
    items = [letters.get(letter.upper()) for letter in named]
    return None if None in items else [item for item in items if item is not None]


def _with_places(
    asked: Asked, choice: Mapping[str, Any], clearable: Sequence[str]
) -> Answers | None:
    """Return the items that were picked as present and the rest, where it can be, as absent.

    A letter that was not on the list makes the whole answer unclear; one that was answered before
    says nothing of those that are open.
    """
    items, letters = asked.items, asked.letters
    if "all_but" in choice:
        left_out = _named(letters, choice["all_but"])
        picked = None if left_out is None else [one for one in items if one not in left_out]
    else:
        picked = _named(letters, choice.get("letters", ()))
        places = [n - 1 for n in choice.get(PLACES, ())]
        if picked is None or any(not 0 <= place < len(items) for place in places):
            return None
        picked += [items[place] for place in places]
        picked += items[-1:] if choice.get("last") else ()
    if not picked:
        return None
    cleared = {*clearable, *items} if "all_but" in choice else {*clearable}
    if not set(picked) <= set(items):
        cleared = set()
    rest = {item: "absent" for item in items if item in cleared}
    return rest | dict.fromkeys(picked, "present")
