"""What a message tells together with the short ones right before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.pieces import LONGEST_PAUSE, Readings, read_in_pieces
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Entity, Intent, ParsedMessage, Scope


def parsed(text, *entities, pieces=(), scope=Scope.UNCLEAR, is_payload=False):
    return ParsedMessage(
        text,
        Intent(None, 0.0),
        entities=entities,
        scope=scope,
        is_payload=is_payload,
        pieces=pieces,
    )


def sign(assertion="present"):
    return Entity("finding", "floppy", 8, 22, "test", details={"assertion": assertion})


def reads(**found):
    """Return an understanding that finds a sign in these texts only."""
    texts = {text.replace("_", " "): one for text, one in found.items()}
    return Readings(
        lambda text: parsed(text, *((texts[text],) if text in texts else ())), texts.__contains__
    )


def after(*pieces, at=100.0, loop="a_form"):
    latest = parsed(pieces[-1], pieces=pieces) if pieces else None
    return Tracker("someone", latest_message=latest, latest_event_at=at, active_loop=loop)


LAST = parsed("is floppy")


def test_the_last_piece_tells_what_the_whole_tells():
    read = reads(my_left_foot_is_floppy=sign())
    heard = read_in_pieces(LAST, after("my left", "foot"), now=101.0, readings=read)
    (found,) = heard.entities
    assert (found.start, found.end) == (0, len("is floppy"))
    assert heard.pieces == ("my left", "foot", "is floppy")
    assert heard.intent == LAST.intent


@pytest.mark.parametrize(
    ("last", "before", "read", "now"),
    [
        # A denial that stands across messages clears nothing.
        (LAST, after("foot"), reads(foot_is_floppy=sign("absent")), 101.0),
        # What the earlier piece tells alone was heard with it.
        (LAST, after("foot"), reads(foot_is_floppy=sign(), foot=sign()), 101.0),
        (LAST, after("foot"), reads(foot_is_floppy=sign()), 101.0 + LONGEST_PAUSE),
        (LAST, after(), reads(foot_is_floppy=sign()), 101.0),
    ],
)
def test_nothing_is_added(last, before, read, now):
    assert read_in_pieces(last, before, now=now, readings=read).entities == last.entities


@pytest.mark.parametrize(
    ("said", "loop"),
    [
        (parsed("/deny", is_payload=True), "a_form"),
        (parsed("is it my left foot?"), "a_form"),
        (parsed("a long one that says all there is to say"), "a_form"),
        # The opening of a conversation, understood as it stands.
        (parsed("my back hurts", scope=Scope.INSIDE), None),
    ],
)
def test_what_is_whole_is_the_beginning_of_nothing(said, loop):
    heard = read_in_pieces(said, after(loop=loop), now=101.0, readings=reads())
    assert heard.pieces == ()


def answer(text, entity):
    return parsed(text, Entity(entity, "v", 0, len(text.rstrip(".")), "test"))


@pytest.mark.parametrize(
    ("said", "pieces"),
    [
        (answer("3 weeks", "duration"), ()),
        (answer("7.", "number"), ()),
        # "no", "feeling down there": a no may begin a sentence, and ends none.
        (answer("no", "choice"), ("no",)),
    ],
)
def test_what_answers_by_itself_ends_what_was_said_before(said, pieces):
    heard = read_in_pieces(said, after("foot"), now=101.0, readings=reads())
    assert heard.pieces == pieces


def test_what_tells_something_by_itself_is_not_read_again():
    last = parsed("is floppy", sign())
    heard = read_in_pieces(last, after("foot"), now=101.0, readings=reads(foot_is_floppy=sign()))
    assert heard.entities == last.entities


def test_what_answered_its_question_begins_no_sentence():
    """A "left thigh", and "I manage" to the next question, are two answers."""
    earlier = after("left thigh")
    earlier = replace(
        earlier,
        slots={"requested_slot": "daily_function"},
        latest_message=replace(earlier.latest_message, asked="leg_pain"),
    )
    read = reads(left_thigh_I_manage=sign())
    assert read_in_pieces(parsed("I manage"), earlier, now=101.0, readings=read).entities == ()
    same = replace(earlier, slots={"requested_slot": "leg_pain"})
    assert read_in_pieces(parsed("I manage"), same, now=101.0, readings=read).entities
