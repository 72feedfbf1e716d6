"""An answer with a question behind it: taken apart where both are plain and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.questions import MOST_PARTS, with_question
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Entity, Intent, ParsedMessage, Scope

OPEN = Tracker("someone", active_loop="a_form")
NO = ParsedMessage("no", Intent("deny", 1.0))
ASKED = ParsedMessage(
    "can i swim", Intent("ask_water", 0.9), remarks={"said": ("asks", "asks_about")}
)


def sign(assertion="present"):
    return Entity("finding", "floppy", 0, 2, "test", details={"assertion": assertion})


def read(text, parts=(NO, ASKED), *, whole=(), before=OPEN):
    """Return a message whose parts are understood as these, and whose whole has these entities."""
    known = {part.text: part for part in parts}
    nothing = ParsedMessage(text, Intent(None, 0.0), scope=Scope.OUTSIDE)
    message = ParsedMessage(text, Intent("ask_water", 0.9), entities=tuple(whole))
    return with_question(message, before, lambda part: known.get(part, nothing))


@pytest.mark.parametrize("text", ["no. can i swim", "no, can i swim", "no!! can i swim"])
def test_the_answer_is_the_message_and_the_question_stands_beside_it(text):
    told = read(text)
    assert (told.text, told.intent, told.answer) == (text, NO.intent, "no")
    assert told.question == ASKED


def test_without_a_form_only_a_sentence_of_its_own_is_a_question():
    idle = Tracker("someone")
    assert read("no. can i swim", before=idle).question is None
    whole = ParsedMessage("can i swim? it rains in", Intent("report_rain", 0.7))
    asked = replace(ASKED, text="can i swim?")
    parts = {asked.text: asked}
    told = with_question(whole, idle, lambda part: parts.get(part.strip(), NO))
    assert (told.intent, told.entities, told.answer) == (whole.intent, whole.entities, whole.text)
    assert told.question == asked
    unsure = replace(asked, intent=Intent("ask_water", 0.5))
    assert with_question(whole, idle, lambda _: unsure).question is None
    asks = replace(whole, intent=Intent("ask_water", 0.7))
    assert with_question(asks, idle, lambda _: asked).question is None  # is one already


def test_a_wish_needs_no_mark():
    wish = ParsedMessage("book me in", Intent("book_visit", 0.9))
    assert read("no. book me in", (NO, wish)).question == wish
    unsure = ParsedMessage("book me in", Intent("book_visit", 0.5))
    assert read("no. book me in", (NO, unsure)).question is None


@pytest.mark.parametrize(
    ("head", "tail", "whole"),
    [
        (NO, ASKED, [sign()]),  # only the whole tells of it
        (NO, replace(ASKED, entities=(sign("unsure"),)), []),
        (replace(NO, entities=(Entity("proxy", "son", 0, 2, "t"),)), ASKED, []),
        (ParsedMessage("no", Intent(None, 0.0), scope=Scope.OUTSIDE), ASKED, []),
        (ParsedMessage("no", Intent("ask_heat", 0.9)), ASKED, []),
        (NO, ParsedMessage("can i swim", Intent("deny", 0.9), remarks=ASKED.remarks), []),
        (NO, ParsedMessage("can i swim", ASKED.intent), []),  # no question at all
    ],
)  # fmt: skip
def test_what_is_unclear_or_would_be_lost_stays_whole(head, tail, whole):
    assert read("no. can i swim", (head, tail), whole=whole).question is None


def test_a_denied_sign_of_the_whole_is_the_answers_to_deny():
    told = read("no. can i swim", whole=[sign("absent")])
    assert told.entities == ()


def test_a_row_of_answers_is_not_read_again_for_each():
    parts = []

    def understood(part):
        parts.append(part)
        return ParsedMessage(part, Intent("deny", 0.9))

    row = ParsedMessage(", ".join(["no"] * 40), Intent("deny", 0.9))
    assert with_question(row, OPEN, understood) is row
    assert len(parts) <= MOST_PARTS
