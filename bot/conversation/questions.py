"""What is told and what is asked in one message, such as "no. Can I take that?" in a form.

Read as one, such a message is a question that answers nothing, or an answer that asks nothing.
While a form asks, an answer is taken from the question, or the wish, behind it where both parts are
plain and nothing that the whole of it tells would be lost. Where no form asks, all that is told
stays told, and a question that is a sentence of its own stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.conversation.tracker import Tracker
from bot.conversation.turn import ParsedMessage, Scope

LONGEST = 300  # characters of a message that is looked at: a story is no answer
MOST_PARTS = 3  # each is read: a question stands at the end of a message
SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
BOUNDARY = re.compile(r"[.!,;\n]+\s*|\s+[-–—]+\s+")
# By the naming of the domain; what a lexicon hears as an aside may have an answer, too.
ASKS, WISHES, ASIDE = "ask_", "book_", "aside"
SURE = 0.8
QUESTION = "asks"  # the remark on a question without its mark
OF_SOMETHING = "asks_about"  # the remark on one about something to do
MARK = "?"
TOLD, PERSON = "finding", "proxy"
SAID_TO_BE = frozenset({"present", "unsure"})
CHOICE, OF_LETTER = "choice", "asks"
# What only an answer holds: a question with one of them goes on with the answer.
OF_ANSWERS = frozenset({CHOICE, "list_item", "severity", "duration"})


def with_question(
    parsed: ParsedMessage, before: Tracker, read: Callable[[str], ParsedMessage]
) -> ParsedMessage:
    """Return a message as the answer that it begins with, and its question beside it.

    `before` is the conversation as the message came. The text stays whole.
    """
    if parsed.is_payload or len(parsed.text) > LONGEST or _asks_of_letter(parsed):
        return parsed
    if before.active_loop is None:
        return _with_own_question(parsed, read)
    for head, tail in _parts(parsed.text):
        question = read(tail)
        if not _asks(question):
            continue
        answer = read(head)
        if _answers(answer) and _told(parsed) <= _told(answer) and not _told(question):
            return replace(answer, text=parsed.text, question=question, answer=head)
        return parsed
    return parsed


def _with_own_question(
    parsed: ParsedMessage, read: Callable[[str], ParsedMessage]
) -> ParsedMessage:
    """Return a message that is no question, and beside it the first that it asks for sure."""
    sentences = SENTENCE.findall(parsed.text)
    is_question = parsed.scope is Scope.OUTSIDE or (parsed.intent.name or ASKS).startswith(ASKS)
    if is_question or len(sentences) == 1:
        return parsed
    questions = map(read, [one for one in sentences if MARK in one][:MOST_PARTS])
    for question in questions:
        is_sure = question.scope is Scope.INSIDE and question.intent.confidence >= SURE
        is_asked = (question.intent.name or "").startswith(ASKS) and not _told(question)
        if is_sure and is_asked:
            return replace(parsed, question=question, answer=parsed.text)
    return parsed


def _asks_of_letter(parsed: ParsedMessage) -> bool:
    """Tell whether a message asks what a letter means: "E - what is that" is one thing."""
    choices = (one.value for one in parsed.entities if one.entity == CHOICE)
    return any(isinstance(value, dict) and OF_LETTER in value for value in choices)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and behind the last boundaries, the longest question first."""
    cuts = ((text[: one.start()], text[one.end() :]) for one in BOUNDARY.finditer(text))
    parts = [(head, tail) for head, tail in cuts if head.strip() and tail.strip()]
    yield from parts[-MOST_PARTS:]


def _asks(tail: ParsedMessage) -> bool:
    """Tell whether a part is a question, and one that may have an answer."""
    name = tail.intent.name or ""
    is_clear = tail.scope is Scope.INSIDE
    if is_clear and name.startswith(WISHES):
        return tail.intent.confidence >= SURE
    said = tail.remarks.get("said", ())
    is_question = MARK in tail.text or QUESTION in said or OF_SOMETHING in said
    kinds = {one.entity for one in tail.entities}
    return (
        is_question
        and ((is_clear and name.startswith(ASKS)) or ASIDE in kinds)
        and kinds.isdisjoint(OF_ANSWERS)
    )


def _answers(head: ParsedMessage) -> bool:
    """Tell whether a part asks nothing, was understood, and tells of nobody else."""
    if MARK in head.text or QUESTION in head.remarks.get("said", ()):
        return False
    kinds = {one.entity for one in head.entities}
    is_clear = head.scope is Scope.INSIDE and not (head.intent.name or ASKS).startswith(ASKS)
    return (is_clear or bool(kinds)) and PERSON not in kinds


def _told(part: ParsedMessage) -> set[object]:
    """Return what a part says to be there, or likely."""
    return {
        one.value
        for one in part.entities
        if one.entity == TOLD and one.details.get("assertion", "present") in SAID_TO_BE
    }
