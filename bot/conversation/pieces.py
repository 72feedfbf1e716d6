"""A message told in pieces: what tells nothing alone is read once more with those before it.

"My left", "foot", "is floppy" are three messages and one sentence. What the whole of it tells is
added to the last piece; nothing that a piece said by itself is changed or taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from bot.conversation.messages import words_of
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Entity, ParsedMessage, Scope

MOST_WORDS = 6  # of a piece
MOST_PIECES = 3  # before the last one
LONGEST_PAUSE = 120.0  # seconds, from the answer to one piece to the next
# Only what a sentence says to be so, or likely: a denial that stands across messages is none.
TOLD = "finding"
JOINED = "joined"  # marks what the whole tells
# What answers a question by itself, where it is all of a message: no sentence ends with it. None
# begins with a length or a number, either; a "no" may: "no", "feeling down there".
CHOICE = "choice"
WHOLE = frozenset({CHOICE, "duration", "number"})
MARKS = " .,!"  # round what is all of a message
ADDED = frozenset({"present", "unsure"})


class Readings(NamedTuple):
    """How texts are understood: in full, or only whether anything may be found. That is cheap."""

    read: Callable[[str], ParsedMessage]
    may_tell: Callable[[str], bool]


def read_in_pieces(
    parsed: ParsedMessage, before: Tracker, *, now: float, readings: Readings
) -> ParsedMessage:
    """Return a message with what it tells together with the short ones right before it.

    `before` is the conversation as the message came. How a message was
    taken says little of a piece: "is so tight" looks like a question.
    """
    if parsed.is_payload or not _is_piece(parsed.text):
        return parsed
    answers = {one.entity for one in parsed.entities if _is_all(one, parsed.text)} & WHOLE
    if answers:
        # A choice may be the beginning of a sentence all the same, whatever it answered.
        return replace(parsed, pieces=(parsed.text,) if CHOICE in answers else ())
    earlier = _earlier(before, now)
    # What opens a conversation and was understood is whole.
    is_whole = before.active_loop is None and parsed.scope is Scope.INSIDE
    pieces = () if is_whole else (*earlier, parsed.text)[-MOST_PIECES:]
    heard = replace(parsed, pieces=pieces, asked=before.requested_slot)
    if any(one.entity == TOLD for one in parsed.entities):
        return heard
    for count in range(1, len(earlier) + 1):
        told = _told_together(" ".join(earlier[-count:]), parsed.text, readings)
        if told:
            return replace(heard, entities=(*parsed.entities, *told))
    return heard


def _earlier(before: Tracker, now: float) -> tuple[str, ...]:
    """Return the texts that may be the beginning of what is said now.

    What answered its question is whole: "left thigh", and "I manage" to the next.
    """
    latest = before.latest_message
    is_soon = now - (before.latest_event_at or 0.0) <= LONGEST_PAUSE
    if latest is None or not is_soon:
        return ()
    return () if latest.asked not in {None, before.requested_slot} else latest.pieces


def _is_piece(text: str) -> bool:
    return 0 < len(words_of(text)) <= MOST_WORDS and "?" not in text


def _is_all(one: Entity, text: str) -> bool:
    return text[one.start : one.end].strip(MARKS) == text.strip(MARKS)


def _told_together(lead: str, last: str, readings: Readings) -> tuple[Entity, ...]:
    """Return what both tell together and the first does not tell alone."""
    if not readings.may_tell(f"{lead} {last}"):
        return ()
    read = readings.read
    start = len(lead) + 1
    found = [
        one
        for one in read(f"{lead} {last}").entities
        if one.entity == TOLD and one.details.get("assertion") in ADDED
    ]
    known = {one.value for one in read(lead).entities if one.entity == TOLD} if found else set()
    return tuple(
        replace(
            one,
            start=max(one.start - start, 0),
            end=max(one.end - start, 0),
            details={**one.details, JOINED: True},
        )
        for one in found
        if one.value not in known
    )
